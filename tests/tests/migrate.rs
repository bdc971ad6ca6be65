//! A log moved to a server and back by the real binary, also when it is killed: the same events, another epoch, and
//! nobody opens a half of it.

use std::path::Path;
use std::time::Duration;

use cangliu_esdb_stand_in::StandIn;
use cangliu_store::{
    DataDir, EsdbLog, EsdbOptions, EventStore as _, LogIdentity, Options as LogOptions, Recorded, SqliteLog,
};
use cangliu_tests::migration::{Errand, bytes_in, events_on, positions};
use cangliu_tests::{Dice, Options, Server, cli, log, poll};
use serde_json::{Value, json};

/// Kills of each migration.
const KILLS: u64 = 3;
/// A copy that does not get on for so long never will.
const WITHIN: Duration = Duration::from_secs(60);

const ANY_ASSET: &str = "{ assets(first: 1) { nodes { id } } }";
const AT: &str = "query($id: ID!, $at: LogPosition!) { asset(id: $id, atLeastPosition: $at) { revision } }";

/// The demo city in a directory.
fn city(directory: &Path) -> Vec<Recorded> {
    let _told = cli::run(["demo", "--format", "json", "--data-dir", &text(directory)]).json();
    log::events(directory)
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn identity(directory: &Path) -> LogIdentity {
    SqliteLog::open(directory, LogOptions::read_only()).expect("a log").identity()
}

/// The code of a command that must fail, and how it ends.
fn refused(ran: &cli::Ran) -> (String, Option<i32>) {
    let said: Value = serde_json::from_str(&ran.err).unwrap_or_else(|error| panic!("{error}: {}{}", ran.out, ran.err));
    (said["error"]["code"].as_str().unwrap_or_default().to_owned(), ran.code)
}

fn is_unfinished(arguments: &[&str]) {
    let ran = cli::run(arguments.iter().copied().chain(["--format", "json"]));
    assert_eq!(refused(&ran), ("MIGRATION_UNFINISHED".to_owned(), Some(1)), "{arguments:?}");
    let ran = cli::run(arguments.iter().copied().chain(["--lang", "zh"]));
    assert!(ran.err.contains("重新运行同一条 cangliu migrate-log"), "{}", ran.err);
}

/// Positions of before mean nothing to a server, and those of now do.
async fn is_another_epoch(server: &Server, before: LogIdentity, now: LogIdentity) {
    assert_eq!(before.id, now.id);
    let (client, token) = (server.client(), server.token("auditor"));
    let page = client.graphql(token, ANY_ASSET, json!({})).await;
    let id = page.data()["assets"]["nodes"][0]["id"].clone();
    assert!(id.is_string(), "{:#}", page.body);
    let ask = async |at: String| client.graphql(token, AT, json!({ "id": id, "at": at })).await;
    let old = ask(before.at(7).to_string()).await;
    assert_eq!(old.code("asset"), "CURSOR_FROM_OTHER_LOG", "{:#}", old.body);
    let new = ask(now.at(1).to_string()).await;
    assert!(new.data()["asset"]["revision"].is_number(), "{:#}", new.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_city_goes_to_a_server_and_back_and_old_positions_are_refused() {
    let work = tempfile::tempdir().expect("a folder");
    let [home, back, map] = ["home", "back", "map.tsv"].map(|name| work.path().join(name));
    let events = city(&home);
    let stand_in = StandIn::start().expect("a stand-in");
    let there = Errand::new(&text(&home), &stand_in.url(), &map).done();
    assert_eq!((&there["events"], &there["copied"]), (&json!(events.len()), &json!(events.len())));
    assert_eq!(there["from"]["sha256"], there["to"]["sha256"]);
    let out = positions(&map);
    assert!(out.iter().map(|(old, _)| *old).eq(events.iter().map(|event| event.position)));

    let returned = Errand::new(&stand_in.url(), &text(&back), &map).done();
    assert_eq!(returned["to"]["sha256"], there["from"]["sha256"]);
    assert_eq!(positions(&map), out.iter().map(|(old, new)| (*new, *old)).collect::<Vec<_>>());
    assert_eq!(log::events(&back), events);
    for name in ["people.db", "people.key"] {
        std::fs::copy(home.join(name), back.join(name)).expect("the people store is copied");
    }
    let sound = cli::run(["verify", "--format", "json", "--data-dir", &text(&back)]).json();
    assert_eq!(sound["isSound"], json!(true), "{sound:#}");

    a_restore_takes_the_place_of_an_unfinished_copy(&home, work.path());
    let (first, last) = (identity(&home), identity(&back));
    let server = Server::start(Options { data_dir: Some(back.clone()), ..Options::default() }).await;
    is_another_epoch(&server, first, last).await;
    let held = Errand::new(&text(&back), &stand_in.url(), &map).run();
    assert_eq!(refused(&held), ("DATA_DIR_LOCKED".to_owned(), Some(3)));
    drop(server);
    // The people store and the views of before are in the directory of before.
    let arguments = vec!["--log".to_owned(), stand_in.url()];
    let server = Server::start(Options { data_dir: Some(home), arguments, ..Options::default() }).await;
    let options = EsdbOptions::parse(&stand_in.url(), None).expect("an address");
    let on_server = tokio::task::spawn_blocking(move || EsdbLog::open(&options)).await.expect("a thread");
    is_another_epoch(&server, first, on_server.expect("a log").identity()).await;
}

fn a_restore_takes_the_place_of_an_unfinished_copy(home: &Path, work: &Path) {
    let [backup, to] = ["backup", "restored"].map(|name| text(&work.join(name)));
    let _told = cli::run(["backup", "--format", "json", "--data-dir", &text(home), "--to", &backup]).json();
    std::fs::create_dir(&to).expect("a directory");
    std::fs::write(DataDir::migration_mark(Path::new(&to)), "{}").expect("a mark");
    is_unfinished(&["serve", "--dev", "--listen", "127.0.0.1:0", "--data-dir", &to]);
    let restore = ["restore", "--force", "--format", "json", "--from", &backup, "--data-dir", &to];
    let _told = cli::run(restore).json();
    assert_eq!(identity(Path::new(&to)).id, identity(home).id);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_the_copy_is_whole_in_the_end_and_nobody_opens_a_half() {
    let mut dice = Dice::from_environment("migrate");
    let work = tempfile::tempdir().expect("a folder");
    let [home, back, map] = ["home", "back", "map.tsv"].map(|name| work.path().join(name));
    let events = city(&home);
    let stand_in = StandIn::start().expect("a stand-in");
    let url = stand_in.url();

    let errand = Errand::new(&text(&home), &url, &map);
    for kill in 1..=KILLS {
        let enough = events_on(&stand_in).max(1) + dice.below(events.len() as u64 / (KILLS + 2));
        killed(&errand, || events_on(&stand_in) > enough).await;
        if kill == 1 {
            let data_dir = text(&work.path().join("node"));
            is_unfinished(&["serve", "--dev", "--listen", "127.0.0.1:0", "--log", &url, "--data-dir", &data_dir]);
            is_unfinished(&["export", "assets", "--log", &url, "--data-dir", &data_dir]);
        }
    }
    let there = errand.done();
    assert_eq!(there["events"], json!(events.len()));
    assert!(there["copied"].as_u64() < there["events"].as_u64(), "what was there is not copied again: {there:#}");
    assert_eq!(positions(&map).len(), events.len());

    let errand = Errand::new(&url, &text(&back), &map);
    let bytes = bytes_in(&home);
    for kill in 1..=KILLS {
        let enough = bytes_in(&back) + dice.below(bytes / (KILLS + 2));
        killed(&errand, || bytes_in(&back) > enough).await;
        if kill == 1 {
            for command in ["verify", "rebuild", "demo", "token --role auditor", "serve --dev --listen 127.0.0.1:0"] {
                let words: Vec<&str> = command.split(' ').collect();
                is_unfinished(&[&words[..], &["--data-dir", &text(&back)]].concat());
            }
        }
    }
    let returned = errand.done();
    assert_eq!(returned["to"]["sha256"], there["from"]["sha256"]);
    assert_eq!(log::events(&back), events);
    let again = errand.done();
    assert_eq!((&again["wasFinished"], &again["copied"]), (&json!(true), &json!(0)));
    assert_eq!(again["to"], returned["to"]);
}

/// Runs an errand until something is so, and kills it then.
async fn killed(errand: &Errand, is_so: impl Fn() -> bool) {
    let mut running = errand.start();
    poll::until("the moment of the kill", WITHIN, || {
        assert!(!running.has_ended(), "it ended before it could be killed");
        let now = is_so().then_some(());
        async move { now }
    })
    .await;
    running.kill9();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_holds_something_else_is_refused_and_left_as_it_is() {
    let work = tempfile::tempdir().expect("a folder");
    let [home, other, nowhere, map] = ["home", "other", "nowhere", "map.tsv"].map(|name| work.path().join(name));
    for directory in [&home, &other] {
        drop(SqliteLog::open(directory, LogOptions::default()).expect("a log"));
    }
    let stand_in = StandIn::start().expect("a stand-in");
    let url = stand_in.url();
    let done = Errand::new(&text(&home), &url, &map).done();
    assert_eq!(done["events"], json!(0));

    let not_empty = ("MIGRATION_TARGET_NOT_EMPTY".to_owned(), Some(2));
    let before = identity(&other);
    assert_eq!(refused(&Errand::new(&text(&home), &text(&other), &map).run()), not_empty);
    assert_eq!(identity(&other), before);
    assert_eq!(refused(&Errand::new(&text(&other), &url, &map).run()), not_empty);
    let same = ("MIGRATION_SAME_LOG".to_owned(), Some(2));
    assert_eq!(refused(&Errand::new(&text(&home), &format!("{}/.", text(&home)), &map).run()), same);
    assert_eq!(refused(&Errand::new(&url, &url, &map).run()), same);
    assert_eq!(refused(&Errand::new(&text(&nowhere), &url, &map).run()), ("NO_DATA".to_owned(), Some(2)));
    assert!(!nowhere.exists());
    let letter = work.path().join("letter");
    std::fs::write(&letter, "dear all").expect("a letter");
    let taken = ("MIGRATION_MAP_TAKEN".to_owned(), Some(2));
    let to = work.path().join("to");
    assert_eq!(refused(&Errand::new(&text(&home), &text(&to), &letter).run()), taken);
    assert!(!SqliteLog::file(&to).exists(), "nothing is begun before the map can be written");
}
