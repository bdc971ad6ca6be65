//! The clients of the benchmark and their events.

use std::time::{Duration, Instant};

use chrono::DateTime;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::append::{Append, Expected, Priority};
use crate::error::{AppendError, StoreError};
use crate::event::{Actor, Meta, NewEvent};
use crate::port::EventStore;
use crate::sqlite::SqliteLog;

/// Bytes of an event's data, on average.
pub const DATA_BYTES: usize = 120;
/// Events after which a client takes a new stream.
pub const EVENTS_PER_STREAM: u64 = 10;

pub(super) struct Load {
    clients: Vec<Client>,
}

/// One client between two appends.
struct Client {
    number: u64,
    sent: u64,
}

impl Load {
    pub(super) fn new(clients: usize) -> Self {
        Self { clients: (0..clients.max(1) as u64).map(|number| Client { number, sent: 0 }).collect() }
    }

    /// Has the clients append at least `count` events in all; answers how long each took.
    pub(super) async fn run(&mut self, log: &SqliteLog, count: usize) -> Result<Vec<Duration>, StoreError> {
        let each = count.div_ceil(self.clients.len());
        let mut running = JoinSet::new();
        for mut client in self.clients.drain(..) {
            let log = log.clone();
            running.spawn(async move {
                let latencies = client.append(&log, each).await;
                (client, latencies)
            });
        }
        let mut all = Vec::with_capacity(count);
        while let Some(done) = running.join_next().await {
            let (client, latencies) = done.map_err(|_| StoreError::Closed)?;
            self.clients.push(client);
            all.extend(latencies?);
        }
        Ok(all)
    }

    /// Events like those appended, as many as asked.
    pub(super) fn rows(&self, count: usize) -> Vec<(NewEvent, Meta)> {
        let client = Client { number: u64::MAX, sent: 0 };
        let row = |sent| Client { sent, ..client }.next();
        (0..count as u64).map(row).filter_map(|append| Some((append.events.into_iter().next()?, append.meta))).collect()
    }
}

impl Client {
    async fn append(&mut self, log: &SqliteLog, count: usize) -> Result<Vec<Duration>, StoreError> {
        let mut latencies = Vec::with_capacity(count);
        for _ in 0..count {
            let append = self.next();
            let start = Instant::now();
            match log.append(append).await {
                Ok(_) => latencies.push(start.elapsed()),
                Err(AppendError::Failed(error)) => return Err(error),
                Err(_) => return Err(StoreError::Closed),
            }
            self.sent += 1;
        }
        Ok(latencies)
    }

    fn next(&self) -> Append {
        let (life, revision) = (self.sent / EVENTS_PER_STREAM, self.sent % EVENTS_PER_STREAM);
        let id = self.id(0);
        Append {
            stream: format!("asset-{}", scattered(self.number, life, 2)),
            expected: Expected::after(revision.checked_sub(1)),
            events: vec![NewEvent { id, kind: "asset-dispatched".to_owned(), version: 1, data: data(id) }],
            meta: self.meta(),
            priority: Priority::Interactive,
        }
    }

    fn meta(&self) -> Meta {
        let actor = Actor {
            issuer: "https://login.example.org".to_owned(),
            subject: format!("clerk-{}", self.number),
            institution: Some(Uuid::from_u128(1)),
            post: None,
            roles: vec!["asset_manager".to_owned()],
            on_behalf_of: None,
        };
        let command_id = self.id(1);
        let half = command_id.as_bytes();
        let mut fingerprint = [0; 32];
        fingerprint[..16].copy_from_slice(half);
        fingerprint[16..].copy_from_slice(half);
        let recorded_at = DateTime::from_timestamp_nanos(1_760_000_000_000_000_000 + (self.sent as i64) * 1_000_000);
        Meta { recorded_at, actor, command_id, fingerprint, causation: None }
    }

    fn id(&self, purpose: u64) -> Uuid {
        scattered(self.number, self.sent, purpose)
    }
}

/// An id as random as those of clients, without asking the system for randomness.
fn scattered(client: u64, count: u64, purpose: u64) -> Uuid {
    let mix = |seed: u64| {
        let mut bits = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    };
    let first = mix(mix(client ^ (purpose << 56)) ^ count);
    Uuid::from_u64_pair(first, mix(first ^ count))
}

/// JSON of half to one and a half times [`DATA_BYTES`].
fn data(id: Uuid) -> String {
    let (_, random) = id.as_u64_pair();
    let bytes = DATA_BYTES / 2 + usize::try_from(random % (DATA_BYTES as u64 + 1)).unwrap_or(0);
    let mut data = format!(r#"{{"to":"{id}","note":""#);
    let closing = r#""}"#;
    data.extend(std::iter::repeat_n('x', bytes.saturating_sub(data.len() + closing.len())));
    data + closing
}
