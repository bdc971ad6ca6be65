//! Faults that take the connection, the session or the rest of a read.

use std::time::Duration;

use cangliu_esdb_stand_in::{Arming, Call, Fault, StandIn, When};
use eventstore::{Error, ReadAllOptions, ReadStreamOptions, StreamState};
use tokio::time::timeout;

use crate::support::{PATIENCE, all, client, event, events, expecting, session};

#[tokio::test]
async fn a_cut_looks_the_same_before_and_after_the_effect() {
    for (fault, written) in [(Fault::CutBeforeEffect, 0), (Fault::CutAfterEffect, 1)] {
        let stand_in = StandIn::start().unwrap();
        let client = client(&stand_in);
        stand_in.faults().next(2, fault);
        let session = session(&client).await;
        let append = session.append_to_stream("a", StreamState::NoStream, vec![event("x")]);
        let cut = timeout(PATIENCE, append).await.expect("in time").unwrap_err();
        assert!(matches!(cut, Error::ServerError(_)), "{cut:?}");
        let options = expecting(StreamState::NoStream);
        let append = client.append_to_stream("b", &options, event("x"));
        let cut = timeout(PATIENCE, append).await.expect("in time").unwrap_err();
        assert!(matches!(cut, Error::ServerError(_)), "{cut:?}");
        assert_eq!((stand_in.stream("a").len(), stand_in.stream("b").len()), (written, written));

        // The same client connects again by itself.
        client.append_to_stream("c", &Default::default(), event("x")).await.unwrap();
    }
}

/// Worse than an error: the client's pending appends are never answered, so that every wait needs a timeout.
#[tokio::test]
async fn a_session_that_ends_with_ok_leaves_the_client_waiting() {
    let stand_in = StandIn::start().unwrap();
    let session = session(&client(&stand_in)).await;
    session.append_to_stream("a", StreamState::NoStream, vec![event("x")]).await.unwrap();
    stand_in.faults().next(1, Fault::EndSession);
    let pending = session.append_to_stream("a", StreamState::StreamRevision(0), vec![event("y")]);
    assert!(timeout(Duration::from_secs(1), pending).await.is_err(), "the trap is gone");
    assert_eq!(stand_in.stream("a").len(), 2);
}

#[tokio::test]
async fn a_read_breaks_in_the_middle() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), events(&["x", "y", "z"])).await.unwrap();
    stand_in.faults().next(1, Fault::BreakAfter { events: 2 });
    let mut read = client.read_stream("a", &ReadStreamOptions::default()).await.unwrap();
    assert!(read.next().await.unwrap().is_some() && read.next().await.unwrap().is_some());
    let broken = read.next().await.unwrap_err();
    assert!(matches!(broken, Error::ServerError(_)), "{broken}");
}

#[tokio::test]
async fn a_read_can_end_early_as_if_nothing_followed() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), events(&["x", "y", "z"])).await.unwrap();
    stand_in.faults().arm(Arming {
        fault: Fault::EndAfter { events: 2 },
        when: When::Next(1),
        on: Some(Call::Read),
        stream_prefix: String::new(),
        member: None,
    });
    assert_eq!(all(&client, &ReadAllOptions::default()).await.unwrap().len(), 2);
    assert!(all(&client, &ReadAllOptions::default()).await.unwrap().len() > 2);
}
