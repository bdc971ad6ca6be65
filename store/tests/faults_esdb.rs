//! What becomes of appends while a server misbehaves: each ends applied once or not at all, and whoever repeats one
//! that ended unknown gets its receipt.
//!
//! `CANGLIU_FAULTS` says how often each fault strikes (20).

#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::{Duration, Instant};

use cangliu_esdb_stand_in::{Fault, StandIn};
use cangliu_store::contract::{append_of, some_stream};
use cangliu_store::{AppendError, EsdbLog, EsdbOptions, EventStore, Expected};

const FAULTS: [(&str, Fault); 9] = [
    ("cut before the effect", Fault::CutBeforeEffect),
    ("cut after the effect", Fault::CutAfterEffect),
    ("lands late", Fault::LandLate { delay_ms: 150 }),
    ("timeout after the effect", Fault::TimeoutAfterEffect),
    ("timeout without effect", Fault::TimeoutWithoutEffect),
    ("not ready", Fault::NotReady),
    ("busy", Fault::Busy),
    ("slow", Fault::Slow { delay_ms: 700 }),
    ("the session ends", Fault::EndSession),
];

fn times() -> u64 {
    std::env::var("CANGLIU_FAULTS").map_or(20, |text| text.parse().unwrap())
}

fn open(stand_in: &StandIn) -> EsdbLog {
    let mut options = EsdbOptions::parse(&stand_in.url(), None).unwrap();
    options.attempt = Duration::from_millis(1_500);
    EsdbLog::open(&options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_strikes_an_append_is_applied_once() {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    for (name, fault) in FAULTS {
        let (mut slowest, mut unknown) = (Duration::ZERO, 0);
        for _ in 0..times() {
            let stream = some_stream();
            stand_in.faults().next(1, fault.clone());
            let append = append_of(&stream, Expected::NoStream, 2);
            let begun = Instant::now();
            let mut outcome = log.append(append.clone()).await;
            while let Err(AppendError::OutcomeUnknown) = outcome {
                unknown += 1;
                outcome = log.append(append.clone()).await;
            }
            slowest = slowest.max(begun.elapsed());
            let receipt = outcome.unwrap_or_else(|error| panic!("{name}: {error:?}"));
            stand_in.faults().clear();
            let read = log.read_stream(&stream, 0, 10).await.unwrap();
            let ids: Vec<_> = read.iter().map(|event| event.id).collect();
            assert_eq!(ids, append.events.iter().map(|event| event.id).collect::<Vec<_>>(), "{name}");
            assert_eq!((receipt.last_revision, receipt.position), (1, read[1].position), "{name}");
            assert_eq!(log.append(append).await.unwrap(), receipt, "{name}");
        }
        println!("{name}: {} times, slowest {slowest:.0?}, {unknown} ended unknown first", times());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_wrong_version_is_looked_into() {
    let stand_in = StandIn::start().unwrap();
    let log = open(&stand_in);
    let stream = some_stream();
    stand_in.faults().next(1, Fault::ClaimWrongVersion);
    let append = append_of(&stream, Expected::NoStream, 1);
    let refused = log.append(append.clone()).await;
    assert!(matches!(refused, Err(AppendError::Conflict { actual: None, .. })), "{refused:?}");
    assert_eq!(log.append(append).await.unwrap().last_revision, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_leader_is_found_and_nothing_is_lost() {
    let stand_in = StandIn::start_with(&cangliu_esdb_stand_in::Options::members(3)).unwrap();
    let log = open(&stand_in);
    for round in 0..6_usize {
        stand_in.elect(Some(round % 3)).unwrap();
        let stream = some_stream();
        let append = append_of(&stream, Expected::NoStream, 1);
        let receipt = log.append(append.clone()).await.unwrap();
        assert_eq!(log.append(append).await.unwrap(), receipt);
        assert_eq!(log.read_stream(&stream, 0, 10).await.unwrap().len(), 1);
    }
}
