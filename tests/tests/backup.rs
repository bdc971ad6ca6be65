//! A backup taken while others write, restored where old views lie about: what it held is right, and whatever was
//! handed out before is refused as of another log.

use std::path::Path;
use std::time::Duration;

use cangliu_tests::city::id;
use cangliu_tests::worker::{Outcome, Worker, registrations};
use cangliu_tests::{City, Client, Command, Dice, Options, Server, cli, log, poll};
use futures_util::future::join_all;
use serde_json::json;
use uuid::Uuid;

/// Workers at once.
const CLIENTS: usize = 4;
/// Lines of the batches that make a log longer than it was.
const LINES: usize = 250;

const PAGE: &str = "query($after: String) { assets(first: 3, after: $after) { totalCount pageInfo { endCursor } } }";
const AT: &str = "query($id: ID!, $at: LogPosition!) { asset(id: $id, atLeastPosition: $at) { revision } }";
const AS_OF: &str = "query($id: ID!, $at: LogPosition!) { asset(id: $id) { asOf(position: $at) { revision } } }";

/// What a client keeps for later: places in a list and in the log.
struct Kept {
    cursor: String,
    position: String,
}

/// Carries a command of the recipient's out, and keeps where it led.
async fn keep(client: &Client, city: &City, command: &Command) -> Kept {
    let done = client.must(&city.recipient_manager, command).await;
    let page = client.graphql(&city.keeper, PAGE, json!({})).await;
    Kept {
        cursor: page.data()["assets"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned(),
        position: done.receipt(command.field).expect("a receipt").position,
    }
}

/// Runs a command of the binary on a data directory; it must go well.
fn run(command: &[&str], data: &Path) {
    let data = data.to_string_lossy();
    let ran = cli::run(command.iter().copied().chain(["--data-dir", &data, "--format", "json"]));
    assert_eq!(ran.code, Some(0), "{command:?}: {}{}", ran.out, ran.err);
}

fn backup(server: &Server, to: &Path) {
    run(&["backup", "--to", &to.to_string_lossy()], server.data_dir());
}

/// Puts a backup in the place of what a server had; its views are left to lie about.
async fn restored(mut server: Server, from: &Path) -> Server {
    server.kill9();
    run(&["restore", "--force", "--from", &from.to_string_lossy()], server.data_dir());
    server.restart().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restores_beside_old_views_and_old_places_are_refused() {
    let mut dice = Dice::from_environment("backup");
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let client = server.client();
    let [desk, lamp, chair] = ["desk", "lamp", "chair"].map(id);
    city.offer(&client, desk, "TY-3001").await;
    city.offer(&client, lamp, "TY-3002").await;
    let before = keep(&client, &city, &city.reserve(desk, dice.id())).await;

    let worker = |dice: &mut Dice| Worker::new(city.clone(), dice.fork(), vec![lamp]).work(server.client());
    let tasks: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(worker(&mut dice))).collect();
    poll::pass(Duration::from_millis(400)).await;
    let work = tempfile::tempdir().expect("a folder");
    backup(&server, &work.path().join("backup"));
    poll::pass(Duration::from_millis(400)).await;
    city.offer(&client, chair, "TY-3003").await;
    let after = keep(&client, &city, &city.reserve(chair, dice.id())).await;

    let server = restored(server, &work.path().join("backup")).await;
    join_all(tasks).await.into_iter().for_each(|worker| drop(worker.expect("a worker without a fault")));
    counts_what_the_log_holds(&server).await;
    for kept in [&before, &after] {
        old_places_are_refused(&server.client(), &city, desk, kept).await;
    }
    // Only now do positions of before stand for other events.
    outgrow(&server, &city, &mut dice, &after).await;
    for kept in [&before, &after] {
        old_places_are_refused(&server.client(), &city, desk, kept).await;
    }
    counts_what_the_log_holds(&server).await;
    run(&["verify", "--views"], server.data_dir());
}

#[tokio::test(flavor = "multi_thread")]
async fn places_of_the_first_restore_are_refused_after_a_second_one_of_the_same_backup() {
    let mut dice = Dice::from_environment("backup twice");
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let desk = id("desk");
    city.offer(&server.client(), desk, "TY-3004").await;
    let work = tempfile::tempdir().expect("a folder");
    backup(&server, &work.path().join("backup"));

    let server = restored(server, &work.path().join("backup")).await;
    let between = keep(&server.client(), &city, &city.reserve(desk, dice.id())).await;
    let server = restored(server, &work.path().join("backup")).await;
    outgrow(&server, &city, &mut dice, &between).await;
    old_places_are_refused(&server.client(), &city, desk, &between).await;
    counts_what_the_log_holds(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_persons_come_back_with_a_backup() {
    let server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let desk = id("desk");
    let mut card = city.card(desk, "TY-3005");
    card["card"]["user"] = json!("使用人丙");
    server.client().must(&city.depositor_manager, &Command::new("registerAsset", id("register"), card)).await;
    let work = tempfile::tempdir().expect("a folder");
    backup(&server, &work.path().join("backup"));
    let server = restored(server, &work.path().join("backup")).await;
    let query = "query($id: ID!) { asset(id: $id) { card { user { name } } } }";
    let seen = server.client().graphql(&city.depositor_manager, query, json!({ "id": desk })).await;
    assert_eq!(seen.data()["asset"]["card"]["user"]["name"], "使用人丙");
}

/// A total is what the log has, not what views of before had.
async fn counts_what_the_log_holds(server: &Server) {
    let registered = log::events(server.data_dir()).iter().filter(|event| &*event.kind == "asset-registered").count();
    let page = server.client().graphql(server.token("auditor"), "{ assets(first: 1) { totalCount } }", json!({})).await;
    assert_eq!(page.data()["assets"]["totalCount"], json!(registered), "{:#}", page.body);
}

async fn old_places_are_refused(client: &Client, city: &City, asset: Uuid, kept: &Kept) {
    let page = client.graphql(&city.keeper, PAGE, json!({ "after": kept.cursor })).await;
    assert_eq!(page.code("assets"), "CURSOR_FROM_OTHER_LOG", "{:#}", page.body);
    for query in [AT, AS_OF] {
        let answer = client.graphql(&city.keeper, query, json!({ "id": asset, "at": kept.position })).await;
        assert_eq!(answer.code("asset"), "CURSOR_FROM_OTHER_LOG", "{query} {:#}", answer.body);
    }
}

/// Writes until the log is longer than the lost one was.
async fn outgrow(server: &Server, city: &City, dice: &mut Dice, lost: &Kept) {
    let position: usize = lost.position.rsplit(':').next().and_then(|text| text.parse().ok()).expect("a position");
    while log::events(server.data_dir()).len() <= position {
        let assets: Vec<Uuid> = (0..LINES).map(|_| dice.id()).collect();
        let batch = registrations(city, dice.id(), &assets);
        let Some(Outcome::Acknowledged(_)) = batch.send(&server.client()).await else { panic!("no answer") };
    }
}
