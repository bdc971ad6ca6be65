//! Care of a log on a server: what a backup beside it holds, and the new epoch after the server was put back.

use std::path::Path;

use cangliu_tests::city::id;
use cangliu_tests::cli::{self, Ran};
use cangliu_tests::{City, Cluster};
use serde_json::json;

const CARD: &str = "query($id: ID!, $at: LogPosition) { asset(id: $id, atLeastPosition: $at) { uuid } }";

/// Runs a command on the log of a cluster.
fn on(cluster: &Cluster, node: &str, arguments: &[&str]) -> Ran {
    let options = cluster.node(node);
    let data_dir = options.data_dir.expect("a node's folder").to_string_lossy().into_owned();
    let mut all: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    all.extend(["--format", "json", "--data-dir"].map(str::to_owned));
    all.push(data_dir);
    all.extend(options.arguments);
    cli::run(all)
}

fn path(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

/// It was refused, with that code.
fn refused(ran: &Ran, code: &str) {
    assert!(ran.code != Some(0) && ran.err.contains(code), "{code}: {} {}", ran.out, ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_beside_a_server_holds_the_persons_and_a_restore_begins_an_epoch() {
    let (cluster, room) = (Cluster::start(), tempfile::tempdir().expect("a folder"));
    let mut first = cluster.join("first").await;
    let city = City::found(&first).await;
    let desk = id("desk");
    city.offer(&first.client(), desk, "TY-0001").await;
    let receipt = first.client().must(&city.depositor_manager, &city.register(desk, "TY-0001")).await;
    let before = receipt.receipt("registerAsset").expect("a receipt").position;
    let backup = path(room.path(), "backup");
    let made = on(&cluster, "first", &["backup", "--to", &backup]).json();
    let files: Vec<&str> =
        made["manifest"]["files"].as_array().expect("files").iter().filter_map(|file| file["name"].as_str()).collect();
    assert_eq!(files, ["people.key", "people.db"]);
    refused(&on(&cluster, "first", &["restore", "--from", &backup, "--force"]), "DATA_DIR_LOCKED");
    assert!(first.stop().await.success());

    refused(&on(&cluster, "first", &["restore", "--from", &backup]), "DATA_DIR_NOT_EMPTY");
    let restored = on(&cluster, "first", &["restore", "--from", &backup, "--force"]).json();
    assert!(restored["log"]["epoch"].as_u64().expect("an epoch") > 1, "{restored}");
    assert!(Path::new(restored["setAside"].as_str().expect("a folder")).join("people.db").is_file());
    let again = cluster.join("first").await;
    let (client, variables) = (again.client(), json!({ "id": desk, "at": before }));
    let old = client.graphql(&city.depositor_manager, CARD, variables).await;
    assert_eq!(old.codes(), ["CURSOR_FROM_OTHER_LOG"], "{:#}", old.body);
    assert_eq!(
        client.graphql(&city.depositor_manager, CARD, json!({ "id": desk })).await.data()["asset"]["uuid"],
        json!(desk)
    );
    drop(again);
    assert!(on(&cluster, "first", &["verify", "--views"]).json()["isSound"].as_bool().expect("a verdict"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_goes_back_only_to_where_it_belongs() {
    let (cluster, other) = (Cluster::start(), Cluster::start());
    let room = tempfile::tempdir().expect("a folder");
    for cluster in [&cluster, &other] {
        assert!(cluster.join("first").await.stop().await.success());
    }
    let (beside, whole) = (path(room.path(), "beside"), path(room.path(), "whole"));
    let _ = on(&cluster, "first", &["backup", "--to", &beside]).json();
    refused(&on(&other, "first", &["restore", "--from", &beside, "--force"]), "BACKUP_OF_OTHER_LOG");
    let directory = path(room.path(), "data");
    refused(&cli::run(["restore", "--from", &beside, "--data-dir", &directory]), "BACKUP_WITHOUT_LOG");

    let _ = cli::run(["demo", "--data-dir", &directory, "--format", "json"]).json();
    let _ = cli::run(["backup", "--to", &whole, "--data-dir", &directory, "--format", "json"]).json();
    refused(&on(&cluster, "first", &["restore", "--from", &whole, "--force"]), "BACKUP_HOLDS_LOG");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_persons_are_exchanged_under_no_node_and_never_made_a_second_time() {
    let (cluster, room) = (Cluster::start(), tempfile::tempdir().expect("a folder"));
    let mut first = cluster.join("first").await;
    let city = City::found(&first).await;
    city.offer(&first.client(), id("desk"), "TY-0001").await;
    let second = cluster.join("second").await;
    let backup = path(room.path(), "backup");
    let _ = on(&cluster, "first", &["backup", "--to", &backup]).json();
    assert!(first.stop().await.success());
    // The other node has them open, whatever directory of views the restore is run with.
    refused(&on(&cluster, "first", &["restore", "--from", &backup, "--force"]), "PEOPLE_STORE_IN_USE");
    drop(second);
    let _ = on(&cluster, "first", &["restore", "--from", &backup, "--force"]).json();

    let options = cluster.node("first");
    let elsewhere = path(room.path(), "mistyped");
    let ran =
        cli::run(["verify", "--log", &options.arguments[1], "--data-dir", &elsewhere, "--people-dir", &elsewhere]);
    assert!(ran.code != Some(0) && ran.out.contains("PEOPLE_STORE_MISSING"), "{} {}", ran.out, ran.err);
    let ran = cli::run(["export", "assets", "--log", &options.arguments[1], "--data-dir", &elsewhere, "--to", "x.csv"]);
    refused(&ran, "PEOPLE_STORE_MISSING");
    assert!(!Path::new(&elsewhere).join("people.db").exists());
}
