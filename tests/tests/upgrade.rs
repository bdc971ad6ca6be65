//! Yesterday's log, and tomorrow's: a log that any release wrote opens in this one and reads the same, and an event
//! that only a later release knows stops the views instead of being skipped.
//!
//! `tests/logs/<release>` holds what a release wrote, its questions and the answers it gave. A new release adds a
//! folder of its own, never changes one: `cargo test -p cangliu-tests --test upgrade -- --ignored` makes it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cangliu_domain::{Aggregate as _, asset::Asset};
use cangliu_store::{Actor, Append, Expected, Meta, NewEvent, Priority, SqliteLog};
use cangliu_tests::city::id;
use cangliu_tests::workspace::root;
use cangliu_tests::{City, Client, Options, Server, errand, golden, log};
use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};

/// Largest log that is worth keeping in the repository.
const LOG_BYTES_MAX: u64 = 300 * 1_024;

fn logs() -> PathBuf {
    root().join("tests/logs")
}

fn releases() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(logs()).expect("logs of releases").flatten().map(|entry| entry.path());
    let mut folders: Vec<PathBuf> = folders.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// A data directory with the log of a release in it.
fn data_with(release: &Path, work: &Path) -> PathBuf {
    let data = work.join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::copy(release.join("log.sqlite"), data.join("log.db")).expect("the log of a release");
    data
}

/// The operations of a page of questions, each with its name.
fn questions(page: &str) -> Vec<(String, String)> {
    let operations = page.split("\nquery ").skip(1).map(|text| format!("query {text}"));
    operations.map(|text| (text[6..].split([' ', '(']).next().unwrap_or_default().to_owned(), text)).collect()
}

async fn answers(client: &Client, token: &str, page: &str) -> String {
    let mut all = serde_json::Map::new();
    for (name, operation) in questions(page) {
        let answer = client.graphql(token, &operation, json!({})).await;
        all.insert(name, answer.data().clone());
    }
    serde_json::to_string_pretty(&Value::Object(all)).expect("answers in JSON") + "\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_of_every_release_opens_and_reads_the_same() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    assert!(!releases().is_empty(), "no release has left a log");
    for release in releases() {
        let work = tempfile::tempdir().expect("a folder");
        let options = Options { data_dir: Some(data_with(&release, work.path())), ..Options::default() };
        let server = Server::start(options).await;
        let page = std::fs::read_to_string(release.join("questions.graphql")).expect("questions");
        let now = answers(&server.client(), server.token("auditor"), &page).await;
        golden::assert_same(&release.join("answers.json"), &now);
    }
}

#[test]
fn the_newest_log_is_small_and_the_types_of_events_since_are_known() {
    if cangliu_esdb_stand_in::needs_the_file() {
        return;
    }
    let newest = releases().pop().expect("a release");
    let size = std::fs::metadata(newest.join("log.sqlite")).expect("a log").len();
    assert!(size <= LOG_BYTES_MAX, "{size} bytes");
    let work = tempfile::tempdir().expect("a folder");
    let held: BTreeSet<String> =
        log::events(&data_with(&newest, work.path())).iter().map(|event| event.kind.to_string()).collect();
    let golden = std::fs::read_dir(root().join("domain/golden")).expect("golden events").flatten();
    let known = golden.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json").map(str::to_owned));
    let mut since: Vec<String> = known.filter(|kind| !held.contains(kind)).collect();
    since.sort();
    golden::assert_same(&logs().join("since.txt"), &(since.join("\n") + "\n"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes the log of a release into the sources"]
async fn make_the_log_of_this_release() {
    let folder = logs().join(concat!("v", env!("CARGO_PKG_VERSION")));
    assert!(!folder.join("log.sqlite").exists(), "{} is there; a release's log is never changed", folder.display());
    let mut server = Server::start(Options::default()).await;
    let city = City::found_on(&server, NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")).await;
    errand::run(&city, &server.client()).await;
    server.stop().await;
    let log = SqliteLog::open(server.data_dir(), cangliu_store::Options::read_only()).expect("the log");
    std::fs::create_dir_all(&folder).expect("a folder");
    log.backup(&folder.join("log.sqlite"), |_| {}).expect("a copy of the log");
    println!("now write questions.graphql beside it, and the answers with CANGLIU_BLESS=1");
}

const STATE: &str = "query($id: ID!) { asset(id: $id) { revision occupation { kind } listing { reach } } }";

/// Appends an event as a later release would.
async fn append_from_tomorrow(data_dir: &Path, stream: String, last: u64, kind: &str, version: u16) {
    let log = log::open(data_dir, true);
    let id = id(&format!("tomorrow {kind} {version}"));
    let actor = Actor {
        issuer: "test".into(),
        subject: "tomorrow".into(),
        institution: None,
        post: None,
        roles: vec![],
        on_behalf_of: None,
    };
    let recorded_at = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
    let append = Append {
        stream,
        expected: Expected::Exact(last),
        events: vec![NewEvent { id, kind: kind.into(), version, data: "{}".into() }],
        meta: Meta { recorded_at, actor, command_id: id, fingerprint: [0; 32], causation: None },
        priority: Priority::Interactive,
    };
    log.append(append).await.expect("an append");
}

/// Of an event that only a later release knows: the views stop before it, its stream takes no command, all else does.
async fn met(kind: &str, version: u16) {
    let mut server = Server::start(Options::default()).await;
    let city = City::found(&server).await;
    let [desk, lamp] = ["desk", "lamp"].map(id);
    for (asset, number) in [(desk, "TY-2001"), (lamp, "TY-2002")] {
        city.offer(&server.client(), asset, number).await;
    }
    server.stop().await;
    append_from_tomorrow(server.data_dir(), format!("{}-{desk}", Asset::CATEGORY), 2, kind, version).await;

    let server = server.restart().await;
    let client = server.client();
    let (status, told) = client.get("/readyz").await.expect("an answer");
    assert_eq!(status, 503, "{told}");
    assert!(told.contains("UPGRADE_NEEDED"), "{told}");

    let manager = &city.recipient_manager;
    let refused = client.carry_out(manager, &city.reserve(desk, id("never"))).await;
    assert_eq!(refused.code("reserveAsset"), "UPGRADE_NEEDED", "{:#}", refused.body);

    let done = client.must(manager, &city.reserve(lamp, id("still"))).await;
    assert_eq!(done.field("reserveAsset")["visible"], false, "{:#}", done.body);
    for asset in [desk, lamp] {
        let seen = client.graphql(&city.keeper, STATE, json!({ "id": asset })).await;
        let expected = json!({ "revision": 2, "occupation": { "kind": "FREE" }, "listing": { "reach": "CITY" } });
        assert_eq!(seen.data()["asset"], expected, "{:#}", seen.body);
    }
    let position = done.receipt("reserveAsset").expect("a receipt").position;
    let late = "query($id: ID!, $at: LogPosition) { asset(id: $id, atLeastPosition: $at) { revision } }";
    let waited = client.graphql(&city.keeper, late, json!({ "id": lamp, "at": position })).await;
    assert!(matches!(waited.code("asset"), "NOT_YET_VISIBLE" | "UPGRADE_NEEDED"), "{:#}", waited.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_an_unknown_type_stops_the_views_and_its_stream_and_is_never_skipped() {
    met("asset-teleported", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_of_an_unknown_version_stops_the_views_and_its_stream_and_is_never_skipped() {
    met("asset-unlisted", 2).await;
}
