//! Reads of streams and of the whole log, both ways, in parts, filtered, truncated, of nothing.

use cangliu_esdb_stand_in::StandIn;
use eventstore::{
    Client, Error, Position, ReadAllOptions, ReadEvent, ReadStreamOptions, StreamPosition, StreamState,
    SubscriptionFilter,
};

use crate::support::{all, client, event, events, expecting, types};

const NAMES: [&str; 5] = ["v", "w", "x", "y", "z"];

async fn filled(stand_in: &StandIn) -> Client {
    let client = client(stand_in);
    client.append_to_stream("asset-1", &expecting(StreamState::NoStream), events(&NAMES)).await.unwrap();
    client.append_to_stream("site-1", &expecting(StreamState::NoStream), event("opened")).await.unwrap();
    client
}

async fn read(client: &Client, options: &ReadStreamOptions) -> Vec<u64> {
    let mut read = client.read_stream("asset-1", options).await.unwrap();
    let mut revisions = Vec::new();
    while let Some(event) = read.next().await.unwrap() {
        revisions.push(event.get_original_event().revision);
    }
    revisions
}

#[tokio::test]
async fn a_stream_reads_both_ways_and_in_parts() {
    let stand_in = StandIn::start().unwrap();
    let client = filled(&stand_in).await;
    let options = ReadStreamOptions::default().max_count(3);
    assert_eq!(read(&client, &options.clone().position(StreamPosition::Start)).await, [0, 1, 2]);
    assert_eq!(read(&client, &options.clone().position(StreamPosition::Position(3))).await, [3, 4]);
    assert_eq!(read(&client, &options.clone().position(StreamPosition::Position(9))).await, [0_u64; 0]);
    assert_eq!(read(&client, &options.clone().backwards().position(StreamPosition::End)).await, [4, 3, 2]);
    assert_eq!(read(&client, &options.backwards().position(StreamPosition::Position(1))).await, [1, 0]);
}

#[tokio::test]
async fn a_stream_of_many_pages_is_read_whole() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let many: Vec<_> = (0..100).map(|_| event("x")).collect();
    client.append_to_stream("asset-1", &Default::default(), many).await.unwrap();
    let options = ReadStreamOptions::default().max_count(1000);
    assert_eq!(read(&client, &options).await, (0..100).collect::<Vec<_>>());
    let backwards = options.backwards().position(StreamPosition::End);
    assert_eq!(read(&client, &backwards).await, (0..100).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_missing_stream_is_not_found() {
    let stand_in = StandIn::start().unwrap();
    let mut read = client(&stand_in).read_stream("missing", &Default::default()).await.unwrap();
    let missing = read.next().await.unwrap_err();
    assert!(matches!(missing, Error::ResourceNotFound), "{missing}");
}

#[tokio::test]
async fn the_whole_log_reads_both_ways_from_any_event() {
    let stand_in = StandIn::start().unwrap();
    let client = filled(&stand_in).await;
    let own = |events: Vec<eventstore::ResolvedEvent>| -> Vec<String> {
        let events = events.iter().map(|event| event.get_original_event());
        events.filter(|event| !event.stream_id().starts_with('$')).map(|event| event.event_type.clone()).collect()
    };
    let options = ReadAllOptions::default().max_count(1000);
    let whole = all(&client, &options.clone().position(StreamPosition::Start)).await.unwrap();
    assert!(whole.len() > 6, "the log begins with the system's own events");
    assert_eq!(own(whole), ["v", "w", "x", "y", "z", "opened"]);
    let whole = all(&client, &options.clone().backwards().position(StreamPosition::End)).await.unwrap();
    assert_eq!(own(whole), ["opened", "z", "y", "x", "w", "v"]);

    let third = stand_in.stream("asset-1")[2].position;
    let third = StreamPosition::Position(Position { commit: third, prepare: third });
    let from = all(&client, &options.clone().position(third)).await.unwrap();
    assert_eq!(own(from), ["x", "y", "z", "opened"], "forwards with the event itself");
    let before = all(&client, &options.backwards().position(third)).await.unwrap();
    assert_eq!(own(before), ["w", "v"], "backwards without it");
}

#[tokio::test]
async fn the_whole_log_cannot_be_read_from_between_two_events() {
    let stand_in = StandIn::start().unwrap();
    let client = filled(&stand_in).await;
    let between = stand_in.stream("asset-1")[2].position + 1;
    let between = StreamPosition::Position(Position { commit: between, prepare: between });
    let refused = all(&client, &ReadAllOptions::default().position(between)).await.unwrap_err();
    assert!(matches!(&refused, Error::ServerError(status) if status.contains("InvalidPosition")), "{refused}");
}

#[tokio::test]
async fn a_filter_leaves_out_what_is_not_wanted() {
    let stand_in = StandIn::start().unwrap();
    let client = filled(&stand_in).await;
    let options = ReadAllOptions::default().max_count(1000);
    let filters = [
        (SubscriptionFilter::on_stream_name().add_prefix("site-"), 1),
        (SubscriptionFilter::on_stream_name().regex("^asset-[0-9]$"), 5),
        (SubscriptionFilter::on_event_type().add_prefix("open"), 1),
        (SubscriptionFilter::on_event_type().exclude_system_events(), 6),
    ];
    for (filter, count) in filters {
        let found = all(&client, &options.clone().filter(filter.clone())).await.unwrap();
        assert_eq!(found.len(), count, "{filter:?}");
    }
}

#[tokio::test]
async fn a_truncated_stream_begins_later_and_keeps_its_revisions() {
    let stand_in = StandIn::start().unwrap();
    let client = filled(&stand_in).await;
    stand_in.truncate_before("asset-1", 3);
    assert_eq!(types(&client, "asset-1").await, ["y", "z"]);
    let mut read = client.read_stream("asset-1", &ReadStreamOptions::default().max_count(2)).await.unwrap();
    let Some(ReadEvent::FirstStreamPosition(first)) = read.next_read_event().await.unwrap() else {
        panic!("a page of which nothing may be read says where the stream begins");
    };
    assert_eq!(first, 3);
}
