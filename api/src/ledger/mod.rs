//! The ledger: where a command meets its stream.
//!
//! [`Ledger::execute`] is the one way in. In this order it queues behind other commands on the same
//! stream, reads the stream, authorises, looks the command id up, decides and appends. Who repeats his own
//! command gets its receipt even where the command ended his say, as receiving an asset ends the reservation
//! it was received on. What the ledger never does: hold a rule of the domain, know HTTP or GraphQL, or answer
//! before the events are durable.
//!
//! | file | holds |
//! |---|---|
//! | `served` | what the ledger must know of an aggregate: facts and permission |
//! | `served_*` | the same for each aggregate |
//! | `books` | what a stock-take is held against |
//! | `history` | a stream read: state and receipts |
//! | `order` | a command on its way, its fingerprint and its receipt |
//! | `refusal` | how an order ends without events |
//! | `rehearsal` | asking the rules beforehand |
//! | `shown` | waiting for the views |
//! | `stage` | how long each stage takes |

mod books;
mod history;
mod order;
mod refusal;
mod rehearsal;
mod served;
mod served_account;
mod served_asset;
mod served_blob;
mod served_directory;
mod served_document;
mod served_need;
mod served_office;
mod served_stocktake;
mod served_waste;
mod shown;
mod stage;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{DocumentId, InstitutionId};
use cangliu_domain::{Aggregate, event};
use cangliu_projections::Reader;
use cangliu_store::{
    Actor, Append, AppendError, EventStore, Expected, LogPosition, Meta, NewEvent, People, StoreError,
};
use chrono::NaiveDate;
use lru::LruCache;
use uuid::Uuid;

pub(crate) use books::Taken;
pub use history::History;
pub use order::{Done, Order, Receipt};
pub use refusal::Refused;
pub use served::{Denied, Served};
pub use served_blob::may_upload;
pub use served_document::can_sign;
pub use served_waste::subject as waste_subject;
pub use shown::{Level, Shown};
pub use stage::Stage;
use stage::Stopwatch;

use crate::auth::Who;
use crate::clock::Clock;

/// How often a command is decided again after another node wrote to its stream.
const ATTEMPTS_MAX: u32 = 5;
/// Streams whose state is kept in memory.
const STREAMS_KEPT: usize = 16_384;
/// Queues that streams share; two streams of one queue wait for each other, nothing worse.
const QUEUES: usize = 4_096;
/// Events read at a time.
const PAGE: usize = 512;

type Kept = Arc<dyn Any + Send + Sync>;

/// The ledger on one node.
pub struct Ledger {
    log: Arc<dyn EventStore>,
    /// Names and free texts about persons, outside the log.
    pub people: Arc<People>,
    /// The clock that business days come from.
    pub clock: Clock,
    /// How far the views are.
    pub shown: Shown,
    queues: Vec<tokio::sync::Mutex<()>>,
    kept: Mutex<LruCache<String, Kept>>,
    alone: bool,
    /// For facts that are spread over more streams than can be read one by one.
    views: Option<Reader>,
}

impl Ledger {
    /// A ledger on a log. `alone` says that no other process can write to it, as is so for the
    /// embedded log, whose directory is locked: then a kept state is the present state.
    #[must_use]
    pub fn new(log: Arc<dyn EventStore>, people: Arc<People>, clock: Clock, shown: Shown, alone: bool) -> Self {
        let kept = LruCache::new(NonZeroUsize::new(STREAMS_KEPT).unwrap_or(NonZeroUsize::MIN));
        let queues = (0..QUEUES).map(|_| tokio::sync::Mutex::new(())).collect();
        Self { log, people, clock, shown, queues, kept: Mutex::new(kept), alone, views: None }
    }

    /// Days and values of what a unit handed in of a kind since a day, as far as the views are.
    ///
    /// # Errors
    /// When the views cannot be read.
    pub(super) async fn handed_in_before(
        &self,
        unit: InstitutionId,
        kind: DocumentKind,
        since: NaiveDate,
        but: DocumentId,
    ) -> Result<Vec<(NaiveDate, Fen)>, Refused> {
        let Some(views) = self.views.clone() else { return Ok(Vec::new()) };
        let asking = move || views.with(|views| views.documents_submitted(unit, kind, since, but));
        let found = tokio::task::spawn_blocking(asking).await.map_err(|_| StoreError::Closed)?;
        // A hint that cannot be had holds nobody up.
        Ok(found.map(|(found, _)| found).unwrap_or_default())
    }

    /// The same ledger with the views beside it: for facts that no single stream holds.
    #[must_use]
    pub fn reading(self, views: Reader) -> Self {
        Self { views: Some(views), ..self }
    }

    /// The log itself, for reading.
    #[must_use]
    pub fn log(&self) -> &Arc<dyn EventStore> {
        &self.log
    }

    /// A position of this log, as it leaves the system.
    #[must_use]
    pub fn position(&self, position: u64) -> LogPosition {
        self.log.identity().at(position)
    }

    /// Carries a command out.
    ///
    /// # Errors
    /// [`Refused`]: the permission is missing, the rules say no, the command id was used for
    /// something else, the revision is not the expected one, or the store failed.
    pub async fn execute<A: Served>(&self, who: &Who, order: Order<A>) -> Result<Done<A>, Refused> {
        if self.shown.level().is_other_log {
            return Err(Refused::LogReplaced);
        }
        let stream = format!("{}-{}", A::CATEGORY, order.subject);
        let fingerprint = order.fingerprint(who);
        let mut watch = Stopwatch::start();
        let _turn = self.queue(&stream).lock().await;
        watch.lap(Stage::Queue);
        let mut fresh = false;
        for _ in 0..ATTEMPTS_MAX {
            let history = self.history::<A>(&stream, fresh || !self.alone).await?;
            watch.lap(Stage::Read);
            let facts = A::facts(self, &order.subject, &history.state, &order.command).await?;
            watch.lap(Stage::Facts);
            let written = history.receipt(order.command_id, &fingerprint);
            if let Err(denied) = A::permit(&history.state, &order.command, &facts, who) {
                // His own act may be what ended his say over it: he gets its receipt again, and sees nothing else.
                return match written {
                    Ok(Some(receipt)) => Ok(Done::replayed_unseen(self, receipt)),
                    Ok(None) | Err(_) => Err(Refused::Denied(denied)),
                };
            }
            if let Some(receipt) = written? {
                return Ok(Done::replayed(self, &history, receipt));
            }
            order.revision_expected(history.revision_last())?;
            let events = match history.state.decide(order.command.clone(), &facts, self.clock.today()) {
                Ok(events) => events,
                Err(no) => return Err(Refused::rejected(&no)),
            };
            watch.lap(Stage::Decide);
            let actor = acting(&history.state, &order.command, &facts, who);
            let appended = self.append(&stream, &history, &order, fingerprint, actor, &events).await;
            watch.lap(Stage::Append);
            match appended {
                Ok(done) => return Ok(done),
                Err(AppendError::Conflict { .. }) => {
                    self.forget(&stream);
                    fresh = true;
                }
                Err(AppendError::OutcomeUnknown) => {
                    self.forget(&stream);
                    return Err(Refused::OutcomeUnknown);
                }
                Err(AppendError::Failed(error)) => {
                    self.forget(&stream);
                    return Err(Refused::Store(error));
                }
            }
        }
        Err(Refused::Busy)
    }

    async fn append<A: Served>(
        &self,
        stream: &str,
        history: &History<A>,
        order: &Order<A>,
        fingerprint: [u8; 32],
        actor: Actor,
        events: &[A::Event],
    ) -> Result<Done<A>, AppendError> {
        if events.is_empty() {
            return Ok(Done::unchanged(self, history));
        }
        let meta = Meta {
            recorded_at: self.clock.now(),
            actor,
            command_id: order.command_id,
            fingerprint,
            causation: order.causation,
        };
        let mut written = Vec::with_capacity(events.len());
        for (index, event) in events.iter().enumerate() {
            let encoded = event::encode(event).map_err(|error| unwritable(&error))?;
            let id = event_id(order.command_id, stream, index);
            written.push(NewEvent { id, kind: encoded.kind, version: encoded.version, data: encoded.data });
        }
        let ids: Vec<Uuid> = written.iter().map(|event| event.id).collect();
        let append = Append {
            stream: stream.to_owned(),
            expected: Expected::after(history.revision_last()),
            events: written,
            meta,
            priority: order.priority,
        };
        let appended = self.log.append(append).await?;
        let after = Arc::new(history.after(events, order.command_id, fingerprint, ids.clone(), appended));
        self.keep(stream, &after);
        Ok(Done::appended(self, &after, ids, appended))
    }

    /// The state of an aggregate as its stream says now; `None` for a stream never written.
    ///
    /// # Errors
    /// When the stream cannot be read or holds what this program does not know.
    pub async fn load<A: Aggregate>(&self, subject: &str) -> Result<Arc<History<A>>, Refused> {
        self.history(&format!("{}-{subject}", A::CATEGORY), !self.alone).await
    }

    async fn history<A: Aggregate>(&self, stream: &str, catch_up: bool) -> Result<Arc<History<A>>, Refused> {
        let kept = self.recall::<A>(stream);
        if let Some(kept) = &kept
            && !catch_up
        {
            return Ok(kept.clone());
        }
        let mut history = kept.map_or_else(History::default, |kept| (*kept).clone());
        loop {
            let page = self.log.read_stream(stream, history.revision_next(), PAGE).await?;
            let count = page.len();
            for recorded in &page {
                history = history.with(recorded)?;
            }
            if count < PAGE {
                break;
            }
        }
        let history = Arc::new(history);
        if history.revision_last().is_some() {
            self.keep(stream, &history);
        }
        Ok(history)
    }

    fn queue(&self, stream: &str) -> &tokio::sync::Mutex<()> {
        use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(stream);
        let slot = usize::try_from(hash % QUEUES as u64).unwrap_or_default();
        &self.queues[slot]
    }

    fn recall<A: Aggregate>(&self, stream: &str) -> Option<Arc<History<A>>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(stream).cloned()?.downcast().ok()
    }

    /// Keeps a state unless a later one is kept: facts are read outside the stream's queue, so a slow
    /// reader may come after the writer who overtook him.
    fn keep<A: Aggregate>(&self, stream: &str, history: &Arc<History<A>>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.get(stream).and_then(|known| known.downcast_ref::<History<A>>());
        if known.is_none_or(|known| known.revision_next() < history.revision_next()) {
            kept.put(stream.to_owned(), history.clone());
        }
    }

    fn forget(&self, stream: &str) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).pop(stream);
    }
}

/// As whom somebody acts: by the first of his grants that allows the command alone, so that the log names the
/// institution and the post he did it for.
fn acting<A: Served>(state: &A, command: &A::Command, facts: &A::Facts, who: &Who) -> Actor {
    let allowing = match who.grants.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|grant| A::permit(state, command, facts, &who.only(grant)).is_ok()),
    };
    who.acting_by(allowing.or(who.grants.first()))
}

/// Id of an event: the same command on the same stream always makes the same ids.
#[must_use]
pub fn event_id(command_id: Uuid, stream: &str, index: usize) -> Uuid {
    Uuid::new_v5(&command_id, format!("{stream}#{index}").as_bytes())
}

/// Command id of a part of a batch, an import or a process: no two streams share one.
#[must_use]
pub fn child_command_id(command_id: Uuid, stream: &str) -> Uuid {
    Uuid::new_v5(&command_id, stream.as_bytes())
}

fn unwritable(error: &event::DecodeError) -> AppendError {
    let source: Arc<dyn std::error::Error + Send + Sync> = Arc::new(std::io::Error::other(error.to_string()));
    AppendError::Failed(StoreError::Failed { doing: "writing an event as JSON", source })
}
