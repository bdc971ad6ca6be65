//! A million events moved to a server and back, each time killed twice, beside what reading and appending alone take in
//! the same run. `make migrate-million`; `CANGLIU_EVENTS` says how many, `CANGLIU_SEED` repeats the chance of a run.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_esdb_stand_in::StandIn;
use cangliu_store::migration::{Migrated, MigrationTarget, Moving, moving};
use cangliu_store::{
    Actor, Append, DataDir, EsdbLog, EsdbOptions, EsdbTarget, EventStore, Expected, LogIdentity, Meta, NewEvent,
    Options, Priority, SqliteLog, SqliteTarget,
};
use cangliu_tests::migration::{Errand, positions};
use cangliu_tests::{Dice, poll};
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use uuid::Uuid;

/// Kills of each migration.
const KILLS: usize = 2;
/// Events that are appended alone, to measure that.
const ALONE: usize = 200_000;
/// Events of a page, as a migration reads them.
const PAGE: usize = 4_096;
/// Streams that are written to in turn, and events after which another takes the place of one.
const STREAMS: u64 = 500;
const EVENTS_PER_STREAM: u64 = 40;

#[test]
#[ignore = "takes minutes; make migrate-million"]
fn a_million_events_go_to_a_server_and_back_and_are_the_same() {
    let events = std::env::var("CANGLIU_EVENTS").map_or(1_000_000, |text| text.parse().expect("a number of events"));
    let mut dice = Dice::from_environment("migrate-million");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let work = tempfile::tempdir().expect("a folder");
    let [home, back, map] = ["home", "back", "map.tsv"].map(|name| work.path().join(name));
    make(&home, events, &mut dice);
    let stand_in = runtime.block_on(async { StandIn::start() }).expect("a stand-in");
    let (from, url, to) = (home.to_string_lossy(), stand_in.url(), back.to_string_lossy());

    let there = killed_and_done(&runtime, &Errand::new(&from, &url, &map), events, &mut dice);
    assert_eq!((&there["events"], positions(&map).len()), (&json!(events), events));
    let returned = killed_and_done(&runtime, &Errand::new(&url, &to, &map), events, &mut dice);
    assert_eq!((&returned["events"], positions(&map).len()), (&json!(events), events));
    assert_eq!(returned["to"]["sha256"], there["from"]["sha256"]);

    let log = Arc::new(SqliteLog::open(&home, Options::read_only()).expect("a log"));
    let pages = first_pages(&log);
    say("directory read alone", events, &|| read(&runtime, &*log));
    let spare = runtime.block_on(async { StandIn::start() }).expect("a stand-in");
    say("server appended alone", ALONE.min(events), &|| {
        fill(&EsdbTarget::new(&options(&spare)).expect("a target"), &pages)
    });
    drop(spare);
    say("server read alone", events, &|| read(&runtime, &EsdbLog::open(&options(&stand_in)).expect("a log")));
    let directory = DataDir::lock(&work.path().join("alone")).expect("a directory");
    let target = SqliteTarget::new(directory);
    say("directory appended alone", ALONE.min(events), &|| fill(&target, &pages));
}

fn options(stand_in: &StandIn) -> EsdbOptions {
    EsdbOptions::parse(&stand_in.url(), None).expect("an address")
}

/// A log of that many events, in appends of one to twenty, few of them long.
fn make(directory: &Path, events: usize, dice: &mut Dice) {
    let began = Instant::now();
    let target = SqliteTarget::new(DataDir::lock(directory).expect("a directory"));
    let source = LogIdentity { id: Uuid::new_v4(), epoch: 1 };
    target.begin(source).expect("a mark");
    drop(target.log().expect("a log"));
    let mut revisions = vec![0_u64; usize::try_from(STREAMS).expect("a number of streams")];
    let mut made = 0;
    let mut pages = std::iter::from_fn(|| {
        let mut page = Vec::new();
        while page.len() < PAGE && made < events {
            let count = match dice.below(10) {
                0 => 2 + dice.below(19),
                1..=3 => 2,
                _ => 1,
            };
            let count = usize::try_from(count).expect("few").min(events - made);
            let append = append(&mut revisions, count, dice);
            page.push(Moving { position: made as u64 + 1, append });
            made += count;
        }
        (!page.is_empty()).then_some(page)
    });
    target.fill(&mut pages).expect("events");
    let migrated = Migrated { source, target: source.later(), events: 0, head: 0, sha256: String::new() };
    target.end(&migrated).expect("the mark is taken away");
    println!("made {events} events in {:.1} s", began.elapsed().as_secs_f64());
}

fn append(revisions: &mut [u64], count: usize, dice: &mut Dice) -> Append {
    let place = dice.below(STREAMS);
    let written = &mut revisions[usize::try_from(place).expect("a place")];
    let (life, revision) = (*written / EVENTS_PER_STREAM, *written % EVENTS_PER_STREAM);
    // A long append may go beyond; the next one begins the next stream.
    *written = (life * EVENTS_PER_STREAM) + (revision + count as u64).min(EVENTS_PER_STREAM);
    let actor = Actor {
        issuer: "https://login.example.org".into(),
        subject: format!("clerk-{}", place % 64),
        institution: Some(Uuid::from_u128(u128::from(place))),
        post: None,
        roles: vec!["asset_manager".into()],
        on_behalf_of: None,
    };
    let recorded_at = chrono::DateTime::from_timestamp_micros(1_760_000_000_000_000 + place as i64).expect("a time");
    let fingerprint = std::array::from_fn(|_| dice.below(256) as u8);
    let event = |_| {
        let id = dice.id();
        let note = "x".repeat(usize::try_from(dice.below(160)).expect("short"));
        NewEvent {
            id,
            kind: "asset-dispatched".into(),
            version: 1,
            data: format!(r#"{{"to":"{id}","note":"{note}"}}"#),
        }
    };
    let events = (0..count).map(event).collect();
    let meta = Meta { recorded_at, actor, command_id: dice.id(), fingerprint, causation: None };
    let stream = format!("asset-{}", Uuid::from_u64_pair(place, life));
    Append { stream, expected: Expected::after(revision.checked_sub(1)), events, meta, priority: Priority::Bulk }
}

/// Runs an errand, kills it twice, and runs it to its end; says how it went.
fn killed_and_done(runtime: &Runtime, errand: &Errand, events: usize, dice: &mut Dice) -> Value {
    let began = Instant::now();
    let latest = Duration::from_micros(10 * events as u64).max(Duration::from_millis(1_500));
    for _ in 0..KILLS {
        let mut running = errand.start();
        let moment = dice.time(Duration::from_millis(1_200), latest);
        runtime.block_on(poll::pass(moment));
        assert!(!running.has_ended(), "it ended within {moment:?}");
        running.kill9();
        println!("killed after {:.1} s", moment.as_secs_f64());
    }
    let done = errand.done();
    println!("{done:#}\nall three runs together: {:.1} s", began.elapsed().as_secs_f64());
    assert_eq!(done["from"]["sha256"], done["to"]["sha256"]);
    done
}

fn say(what: &str, events: usize, work: &dyn Fn()) {
    let began = Instant::now();
    work();
    let seconds = began.elapsed().as_secs_f64();
    println!("{what}: {events} events in {seconds:.1} s, {:.0}/s", events as f64 / seconds);
}

fn read(runtime: &Runtime, log: &dyn EventStore) {
    let mut after = 0;
    while let Some(last) = runtime.block_on(log.read_all(after, PAGE)).expect("a page").last() {
        after = last.position;
    }
}

fn first_pages(log: &SqliteLog) -> Vec<Vec<Moving>> {
    let pages = (0..ALONE as u64).step_by(PAGE).map(|after| log.read_all_blocking(after, PAGE).expect("a page"));
    pages.map(moving).collect()
}

fn fill(target: &dyn MigrationTarget, pages: &[Vec<Moving>]) {
    target.begin(LogIdentity { id: Uuid::new_v4(), epoch: 1 }).expect("a mark");
    drop(target.log().expect("a log"));
    target.fill(&mut pages.iter().cloned()).expect("events");
}
