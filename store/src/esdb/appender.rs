//! Appending through a pool of batch sessions, one append in flight in each: the first failure in a session ends it
//! for all that is in it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use eventstore::{BatchAppendClient, BatchAppendOptions, Credentials, Error, EventData, StreamState};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;
use tracing::debug;

use super::answer::{failed, is_final, is_too_large, is_wrong_version, unavailable};
use super::connection::{BackOff, Connected, Connection};
use super::envelope::events;
use super::options::{EsdbOptions, signed};
use super::reading::Reading;
use crate::append::{Append, Appended, Expected, Priority};
use crate::error::{AppendError, StoreError};

/// A session with the client it belongs to.
struct Session {
    batch: BatchAppendClient,
    connected: Connected,
}

/// What the server said in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    /// It is written, now or by an earlier attempt.
    Written,
    /// The stream stands elsewhere.
    Elsewhere,
}

/// What one attempt came to.
enum Attempt {
    /// The server is sure. The stream itself tells which events are there.
    Settled(Settled),
    /// It would be refused again, and had no effect.
    Refused(Error),
    /// It was sent, and may yet take effect.
    Unknown(Option<Error>),
    /// It was not sent.
    NotSent(Option<Error>),
}

/// Appends until it is settled what became of them.
pub(super) struct Appender {
    connection: Arc<Connection>,
    reading: Arc<Reading>,
    idle: Mutex<Vec<Session>>,
    places: Semaphore,
    /// Imports leave half of the sessions to persons.
    places_for_bulk: Semaphore,
    credentials: Option<Credentials>,
    attempt: Duration,
    patience: Duration,
}

impl Appender {
    pub(super) fn new(connection: Arc<Connection>, reading: Arc<Reading>, options: &EsdbOptions) -> Self {
        let sessions = options.sessions.max(1);
        Self {
            connection,
            reading,
            idle: Mutex::new(Vec::new()),
            places: Semaphore::new(sessions),
            places_for_bulk: Semaphore::new(sessions.div_ceil(2)),
            credentials: options.credentials.clone(),
            attempt: options.attempt,
            patience: options.patience,
        }
    }

    /// Appends; see [`crate::EventStore::append`].
    pub(super) async fn append(&self, append: &Append) -> Result<Appended, AppendError> {
        let (_bulk, _place) = self.place(append.priority).await?;
        let settled = self.send(append).await?;
        self.read_back(append, settled).await
    }

    /// Appends without a receipt: for whoever reads all of the log again before anybody relies on it.
    pub(super) async fn put(&self, append: &Append) -> Result<(), AppendError> {
        let (_bulk, _place) = self.place(append.priority).await?;
        match self.send(append).await? {
            Settled::Written => Ok(()),
            settled @ Settled::Elsewhere => self.read_back(append, settled).await.map(drop),
        }
    }

    /// Sends an append until the server is sure what became of it.
    async fn send(&self, append: &Append) -> Result<Settled, AppendError> {
        let events = events(append)?;
        let begun = Instant::now();
        let (mut back_off, mut was_sent) = (BackOff::new(), false);
        loop {
            let failure = match self.attempt(append, &events).await {
                Attempt::Settled(settled) => return Ok(settled),
                Attempt::Refused(_) if was_sent => return Err(AppendError::OutcomeUnknown),
                Attempt::Refused(error) if is_too_large(&error) => {
                    return Err(StoreError::TooLarge { stream: append.stream.clone() }.into());
                }
                Attempt::Refused(error) => return Err(failed("appending", error).into()),
                Attempt::Unknown(failure) => {
                    was_sent = true;
                    failure
                }
                Attempt::NotSent(failure) => failure,
            };
            debug!(stream = append.stream, ?failure, was_sent, "the append is tried again");
            if begun.elapsed() >= self.patience {
                let unknown = AppendError::OutcomeUnknown;
                return Err(if was_sent { unknown } else { unavailable("appending", failure).into() });
            }
            back_off.rest().await;
        }
    }

    async fn place(
        &self,
        priority: Priority,
    ) -> Result<(Option<SemaphorePermit<'_>>, SemaphorePermit<'_>), StoreError> {
        let closed = |_| StoreError::Closed;
        let waiting = async {
            let bulk = match priority {
                Priority::Interactive => None,
                Priority::Bulk => Some(self.places_for_bulk.acquire().await.map_err(closed)?),
            };
            Ok((bulk, self.places.acquire().await.map_err(closed)?))
        };
        // While the server is away each place is held for long: whoever waits behind is told so in time, too.
        timeout(self.patience, waiting).await.unwrap_or_else(|_| Err(unavailable("appending", None)))
    }

    async fn attempt(&self, append: &Append, events: &[EventData]) -> Attempt {
        let session = match self.session().await {
            Ok(session) => session,
            Err(failure) => return Attempt::NotSent(failure),
        };
        let state = match append.expected {
            Expected::NoStream => StreamState::NoStream,
            Expected::Exact(revision) => StreamState::StreamRevision(revision),
        };
        let answer = session.batch.append_to_stream(&append.stream, state, events.to_vec());
        match timeout(self.attempt, answer).await {
            Ok(Ok(_)) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session);
                Attempt::Settled(Settled::Written)
            }
            // Any error ends the session, but the client behind it is well.
            Ok(Err(error)) if is_wrong_version(&error) => Attempt::Settled(Settled::Elsewhere),
            Ok(Err(error)) if is_final(&error) => Attempt::Refused(error),
            Ok(Err(error)) => {
                self.connection.give_up(&session.connected);
                Attempt::Unknown(Some(error))
            }
            Err(_too_slow) => {
                self.connection.give_up(&session.connected);
                Attempt::Unknown(None)
            }
        }
    }

    /// An idle session of the present client, or a new one. The error is `None` when none opened in time.
    async fn session(&self) -> Result<Session, Option<Error>> {
        let connected = self.connection.get().map_err(|_| None)?;
        if let Some(session) = self.idle_of(&connected) {
            return Ok(session);
        }
        let options = signed!(BatchAppendOptions::default(), self.credentials);
        let opening = connected.on_its_threads(|client| async move { client.batch_append(&options).await });
        let failure = match timeout(self.attempt, opening).await {
            Ok(Some(Ok(batch))) => return Ok(Session { batch, connected }),
            Ok(Some(Err(error))) => Some(error),
            Ok(None) | Err(_) => None,
        };
        self.connection.give_up(&connected);
        Err(failure)
    }

    /// An idle session of this client; those of others are closed, for each keeps its client connected.
    fn idle_of(&self, connected: &Connected) -> Option<Session> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|session| session.connected.is_of_the_same_life(connected));
        idle.pop()
    }

    /// The receipt of an append that is settled.
    async fn read_back(&self, append: &Append, settled: Settled) -> Result<Appended, AppendError> {
        match (self.settle(append).await, settled) {
            // It is settled, but when nobody can tell us how, that is as good as unknown. So it is where a member says
            // that it is written, and another does not have it yet.
            (Err(_), _) | (Ok(Err(AppendError::Conflict { .. })), Settled::Written) => Err(AppendError::OutcomeUnknown),
            (Ok(outcome), _) => outcome,
        }
    }

    /// Reads whose events stand where ours should. The outer error says that they could not be read.
    async fn settle(&self, append: &Append) -> Result<Result<Appended, AppendError>, StoreError> {
        let first_revision = append.expected.first_revision();
        let found = self.reading.stream(&append.stream, first_revision, append.events.len()).await?;
        let ours = append.events.iter().map(|event| event.id);
        if let Some(last) = found.last()
            && found.iter().map(|event| event.id).eq(ours)
            && last.revision + 1 == first_revision + append.events.len() as u64
        {
            return Ok(Ok(Appended { first_revision, last_revision: last.revision, position: last.position }));
        }
        let actual = self.reading.last_revision(&append.stream).await?;
        Ok(Err(AppendError::Conflict { stream: append.stream.clone(), expected: append.expected, actual }))
    }
}
