//! A log to copy, and places to copy it to.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cangliu_esdb_stand_in::{Options as Setup, StandIn};
use cangliu_store::contract::append_of;
use cangliu_store::migration::{Done, Migration, MigrationError, MigrationTarget, Moving};
use cangliu_store::{
    DataDir, EsdbOptions, EsdbTarget, EventStore, Expected, Options, Recorded, SqliteLog, SqliteTarget,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The threads of a stand-in, and of whoever asks a log.
pub(crate) fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

pub(crate) fn stand_in(runtime: &Runtime, setup: &Setup) -> StandIn {
    runtime.block_on(async { StandIn::start_with(setup) }).unwrap()
}

pub(crate) fn server(stand_in: &StandIn) -> EsdbTarget {
    EsdbTarget::new(&options(stand_in)).unwrap()
}

pub(crate) fn options(stand_in: &StandIn) -> EsdbOptions {
    let mut options = EsdbOptions::parse(&stand_in.url(), None).unwrap();
    options.attempt = Duration::from_millis(1_500);
    options
}

pub(crate) fn directory(path: &Path) -> SqliteTarget {
    SqliteTarget::new(DataDir::lock(path).unwrap())
}

/// A log with that many appends of one to three events, in streams that take turns.
pub(crate) fn written(runtime: &Runtime, appends: u64) -> (TempDir, SqliteLog) {
    let dir = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(dir.path(), Options::default()).unwrap();
    for number in 0..appends {
        write(runtime, &log, number);
    }
    (dir, log)
}

pub(crate) fn write(runtime: &Runtime, log: &dyn EventStore, number: u64) {
    let stream = format!("asset-{}", number % 7);
    let last = runtime.block_on(log.read_stream(&stream, 0, usize::MAX)).unwrap().last().map(|last| last.revision);
    let append = append_of(&stream, Expected::after(last), 1 + (number % 3) as usize);
    runtime.block_on(log.append(append)).unwrap();
}

pub(crate) fn events(runtime: &Runtime, log: &dyn EventStore) -> Vec<Recorded> {
    let mut events: Vec<Recorded> = Vec::new();
    loop {
        let after = events.last().map_or(0, |last| last.position);
        let page = runtime.block_on(log.read_all(after, 1_000)).unwrap();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
    }
}

/// All but the position.
pub(crate) fn envelopes(mut events: Vec<Recorded>) -> Vec<Recorded> {
    events.iter_mut().for_each(|event| event.position = 0);
    events
}

pub(crate) fn run(source: &SqliteLog, target: &dyn MigrationTarget, map: &Path) -> Result<Done, MigrationError> {
    let name = source.identity().later();
    Migration { source: Arc::new(source.clone()), target, name, map, told: &|_| {} }.run()
}

pub(crate) fn code(refused: Result<Done, MigrationError>) -> &'static str {
    refused.unwrap_err().code()
}

/// The first events of a log, as they move; changed on their way.
pub(crate) fn first(log: &SqliteLog, count: usize, change: impl Fn(&mut Recorded)) -> Vec<Moving> {
    let mut page = log.read_all_blocking(0, count).unwrap();
    page.iter_mut().for_each(change);
    cangliu_store::migration::moving(page)
}
