//! How fast durable appends are, beside what the machine allows in the same run. Called by `cangliu bench append`.
//!
//! The load: each client appends one event, waits for the receipt, and goes on; after [`EVENTS_PER_STREAM`] events it
//! takes a new stream, as assets do. An event's data have [`DATA_BYTES`] bytes on average. Store and limits take turns, so that
//! a neighbour's noise meets all of them.

mod limits;
mod load;
mod report;

use std::path::Path;
use std::time::Instant;

pub use load::{DATA_BYTES, EVENTS_PER_STREAM};
pub use report::{LatencyMicros, Report};

use crate::data_dir::sync_dir;
use crate::error::StoreError;
use crate::port::EventStore;
use crate::sqlite::{Options, SqliteLog};
use load::Load;
use report::Timing;

/// Turns that store and limits take.
const ROUNDS: usize = 5;

/// Appends `events` events with `clients` clients in a new log in `directory` and measures the limits beside it.
///
/// The directory must hold no log yet; it is left with one, for a look at its size. Blocks, with a runtime of its own:
/// call it from a thread that may.
///
/// # Errors
/// The store's.
pub fn durable_appends(directory: &Path, clients: usize, events: usize) -> Result<Report, StoreError> {
    let log = SqliteLog::open(directory, Options::default())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build();
    let runtime = runtime.map_err(|source| StoreError::io("starting the benchmark", directory, source))?;
    let mut load = Load::new(clients);
    let mut report = Report::new(clients);
    let mut bare = limits::BareInsert::open(directory)?;
    let mut plain = limits::PlainWrite::open(directory)?;
    for _ in 0..ROUNDS {
        let count = (events / ROUNDS).max(clients);
        let before = log.transactions();
        let start = Instant::now();
        let latencies = runtime.block_on(load.run(&log, count))?;
        let timing = Timing { events: latencies.len(), elapsed: start.elapsed() };
        let transactions = log.transactions() - before;
        report.store(timing, transactions, latencies);
        let batch = report.mean_batch().round().max(1.0) as usize;
        report.bare_insert(bare.run(&load.rows(timing.events), batch)?);
        report.plain_write(plain.run(timing.events, batch)?);
    }
    bare.remove()?;
    plain.remove()?;
    let written = runtime.block_on(log.head())?;
    drop(runtime);
    drop(log);
    sync_dir(directory)?;
    report.file(&SqliteLog::file(directory), written)?;
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_counts_every_event() {
        let directory = tempfile::tempdir().unwrap();
        let report = durable_appends(directory.path(), 4, 200).unwrap();
        assert_eq!(report.events, 200);
        assert!(report.mean_batch() >= 1.0 && report.share_of_bare_insert() > 0.0, "{report}");
        assert!(report.latency_micros.p50 <= report.latency_micros.max);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 2, "the log and its lock are left");
    }
}
