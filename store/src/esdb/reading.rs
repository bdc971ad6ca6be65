//! Pages of a stream and of the whole log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventstore::{
    Client, Credentials, Error, Position, ReadAllOptions, ReadStream, ReadStreamOptions, RecordedEvent, StreamPosition,
    SubscriptionFilter,
};
use tokio::time::timeout;

use super::answer::{failed, is_final, is_missing, unavailable};
use super::connection::{BackOff, Connection};
use super::envelope::recorded;
use super::identity;
use super::no_delay::NoDelay;
use super::options::{EsdbOptions, signed};
use crate::error::StoreError;
use crate::event::Recorded;

/// Events asked for at a time.
const PAGE: usize = 4_096;
/// Events at the end of the log among which the last of ours is looked for at first.
const LAST: usize = 8;

/// Reads with patience: again, on a new client, until there is an answer or the time is over.
pub(super) struct Reading {
    connection: Arc<Connection>,
    no_delay: NoDelay,
    credentials: Option<Credentials>,
    attempt: Duration,
    patience: Duration,
}

impl Reading {
    pub(super) fn new(connection: Arc<Connection>, options: &EsdbOptions) -> Self {
        let credentials = options.credentials.clone();
        let EsdbOptions { attempt, patience, .. } = *options;
        Self { connection, no_delay: NoDelay::default(), credentials, attempt, patience }
    }

    /// Up to `limit` events of a stream from a revision on.
    pub(super) async fn stream(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let mut events = Vec::new();
        let mut next = from;
        while events.len() < limit && i64::try_from(next).is_ok() {
            let asked = (limit - events.len()).min(PAGE);
            let options = ReadStreamOptions::default().position(StreamPosition::Position(next)).max_count(asked);
            let options = signed!(options, self.credentials);
            let page = self
                .with_patience("reading a stream", Missing::IsEmpty, |client| {
                    let (stream, options) = (stream.to_owned(), options.clone());
                    async move { client.read_stream(stream, &options).await }
                })
                .await?;
            // A decision on half of a stream would be wrong, and nobody would see it.
            if let Some(first) = page.first().filter(|first| first.revision != next) {
                let (expected, found) = (next, first.revision);
                return Err(StoreError::Truncated { stream: stream.to_owned(), expected, found });
            }
            for event in &page {
                events.push(recorded(event)?);
            }
            next += page.len() as u64;
            if page.len() < asked {
                break;
            }
        }
        Ok(events)
    }

    /// The last revision of a stream; `None` for one never written.
    pub(super) async fn last_revision(&self, stream: &str) -> Result<Option<u64>, StoreError> {
        let options = ReadStreamOptions::default().backwards().position(StreamPosition::End).max_count(1);
        let options = signed!(options, self.credentials);
        let page = self
            .with_patience("reading the end of a stream", Missing::IsEmpty, |client| {
                let (stream, options) = (stream.to_owned(), options.clone());
                async move { client.read_stream(stream, &options).await }
            })
            .await?;
        Ok(page.first().map(|event| event.revision))
    }

    /// Up to `limit` events of the log behind a position, which is 0 or that of an event.
    pub(super) async fn all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let (mut events, mut seen) = (Vec::new(), after);
        // No position of the server's is that large.
        while events.len() < limit && i64::try_from(seen).is_ok() {
            // A read begins with the event at its position, which was seen.
            let asked = (limit - events.len()).min(PAGE) + 1;
            let page = self.ours(place(seen), false, asked).await?;
            let count = page.len();
            for event in page.iter().filter(|event| event.position.commit > seen || seen == 0) {
                if events.len() < limit && event.stream_id() != identity::STREAM {
                    events.push(recorded(event)?);
                }
            }
            let Some(last) = page.last().filter(|last| last.position.commit > seen) else { break };
            seen = last.position.commit;
            if count < asked {
                break;
            }
        }
        Ok(events)
    }

    /// The event at a position; `None` when there is none of ours.
    pub(super) async fn at(&self, position: u64) -> Result<Option<Recorded>, StoreError> {
        if i64::try_from(position).is_err() {
            return Ok(None);
        }
        let page = match self.ours(place(position), false, 1).await {
            // Where no event begins, the server has nothing to read.
            Err(StoreError::Failed { .. }) => return Ok(None),
            page => page?,
        };
        page.first().filter(|event| event.position.commit == position).map(recorded).transpose()
    }

    /// Position of the last event; 0 when there is none.
    pub(super) async fn head(&self) -> Result<u64, StoreError> {
        let mut asked = LAST;
        loop {
            let page = self.ours(StreamPosition::End, true, asked).await?;
            if let Some(last) = page.iter().find(|event| event.stream_id() != identity::STREAM) {
                return Ok(last.position.commit);
            }
            if page.len() < asked {
                return Ok(0);
            }
            asked *= 8;
        }
    }

    /// Whether there is any event that is not the server's own, be it ours or not.
    pub(super) async fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.ours(StreamPosition::Start, false, 1).await?.is_empty())
    }

    /// Events that are not the server's own.
    async fn ours(
        &self,
        from: StreamPosition<Position>,
        backwards: bool,
        count: usize,
    ) -> Result<Vec<RecordedEvent>, StoreError> {
        let filter = SubscriptionFilter::on_stream_name().exclude_system_events();
        let options = ReadAllOptions::default().position(from).max_count(count).filter(filter);
        let options = if backwards { options.backwards() } else { options };
        let options = signed!(options, self.credentials);
        self.with_patience("reading the log", Missing::IsTrouble, |client| {
            let options = options.clone();
            async move { client.read_all(&options).await }
        })
        .await
    }

    async fn with_patience<F>(
        &self,
        doing: &'static str,
        missing: Missing,
        read: impl Fn(Client) -> F,
    ) -> Result<Vec<RecordedEvent>, StoreError>
    where
        F: Future<Output = eventstore::Result<ReadStream>> + Send + 'static,
    {
        let begun = Instant::now();
        let mut back_off = BackOff::new();
        loop {
            let connected = self.connection.get()?;
            let asked = Instant::now();
            let answer = connected.on_its_threads(|client| collected(read(client), self.attempt));
            let answer = timeout(self.patience, answer).await;
            self.no_delay.took(asked.elapsed());
            let failure = match answer {
                Ok(Some(Ok(page))) => return Ok(page),
                Ok(Some(Err(Some(error)))) if is_missing(&error) => match missing {
                    Missing::IsEmpty => return Ok(Vec::new()),
                    Missing::IsTrouble => Some(error),
                },
                Ok(Some(Err(Some(error)))) if is_final(&error) => return Err(failed(doing, error)),
                Ok(Some(Err(failure))) => failure,
                Ok(None) | Err(_) => None,
            };
            self.connection.give_up(&connected);
            if begun.elapsed() >= self.patience {
                return Err(unavailable(doing, failure));
            }
            back_off.rest().await;
        }
    }
}

/// What it means that the server has not got what was asked for.
#[derive(Clone, Copy)]
enum Missing {
    /// A stream never written.
    IsEmpty,
    /// The whole log is always there: whoever says otherwise is about to become something else.
    IsTrouble,
}

/// All events of one answer. The error is `None` when the next of them did not come in time.
async fn collected(
    read: impl Future<Output = eventstore::Result<ReadStream>>,
    patience: Duration,
) -> Result<Vec<RecordedEvent>, Option<Error>> {
    let mut stream = timeout(patience, read).await.map_err(|_| None)?.map_err(Some)?;
    let mut events = Vec::new();
    while let Some(event) = timeout(patience, stream.next()).await.map_err(|_| None)?.map_err(Some)? {
        events.extend(event.event);
    }
    Ok(events)
}

fn place(position: u64) -> StreamPosition<Position> {
    match position {
        0 => StreamPosition::Start,
        position => StreamPosition::Position(Position { commit: position, prepare: position }),
    }
}
