//! Rebuilding: views folded anew take the place of the old ones, beside a server only when it lets go.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "maintain_support/mod.rs"]
mod support;

use cangliu_api::import::Progress;
use cangliu_api::maintain::rebuild::{adopt, prepare, rebuild, swap};
use cangliu_api::maintain::verify::ViewsState;
use cangliu_api::node::Node;
use cangliu_projections::Views;
use support::{Office, closed, damage, office, open, register, settings_at, verified};

fn state(data_dir: &std::path::Path) -> ViewsState {
    verified(data_dir, true).views.unwrap().state
}

fn views(data_dir: &std::path::Path) -> std::path::PathBuf {
    Views::path(&Node::views_directory(data_dir))
}

const TAMPER: &str = "update asset set original_value = 0 where key = 1";

#[tokio::test(flavor = "multi_thread")]
async fn tampered_views_are_right_again_after_a_rebuild() {
    let office = office().await;
    let head = office.head().await;
    let dir = closed(office).await;
    damage(&views(dir.path()), TAMPER);
    assert_eq!(state(dir.path()), ViewsState::Differing);
    let rebuilt = rebuild(&settings_at(dir.path()), &Progress::default()).unwrap();
    assert_eq!((rebuilt.position, rebuilt.in_place, rebuilt.file), (head, true, views(dir.path())));
    assert_eq!(state(dir.path()), ViewsState::Equal);
    let node = open(dir.path());
    assert_eq!(node.ledger.shown.level().position, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_a_running_node_nothing_is_exchanged() {
    let office = office().await;
    for refused in [
        rebuild(&settings_at(office.dir.path()), &Progress::default()),
        swap(&settings_at(office.dir.path()), &Progress::default()),
    ] {
        assert_eq!(refused.unwrap_err().code(), "DATA_DIR_LOCKED");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_prepared_beside_a_running_node_is_levelled_and_swapped_once_it_is_gone() {
    let office = office().await;
    let prepared = prepare(&settings_at(office.dir.path()), &Progress::default()).unwrap();
    assert!(!prepared.in_place && prepared.file != views(office.dir.path()));
    assert_eq!(prepared.position, office.head().await);
    register(&office.node, "其后的单位").await;
    let head = office.head().await;
    assert_eq!(prepare(&settings_at(office.dir.path()), &Progress::default()).unwrap().position, head);
    register(&office.node, "再后的单位").await;
    office.node.catch_up().await.unwrap();
    let last = office.head().await;
    let dir = closed(office).await;

    damage(&views(dir.path()), TAMPER);
    assert_eq!(swap(&settings_at(dir.path()), &Progress::default()).unwrap().position, last);
    assert_eq!(state(dir.path()), ViewsState::Equal);
    assert!(!prepared.file.exists());
    let nothing = swap(&settings_at(dir.path()), &Progress::default()).unwrap_err();
    assert_eq!(nothing.code(), "NOTHING_PREPARED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_adopts_what_was_prepared() {
    let office = office().await;
    prepare(&settings_at(office.dir.path()), &Progress::default()).unwrap();
    let dir = closed(office).await;
    damage(&views(dir.path()), TAMPER);
    let directory = Node::views_directory(dir.path());
    assert!(adopt(&directory).unwrap());
    assert!(!adopt(&directory).unwrap());
    let again = Office { node: open(dir.path()), dir };
    again.node.catch_up().await.unwrap();
    assert_eq!(state(again.dir.path()), ViewsState::Equal);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_are_no_views_of_this_version_the_prepared_ones_are_put_in_place() {
    let office = office().await;
    let head = office.head().await;
    let dir = closed(office).await;
    Views::discard(&Node::views_directory(dir.path())).unwrap();
    let prepared = prepare(&settings_at(dir.path()), &Progress::default()).unwrap();
    assert_eq!((prepared.in_place, prepared.position), (true, head));
    assert_eq!(state(dir.path()), ViewsState::Equal);
    let node = open(dir.path());
    assert_eq!(node.ledger.shown.level().position, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn prepared_views_of_before_a_restore_are_begun_anew() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let office = office().await;
    prepare(&settings_at(office.dir.path()), &Progress::default()).unwrap();
    let head = office.head().await;
    let dir = closed(office).await;
    let held = cangliu_store::DataDir::lock(dir.path()).unwrap();
    cangliu_store::SqliteLog::start_new_epoch(&held).unwrap();
    drop(held);
    assert_eq!(swap(&settings_at(dir.path()), &Progress::default()).unwrap().position, head);
    assert_eq!(state(dir.path()), ViewsState::Equal);
}
