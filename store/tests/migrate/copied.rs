//! What arrives, whatever happens on the way.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use cangliu_esdb_stand_in::{Arming, Call, Fault, Options as Setup, When};
use cangliu_store::migration::{Migration, MigrationTarget, Stage, Standing};
use cangliu_store::{EsdbLog, EventStore, Options, SqliteLog};

use crate::ends::{code, directory, envelopes, events, first, options, run, runtime, server, stand_in, write, written};

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
