//! What the SQLite adapter promises beyond the port: its file, its backup, its batches.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use cangliu_store::contract::{append_of, some_stream};
use cangliu_store::{Append, DataDir, EventStore, Expected, Finding, Mode, Options, Priority, SqliteLog};
use rusqlite::Connection;
use tokio::task::JoinSet;

fn open(directory: &Path) -> SqliteLog {
    SqliteLog::open(directory, Options::default()).unwrap()
}

/// The file beneath a log, for tests that break it.
fn file(directory: &Path) -> Connection {
    Connection::open(SqliteLog::file(directory)).unwrap()
}

async fn write(log: &SqliteLog, stream: &str, length: u64) {
    for revision in 0..length {
        log.append(append_of(stream, Expected::after(revision.checked_sub(1)), 1)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_count_from_one_without_gaps() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path());
    let mut writers = JoinSet::new();
    for _ in 0..32 {
        let log = log.clone();
        writers.spawn(async move {
            let stream = some_stream();
            write(&log, &stream, 5).await;
            log.append(append_of(&stream, Expected::NoStream, 2)).await.unwrap_err();
        });
    }
    writers.join_all().await;
    let positions = log.read_all_blocking(0, 1_000).unwrap().into_iter().map(|event| event.position);
    assert!(positions.eq(1..=160));
}

#[tokio::test]
async fn appends_of_one_transaction_see_each_other() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path());
    let stream = some_stream();
    write(&log, &stream, 1).await;
    let mut chain = tokio::task::JoinSet::new();
    // On one thread the tasks come in order, each expecting what the one before it will have written.
    for revision in 0..100 {
        let (log, append) = (log.clone(), append_of(&stream, Expected::Exact(revision), 1));
        chain.spawn(async move { log.append(append).await });
    }
    for appended in chain.join_all().await {
        appended.unwrap();
    }
    assert!(log.transactions() < 90, "{} transactions for 101 appends", log.transactions());
}

#[tokio::test]
async fn an_append_given_up_by_its_caller_is_written_whole() {
    let directory = tempfile::tempdir().unwrap();
    let (stream, log) = (some_stream(), open(directory.path()));
    {
        let mut given_up = log.append(append_of(&stream, Expected::NoStream, 50));
        assert!(futures_poll_once(&mut given_up).await);
    }
    drop(log);
    assert_eq!(open(directory.path()).read_stream_blocking(&stream, 0, 100).unwrap().len(), 50);
}

/// Polls once; answers whether the future still waits.
async fn futures_poll_once<F: Future + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending()))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wal_starts_over_under_load() {
    let directory = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(directory.path(), Options { checkpoint_pages: 100, ..Options::default() }).unwrap();
    let mut writers = JoinSet::new();
    for _ in 0..8 {
        let log = log.clone();
        writers.spawn(async move { write(&log, &some_stream(), 300).await });
    }
    writers.join_all().await;
    let wal = SqliteLog::file(directory.path()).with_extension("db-wal");
    let pages = std::fs::metadata(wal).unwrap().len() / 4_096;
    assert!(pages < 1_000, "the WAL has grown to {pages} pages");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_takes_at_most_250_bytes() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_owned();
    let report = tokio::task::spawn_blocking(move || cangliu_store::bench::durable_appends(&path, 64, 20_000));
    let report = report.await.unwrap().unwrap();
    assert!(report.bytes_per_event <= 250.0, "{report}");
}

#[tokio::test]
async fn streams_with_one_hash_keep_apart() {
    let directory = tempfile::tempdir().unwrap();
    let streams = [some_stream(), "card-a:1".to_owned(), "card-a:2".to_owned()];
    let log = open(directory.path());
    for stream in &streams {
        write(&log, stream, 2).await;
    }
    drop(log);
    // No two names with one hash are known, so the hashes are made equal: each stream in turn lends its own to all.
    for lender in &streams {
        let copy = tempfile::tempdir().unwrap();
        std::fs::copy(SqliteLog::file(directory.path()), SqliteLog::file(copy.path())).unwrap();
        let subject = lender.strip_prefix("card-").unwrap_or("");
        let lend = "update stream set hash = (select hash from stream where subject = ?1 or (?1 = '' and typeof(subject) = 'blob'))";
        file(copy.path()).execute(lend, [subject]).unwrap();
        let log = open(copy.path());
        let read = log.read_stream_blocking(lender, 0, 10).unwrap();
        assert_eq!(read.len(), 2);
        assert!(read.iter().all(|event| *event.stream == **lender));
        assert_eq!(log.append(append_of(lender, Expected::Exact(1), 1)).await.unwrap().last_revision, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_the_log_at_one_position() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path());
    write(&log, &some_stream(), 50).await;
    let is_done = std::sync::Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for priority in [Priority::Interactive, Priority::Bulk] {
        let (log, is_done) = (log.clone(), std::sync::Arc::clone(&is_done));
        writers.spawn(async move {
            while !is_done.load(Ordering::Relaxed) {
                let append = append_of(&some_stream(), Expected::NoStream, 3);
                log.append(Append { priority, ..append }).await.unwrap();
            }
        });
    }
    for round in 0..5 {
        let target = tempfile::tempdir().unwrap();
        // A reader of its own, as the command line is while the server runs.
        let source = SqliteLog::open(directory.path(), Options::read_only()).unwrap();
        let to = SqliteLog::file(target.path());
        let mut steps = 0;
        let position = source.backup(&to, |_| steps += 1).unwrap();
        let copy = open(target.path());
        assert!(steps > 0 && position >= 50);
        assert_eq!((copy.head_blocking().unwrap(), copy.identity()), (position, log.identity()), "round {round}");
        assert_eq!(copy.verify(|_| ()).unwrap().findings, []);
        assert_eq!(
            copy.read_all_blocking(0, usize::MAX).unwrap(),
            log.read_all_blocking(0, usize::try_from(position).unwrap()).unwrap()
        );
    }
    is_done.store(true, Ordering::Relaxed);
    writers.join_all().await;
}

#[tokio::test]
async fn a_backup_never_overwrites() {
    let (directory, target) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = open(directory.path());
    let to = target.path().join("copy.db");
    std::fs::write(target.path().join("copy.db.part"), "left by a crash").unwrap();
    log.backup(&to, |_| ()).unwrap();
    assert_eq!(log.backup(&to, |_| ()).unwrap_err().code(), "STORE_IO");
    assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_restored_log_starts_a_new_epoch() {
    let directory = tempfile::tempdir().unwrap();
    let before = open(directory.path()).identity();
    let locked = DataDir::lock(directory.path()).unwrap();
    let after = SqliteLog::start_new_epoch(&locked).unwrap();
    assert!(after.id == before.id && after.epoch > before.epoch, "{after:?}");
    assert_eq!(SqliteLog::open_locked(locked, Options::default()).unwrap().identity(), after);
}

#[tokio::test]
async fn one_backup_restored_on_two_machines_begins_two_epochs() {
    let original = tempfile::tempdir().unwrap();
    drop(open(original.path()));
    let epochs: std::collections::BTreeSet<u32> = (0..8)
        .map(|_| {
            let machine = tempfile::tempdir().unwrap();
            std::fs::copy(SqliteLog::file(original.path()), SqliteLog::file(machine.path())).unwrap();
            SqliteLog::start_new_epoch(&DataDir::lock(machine.path()).unwrap()).unwrap().epoch
        })
        .collect();
    assert_eq!(epochs.len(), 8);
}

#[tokio::test]
async fn where_a_restore_was_cut_off_nobody_opens_a_log() {
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    std::fs::write(DataDir::restore_mark(directory.path()), "").unwrap();
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        let refused = SqliteLog::open(directory.path(), Options { mode, ..Options::default() });
        assert_eq!(refused.err().map(|error| error.code()), Some("RESTORE_UNFINISHED"));
    }
}

#[tokio::test]
async fn files_that_are_no_log_of_this_release_are_refused() {
    let code = |directory: &Path, mode| {
        SqliteLog::open(directory, Options { mode, ..Options::default() }).err().map(|error| error.code())
    };
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(code(directory.path(), Mode::ReadOnly), Some("WRONG_FILE"), "there is none");
    file(directory.path()).execute_batch("pragma application_id = 7; create table t (x)").unwrap();
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        assert_eq!(code(directory.path(), mode), Some("WRONG_FILE"), "another program's");
    }
    let directory = tempfile::tempdir().unwrap();
    drop(open(directory.path()));
    file(directory.path()).execute_batch("pragma user_version = 99").unwrap();
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        assert_eq!(code(directory.path(), mode), Some("UPGRADE_NEEDED"), "a newer release's");
    }
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(SqliteLog::file(directory.path()), "no database at all, but long enough to be read as one").unwrap();
    assert_eq!(code(directory.path(), Mode::ReadOnly), Some("STORE_CORRUPT"));
}

#[tokio::test]
async fn a_reader_opens_the_log_of_a_writer_that_was_killed() {
    let (directory, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = open(directory.path());
    write(&log, "asset-a", 3).await;
    // What a killed process leaves: the file and the WAL, nobody to copy one into the other.
    for name in ["log.db", "log.db-wal"] {
        std::fs::copy(directory.path().join(name), killed.path().join(name)).unwrap();
    }
    let reader = SqliteLog::open(killed.path(), Options::read_only()).unwrap();
    assert_eq!(reader.read_all_blocking(0, 10).unwrap(), log.read_all_blocking(0, 10).unwrap());
}

#[tokio::test]
async fn verify_names_what_is_wrong() {
    let directory = tempfile::tempdir().unwrap();
    let log = open(directory.path());
    for stream in ["asset-a", "asset-b"] {
        write(&log, stream, 3).await;
    }
    let sound = log.verify(|_| ()).unwrap();
    assert_eq!((sound.events, sound.streams, sound.head, sound.findings.len()), (6, 2, 6, 0));
    file(directory.path())
        .execute_batch(
            "delete from event where position = 2;
             update event set data = '{' where position = 4;
             update event set id = x'00' where position = 5;",
        )
        .unwrap();
    let findings = log.verify(|_| ()).unwrap().findings;
    for expected in [
        Finding::MissingPositions { after: 1, found: 3 },
        Finding::WrongRevision { position: 3, expected: 1, found: 2 },
        Finding::NotJson { position: 4 },
        Finding::Undecodable { position: 5, field: "id" },
    ] {
        assert!(findings.contains(&expected), "{expected:?} is not in {findings:?}");
    }
    assert_eq!(findings.len(), 4, "{findings:?}");
}
