//! `cangliu backup`, `restore`, `verify` and `rebuild` through the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use cangliu_store::DataDir;
use serde_json::json;
use support::{CODE, Desk, said, text};

fn filled() -> Desk {
    let desk = Desk::new();
    desk.registry();
    let file = desk.ledger("资产.csv", 0..20);
    desk.done(&["import", "assets", text(&file)]);
    desk
}

fn cards(desk: &Desk) -> u64 {
    desk.done(&["export", "assets", "--institution", CODE, "--to", "all.csv"])[0]["rows"].as_u64().unwrap()
}

#[test]
fn a_backup_made_beside_a_server_comes_back_whole_in_a_new_epoch_with_its_names() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = filled();
    let held = DataDir::lock(&desk.data()).unwrap();
    let [made] = desk.done(&["backup", "--to", "backup"]).try_into().unwrap();
    drop(held);
    let manifest = &made["manifest"];
    let files = manifest["files"].as_array().unwrap().iter();
    let names: BTreeSet<&str> = files.map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, BTreeSet::from(["log.db", "people.db", "people.key"]));

    // Written after the backup, and shown by the views that a restore leaves in place.
    let more = desk.ledger("更多.csv", 20..25);
    desk.done(&["import", "assets", text(&more)]);
    assert_eq!(cards(&desk), 25);
    let refused = desk.run(&["restore", "--from", "backup"]);
    assert_eq!((refused.code, refused.err.contains("DATA_DIR_NOT_EMPTY")), (2, true), "{}", refused.err);
    let [restored] = desk.done(&["restore", "--from", "backup", "--force"]).try_into().unwrap();
    assert_eq!(restored["position"], manifest["position"]);
    assert!(restored["log"]["epoch"].as_u64() > Some(1), "{restored:#}");
    assert!(std::fs::metadata(restored["setAside"].as_str().unwrap()).unwrap().is_dir());
    assert_eq!(cards(&desk), 20, "views of before are not believed");
    let csv = std::fs::read_to_string(desk.path("all.csv")).unwrap();
    assert!(csv.contains("示例甲"), "names of persons come back too");
    assert_eq!(desk.done(&["verify", "--views"])[0]["isSound"], true);
}

#[test]
fn a_backup_goes_into_an_empty_directory_only_and_a_damaged_one_is_not_restored() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = filled();
    desk.done(&["backup", "--to", "backup"]);
    let refused = desk.run(&["backup", "--to", "backup"]);
    assert_eq!((refused.code, refused.err.contains("NOT_EMPTY")), (2, true));
    let file = desk.path("backup/log.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 100;
    bytes[last] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let elsewhere = Desk::new();
    let backup = desk.path("backup");
    let damaged = elsewhere.run(&["restore", "--from", text(&backup)]);
    assert_eq!((damaged.code, damaged.err.contains("BACKUP_DAMAGED")), (1, true), "{}", damaged.err);
    assert!(!elsewhere.data().join("log.db").exists());
    std::fs::remove_file(desk.path("backup/manifest.json")).unwrap();
    let no_backup = elsewhere.run(&["restore", "--from", text(&backup)]);
    assert_eq!((no_backup.code, no_backup.err.contains("MANIFEST_MISSING")), (1, true), "{}", no_backup.err);
}

#[test]
fn a_rebuild_puts_equal_views_in_place_and_prepare_leaves_those_in_use_alone() {
    let desk = filled();
    let before = desk.done(&["verify", "--views"])[0]["views"]["sha256"].clone();
    desk.done(&["rebuild"]);
    let after = desk.done(&["verify", "--views"]).remove(0);
    assert_eq!((&after["views"]["sha256"], &after["views"]["state"]), (&before, &json!("EQUAL")));
    assert_eq!(desk.done(&["rebuild", "--prepare"])[0]["inPlace"], false, "those in use are left alone");
    let views = desk.data().join("views");
    std::fs::remove_dir_all(&views).unwrap();
    let _served = DataDir::lock(&desk.data()).unwrap();
    desk.done(&["rebuild", "--prepare"]);
    assert_eq!(desk.done(&["verify", "--views"])[0]["views"]["sha256"], before);
    assert_eq!(cards(&desk), 20);
}

#[test]
fn verify_finds_an_event_that_was_changed_and_leaves_with_1() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = filled();
    let log = rusqlite::Connection::open(desk.data().join("log.db")).unwrap();
    // Whatever guards the table in SQL, whoever can write the file can remove.
    let triggers: Vec<String> = {
        let mut names = log.prepare("select name from sqlite_schema where type = 'trigger'").unwrap();
        names.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    for trigger in triggers {
        log.execute_batch(&format!("drop trigger {trigger}")).unwrap();
    }
    log.execute("update event set id = zeroblob(16) where position = 12", []).unwrap();
    drop(log);
    let found = desk.run(&["verify"]);
    assert_eq!((found.code, &found.lines[0]["isSound"]), (1, &json!(false)));
    assert!(found.lines[0]["damage"].to_string().contains("\"position\":12"), "{}", found.out);
}

#[test]
fn reading_makes_no_data_where_there_are_none() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let desk = Desk::new();
    for command in [vec!["verify"], vec!["backup", "--to", "b"], vec!["export", "assets"], vec!["rebuild"]] {
        let answer = desk.run(&command);
        assert_eq!((answer.code, answer.err.contains("NO_DATA")), (2, true), "{command:?} {}", answer.err);
    }
    assert!(!desk.data().exists());
    let unknown = said(desk.command(&["verify", "--no-such-option"]).output().unwrap());
    assert_eq!(unknown.code, 2);
}
