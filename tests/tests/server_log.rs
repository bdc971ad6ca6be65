//! Care of a log on a server: what a backup beside it holds, the new epoch after the server was put back, and what
//! nodes say while it is away or when it was put back beneath them.

use std::path::Path;
use std::time::{Duration, Instant};

use cangliu_tests::city::id;
use cangliu_tests::cli::{self, Ran};
use cangliu_tests::{City, Client, Cluster, poll};
use serde_json::{Value, json};

/// How long something may take to be noticed, on a busy machine.
const NOTICED_WITHIN: Duration = Duration::from_secs(60);

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

/// What a node says of itself.
async fn readiness(client: &Client) -> (u16, Value) {
    let (status, body) = client.get("/readyz").await.expect("an answer");
    (status, serde_json::from_str(&body).expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_log_was_put_back_turns_unready_and_takes_no_commands() {
    let mut cluster = Cluster::start_in_file();
    let first = cluster.join("first").await;
    let (city, client) = (City::found(&first).await, first.client());
    client.must(&city.depositor_manager, &city.register(id("kept"), "TY-0001")).await;
    let copy = cluster.data_dir("copy of the log");
    std::fs::copy(cluster.log_file(), &copy).expect("a copy of the log");
    for number in 0..20 {
        let tag = format!("LOST-{number}");
        client.must(&city.depositor_manager, &city.register(id(&tag), &tag)).await;
    }
    assert_eq!(readiness(&client).await.0, 200);

    cluster.put_back(&copy).await;
    let stopped = || async {
        let (status, body) = readiness(&client).await;
        (body["stopped"]["code"] == "CURSOR_FROM_OTHER_LOG").then_some((status, body))
    };
    let (status, body) = poll::until("a node that stopped", NOTICED_WITHIN, stopped).await;
    assert_eq!((status, &body["reason"]), (503, &json!("CURSOR_FROM_OTHER_LOG")), "{body}");
    let refused = client.carry_out(&city.depositor_manager, &city.register(id("late"), "TY-0002")).await;
    assert_eq!(refused.codes(), ["LOG_REPLACED"], "{:#}", refused.body);
    assert!(first.last_words().contains("restart the node"), "{}", first.last_words());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_says_soon_that_its_log_is_away_and_is_ready_when_it_is_back() {
    let cluster = Cluster::start();
    let first = cluster.join("first").await;
    let (city, client) = (City::found(&first).await, first.client());
    let (status, before) = readiness(&client).await;
    assert_eq!((status, &before["reason"]), (200, &Value::Null), "{before}");

    cluster.stop_log().await;
    let asked = Instant::now();
    let (status, away) = readiness(&client).await;
    assert!(asked.elapsed() < Duration::from_secs(5), "it said so after {:?}", asked.elapsed());
    assert_eq!((status, &away["reason"]), (503, &json!("STORE_UNAVAILABLE")), "{away}");
    assert_eq!(away["head"], before["head"]);
    // It is a read that fails first, after a while.
    let failed = client.carry_out(&city.depositor_manager, &city.register(id("desk"), "TY-0001")).await;
    assert_eq!(failed.codes(), ["STORE_UNAVAILABLE"], "{:#}", failed.body);
    assert!(!failed.body.to_string().contains("磁盘"), "{:#}", failed.body);
    cluster.start_log();
    let ready = || async { (readiness(&client).await.0 == 200).then_some(()) };
    poll::until("a node that is ready again", NOTICED_WITHIN, ready).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_counts_events_not_positions() {
    let cluster = Cluster::start();
    let told = on(&cluster, "first", &["demo"]).json();
    let events = cluster.log().read_all(0, 1_000_000).await.expect("the log").len();
    assert_eq!(told["events"], json!(events), "{told}");
}
