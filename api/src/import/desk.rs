//! Where rows become commands: who asks, for which file, under which id.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cangliu_domain::Aggregate;
use cangliu_domain::asset::Source as Origin;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::Institution;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::uscc_claim::UsccClaim;
use cangliu_projections::{Snapshot, ViewError};
use cangliu_workbook::Source;
use chrono::NaiveDate;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{ImportError, Options};
use crate::auth::Who;
use crate::ledger::{Done, History, Order, Refused, Served, child_command_id};
use crate::node::Node;

/// Rows on their way at once: enough that one sync of the disk serves many, few enough to leave memory alone.
const IN_FLIGHT: usize = 256;

/// Where rows become commands.
pub(super) struct Desk<'a> {
    pub(super) node: &'a Node,
    pub(super) who: &'a Who,
    pub(super) options: Options,
    pub(super) file: String,
    pub(super) today: NaiveDate,
    digest: String,
}

impl<'a> Desk<'a> {
    pub(super) fn new(node: &'a Node, who: &'a Who, source: &Source, options: Options) -> Self {
        let digest = Sha256::digest(&source.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Self { node, who, options, file: source.name.clone(), today: node.clock.today(), digest }
    }

    /// Where a row comes from, as events keep it.
    pub(super) fn origin(&self, row: u32) -> Origin {
        Origin { file: self.digest.clone(), row }
    }

    /// Carries a command out; `key` tells the commands of this import on one stream apart.
    pub(super) async fn tell<A: Served>(
        &self,
        subject: impl ToString,
        key: &str,
        command: A::Command,
    ) -> Result<Done<A>, Refused> {
        let subject = subject.to_string();
        let command_id = self.command_id::<A>(&subject, key);
        let order = Order::<A>::new(subject, command_id, command).bulk(self.options.command_id);
        Box::pin(self.node.ledger.execute(self.who, order)).await
    }

    /// Asks the rules whether a command would be carried out, before anything is claimed for it.
    pub(super) async fn rehearse<A: Served>(
        &self,
        subject: impl ToString,
        key: &str,
        command: &A::Command,
    ) -> Result<(), Refused> {
        let subject = subject.to_string();
        let command_id = self.command_id::<A>(&subject, key);
        self.node.ledger.rehearse::<A>(self.who, &subject, command_id, command).await.map(|_| ())
    }

    fn command_id<A: Aggregate>(&self, subject: &str, key: &str) -> Uuid {
        child_command_id(self.options.command_id, &format!("{}-{subject}#{key}", A::CATEGORY))
    }

    /// The state of a stream.
    pub(super) async fn load<A: Aggregate>(&self, subject: impl ToString) -> Result<Arc<History<A>>, ImportError> {
        Ok(self.node.ledger.load::<A>(&subject.to_string()).await?)
    }

    /// The registered institution that carries a code.
    pub(super) async fn institution(&self, uscc: &Uscc) -> Result<Option<InstitutionId>, ImportError> {
        let UsccClaim::Held { institution } = self.load::<UsccClaim>(uscc).await?.state else { return Ok(None) };
        let known = self.load::<Institution>(institution).await?;
        Ok((known.state != Institution::Unregistered).then_some(institution))
    }

    /// The institution a file is of: the one it names, or the one the caller names.
    pub(super) fn stated(&self, in_file: Option<&Uscc>) -> Result<Option<Uscc>, ImportError> {
        match (in_file, &self.options.institution) {
            (Some(in_file), Some(given)) if in_file != given => {
                Err(ImportError::InstitutionDiffers { in_file: in_file.clone(), given: given.clone() })
            }
            (Some(stated), _) | (None, Some(stated)) => Ok(Some(stated.clone())),
            (None, None) => Ok(None),
        }
    }

    /// Waits until the views are level with the log.
    pub(super) async fn level(&self) -> Result<(), ImportError> {
        self.node.catch_up().await.map_err(ImportError::Behind)
    }

    /// Asks the views one question.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> Result<T, ViewError> + Send + 'static,
    ) -> Result<T, ImportError> {
        let reader = self.node.reader.clone();
        let asked = tokio::task::spawn_blocking(move || reader.with(question)).await;
        let (answer, _) = asked.map_err(|_| ImportError::Interrupted)??;
        Ok(answer)
    }

    /// Works rows off, several at a time, and answers in their order.
    pub(super) async fn each<T, R, F>(
        &self,
        what: &'static str,
        rows: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
        work: impl Fn(T) -> F,
    ) -> Result<Vec<R>, ImportError>
    where
        F: Future<Output = Result<R, ImportError>>,
    {
        let (rows, done) = (rows.into_iter(), AtomicU64::new(0));
        self.options.progress.begin(what, rows.len() as u64);
        let counted = |_: &R| self.options.progress.at(done.fetch_add(1, Ordering::Relaxed) + 1);
        let worked = stream::iter(rows).map(work).buffered(IN_FLIGHT).inspect_ok(counted).try_collect().await;
        self.options.progress.end();
        worked
    }
}
