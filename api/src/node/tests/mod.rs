//! A node opened, followed, closed and opened again, on real files.

mod replaced;

use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Command, Institution};
use cangliu_domain::post::Role;
use cangliu_projections::Views;
use cangliu_store::{Append, DataDir, Expected, Meta, NewEvent, Priority, SqliteLog};
use uuid::Uuid;

use super::*;
use crate::auth::test_support::{administrator, appoint, description, settings_at};
use crate::config::DataSettings;
use crate::ledger::Order;

fn settings(directory: &tempfile::TempDir) -> DataSettings {
    settings_at(directory.path())
}

/// Registers an institution; answers it and the position.
async fn register(node: &Node) -> (InstitutionId, u64) {
    let institution = InstitutionId(Uuid::new_v4());
    let command =
        Command::Register { institution, description: description(), established_on: None, on: node.clock.today() };
    let order = Order::<Institution>::new(institution.to_string(), Uuid::new_v4(), command);
    let done = node.ledger.execute(&administrator(), order).await.unwrap();
    (institution, done.receipt.unwrap().position.position)
}

fn is_shown(node: &Node, institution: InstitutionId) -> bool {
    node.reader.with(|views| views.institution(institution)).unwrap().0.is_some()
}

#[tokio::test]
async fn what_was_written_is_shown_and_still_there_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (institution, position) = register(&node).await;
    assert!(node.wait_visible(position).await);
    assert!(is_shown(&node, institution));
    node.close().await;

    let again = Node::open(&settings(&directory)).unwrap();
    again.catch_up().await.unwrap();
    assert!(is_shown(&again, institution));
}

#[tokio::test]
async fn a_second_node_is_refused_while_one_writes_and_may_read() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (institution, position) = register(&node).await;
    assert!(node.wait_visible(position).await);

    assert_eq!(Node::open(&settings(&directory)).err().unwrap().code(), "DATA_DIR_LOCKED");
    let reading = Node::open_read_only(&settings(&directory)).unwrap();
    assert!(is_shown(&reading, institution));
    assert_eq!(reading.head().await.unwrap(), position);
}

#[tokio::test]
async fn closing_lets_go_of_the_data_directory() {
    let directory = tempfile::tempdir().unwrap();
    Node::open(&settings(&directory)).unwrap().close().await;
    DataDir::lock(directory.path()).unwrap();
}

#[tokio::test]
async fn views_of_another_epoch_are_folded_anew() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (institution, position) = register(&node).await;
    assert!(node.wait_visible(position).await);
    node.close().await;
    SqliteLog::start_new_epoch(&DataDir::lock(directory.path()).unwrap()).unwrap();

    let again = Node::open(&settings(&directory)).unwrap();
    again.catch_up().await.unwrap();
    assert!(is_shown(&again, institution));
}

#[tokio::test]
async fn views_that_are_ahead_of_their_log_are_folded_anew() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    register(&node).await;
    let identity = node.log.identity();
    node.close().await;
    // The same log with its last event cut off, as an older copy of the file would be.
    let log = rusqlite::Connection::open(SqliteLog::file(directory.path())).unwrap();
    log.execute_batch("delete from event").unwrap();
    drop(log);

    let again = Node::open(&settings(&directory)).unwrap();
    assert_eq!(again.log.identity(), identity);
    assert_eq!(again.ledger.shown.level().position, 0);
}

#[tokio::test]
async fn a_damaged_file_of_views_is_folded_anew() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (institution, position) = register(&node).await;
    assert!(node.wait_visible(position).await);
    node.close().await;
    std::fs::write(
        Views::path(&Node::views_directory(directory.path())),
        "this is no database, whatever its name".repeat(99),
    )
    .unwrap();

    let again = Node::open(&settings(&directory)).unwrap();
    again.catch_up().await.unwrap();
    assert!(is_shown(&again, institution));
}

#[tokio::test]
async fn at_an_event_of_a_newer_program_the_views_stop_and_say_so() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (_, position) = register(&node).await;
    let newer = NewEvent { id: Uuid::new_v4(), kind: "asset-teleported".into(), version: 1, data: "{}".into() };
    let meta = Meta {
        recorded_at: node.clock.now(),
        actor: administrator().acting_by(None),
        command_id: Uuid::new_v4(),
        fingerprint: [0; 32],
        causation: None,
    };
    let stream = format!("asset-{}", Uuid::new_v4());
    let append = Append { stream, expected: Expected::NoStream, events: vec![newer], meta, priority: Priority::Bulk };
    node.log.append(append).await.unwrap();

    assert_eq!(node.catch_up().await.unwrap_err().code(), "UPGRADE_NEEDED");
    let level = node.ledger.shown.level();
    assert!(level.stopped);
    assert_eq!(level.position, position);
    assert_eq!(node.views_stopped().unwrap().position, position);
}

#[tokio::test]
async fn an_appointment_outdates_grants_that_were_read_before() {
    let directory = tempfile::tempdir().unwrap();
    let node = Node::open(&settings(&directory)).unwrap();
    let (institution, position) = register(&node).await;
    assert!(node.wait_visible(position).await);
    let before = node.posts_generation();
    appoint(&node, institution, Role::AssetManager, ("test", "wang")).await;
    assert_ne!(node.posts_generation(), before);
}
