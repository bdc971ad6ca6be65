//! What all requests share, and which path leads where.

use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use actix_web::web::{self, ServiceConfig};
use async_graphql::Executor;
use tokio::sync::{Semaphore, watch};

use super::declared::Declared;
use super::fault::{Fault, Kind};
use super::rate::Rate;
use super::{blob, endpoint, health, page, paper, sign_in, upload};
use crate::accounts::Accounts;
use crate::auth::{Gate, Refusal, Who};
use crate::config::LimitSettings;
use crate::node::Node;

/// Stands for an issuer where requests are counted by their address.
const SIGNING_IN: &str = "/auth";

/// What all requests to one server share.
pub struct Site<E> {
    pub(super) executor: E,
    /// The types of fields, as the schema definition has them.
    pub(super) declared: Arc<Declared>,
    pub(super) node: Node,
    pub(super) gate: Gate,
    /// Where people with local accounts sign in, if there are any.
    pub(super) accounts: Option<Accounts>,
    pub(super) limits: LimitSettings,
    pub(super) uploads: Semaphore,
    /// Places for attachments that are being read.
    pub(super) attachments: Semaphore,
    pub(super) sockets: Sockets,
    /// Turns true when the server is about to end.
    pub(super) stopping: watch::Receiver<bool>,
    /// End of the log when the server began: before the views are there, they show less than was ever told.
    pub(super) begun_at: u64,
    /// End of the log when it last said so.
    pub(super) head: AtomicU64,
    rate: Rate,
}

impl<E: Executor> Site<E> {
    /// A site for a schema, with its definition, on a node whose log ended at `begun_at` when the server began.
    pub fn new(
        executor: E,
        sdl: &str,
        node: Node,
        gate: Gate,
        limits: LimitSettings,
        stopping: watch::Receiver<bool>,
        begun_at: u64,
    ) -> Self {
        let rate = Rate::new(&limits);
        let declared = Arc::new(Declared::parse(sdl).unwrap_or_else(|error| {
            tracing::error!("the schema definition cannot be read, so nulls stay where errors are: {error}");
            Declared::default()
        }));
        let sockets = Sockets { most: limits.sockets_max, open: Arc::default() };
        Self {
            executor,
            declared,
            node,
            gate,
            accounts: None,
            limits,
            uploads: Semaphore::new(upload::AT_ONCE_MAX),
            attachments: Semaphore::new(blob::AT_ONCE_MAX),
            sockets,
            stopping,
            begun_at,
            head: AtomicU64::new(begun_at),
            rate,
        }
    }

    /// The same site, where people with local accounts sign in.
    #[must_use]
    pub fn with_accounts(self, accounts: Accounts) -> Self {
        Self { accounts: Some(accounts), ..self }
    }

    /// Whom a request speaks for, if he may speak now. While views are folded anew nobody may: lists and figures would
    /// lack what they had before, and posts with what they allow. Views that stopped for good answer as far as they came.
    pub(super) async fn admit(&self, authorization: Option<&str>) -> Result<Arc<Who>, Fault> {
        self.shows_all()?;
        let who = self.gate.admit(authorization).await.map_err(refused)?;
        self.spend(&who)?;
        Ok(who)
    }

    /// Refuses whoever comes before the views show what the log held when the server began.
    pub(super) fn shows_all(&self) -> Result<(), Fault> {
        let level = self.node.ledger.shown.level();
        if level.position < self.begun_at && !level.stopped { Err(Kind::NotYetVisible.into()) } else { Ok(()) }
    }

    /// Counts an operation of somebody who was admitted.
    pub(super) fn spend(&self, who: &Who) -> Result<(), Fault> {
        self.rate.take(who, Instant::now()).map_err(|wait_seconds| Kind::RateLimited { wait_seconds }.into())
    }

    /// Counts an attempt to sign in, by where it comes from: nobody is known yet.
    pub(super) fn spend_from(&self, peer: &str, now: Instant) -> Result<(), Fault> {
        self.rate.take_of(SIGNING_IN, peer, now).map_err(|wait_seconds| Kind::RateLimited { wait_seconds }.into())
    }
}

/// A refusal at the gate, as the answer shows it.
pub(super) fn refused(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Untrusted(why) => Kind::Unauthenticated(why).into(),
        Refusal::Failed(failure) => {
            tracing::error!(error = ?failure, "the posts of a person could not be read");
            Kind::Internal.into()
        }
    }
}

/// Open sockets by subject.
pub(super) struct Sockets {
    most: usize,
    open: Arc<Mutex<HashMap<(String, String), usize>>>,
}

impl Sockets {
    /// A place for one more socket of a person; `None` when he has all he may.
    pub(super) fn take(&self, who: &Who) -> Option<SocketPlace> {
        let key = (who.issuer.clone(), who.subject.clone());
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(key.clone()).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(SocketPlace { key, open: Arc::clone(&self.open) })
    }
}

/// A place for a socket, free again when dropped.
pub(super) struct SocketPlace {
    key: (String, String),
    open: Arc<Mutex<HashMap<(String, String), usize>>>,
}

impl Drop for SocketPlace {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.key);
            }
        }
    }
}

/// All paths of the server.
pub fn routes<E: Executor>(config: &mut ServiceConfig) {
    config
        .route("/graphql", web::route().to(endpoint::graphql::<E>))
        .service(
            web::resource("/papers/labels")
                .app_data(paper::list())
                .route(web::get().to(paper::labels::<E>))
                .route(web::post().to(paper::many_labels::<E>)),
        )
        .route("/papers/assets/{asset}/{revision}", web::get().to(paper::of_event::<E>))
        .route("/blobs", web::post().to(blob::upload::<E>))
        .route("/blobs/{sha256}", web::get().to(blob::download::<E>))
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready::<E>))
        .configure(sign_in::routes::<E>)
        .configure(page::routes);
}
