//! The log beneath a server, read as any reader may: beside it, without its help.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use cangliu_esdb_stand_in::beside;
use cangliu_store::{EsdbLog, EsdbOptions, EventStore, Options, Recorded, SqliteLog};
use uuid::Uuid;

/// Events read at a time.
const PAGE: usize = 4_096;

/// Every event of a log, in order.
///
/// # Panics
/// When the log cannot be read.
#[must_use]
pub fn events(data_dir: &Path) -> Vec<Recorded> {
    let log = open(data_dir, false);
    let read = async {
        let mut events: Vec<Recorded> = Vec::new();
        loop {
            let after = events.last().map_or(0, |event| event.position);
            let page = log.read_all(after, PAGE).await.expect("a page of the log");
            if page.is_empty() {
                return events;
            }
            events.extend(page);
        }
    };
    // On a thread of its own, so that whoever asks may be a task.
    std::thread::scope(|threads| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        threads.spawn(move || runtime.block_on(read)).join().expect("a log read to its end")
    })
}

/// The log of a data directory, on the engine that the tests run on.
///
/// # Panics
/// When it cannot be opened.
#[must_use]
pub fn open(data_dir: &Path, to_write: bool) -> Arc<dyn EventStore> {
    if let Some(address) = beside(data_dir) {
        let mut options = EsdbOptions::parse(&address, None).expect("an address");
        options.read_only = !to_write;
        return Arc::new(EsdbLog::open(&options).expect("a log on the stand-in"));
    }
    let options = if to_write { Options::default() } else { Options::read_only() };
    Arc::new(SqliteLog::open(data_dir, options).expect("a log in the directory"))
}

/// What a log holds, by what a test asks it.
pub struct Written {
    ids: HashMap<Uuid, usize>,
    by_command: HashMap<Uuid, BTreeMap<String, Vec<Uuid>>>,
    events: usize,
}

impl Written {
    /// Reads a log.
    #[must_use]
    pub fn read(data_dir: &Path) -> Self {
        let events = events(data_dir);
        let mut written = Self { ids: HashMap::new(), by_command: HashMap::new(), events: events.len() };
        for event in &events {
            *written.ids.entry(event.id).or_default() += 1;
            let streams = written.by_command.entry(event.command_id).or_default();
            streams.entry(event.stream.to_string()).or_default().push(event.id);
        }
        written
    }

    /// Events in the log.
    #[must_use]
    pub fn count(&self) -> usize {
        self.events
    }

    /// Whether an event is there.
    #[must_use]
    pub fn holds(&self, event: &Uuid) -> bool {
        self.ids.contains_key(event)
    }

    /// Ids that more than one event has.
    #[must_use]
    pub fn doubled(&self) -> BTreeSet<Uuid> {
        self.ids.iter().filter(|(_, times)| **times > 1).map(|(id, _)| *id).collect()
    }

    /// What a command wrote on a stream, in order.
    #[must_use]
    pub fn by(&self, command_id: &Uuid, stream: &str) -> &[Uuid] {
        self.by_command.get(command_id).and_then(|streams| streams.get(stream)).map_or(&[], Vec::as_slice)
    }
}
