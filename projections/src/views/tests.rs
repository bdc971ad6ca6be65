//! The file of views as a whole: cursors, stops, dumps.

use std::sync::Arc;

use cangliu_domain::asset::{Condition, Reach};
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::IntakeMode;
use cangliu_domain::waste::Category;
use uuid::Uuid;

use crate::testing::{Grown, LOG, Log, computer, folds_the_same_in_any_split};
use crate::{LogKey, Reader, ViewError, Views};

/// A bit of everything.
fn life() -> Log {
    let mut log = Log::default();
    for n in 1..=3 {
        log.register_unit(n).heads(n, None, 50).open_premises(n, n, true, 2);
    }
    log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
    for n in 1..=4 {
        log.register(n, 1, computer()).take_in(n, 1, Condition::Serviceable, "2025-01-10");
        log.list(n, Reach::City, "2025-01-11", None);
    }
    log.lend(1, 1, 2, "2025-02-01").give_back(1, 2, Condition::Repairable, "2025-02-20");
    log.transfer(2, 1, 3, "2025-03-01");
    log.lend(3, 1, 3, "2025-03-02").reverse(3, 5, "asset-received", "2025-03-02");
    log.weigh(1, Category::Dry, 10_000, "2025-03-01", "2025-03-03");
    log.weigh(1, Category::Wet, 7_000, "2025-03-02", "2025-03-02");
    log.heads(1, Some("2025-03-02"), 80);
    log
}

#[test]
fn folding_twice_or_in_other_batches_gives_the_same_rows() {
    folds_the_same_in_any_split(&life());
}

#[test]
fn reopened_views_go_on_where_they_stopped() {
    let log = life();
    let dir = tempfile::tempdir().unwrap();
    let half = log.events.len() / 2;
    Views::open(dir.path(), LOG).unwrap().apply(&log.events[..half]).unwrap();
    let mut views = Views::open(dir.path(), LOG).unwrap();
    assert_eq!(views.position(), half as u64);
    assert_eq!(views.cursor().last_event_id, Some(log.events[half - 1].id));
    views.apply(&log.events).unwrap();
    let mut out = Vec::new();
    views.dump(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), log.grown().dump());
}

#[test]
fn views_of_another_log_or_epoch_are_refused_until_discarded() {
    let dir = tempfile::tempdir().unwrap();
    Views::open(dir.path(), LOG).unwrap().apply(&life().events).unwrap();
    let restored = LogKey { epoch: 2, ..LOG };
    let refused = Views::open(dir.path(), restored).unwrap_err();
    assert_eq!(refused.code(), "CURSOR_FROM_OTHER_LOG");
    Views::discard(dir.path()).unwrap();
    assert_eq!(Views::open(dir.path(), restored).unwrap().position(), 0);
}

#[test]
fn another_event_at_the_cursor_is_noticed() {
    let log = life();
    let grown = log.grown();
    let mut last = log.events.last().unwrap().clone();
    assert!(grown.views.check(&last).is_ok());
    last.id = Uuid::from_u128(7);
    assert!(matches!(grown.views.check(&last), Err(ViewError::OtherHistory { .. })));
}

#[test]
fn an_unknown_event_stops_the_views_before_it() {
    let mut log = life();
    log.events[5].kind = Arc::from("asset-teleported");
    let mut grown = Grown::empty();
    let stopped = grown.views.apply(&log.events).unwrap_err();
    assert!(matches!(&stopped, ViewError::UpgradeNeeded { position: 6, kind, .. } if kind == "asset-teleported"));
    assert_eq!(grown.views.position(), 5);
    assert!(matches!(grown.views.apply(&log.events[5..]), Err(ViewError::UpgradeNeeded { position: 6, .. })));
}

#[test]
fn a_newer_version_and_a_new_category_stop_the_views_too() {
    let mut log = life();
    log.events[3].version = 2;
    assert_eq!(Grown::empty().views.apply(&log.events).unwrap_err().code(), "UPGRADE_NEEDED");
    log.events[2].stream = Arc::from("need-1");
    assert_eq!(Grown::empty().views.apply(&log.events).unwrap_err().code(), "UPGRADE_NEEDED");
}

#[test]
fn broken_data_is_named() {
    let mut log = life();
    log.events[3].data = "{}".into();
    assert!(matches!(Grown::empty().views.apply(&log.events), Err(ViewError::Broken { position: 4, .. })));
}

#[test]
fn a_gap_is_refused_and_what_came_before_it_stays() {
    let log = life();
    let mut grown = Grown::empty();
    let gappy: Vec<_> = log.events.iter().filter(|event| event.position != 4).cloned().collect();
    assert!(matches!(grown.views.apply(&gappy), Err(ViewError::Gap { expected: 4, found: 5 })));
    assert_eq!(grown.views.apply(&log.events).unwrap(), log.events.len() as u64);
}

#[test]
fn rebuilt_views_take_the_place_of_the_old_ones() {
    let log = life();
    let (dir, prepared) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    Views::open(dir.path(), LOG).unwrap().apply(&log.events[..3]).unwrap();
    let mut rebuilt = Views::rebuild(prepared.path(), LOG).unwrap();
    for batch in log.events.chunks(10) {
        rebuilt.apply(batch).unwrap();
    }
    rebuilt.finish_rebuild().unwrap();
    drop(rebuilt);
    Views::install(prepared.path(), dir.path()).unwrap();
    let views = Views::open(dir.path(), LOG).unwrap();
    assert_eq!(views.position(), log.events.len() as u64);
    assert!(!Views::path(prepared.path()).exists());
    let mut out = Vec::new();
    views.dump(&mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), log.grown().dump());
}

#[test]
fn finished_views_grow_on_and_can_be_read() {
    let log = life();
    let dir = tempfile::tempdir().unwrap();
    let mut views = Views::rebuild(dir.path(), LOG).unwrap();
    let (early, late) = log.events.split_at(20);
    views.apply(early).unwrap();
    views.finish_rebuild().unwrap();
    let reader = Reader::of(&views).unwrap();
    views.apply(late).unwrap();
    let (position, of_snapshot) = reader.with::<_, ViewError>(|snapshot| Ok(snapshot.position())).unwrap();
    assert_eq!((position, of_snapshot), (log.events.len() as u64, log.events.len() as u64));
}

#[test]
fn a_rebuild_that_did_not_finish_leaves_nothing() {
    let log = life();
    let dir = tempfile::tempdir().unwrap();
    Views::rebuild(dir.path(), LOG).unwrap().apply(&log.events).unwrap();
    assert_eq!(Views::open(dir.path(), LOG).unwrap().position(), 0);
}
