//! Subscriptions: confirmation, what was there, having caught up, what comes, checkpoints, and the end.

use std::env;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use cangliu_esdb_stand_in::{Arming, Call, Fault, StandIn, When};
use eventstore::{
    Error, Position, StreamPosition, StreamState, SubscribeToAllOptions, SubscribeToStreamOptions, Subscription,
    SubscriptionEvent, SubscriptionFilter,
};
use tokio::time::timeout;

use crate::support::{PATIENCE, client, client_of, event, events, expecting};

/// What the next message is, in a word.
async fn next(subscription: &mut Subscription) -> String {
    let event = timeout(PATIENCE, subscription.next_subscription_event()).await.expect("a message in time").unwrap();
    match event {
        SubscriptionEvent::Confirmed(_) => "confirmed".to_owned(),
        SubscriptionEvent::EventAppeared(event) => event.get_original_event().event_type.clone(),
        SubscriptionEvent::CaughtUp(_) => "caught up".to_owned(),
        SubscriptionEvent::Checkpoint(_) => "checkpoint".to_owned(),
        other => format!("{other:?}"),
    }
}

fn from_the_start() -> SubscribeToStreamOptions {
    SubscribeToStreamOptions::default().start_from(StreamPosition::Start)
}

async fn following(subscription: &mut Subscription, words: &[&str]) {
    for word in words {
        assert_eq!(next(subscription).await, *word);
    }
}

#[tokio::test]
async fn a_subscription_to_a_stream_shows_what_was_there_and_what_comes() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &expecting(StreamState::NoStream), events(&["x", "y"])).await.unwrap();
    let mut subscription = client.subscribe_to_stream("a", &from_the_start()).await;
    following(&mut subscription, &["confirmed", "x", "y", "caught up"]).await;

    client.append_to_stream("b", &Default::default(), event("other")).await.unwrap();
    client.append_to_stream("a", &Default::default(), event("z")).await.unwrap();
    following(&mut subscription, &["z"]).await;
}

#[tokio::test]
async fn a_subscription_begins_behind_a_revision_or_at_the_end() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &expecting(StreamState::NoStream), events(&["x", "y"])).await.unwrap();
    let options = SubscribeToStreamOptions::default();
    let behind = options.clone().start_from(StreamPosition::Position(0));
    let mut behind = client.subscribe_to_stream("a", &behind).await;
    let mut end = client.subscribe_to_stream("a", &options.start_from(StreamPosition::End)).await;
    following(&mut behind, &["confirmed", "y", "caught up"]).await;
    following(&mut end, &["confirmed", "caught up"]).await;

    client.append_to_stream("a", &Default::default(), event("z")).await.unwrap();
    following(&mut behind, &["z"]).await;
    following(&mut end, &["z"]).await;
}

#[tokio::test]
async fn a_subscription_to_an_unwritten_stream_waits_for_it() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let mut subscription = client.subscribe_to_stream("a", &Default::default()).await;
    following(&mut subscription, &["confirmed", "caught up"]).await;
    client.append_to_stream("a", &Default::default(), event("x")).await.unwrap();
    following(&mut subscription, &["x"]).await;
}

#[tokio::test]
async fn a_filtered_subscription_to_the_log_gets_checkpoints() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("asset-1", &Default::default(), event("x")).await.unwrap();
    let filter = SubscriptionFilter::on_stream_name().add_prefix("asset-").max(3);
    let mut subscription = client.subscribe_to_all(&SubscribeToAllOptions::default().filter(filter)).await;
    following(&mut subscription, &["confirmed", "checkpoint", "x", "checkpoint", "caught up"]).await;

    // Of three events that are looked at, none is wanted: a checkpoint says so.
    client.append_to_stream("site-1", &Default::default(), events(&["o", "p", "q"])).await.unwrap();
    client.append_to_stream("asset-1", &Default::default(), event("y")).await.unwrap();
    following(&mut subscription, &["checkpoint", "y"]).await;
}

#[tokio::test]
async fn a_subscription_to_the_log_goes_on_behind_a_position() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), events(&["x", "y"])).await.unwrap();
    let position = stand_in.stream("a")[0].position;
    let position = StreamPosition::Position(Position { commit: position, prepare: position });
    let mut subscription = client.subscribe_to_all(&SubscribeToAllOptions::default().position(position)).await;
    following(&mut subscription, &["confirmed", "y", "caught up"]).await;
    client.append_to_stream("b", &Default::default(), event("z")).await.unwrap();
    following(&mut subscription, &["z"]).await;
}

#[tokio::test]
async fn a_subscription_ends_with_the_connection() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let mut subscription = client.subscribe_to_stream("a", &Default::default()).await;
    following(&mut subscription, &["confirmed", "caught up"]).await;
    stand_in.stop_member(0).await;
    let ended = timeout(PATIENCE, subscription.next_subscription_event()).await.expect("an error in time").unwrap_err();
    assert!(matches!(ended, Error::ServerError(_)), "{ended}");
}

/// Where the process that may spin finds its stand-in.
const SPINNER: &str = "CANGLIU_STAND_IN_SPINNER";

/// `next()` never yields again, so that no timeout helps: it is watched from outside, in a process of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_that_ends_with_ok_spins_in_the_client() {
    if let Ok(url) = env::var(SPINNER) {
        let mut subscription = client_of(&url).subscribe_to_stream("a", &Default::default()).await;
        while subscription.next_subscription_event().await.is_ok() {}
        return;
    }
    let stand_in = StandIn::start().unwrap();
    let mut spinner = Spinner::start(&stand_in.url());
    let mut tick = tokio::time::interval(Duration::from_millis(20));
    while stand_in.faults().calls(Call::Subscribe) == 0 {
        tick.tick().await;
    }
    stand_in.end_subscriptions();
    let watched = timeout(PATIENCE, async {
        while spinner.cpu_ticks() < 50 {
            assert!(spinner.0.try_wait().unwrap().is_none(), "the client left its loop: the trap is gone");
            tick.tick().await;
        }
    });
    watched.await.expect("half a second of processor time for nothing");
}

/// Another run of this test program, gone with its handle.
struct Spinner(Child);

impl Spinner {
    fn start(url: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "subscriptions::a_subscription_that_ends_with_ok_spins_in_the_client"]);
        Self(command.env(SPINNER, url).stdout(Stdio::null()).spawn().unwrap())
    }

    /// User time in hundredths of a second.
    fn cpu_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap();
        let behind_the_name = stat.rsplit_once(')').unwrap().1;
        behind_the_name.split_whitespace().nth(11).unwrap().parse().unwrap()
    }
}

impl Drop for Spinner {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn a_subscription_broken_after_some_events_says_so() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &Default::default(), events(&["x", "y", "z"])).await.unwrap();
    let fault = Fault::BreakAfter { events: 2 };
    let arming =
        Arming { fault, when: When::Next(1), on: Some(Call::Subscribe), stream_prefix: "a".to_owned(), member: None };
    stand_in.faults().arm(arming);
    let mut subscription = client.subscribe_to_stream("a", &from_the_start()).await;
    following(&mut subscription, &["confirmed", "x", "y"]).await;
    let broken = timeout(PATIENCE, subscription.next_subscription_event()).await.expect("an error in time");
    assert!(matches!(broken, Err(Error::ServerError(_))), "{broken:?}");
}
