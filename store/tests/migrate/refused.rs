//! What is never finished, or never begun.

use std::sync::Arc;

use cangliu_esdb_stand_in::Options as Setup;
use cangliu_store::migration::{Migration, MigrationError, MigrationTarget, Stage, Standing};
use cangliu_store::{EsdbLog, EventStore as _, Recorded, SqliteLog};

use crate::ends::{code, directory, first, options, run, runtime, server, stand_in, written};

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
