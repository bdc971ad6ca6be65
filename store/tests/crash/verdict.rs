//! Whether a log that went through a crash holds what it must.

use std::collections::HashMap;
use std::path::Path;

use cangliu_store::{Expected, Options, Recorded, SqliteLog, StoreError, Synchronous};
use uuid::Uuid;

use crate::trace::{Change, Record};
use crate::writer::{ACKS, event_id};

/// An append whose receipt the writer had seen.
#[derive(Debug)]
struct Ack {
    stream: String,
    first_revision: u64,
    command_id: Uuid,
    size: u64,
}

/// What became of a log.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All that was acknowledged is there, nothing is there by half.
    Sound { acknowledged: usize },
    /// Acknowledged appends are gone.
    Lost { appends: usize },
    /// The log is not a log any more.
    Damaged(String),
}

/// Opens the log in a directory and compares it with what was acknowledged before the crash.
pub(crate) fn judge(directory: &Path, happened: &[Record]) -> Verdict {
    let acks = acks(happened);
    let events = match read(directory) {
        Ok(events) => events,
        Err(error) => return Verdict::Damaged(error),
    };
    let lost = acks.iter().filter(|ack| !ack.is_in(&events)).count();
    match (lost, halves(&events)) {
        (0, None) => Verdict::Sound { acknowledged: acks.len() },
        (0, Some(command)) => Verdict::Damaged(format!("command {command} is there by half")),
        (appends, _) => Verdict::Lost { appends },
    }
}

/// The numbers of the records that note an acknowledgement.
pub(crate) fn acknowledged_at(trace: &[Record]) -> Vec<usize> {
    let mut file = None;
    let mut found = Vec::new();
    for (number, record) in trace.iter().enumerate() {
        match &record.change {
            Change::Named { name } if name == ACKS => file = Some(record.file),
            Change::Written { .. } if Some(record.file) == file => found.push(number),
            _ => {}
        }
    }
    found
}

fn acks(happened: &[Record]) -> Vec<Ack> {
    let written = |number: usize| match &happened[number].change {
        Change::Written { bytes, .. } => Some(Ack::parse(bytes)),
        _ => None,
    };
    acknowledged_at(happened).into_iter().filter_map(written).collect()
}

impl Ack {
    fn parse(line: &[u8]) -> Self {
        let line = std::str::from_utf8(line).unwrap();
        let [stream, first_revision, command_id, size] =
            line.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
        Self {
            stream: stream.to_owned(),
            first_revision: first_revision.parse().unwrap(),
            command_id: command_id.parse().unwrap(),
            size: size.parse().unwrap(),
        }
    }

    fn is_in(&self, events: &Events) -> bool {
        (0..self.size).all(|index| {
            let place = (self.stream.clone(), self.first_revision + index);
            events.get(&place).is_some_and(|found| found.id == event_id(self.command_id, index))
        })
    }
}

type Events = HashMap<(String, u64), Recorded>;

fn read(directory: &Path) -> Result<Events, String> {
    let described = |error: StoreError| format!("{error}: {:?}", std::error::Error::source(&error));
    let options = Options { synchronous: Synchronous::Off, ..Options::default() };
    let log = SqliteLog::open(directory, options).map_err(described)?;
    let verified = log.verify(|_| ()).map_err(described)?;
    if let Some(finding) = verified.findings.first() {
        return Err(format!("{finding:?}"));
    }
    let events = log.read_all_blocking(0, usize::MAX).map_err(described)?;
    go_on(&log, &events)?;
    Ok(events.into_iter().map(|event| ((event.stream.to_string(), event.revision), event)).collect())
}

/// A log that survived must also take the next event, at the next position.
fn go_on(log: &SqliteLog, events: &[Recorded]) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let append = cangliu_store::contract::append_of("asset-after", Expected::NoStream, 1);
    let receipt =
        runtime.block_on(cangliu_store::EventStore::append(log, append)).map_err(|error| error.to_string())?;
    let next = events.last().map_or(0, |last| last.position) + 1;
    if receipt.position == next { Ok(()) } else { Err(format!("the next event stands at {}", receipt.position)) }
}

/// A command of which fewer events are there than it had.
fn halves(events: &Events) -> Option<Uuid> {
    let mut found: HashMap<Uuid, u64> = HashMap::new();
    for event in events.values() {
        *found.entry(event.command_id).or_default() += 1;
    }
    let size = |event: &Recorded| serde_json::from_str::<serde_json::Value>(&event.data).unwrap()["size"].as_u64();
    events.values().find(|event| size(event) != found.get(&event.command_id).copied()).map(|event| event.command_id)
}
