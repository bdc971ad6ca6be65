//! A log copied between engines in every way, through every fault of a server, and all that is refused.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cangliu_esdb_stand_in::{Arming, Call, Fault, Options as Setup, StandIn, When};
use cangliu_store::contract::{append_of, meta};
use cangliu_store::migration::{Done, Migration, MigrationError, MigrationTarget, Moving, Stage, Standing};
use cangliu_store::{
    Append, DataDir, EsdbLog, EsdbOptions, EsdbTarget, EventStore, Expected, NewEvent, Options, Priority, Recorded,
    SqliteLog, SqliteTarget,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The threads of a stand-in, and of whoever asks a log.
fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn stand_in(runtime: &Runtime, setup: &Setup) -> StandIn {
    runtime.block_on(async { StandIn::start_with(setup) }).unwrap()
}

fn server(stand_in: &StandIn) -> EsdbTarget {
    EsdbTarget::new(&options(stand_in)).unwrap()
}

fn options(stand_in: &StandIn) -> EsdbOptions {
    let mut options = EsdbOptions::parse(&stand_in.url(), None).unwrap();
    options.attempt = Duration::from_millis(1_500);
    options
}

fn directory(path: &Path) -> SqliteTarget {
    SqliteTarget::new(DataDir::lock(path).unwrap())
}

/// A log with that many appends of one to three events, in streams that take turns.
fn written(runtime: &Runtime, appends: u64) -> (TempDir, SqliteLog) {
    let dir = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(dir.path(), Options::default()).unwrap();
    for number in 0..appends {
        write(runtime, &log, number);
    }
    (dir, log)
}

fn write(runtime: &Runtime, log: &dyn EventStore, number: u64) {
    let stream = format!("asset-{}", number % 7);
    let last = runtime.block_on(log.read_stream(&stream, 0, usize::MAX)).unwrap().last().map(|last| last.revision);
    let append = append_of(&stream, Expected::after(last), 1 + (number % 3) as usize);
    runtime.block_on(log.append(append)).unwrap();
}

fn events(runtime: &Runtime, log: &dyn EventStore) -> Vec<Recorded> {
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
fn envelopes(mut events: Vec<Recorded>) -> Vec<Recorded> {
    events.iter_mut().for_each(|event| event.position = 0);
    events
}

fn run(source: &SqliteLog, target: &dyn MigrationTarget, map: &Path) -> Result<Done, MigrationError> {
    let name = source.identity().later();
    Migration { source: Arc::new(source.clone()), target, name, map, told: &|_| {} }.run()
}

fn code(refused: Result<Done, MigrationError>) -> &'static str {
    refused.unwrap_err().code()
}

#[test]
fn every_envelope_goes_to_a_server_and_back() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 300);
    let stand_in = stand_in(&runtime, &Setup::default());
    let map = dir.path().join("there.tsv");
    let there = run(&log, &server(&stand_in), &map).unwrap();
    let on_server = EsdbLog::open(&options(&stand_in)).unwrap();
    assert_eq!(on_server.identity(), there.migrated.target);
    let (old, new) = (events(&runtime, &log), events(&runtime, &on_server));
    assert_eq!(envelopes(old.clone()), envelopes(new.clone()));
    let lines: Vec<_> = old.iter().zip(&new).map(|(old, new)| format!("{}\t{}", old.position, new.position)).collect();
    let text = std::fs::read_to_string(&map).unwrap();
    assert_eq!(text.lines().skip_while(|line| line.starts_with('#')).collect::<Vec<_>>(), lines);

    let back = tempfile::tempdir().unwrap();
    let (name, map) = (on_server.identity().later(), back.path().join("back.tsv"));
    let target = directory(back.path());
    let done =
        Migration { source: Arc::new(on_server), target: &target, name, map: &map, told: &|_| {} }.run().unwrap();
    assert_eq!(done.migrated.sha256, there.migrated.sha256);
    drop(target);
    let again = SqliteLog::open(back.path(), Options::default()).unwrap();
    assert_eq!(events(&runtime, &again), old, "in a directory even the positions are the same");
    assert_eq!(again.identity(), name);
}

#[test]
fn an_empty_log_is_a_log() {
    let runtime = runtime();
    let (_dir, log) = written(&runtime, 0);
    let to = tempfile::tempdir().unwrap();
    let done = run(&log, &directory(to.path()), &to.path().join("map")).unwrap();
    assert_eq!((done.migrated.events, done.migrated.head), (0, 0));
    assert_eq!(SqliteLog::open(to.path(), Options::default()).unwrap().identity(), done.migrated.target);
}

#[test]
fn whatever_strikes_the_copy_is_equal_in_the_end() {
    let faults = [
        Fault::CutAfterEffect,
        Fault::LandLate { delay_ms: 60 },
        Fault::TimeoutWithoutEffect,
        Fault::ClaimWrongVersion,
        Fault::EndSession,
        Fault::BreakAfter { events: 20 },
        Fault::EndAfter { events: 20 },
    ];
    let runtime = runtime();
    let (dir, log) = written(&runtime, 40);
    // Side by side: most of the time they wait for a client to find the server again.
    std::thread::scope(|threads| {
        for (number, fault) in faults.into_iter().enumerate() {
            let map = dir.path().join(format!("{number}.tsv"));
            let log = log.clone();
            threads.spawn(move || struck(&log, &map, &fault));
        }
    });
}

/// Copies a log to a server on which a fault strikes again and again.
fn struck(log: &SqliteLog, map: &Path, fault: &Fault) {
    let runtime = runtime();
    let stand_in = stand_in(&runtime, &Setup::default());
    let on = matches!(fault, Fault::EndAfter { .. }).then_some(Call::Read);
    // There are far fewer reads than appends.
    let probability = if matches!(fault, Fault::BreakAfter { .. } | Fault::EndAfter { .. }) { 0.4 } else { 0.05 };
    let when = When::Chance { probability, seed: 1 };
    stand_in.faults().arm(Arming { fault: fault.clone(), when, on, stream_prefix: String::new(), member: None });
    let mut runs = 1;
    let done = loop {
        match run(log, &server(&stand_in), map) {
            Ok(done) => break done,
            Err(error) => assert!(runs < 20, "{fault:?}: {error}: {:?}", std::error::Error::source(&error)),
        }
        runs += 1;
    };
    stand_in.faults().clear();
    assert!(stand_in.faults().struck(fault) > 0, "{fault:?} never struck");
    let copy = EsdbLog::open(&options(&stand_in)).unwrap();
    assert_eq!(copy.identity(), done.migrated.target, "{fault:?}");
    assert_eq!(envelopes(events(&runtime, &copy)), envelopes(events(&runtime, log)), "{fault:?}");
}

#[test]
fn what_is_written_to_the_source_meanwhile_is_copied_too() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 20);
    let stand_in = stand_in(&runtime, &Setup::default());
    let was_told = AtomicBool::new(false);
    let writes_once = |stage| {
        if let Stage::Proving(_) = stage
            && !was_told.swap(true, Ordering::Relaxed)
        {
            (20..30).for_each(|number| write(&runtime, &log, number));
        }
    };
    let (target, name, map) = (server(&stand_in), log.identity().later(), dir.path().join("map"));
    let source = Arc::new(log.clone());
    let done = Migration { source, target: &target, name, map: &map, told: &writes_once }.run().unwrap();
    assert_eq!(done.migrated.head, runtime.block_on(log.head()).unwrap());
    let copy = EsdbLog::open(&options(&stand_in)).unwrap();
    assert_eq!(envelopes(events(&runtime, &copy)), envelopes(events(&runtime, &log)));
}

#[test]
fn a_finished_migration_says_so_until_its_source_goes_on() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 10);
    let stand_in = stand_in(&runtime, &Setup::default());
    let to = tempfile::tempdir().unwrap();
    let (on_server, in_directory) = (server(&stand_in), directory(to.path()));
    let targets: [&dyn MigrationTarget; 2] = [&on_server, &in_directory];
    let map = dir.path().join("map");
    for target in targets {
        let first = run(&log, target, &map).unwrap();
        let written = std::fs::read_to_string(&map).unwrap();
        std::fs::remove_file(&map).unwrap();
        let again = run(&log, target, &map).unwrap();
        assert!(again.was_finished && again.copied == 0 && again.migrated == first.migrated);
        assert_eq!(std::fs::read_to_string(&map).unwrap(), written, "a map that was lost is written again");
    }
    write(&runtime, &log, 10);
    for target in targets {
        assert_eq!(code(run(&log, target, &map)), "MIGRATION_OUTGROWN");
    }
}

/// The first events of a log, as they move; changed on their way.
fn first(log: &SqliteLog, count: usize, change: impl Fn(&mut Recorded)) -> Vec<Moving> {
    let mut page = log.read_all_blocking(0, count).unwrap();
    page.iter_mut().for_each(change);
    cangliu_store::migration::moving(page)
}

#[test]
fn an_unfinished_copy_goes_on_with_what_came_since_and_nobody_else_opens_it() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 20);
    let stand_in = stand_in(&runtime, &Setup::default());
    let to = tempfile::tempdir().unwrap();
    let (on_server, in_directory) = (server(&stand_in), directory(to.path()));
    let targets: [&dyn MigrationTarget; 2] = [&on_server, &in_directory];
    for target in targets {
        target.begin(log.identity()).unwrap();
        drop(target.log().unwrap());
        target.fill(&mut std::iter::once(first(&log, 13, |_| {}))).unwrap();
        assert_eq!(target.standing().unwrap(), Standing::Unfinished { source: log.identity() });
    }
    let mut options = options(&stand_in);
    for read_only in [true, false] {
        options.read_only = read_only;
        assert_eq!(EsdbLog::open(&options).err().unwrap().code(), "MIGRATION_UNFINISHED");
    }
    assert_eq!(SqliteLog::open(to.path(), Options::read_only()).err().unwrap().code(), "MIGRATION_UNFINISHED");
    write(&runtime, &log, 20);
    for target in targets {
        let done = run(&log, target, &dir.path().join("map")).unwrap();
        assert_eq!(done.copied, done.migrated.events - 13);
    }
    drop(in_directory);
    let copy = SqliteLog::open(to.path(), Options::default()).unwrap();
    assert_eq!(events(&runtime, &copy), events(&runtime, &log));
}

#[test]
fn a_copy_that_is_no_beginning_of_the_source_is_never_finished() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 20);
    let stand_in = stand_in(&runtime, &Setup::default());
    let to = tempfile::tempdir().unwrap();
    let (on_server, in_directory) = (server(&stand_in), directory(to.path()));
    let targets: [&dyn MigrationTarget; 2] = [&on_server, &in_directory];
    for target in targets {
        target.begin(log.identity()).unwrap();
        drop(target.log().unwrap());
        let forged = |event: &mut Recorded| {
            if event.position == 5 {
                event.data = r#"{"index":9}"#.to_owned();
            }
        };
        target.fill(&mut std::iter::once(first(&log, 13, forged))).unwrap();
        let refused = run(&log, target, &dir.path().join("map"));
        assert!(matches!(refused, Err(MigrationError::NotABeginning { old: Some(5), .. })), "{refused:?}");
        assert_eq!(target.standing().unwrap(), Standing::Unfinished { source: log.identity() });
    }
}

#[test]
fn a_place_that_holds_something_else_is_refused() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 10);
    let (other_dir, other) = written(&runtime, 3);
    let map = dir.path().join("map");
    let refused =
        |target: &dyn MigrationTarget| assert_eq!(code(run(&log, target, &map)), "MIGRATION_TARGET_NOT_EMPTY");

    let foreign = stand_in(&runtime, &Setup::default());
    server(&foreign).fill(&mut std::iter::once(first(&other, 1, |_| {}))).unwrap();
    refused(&server(&foreign));
    let another_log = stand_in(&runtime, &Setup::default());
    drop(EsdbLog::open(&options(&another_log)).unwrap());
    refused(&server(&another_log));
    let another_migration = stand_in(&runtime, &Setup::default());
    server(&another_migration).begin(other.identity()).unwrap();
    refused(&server(&another_migration));
    let another_epoch = stand_in(&runtime, &Setup::default());
    server(&another_epoch).begin(log.identity().later()).unwrap();
    refused(&server(&another_epoch));

    drop(other);
    refused(&directory(other_dir.path()));
    let to = tempfile::tempdir().unwrap();
    let target = directory(to.path());
    target.begin(log.identity().later()).unwrap();
    refused(&target);
    let restored = tempfile::tempdir().unwrap();
    log.backup(&SqliteLog::file(restored.path()), |_| {}).unwrap();
    refused(&directory(restored.path()));
    assert!(!map.exists());
}

#[test]
fn somebody_who_writes_to_the_target_is_noticed() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 10);
    let (_other_dir, other) = written(&runtime, 3);
    let stand_in = stand_in(&runtime, &Setup::default());
    let target = server(&stand_in);
    let intrudes = |stage| {
        if let Stage::Proving(_) = stage {
            let of_other = first(&other, 1, |event| event.stream = "asset-somebody-elses".into());
            server(&stand_in).fill(&mut std::iter::once(of_other)).unwrap();
        }
    };
    let (name, map) = (log.identity().later(), dir.path().join("map"));
    let source = Arc::new(log.clone());
    let refused = Migration { source, target: &target, name, map: &map, told: &intrudes }.run();
    assert_eq!(code(refused), "MIGRATION_TARGET_NOT_EMPTY");
    assert_eq!(target.standing().unwrap(), Standing::Unfinished { source: log.identity() });
}

#[test]
fn a_copy_that_is_not_what_was_written_is_never_finished() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 10);
    let to = tempfile::tempdir().unwrap();
    let target = directory(to.path());
    let spoils = |stage| {
        if let Stage::Proving(_) = stage {
            let file = rusqlite::Connection::open(SqliteLog::file(to.path())).unwrap();
            file.execute("update event set recorded_at = recorded_at + 1 where position = 5", []).unwrap();
        }
    };
    let (source, name, map) = (Arc::new(log.clone()), log.identity().later(), dir.path().join("map"));
    let refused = Migration { source, target: &target, name, map: &map, told: &spoils }.run().unwrap_err();
    assert_eq!(refused.code(), "MIGRATION_DIFFERS");
    match &refused {
        MigrationError::Differs { old_sha256, new_sha256, old: Some(5) } => {
            assert!(old_sha256.len() == 64 && new_sha256.len() == 64 && old_sha256 != new_sha256);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(target.standing().unwrap(), Standing::Unfinished { source: log.identity() });
    assert!(!map.exists());
}

/// An append of one stream, each event with so many bytes of data.
fn large(stream: &str, events: usize, bytes: usize) -> Append {
    let data = format!(r#"{{"note":"{}"}}"#, "x".repeat(bytes));
    let event = |number: usize| NewEvent {
        id: uuid::Uuid::from_u128((stream.len() + number) as u128),
        kind: "asset-moved".into(),
        version: 1,
        data: data.clone(),
    };
    let events = (0..events).map(event).collect();
    Append { stream: stream.into(), expected: Expected::NoStream, events, meta: meta(), priority: Priority::Bulk }
}

#[test]
fn an_append_too_large_for_the_server_goes_in_parts_and_an_event_too_large_is_named() {
    let runtime = runtime();
    let (dir, log) = written(&runtime, 5);
    runtime.block_on(log.append(large("asset-many", 9, 1_000))).unwrap();
    let position = runtime.block_on(log.append(large("asset-whole", 1, 9_000))).unwrap().position;
    let file = dir.path().join("server");
    let setup = Setup { data: Some(file), append_bytes_max: 4_096, ..Setup::default() };
    let small = stand_in(&runtime, &setup);
    let map = dir.path().join("map");
    match run(&log, &server(&small), &map) {
        Err(MigrationError::NotCopied(not)) => {
            assert_eq!((not.position, not.source.code()), (position, "EVENT_TOO_LARGE"));
        }
        other => panic!("{other:?}"),
    }
    drop(small);
    let larger = stand_in(&runtime, &Setup { append_bytes_max: 16_384, ..setup });
    let done = run(&log, &server(&larger), &map).unwrap();
    assert_eq!(done.copied, 1);
}

#[test]
fn what_a_server_would_not_keep_byte_for_byte_is_named() {
    let runtime = runtime();
    for data in [" {}", "{}\n", "not JSON"] {
        let (dir, log) = written(&runtime, 2);
        let mut append = append_of("asset-blank", Expected::NoStream, 1);
        append.events[0].data = data.to_owned();
        let position = runtime.block_on(log.append(append)).unwrap().position;
        let stand_in = stand_in(&runtime, &Setup::default());
        match run(&log, &server(&stand_in), &dir.path().join("map")) {
            Err(MigrationError::NotCopied(not)) => {
                assert_eq!((not.position, not.source.code()), (position, "EVENT_NOT_JSON"), "{data:?}");
            }
            other => panic!("{data:?}: {other:?}"),
        }
    }
}
