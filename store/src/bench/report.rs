//! The figures of a benchmark run.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::error::StoreError;

/// What was measured, everything in events per second unless the name says otherwise.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Clients that appended at once.
    pub clients: usize,
    /// Events appended and acknowledged.
    pub events: usize,
    /// Transactions the store made of them.
    pub transactions: u64,
    /// Durable appends of the store.
    pub store_per_second: f64,
    /// A bare insert of the same rows without secondary index, in transactions of the store's mean size.
    pub bare_insert_per_second: f64,
    /// Write and fdatasync of the events' bytes, with the same batches.
    pub plain_write_per_second: f64,
    /// From asking to the receipt.
    pub latency_micros: LatencyMicros,
    /// Disk per event, indexes and streams included, WAL copied.
    pub bytes_per_event: f64,
    #[serde(skip)]
    timings: Timings,
}

/// How long appends took, in microseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct LatencyMicros {
    /// Half were faster.
    pub p50: u64,
    /// 99 of 100 were faster.
    pub p99: u64,
    /// 999 of 1,000 were faster.
    pub p999: u64,
    /// The slowest.
    pub max: u64,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Timing {
    pub(super) events: usize,
    pub(super) elapsed: Duration,
}

#[derive(Clone, Debug, Default)]
struct Timings {
    store: Timing,
    bare_insert: Timing,
    plain_write: Timing,
    latencies: Vec<Duration>,
}

impl Timing {
    fn add(&mut self, more: Self) -> f64 {
        self.events += more.events;
        self.elapsed += more.elapsed;
        self.events as f64 / self.elapsed.as_secs_f64()
    }
}

impl Report {
    pub(super) fn new(clients: usize) -> Self {
        Self {
            clients,
            events: 0,
            transactions: 0,
            store_per_second: 0.0,
            bare_insert_per_second: 0.0,
            plain_write_per_second: 0.0,
            latency_micros: LatencyMicros::default(),
            bytes_per_event: 0.0,
            timings: Timings::default(),
        }
    }

    /// Events per transaction.
    #[must_use]
    pub fn mean_batch(&self) -> f64 {
        self.events as f64 / self.transactions.max(1) as f64
    }

    /// The store's speed as a share of the bare insert's, 1 for equal.
    #[must_use]
    pub fn share_of_bare_insert(&self) -> f64 {
        self.store_per_second / self.bare_insert_per_second
    }

    pub(super) fn store(&mut self, timing: Timing, transactions: u64, latencies: Vec<Duration>) {
        self.events += timing.events;
        self.transactions += transactions;
        self.store_per_second = self.timings.store.add(timing);
        let all = &mut self.timings.latencies;
        all.extend(latencies);
        all.sort_unstable();
        let at = |share: f64| {
            let index = ((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1));
            all.get(index).map_or(0, |latency| u64::try_from(latency.as_micros()).unwrap_or(u64::MAX))
        };
        self.latency_micros = LatencyMicros { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1.0) };
    }

    pub(super) fn bare_insert(&mut self, timing: Timing) {
        self.bare_insert_per_second = self.timings.bare_insert.add(timing);
    }

    pub(super) fn plain_write(&mut self, timing: Timing) {
        self.plain_write_per_second = self.timings.plain_write.add(timing);
    }

    pub(super) fn file(&mut self, path: &Path, events: u64) -> Result<(), StoreError> {
        let file = std::fs::metadata(path).map_err(|source| StoreError::io("measuring the log", path, source))?;
        self.bytes_per_event = file.len() as f64 / events.max(1) as f64;
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let LatencyMicros { p50, p99, p999, max } = self.latency_micros;
        writeln!(f, "{} clients, {} events, {:.1} per transaction", self.clients, self.events, self.mean_batch())?;
        writeln!(f, "  store         {:>9.0} events/s", self.store_per_second)?;
        writeln!(
            f,
            "  bare insert   {:>9.0} events/s  (store: {:.0} %)",
            self.bare_insert_per_second,
            100.0 * self.share_of_bare_insert()
        )?;
        writeln!(f, "  write + sync  {:>9.0} events/s", self.plain_write_per_second)?;
        writeln!(f, "  latency       p50 {p50} µs, p99 {p99} µs, p99.9 {p999} µs, max {max} µs")?;
        write!(f, "  disk          {:.0} bytes/event", self.bytes_per_event)
    }
}
