//! Faults that answer: late, or something that is not so, or nothing that helps.

use std::time::Duration;

use cangliu_esdb_stand_in::{Arming, Call, Fault, StandIn, When};
use eventstore::{AppendToStreamOptions, Error, StreamState};
use tokio::time::timeout;

use crate::support::{PATIENCE, client, event, expecting, session};

/// gRPC's numbers.
const OK: i32 = 0;
const DEADLINE_EXCEEDED: i32 = 4;
const ALREADY_EXISTS: i32 = 6;
const ABORTED: i32 = 10;

/// What a struck append looks like in a session and alone, and how many events are in its stream then.
async fn struck(fault: Fault) -> [(Error, usize); 2] {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    stand_in.faults().next(2, fault.clone());
    let session = session(&client).await;
    let in_session = session.append_to_stream("a", StreamState::NoStream, vec![event("x")]).await.unwrap_err();
    let alone = client.append_to_stream("b", &expecting(StreamState::NoStream), event("x")).await.unwrap_err();
    assert_eq!(stand_in.faults().struck(&fault), 2);
    [(in_session, stand_in.stream("a").len()), (alone, stand_in.stream("b").len())]
}

fn grpc(error: &Error) -> (i32, &str) {
    match error {
        Error::Grpc { code, message } => (*code as i32, message.as_str()),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn timeouts_look_the_same_with_and_without_effect() {
    for (fault, written) in [(Fault::TimeoutAfterEffect, 1), (Fault::TimeoutWithoutEffect, 0)] {
        let [(in_session, session_events), (alone, lone_events)] = struck(fault).await;
        assert_eq!(grpc(&in_session), (DEADLINE_EXCEEDED, "Timeout"));
        assert_eq!(grpc(&alone), (ABORTED, "Operation timed out: Commit phase timeout."));
        assert_eq!((session_events, lone_events), (written, written));
    }
}

#[tokio::test]
async fn what_was_answered_with_timeout_can_be_repeated() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    stand_in.faults().next(1, Fault::TimeoutAfterEffect);
    let append = event("x");
    client.append_to_stream("a", &expecting(StreamState::NoStream), append.clone()).await.unwrap_err();
    let again = client.append_to_stream("a", &expecting(StreamState::NoStream), append).await.unwrap();
    assert_eq!((again.next_expected_version, stand_in.stream("a").len()), (0, 1));
}

#[tokio::test]
async fn an_append_that_lands_late_lands_once() {
    let stand_in = StandIn::start().unwrap();
    let session = session(&client(&stand_in)).await;
    stand_in.faults().next(1, Fault::LandLate { delay_ms: 1_000 });
    let timed_out = session.append_to_stream("a", StreamState::NoStream, vec![event("x")]).await.unwrap_err();
    assert_eq!(grpc(&timed_out), (DEADLINE_EXCEEDED, "Timeout"));
    assert_eq!(stand_in.stream("a").len(), 0);
    timeout(PATIENCE, stand_in.until("a", 1)).await.expect("it lands");
    assert_eq!(stand_in.stream("a").len(), 1);
}

#[tokio::test]
async fn an_append_that_lands_late_loses_against_one_that_came_between() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    stand_in.faults().next(1, Fault::LandLate { delay_ms: 1_000 });
    client.append_to_stream("a", &expecting(StreamState::NoStream), event("late")).await.unwrap_err();
    client.append_to_stream("a", &expecting(StreamState::NoStream), event("between")).await.unwrap();
    stand_in.faults().next(1, Fault::Slow { delay_ms: 1_500 });
    client.append_to_stream("b", &Default::default(), event("long after")).await.unwrap();
    let types: Vec<_> = stand_in.stream("a").iter().map(|event| event.event_type.clone()).collect();
    assert_eq!(types, ["between"]);
}

#[tokio::test]
async fn a_server_that_cannot_now_says_so_without_a_code_in_a_session() {
    let [(in_session, _), (alone, events)] = struck(Fault::NotReady).await;
    assert_eq!(grpc(&in_session), (OK, "Server Is Not Ready"));
    assert!(matches!(&alone, Error::ServerError(status) if status.contains("Server Is Not Ready")), "{alone}");
    assert_eq!(events, 0);

    let [(in_session, _), (alone, events)] = struck(Fault::Busy).await;
    assert_eq!(grpc(&in_session), (OK, "Server Is Busy"));
    assert!(matches!(&alone, Error::ServerError(status) if status.contains("Server Is Too Busy")), "{alone}");
    assert_eq!(events, 0);

    let [(in_session, _), (alone, events)] = struck(Fault::NoLeaderInfo).await;
    assert_eq!(grpc(&in_session), (OK, "No leader info available in response"));
    assert!(matches!(&alone, Error::ServerError(status) if status.contains("No leader info")), "{alone}");
    assert_eq!(events, 0);
}

#[tokio::test]
async fn a_wrong_version_can_be_claimed() {
    let [(in_session, _), (alone, events)] = struck(Fault::ClaimWrongVersion).await;
    assert_eq!(grpc(&in_session), (ALREADY_EXISTS, "WrongExpectedVersion"));
    assert!(matches!(alone, Error::WrongExpectedVersion { .. }), "{alone}");
    assert_eq!(events, 0);
}

#[tokio::test]
async fn the_same_ids_can_stand_in_another_stream() {
    let stand_in = StandIn::start().unwrap();
    stand_in.faults().next(1, Fault::DuplicateIds);
    client(&stand_in).append_to_stream("a", &expecting(StreamState::NoStream), event("x")).await.unwrap();
    let (here, elsewhere) = (stand_in.stream("a"), stand_in.stream("stand-in-duplicates-a"));
    assert_eq!(here[0].id, elsewhere[0].id);
    assert!(elsewhere[0].position < here[0].position);
}

#[tokio::test]
async fn a_slow_answer_can_come_after_the_clients_deadline() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    stand_in.faults().next(1, Fault::Slow { delay_ms: 60_000 });
    let options = AppendToStreamOptions::default().deadline(Duration::from_millis(200));
    let late = timeout(PATIENCE, client.append_to_stream("a", &options, event("y"))).await.expect("in time");
    assert!(matches!(late, Err(Error::DeadlineExceeded)), "{late:?}");
    assert_eq!(stand_in.stream("a").len(), 2);
}

#[tokio::test]
async fn chance_strikes_the_same_calls_again() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let stand_in = StandIn::start().unwrap();
        let client = client(&stand_in);
        stand_in.faults().with_chance(0.3, 42, Fault::ClaimWrongVersion);
        let mut outcomes = Vec::new();
        for _ in 0..30 {
            outcomes.push(client.append_to_stream("a", &Default::default(), event("x")).await.is_ok());
        }
        runs.push(outcomes);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&true) && runs[0].contains(&false));
}

#[tokio::test]
async fn a_fault_can_be_kept_to_some_streams() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    stand_in.faults().arm(Arming {
        fault: Fault::ClaimWrongVersion,
        when: When::Next(1),
        on: Some(Call::Append),
        stream_prefix: "asset-".to_owned(),
        member: Some(0),
    });
    client.append_to_stream("site-1", &Default::default(), event("x")).await.unwrap();
    client.append_to_stream("asset-1", &Default::default(), event("x")).await.unwrap_err();
    client.append_to_stream("asset-1", &Default::default(), event("x")).await.unwrap();
}
