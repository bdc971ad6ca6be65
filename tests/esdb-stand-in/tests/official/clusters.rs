//! Several members: who leads, who refuses, and what the client makes of a change.

use cangliu_esdb_stand_in::{Call, Fault, Options, StandIn};
use eventstore::{Error, StreamPosition, StreamState, SubscribeToStreamOptions, SubscriptionEvent};
use tokio::time::timeout;

use crate::support::{PATIENCE, client, client_of, event, expecting, session, types};

fn three() -> StandIn {
    StandIn::start_with(&Options::members(3)).unwrap()
}

#[tokio::test]
async fn the_client_finds_the_leader_by_gossip() {
    let stand_in = three();
    stand_in.elect(Some(2)).unwrap();
    client(&stand_in).append_to_stream("a", &expecting(StreamState::NoStream), event("x")).await.unwrap();
    assert!(stand_in.faults().calls(Call::Gossip) > 0);
    assert_eq!(stand_in.stream("a").len(), 1);
}

#[tokio::test]
async fn a_follower_names_the_leader_and_the_next_call_goes_there() {
    let stand_in = three();
    let client = client_of(&format!("esdb://{}?tls=false", stand_in.address(1)));
    let refused = client.append_to_stream("a", &Default::default(), event("x")).await.unwrap_err();
    let Error::NotLeaderException(leader) = &refused else { panic!("{refused}") };
    assert_eq!(leader.port, u32::from(stand_in.address(0).port()));
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    assert_eq!(stand_in.stream("a").len(), 1);
}

#[tokio::test]
async fn a_follower_reads_and_forwards_for_whoever_does_not_insist_on_the_leader() {
    let stand_in = three();
    let client = client_of(&format!("esdb://{}?tls=false&nodePreference=follower", stand_in.address(1)));
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    assert_eq!(types(&client, "a").await, ["x"]);
}

/// The server confirms before it looks who leads, and looks only while there is something to catch up with.
#[tokio::test]
async fn a_follower_confirms_a_subscription_and_then_refuses_to_read_for_it() {
    let stand_in = three();
    client(&stand_in).append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    let url = format!("esdb://{}?tls=false", stand_in.address(1));
    let from_the_start = SubscribeToStreamOptions::default().start_from(StreamPosition::Start);
    let mut subscription = client_of(&url).subscribe_to_stream("a", &from_the_start).await;
    let first = subscription.next_subscription_event().await.unwrap();
    assert!(matches!(first, SubscriptionEvent::Confirmed(_)));
    let refused = subscription.next_subscription_event().await;
    assert!(matches!(refused, Err(Error::NotLeaderException(_))));

    let mut subscription = client_of(&url).subscribe_to_stream("a", &SubscribeToStreamOptions::default()).await;
    subscription.next_subscription_event().await.unwrap();
    let second = subscription.next_subscription_event().await.unwrap();
    assert!(matches!(second, SubscriptionEvent::CaughtUp(_)));
}

/// The server answers NotLeader to a session's first append as a failed call, and the client drops the hint.
#[tokio::test]
async fn a_sessions_first_append_at_a_follower_is_refused_and_the_hint_is_lost() {
    let stand_in = three();
    let client = client_of(&format!("esdb://{}?tls=false", stand_in.address(1)));
    for _ in 0..2 {
        let append = session(&client).await;
        let refused = append.append_to_stream("a", StreamState::Any, vec![event("x")]).await.unwrap_err();
        assert!(matches!(refused, Error::NotLeaderException(_)), "{refused:?}");
    }
}

#[tokio::test]
async fn a_change_of_leader_ends_a_session_and_its_hint_is_followed() {
    let stand_in = three();
    let client = client(&stand_in);
    let before = session(&client).await;
    before.append_to_stream("a", StreamState::NoStream, vec![event("x")]).await.unwrap();
    stand_in.faults().next(1, Fault::ChangeLeader);
    let refused = before.append_to_stream("a", StreamState::StreamRevision(0), vec![event("y")]).await.unwrap_err();
    assert!(matches!(refused, Error::NotLeaderException(_)), "{refused:?}");
    assert_eq!((stand_in.leader(), stand_in.stream("a").len()), (Some(1), 1));

    let after = session(&client).await;
    after.append_to_stream("a", StreamState::StreamRevision(0), vec![event("y")]).await.unwrap();
}

#[tokio::test]
async fn without_a_leader_nothing_is_written_and_everything_read() {
    let stand_in = three();
    let client = client_of(&format!("esdb://{}?tls=false", stand_in.address(0)));
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    stand_in.elect(None).unwrap();
    let refused = client.append_to_stream("a", &Default::default(), event("y")).await.unwrap_err();
    assert!(matches!(&refused, Error::ServerError(status) if status.contains("Not Ready")), "{refused}");
    assert_eq!(types(&client, "a").await, ["x"]);
}

/// No working fail-over: the client stays with the address it once found.
#[tokio::test]
async fn when_the_leader_dies_the_client_never_asks_again_and_a_new_one_works() {
    let stand_in = three();
    let old = client(&stand_in);
    old.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    let asked = stand_in.faults().calls(Call::Gossip);
    stand_in.stop_member(0).await;
    stand_in.elect(Some(1)).unwrap();
    for _ in 0..5 {
        timeout(PATIENCE, old.append_to_stream("a", &Default::default(), event("y")))
            .await
            .expect("in time")
            .unwrap_err();
    }
    assert_eq!(stand_in.faults().calls(Call::Gossip), asked);

    client(&stand_in).append_to_stream("a", &Default::default(), event("y")).await.unwrap();
    assert_eq!(stand_in.stream("a").len(), 2);
}
