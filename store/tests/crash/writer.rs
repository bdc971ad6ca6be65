//! What the recorded process does. It runs as a child of the test, under the recorder.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cangliu_store::contract::meta;
use cangliu_store::{Append, EventStore, Expected, Meta, NewEvent, Options, Priority, SqliteLog, Synchronous};
use uuid::Uuid;

pub(crate) const DIRECTORY: &str = "CRASH_DIRECTORY";
pub(crate) const ROLE: &str = "CRASH_ROLE";
pub(crate) const FAULT: &str = "RECORDER_FAULT";
/// Where acknowledgements are noted, in the recorded directory.
pub(crate) const ACKS: &str = "acks";

const CLIENTS: u64 = 8;
const APPENDS_PER_CLIENT: u64 = 75;
const APPENDS_PER_STREAM: u64 = 5;

/// Everything the recorded process can be asked to do.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Role {
    Load(Synchronous),
    FailedSync,
    FullDisk,
}

impl Role {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Load(Synchronous::Full) => "full",
            Self::Load(Synchronous::Normal) => "normal",
            Self::Load(Synchronous::Off) => "off",
            Self::FailedSync => "failed-sync",
            Self::FullDisk => "full-disk",
        }
    }
}

pub(crate) fn play() {
    let directory = PathBuf::from(std::env::var_os(DIRECTORY).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let role = std::env::var(ROLE).unwrap();
    runtime.block_on(async {
        match role.as_str() {
            "full" => load(&directory, Synchronous::Full).await,
            "normal" => load(&directory, Synchronous::Normal).await,
            "off" => load(&directory, Synchronous::Off).await,
            "failed-sync" => failed_sync(&directory).await,
            "full-disk" => full_disk(&directory).await,
            other => panic!("no role {other}"),
        }
    });
}

/// Many clients at once, with checkpoints all the time; each receipt is noted as soon as it comes.
async fn load(directory: &Path, synchronous: Synchronous) {
    // Half of the run in one opening, half in the next: closing and recovering are in the trace too.
    for half in 0..2 {
        let options = Options { synchronous, checkpoint_pages: 60, ..Options::default() };
        let log = SqliteLog::open(directory, options).unwrap();
        let acks = Arc::new(File::options().create(true).append(true).open(directory.join(ACKS)).unwrap());
        let clients = (0..CLIENTS).map(|client| {
            let (log, acks) = (log.clone(), Arc::clone(&acks));
            tokio::spawn(async move { append_in_turn(&log, &acks, half * CLIENTS + client).await })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
    }
}

async fn append_in_turn(log: &SqliteLog, acks: &File, client: u64) {
    let mut expected = Expected::NoStream;
    for number in 0..APPENDS_PER_CLIENT {
        if number % APPENDS_PER_STREAM == 0 {
            expected = Expected::NoStream;
        }
        let append = append_of(client, number, expected);
        let (stream, command, size) = (append.stream.clone(), append.meta.command_id, append.events.len());
        let receipt = log.append(append).await.unwrap();
        expected = Expected::Exact(receipt.last_revision);
        let line = format!("{stream} {} {command} {size}\n", receipt.first_revision);
        // One write, so that the trace holds the acknowledgement as a whole or not at all.
        (&*acks).write_all(line.as_bytes()).unwrap();
    }
}

/// An append of one to three events that say of how many they are.
fn append_of(client: u64, number: u64, expected: Expected) -> Append {
    let command_id = Uuid::from_u64_pair(client + 1, number << 8);
    let size = 1 + (client + number) % 3;
    let padding = "x".repeat(60 + usize::try_from(number * 37 % 200).unwrap());
    Append {
        stream: format!("asset-{client}-{}", number / APPENDS_PER_STREAM),
        expected,
        events: (0..size).map(|index| event(command_id, index, size, &padding)).collect(),
        meta: Meta { command_id, ..meta() },
        priority: if client.is_multiple_of(4) { Priority::Bulk } else { Priority::Interactive },
    }
}

fn event(command_id: Uuid, index: u64, size: u64, padding: &str) -> NewEvent {
    let data = format!("{{\"command\":\"{command_id}\",\"size\":{size},\"padding\":\"{padding}\"}}");
    NewEvent { id: event_id(command_id, index), kind: "asset-moved".into(), version: 1, data }
}

pub(crate) fn event_id(command_id: Uuid, index: u64) -> Uuid {
    Uuid::from_u128(command_id.as_u128() + u128::from(index) + 1)
}

/// Ends in the middle of an append: the disk takes the write and fails the sync.
async fn failed_sync(directory: &Path) {
    let log = SqliteLog::open(directory, Options::default()).unwrap();
    for number in 0..3 {
        log.append(append_of(0, number, Expected::after(None)).on(number)).await.unwrap();
    }
    break_disk("s");
    let answer = log.append(append_of(0, 3, Expected::NoStream).on(3)).await;
    panic!("the process answered {answer:?} after a failed sync");
}

/// Meets a full disk, is refused, and goes on once there is room.
async fn full_disk(directory: &Path) {
    let log = SqliteLog::open(directory, Options::default()).unwrap();
    log.append(append_of(0, 0, Expected::NoStream).on(0)).await.unwrap();
    let refused = append_of(0, 1, Expected::NoStream).on(1);
    break_disk("f");
    for _ in 0..2 {
        assert_eq!(log.append(refused.clone()).await.unwrap_err().code(), "STORE_FULL");
        assert_eq!(log.read_stream(&refused.stream, 0, 10).await.unwrap(), []);
    }
    std::fs::remove_file(std::env::var_os(FAULT).unwrap()).unwrap();
    let receipt = log.append(refused.clone()).await.unwrap();
    assert_eq!(receipt.first_revision, 0);
    assert_eq!(log.append(refused).await.unwrap(), receipt);
    assert_eq!(log.verify(|_| ()).unwrap().findings, []);
}

fn break_disk(how: &str) {
    std::fs::write(std::env::var_os(FAULT).unwrap(), how).unwrap();
}

/// Gives an append a stream of its own.
trait On {
    fn on(self, stream: u64) -> Self;
}

impl On for Append {
    fn on(self, stream: u64) -> Self {
        Self { stream: format!("asset-own{stream}"), expected: Expected::NoStream, ..self }
    }
}
