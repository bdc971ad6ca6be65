//! The fault table: what becomes of appends and reads while a server misbehaves. Each append ends applied once or not
//! at all, whoever repeats one that ended unknown gets its receipt, and nothing is lost or doubled.
//!
//! `CANGLIU_FAULTS` says how often each fault strikes (20; `make faults` 1,000).

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use std::time::{Duration, Instant};

use cangliu_esdb_stand_in::{Arming, Call, Fault, Options, StandIn, When};
use cangliu_store::contract::{append_of, events, some_stream};
use cangliu_store::{Append, AppendError, Appended, EsdbLog, EsdbOptions, EventStore, Expected, StoreError};
use futures_util::future::join_all;

/// How long one attempt may take here: longer than the slowest answer below.
const ATTEMPT: Duration = Duration::from_millis(1_500);
const SLOW: Fault = Fault::Slow { delay_ms: 700 };
/// Faults struck one after the other, where there are many.
const OF_A_LANE: usize = 100;
/// Members of the cluster that changes its leader.
const MEMBERS: usize = 3;

fn times() -> usize {
    std::env::var("CANGLIU_FAULTS").map_or(20, |text| text.parse().unwrap())
}

fn open(stand_in: &StandIn) -> EsdbLog {
    let mut options = EsdbOptions::parse(&stand_in.url(), None).unwrap();
    options.attempt = ATTEMPT;
    // The stand-in answers on the threads of this runtime.
    tokio::task::block_in_place(|| EsdbLog::open(&options)).unwrap()
}

/// What a row of the table came to.
struct Row {
    name: &'static str,
    recoveries: Vec<Duration>,
    unknown: usize,
}

impl Row {
    fn new(name: &'static str) -> Self {
        Self { name, recoveries: Vec::new(), unknown: 0 }
    }

    fn print(mut self) {
        self.recoveries.sort_unstable();
        let at = |percent: usize| self.recoveries[(self.recoveries.len() - 1) * percent / 100];
        println!(
            "{:26} {:5} times: recovered in p50 {:.0?}, p99 {:.0?}, slowest {:.0?}; {} ended unknown first; 0 lost, 0 doubled",
            self.name,
            self.recoveries.len(),
            at(50),
            at(99),
            at(100),
            self.unknown,
        );
    }

    /// Appends until it is known what became of it, as a caller does.
    async fn persist(&mut self, log: &EsdbLog, append: &Append) -> Result<Appended, AppendError> {
        let begun = Instant::now();
        let mut outcome = log.append(append.clone()).await;
        while let Err(AppendError::OutcomeUnknown | AppendError::Failed(StoreError::Unavailable { .. })) = outcome {
            self.unknown += 1;
            outcome = log.append(append.clone()).await;
        }
        self.recoveries.push(begun.elapsed());
        outcome
    }
}

/// The stream holds what was appended, once, and asking again gets the same receipt.
async fn is_there_once(name: &str, log: &EsdbLog, append: Append, receipt: Appended) {
    let read = log.read_stream(&append.stream, 0, 10).await.unwrap();
    let ids: Vec<_> = read.iter().map(|event| event.id).collect();
    assert_eq!(ids, append.events.iter().map(|event| event.id).collect::<Vec<_>>(), "{name}");
    assert_eq!((receipt.last_revision, receipt.position), (1, read[1].position), "{name}");
    assert_eq!(log.append(append).await.unwrap(), receipt, "{name}");
}

/// No event is in the log twice, and none that nobody got a receipt for: each append had two events.
async fn nothing_else_is_there(name: &str, log: &EsdbLog, appends: usize) {
    let (mut after, mut ids) = (0, Vec::new());
    loop {
        let page = log.read_all(after, 1_000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.position;
        ids.extend(page.iter().map(|event| event.id));
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((count, ids.len()), (appends * 2, appends * 2), "{name}");
}

/// A fault that strikes an append. Each takes a while, so many are struck side by side, each lane with a server of its
/// own.
async fn struck(name: &'static str, fault: Fault) -> Row {
    let lanes = (times() / OF_A_LANE).max(1);
    let lanes = (0..lanes).map(|lane| tokio::spawn(struck_in_turn(name, fault.clone(), share(lane, lanes))));
    let mut row = Row::new(name);
    for lane in join_all(lanes).await {
        let Row { recoveries, unknown, .. } = lane.unwrap();
        row.recoveries.extend(recoveries);
        row.unknown += unknown;
    }
    row
}

/// How many of all fall to a lane.
fn share(lane: usize, lanes: usize) -> usize {
    times() / lanes + usize::from(lane < times() % lanes)
}

async fn struck_in_turn(name: &'static str, fault: Fault, times: usize) -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let mut row = Row::new(name);
    for _ in 0..times {
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        stand_in.faults().next(1, fault.clone());
        let receipt = row.persist(&log, &append).await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
        stand_in.faults().clear();
        is_there_once(name, &log, append, receipt).await;
    }
    assert_eq!(stand_in.faults().struck(&fault), times as u64, "{name}");
    nothing_else_is_there(name, &log, times).await;
    row
}

/// The server says "wrong version" of an append whose version is right, and writes nothing.
async fn wrong_version() -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("wrong version claimed");
    for _ in 0..times() {
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        stand_in.faults().next(1, Fault::ClaimWrongVersion);
        let refused = row.persist(&log, &append).await;
        assert!(matches!(refused, Err(AppendError::Conflict { actual: None, .. })), "{refused:?}");
        let receipt = log.append(append.clone()).await.unwrap();
        is_there_once(row.name, &log, append, receipt).await;
    }
    nothing_else_is_there(row.name, &log, times()).await;
    row
}

/// Somebody used the same ids in another stream before: ids are compared within a stream.
async fn duplicate_ids() -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("ids used elsewhere");
    for _ in 0..times() {
        let mine = append_of(&some_stream(), Expected::NoStream, 2);
        let theirs = Append { stream: some_stream(), events: events(2), ..mine.clone() };
        let theirs = Append { events: mine.events.clone(), ..theirs };
        log.append(theirs).await.unwrap();
        let receipt = row.persist(&log, &mine).await.unwrap();
        is_there_once(row.name, &log, mine, receipt).await;
    }
    row
}

/// Another member leads from one append to the next, or while one is on its way.
async fn leader_change() -> Row {
    let stand_in = StandIn::start_with(&Options::members(MEMBERS)).unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("leader changes");
    for round in 0..times() {
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        if round % 2 == 0 {
            stand_in.elect(Some(round / 2 % MEMBERS)).unwrap();
        } else {
            stand_in.faults().next(1, Fault::ChangeLeader);
        }
        let receipt = row.persist(&log, &append).await.unwrap();
        stand_in.faults().clear();
        is_there_once(row.name, &log, append, receipt).await;
    }
    nothing_else_is_there(row.name, &log, times()).await;
    row
}

/// The leader goes down with its connections, and another is elected.
async fn leader_lost() -> Row {
    let stand_in = StandIn::start_with(&Options::members(MEMBERS)).unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("leader goes down");
    for round in 0..times() {
        let (lost, next) = (round % MEMBERS, (round + 1) % MEMBERS);
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        let falling = async {
            stand_in.stop_member(lost).await;
            stand_in.elect(Some(next)).unwrap();
        };
        let (receipt, ()) = tokio::join!(row.persist(&log, &append), falling);
        is_there_once(row.name, &log, append, receipt.unwrap()).await;
        stand_in.start_member(lost).unwrap();
    }
    nothing_else_is_there(row.name, &log, times()).await;
    row
}

/// The server is down at the very first call of a client, and comes up while the client waits.
async fn down_at_the_first_call() -> Row {
    let stand_in = StandIn::start().unwrap();
    drop(open(&stand_in));
    let mut row = Row::new("down at the first call");
    for _ in 0..times() {
        stand_in.stop_member(0).await;
        let url = stand_in.url();
        let opening = tokio::task::spawn_blocking(move || EsdbLog::open(&EsdbOptions::parse(&url, None).unwrap()));
        stand_in.start_member_later(0, Duration::from_millis(150)).await.unwrap();
        let log = opening.await.unwrap().unwrap();
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        let receipt = row.persist(&log, &append).await.unwrap();
        is_there_once(row.name, &log, append, receipt).await;
    }
    row
}

/// The server goes down and comes back under a client that has connections.
async fn restarted() -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("server restarted");
    for _ in 0..times() {
        stand_in.stop_member(0).await;
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        let back = stand_in.start_member_later(0, Duration::from_millis(100));
        let (receipt, back) = tokio::join!(row.persist(&log, &append), back);
        back.unwrap();
        is_there_once(row.name, &log, append, receipt.unwrap()).await;
    }
    nothing_else_is_there(row.name, &log, times()).await;
    row
}

/// A fault that strikes reading: what was read in the end is all of it, in order.
async fn reading(name: &'static str, fault: Fault) -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let (stream, mut row) = (some_stream(), Row::new(name));
    let append = append_of(&stream, Expected::NoStream, 50);
    log.append(append.clone()).await.unwrap();
    let ids: Vec<_> = append.events.iter().map(|event| event.id).collect();
    for round in 0..times() {
        let (on, stream_prefix) = (Some(Call::Read), String::new());
        stand_in.faults().arm(Arming { fault: fault.clone(), when: When::Next(1), on, stream_prefix, member: None });
        let begun = Instant::now();
        let read = if round % 2 == 0 { log.read_all(0, 100).await } else { log.read_stream(&stream, 0, 100).await };
        row.recoveries.push(begun.elapsed());
        let read: Vec<_> = read.unwrap_or_else(|error| panic!("{name}: {error:?}")).iter().map(|e| e.id).collect();
        assert_eq!(read, ids, "{name}");
    }
    assert_eq!(stand_in.faults().struck(&fault), times() as u64, "{name}");
    row
}

/// A follower goes on over everything that ends, cuts or slows its reading, and sees each event once in order.
async fn following() -> Row {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let mut row = Row::new("a follower's reads cut");
    let mut follower = log.follow(0).with_page(7);
    let (mut written, mut seen) = (Vec::new(), Vec::new());
    for _ in 0..times() {
        stand_in.end_subscriptions();
        let append = append_of(&some_stream(), Expected::NoStream, 2);
        log.append(append.clone()).await.unwrap();
        written.extend(append.events.iter().map(|event| event.id));
        let fault = Fault::BreakAfter { events: 1 };
        let (on, stream_prefix) = (Some(Call::Read), String::new());
        stand_in.faults().arm(Arming { fault, when: When::Next(1), on, stream_prefix, member: None });
        let begun = Instant::now();
        while seen.len() < written.len() {
            seen.extend(follower.next().await.unwrap().iter().map(|event| event.id));
        }
        row.recoveries.push(begun.elapsed());
    }
    assert_eq!(seen, written);
    row
}

/// All rows side by side, each with a server of its own.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_strikes_nothing_is_lost_or_doubled() {
    let mut rows: Vec<std::pin::Pin<Box<dyn Future<Output = Row> + Send>>> = vec![
        Box::pin(struck("cut before the effect", Fault::CutBeforeEffect)),
        Box::pin(struck("cut after the effect", Fault::CutAfterEffect)),
        Box::pin(struck("lands late", Fault::LandLate { delay_ms: 150 })),
        Box::pin(struck("timeout after the effect", Fault::TimeoutAfterEffect)),
        Box::pin(struck("timeout without effect", Fault::TimeoutWithoutEffect)),
        Box::pin(struck("not ready", Fault::NotReady)),
        Box::pin(struck("busy", Fault::Busy)),
        Box::pin(struck("no leader known", Fault::NoLeaderInfo)),
        Box::pin(struck("slow", SLOW)),
        Box::pin(struck("session ends with OK", Fault::EndSession)),
    ];
    rows.push(Box::pin(wrong_version()));
    rows.push(Box::pin(duplicate_ids()));
    rows.push(Box::pin(leader_change()));
    rows.push(Box::pin(leader_lost()));
    rows.push(Box::pin(down_at_the_first_call()));
    rows.push(Box::pin(restarted()));
    rows.push(Box::pin(reading("a read cut at once", Fault::CutBeforeEffect)));
    rows.push(Box::pin(reading("a read cut in the middle", Fault::BreakAfter { events: 20 })));
    rows.push(Box::pin(reading("a read slow", SLOW)));
    rows.push(Box::pin(reading("a read refused as busy", Fault::Busy)));
    rows.push(Box::pin(following()));
    let rows = rows.into_iter().map(tokio::spawn);
    for row in join_all(rows).await {
        row.unwrap().print();
    }
}

/// Somebody truncates a stream on the server: nobody decides on the rest of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_stream_is_refused() {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let stream = some_stream();
    log.append(append_of(&stream, Expected::NoStream, 5)).await.unwrap();
    stand_in.truncate_before(&stream, 3);
    let refused = log.read_stream(&stream, 0, 10).await.unwrap_err();
    assert_eq!(refused.code(), "STREAM_TRUNCATED");
    assert!(refused.to_string().contains(&stream), "{refused}");
    assert_eq!(log.read_stream(&stream, 3, 10).await.unwrap().len(), 2);
}
