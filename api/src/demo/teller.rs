//! How a command of the demo reaches the ledger: by somebody who may, as bulk work, and never refused.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use cangliu_domain::id::{InstitutionId, PersonId};
use cangliu_domain::post::{Role, Scope};
use cangliu_store::StoreError;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use uuid::Uuid;

use super::cast::{Cast, PERSONS};
use super::{DemoError, dice};
use crate::auth::{Grant, Who, role_name};
use crate::import::Progress;
use crate::ledger::{Order, Served};
use crate::node::Node;

/// Commands on their way at once; more would not make the disk faster.
const IN_FLIGHT: usize = 128;
/// Issuer of the people who act in the demo.
pub(super) const ISSUER: &str = "demo";

/// Persons of the demo by institution, in the order of [`PERSONS`].
pub(super) type Persons = HashMap<InstitutionId, Vec<PersonId>>;

/// Tells the demo to the ledger.
pub(super) struct Teller<'a> {
    node: &'a Node,
    progress: &'a Progress,
    run: Uuid,
    told: AtomicU64,
    events: AtomicU64,
    /// Some of it may be told already.
    resumes: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(node: &'a Node, progress: &'a Progress, resumes: bool) -> Self {
        Self { node, progress, run: dice::id("run", ""), told: AtomicU64::new(0), events: AtomicU64::new(0), resumes }
    }

    /// Begins a chapter.
    pub(super) fn step(&self, what: &'static str, total: usize) {
        self.told.store(0, Ordering::Relaxed);
        self.progress.begin(what, total as u64);
    }

    /// Ends the last chapter.
    pub(super) fn done(&self) {
        self.progress.end();
    }

    /// Events that were told, by this load or by one before it.
    pub(super) fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    /// Carries a command out, unless that was done before, and answers the revision of its last event. `key` tells
    /// the commands on one stream apart.
    pub(super) async fn tell<A: Served>(
        &self,
        who: &Who,
        subject: impl ToString + Send,
        key: &str,
        command: A::Command,
    ) -> Result<u64, DemoError> {
        let subject = subject.to_string();
        let stream = format!("{}-{subject}", A::CATEGORY);
        let command_id = Uuid::new_v5(&self.run, format!("{stream}#{key}").as_bytes());
        if let Some(revision) = self.told_before(&stream, command_id).await? {
            return Ok(revision);
        }
        let order = Order::<A>::new(subject, command_id, command).bulk(self.run);
        match Box::pin(self.node.ledger.execute(who, order)).await {
            Ok(done) => {
                let events = done.receipt.map_or(0, |receipt| receipt.event_ids.len());
                self.events.fetch_add(events as u64, Ordering::Relaxed);
                Ok(done.revision)
            }
            Err(refused) => Err(DemoError::Refused { step: format!("{} {key} of {stream}", who.subject), refused }),
        }
    }

    /// What a load that was cut off wrote. Asking the ledger would not do: who may repeat a command is decided by
    /// the present state, and since then the thing may have gone to others.
    async fn told_before(&self, stream: &str, command_id: Uuid) -> Result<Option<u64>, DemoError> {
        if !self.resumes {
            return Ok(None);
        }
        let events = self.node.log.read_stream(stream, 0, usize::from(u16::MAX)).await?;
        let told: Vec<_> = events.iter().filter(|event| event.command_id == command_id).collect();
        self.events.fetch_add(told.len() as u64, Ordering::Relaxed);
        Ok(told.last().map(|event| event.revision))
    }

    /// Works a list off, several at a time.
    pub(super) async fn each<T, F>(
        &self,
        list: impl IntoIterator<Item = T>,
        work: impl Fn(T) -> F,
    ) -> Result<(), DemoError>
    where
        F: Future<Output = Result<(), DemoError>>,
    {
        let counted = |result: Result<(), DemoError>| {
            self.progress.at(self.told.fetch_add(1, Ordering::Relaxed) + 1);
            result
        };
        stream::iter(list).map(work).buffer_unordered(IN_FLIGHT).map(counted).try_collect::<()>().await
    }

    /// The persons of all institutions, kept with one sync of the disk.
    pub(super) async fn people(&self, cast: &Cast) -> Result<Persons, DemoError> {
        let named: Vec<(InstitutionId, &'static str)> =
            cast.units.iter().flat_map(|unit| PERSONS.map(|name| (unit.id, name))).collect();
        let store = self.node.people.clone();
        let asked = named.clone();
        let put = move || store.put_persons_blocking(&asked.iter().map(|(id, name)| (id.0, *name)).collect::<Vec<_>>());
        let ids = tokio::task::spawn_blocking(put).await.map_err(|_| StoreError::Closed)??;
        let mut persons = Persons::new();
        for ((institution, _), id) in named.into_iter().zip(ids) {
            persons.entry(institution).or_default().push(PersonId(id.0));
        }
        Ok(persons)
    }
}

/// Somebody with one role at one institution.
pub(super) fn someone(role: Role, institution: InstitutionId) -> Who {
    let scope = if role == Role::Administrator { Scope::City } else { Scope::Institution };
    Who {
        issuer: ISSUER.to_owned(),
        subject: format!("{}@{institution}", role_name(role)),
        grants: vec![Grant {
            role,
            institution: Some(institution),
            scope,
            post: None,
            on_behalf_of: None,
            acts: Vec::new(),
        }],
        expires_at: None,
    }
}
