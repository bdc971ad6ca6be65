//! Appends one a call: revisions, positions, conflicts, repetition, deletion.

use bytes::Bytes;
use cangliu_esdb_stand_in::StandIn;
use eventstore::{CurrentRevision, Error, EventData, ReadStreamOptions, StreamState};
use uuid::Uuid;

use crate::support::{client, event, events, expecting, types};

#[tokio::test]
async fn an_event_comes_back_byte_for_byte() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let id = Uuid::new_v4();
    let data = EventData::binary("装置-registered", Bytes::from_static(&[0, 255, 13, 10])).id(id);
    client.append_to_stream("asset-1", &Default::default(), data.metadata(Bytes::from_static(b"{ }"))).await.unwrap();

    let read = client.read_stream("asset-1", &ReadStreamOptions::default()).await.unwrap().next().await;
    let event = read.unwrap().unwrap();
    let event = event.get_original_event();
    assert_eq!((event.id, event.event_type.as_str()), (id, "装置-registered"));
    assert_eq!((&event.data[..], &event.custom_metadata[..]), (&[0, 255, 13, 10][..], &b"{ }"[..]));
    assert_eq!((event.stream_id(), event.revision, event.is_json), ("asset-1", 0, false));
    assert_eq!(event.position.commit, event.position.prepare);
}

#[tokio::test]
async fn revisions_have_no_gap_and_positions_rise() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let first = client.append_to_stream("a", &expecting(StreamState::NoStream), events(&["x", "y"])).await.unwrap();
    client.append_to_stream("b", &expecting(StreamState::NoStream), event("z")).await.unwrap();
    let second = client.append_to_stream("a", &expecting(StreamState::StreamRevision(1)), event("w")).await.unwrap();

    assert_eq!((first.next_expected_version, second.next_expected_version), (1, 2));
    assert!(first.position.commit < second.position.commit);
    let revisions: Vec<_> = stand_in.stream("a").iter().map(|event| event.revision).collect();
    assert_eq!(revisions, [0, 1, 2]);
    assert_eq!(stand_in.stream("a")[2].position, second.position.commit);
}

#[tokio::test]
async fn a_stale_writer_is_refused_and_told_where_the_stream_stands() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &expecting(StreamState::NoStream), events(&["x", "y"])).await.unwrap();

    for state in [StreamState::NoStream, StreamState::StreamRevision(0), StreamState::StreamRevision(2)] {
        let refused = client.append_to_stream("a", &expecting(state), event("late")).await.unwrap_err();
        let Error::WrongExpectedVersion { expected, current } = refused else { panic!("{refused}") };
        assert_eq!((expected, current), (state, CurrentRevision::Current(1)));
    }
    let refused = client.append_to_stream("new", &expecting(StreamState::StreamExists), event("x")).await.unwrap_err();
    assert!(matches!(refused, Error::WrongExpectedVersion { current: CurrentRevision::NoStream, .. }), "{refused}");
    assert_eq!(types(&client, "a").await, ["x", "y"]);
}

#[tokio::test]
async fn the_same_append_again_gets_the_first_answer() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let twice = events(&["x", "y"]);
    let states = [StreamState::NoStream, StreamState::Any, StreamState::StreamExists];
    let first = client.append_to_stream("a", &expecting(StreamState::NoStream), twice.clone()).await.unwrap();
    client.append_to_stream("a", &expecting(StreamState::Any), event("z")).await.unwrap();

    for state in states {
        let again = client.append_to_stream("a", &expecting(state), twice.clone()).await.unwrap();
        assert_eq!((again.next_expected_version, again.position), (1, first.position), "{state:?}");
    }
    assert_eq!(types(&client, "a").await, ["x", "y", "z"]);
}

#[tokio::test]
async fn an_append_that_overlaps_an_earlier_one_is_a_conflict() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let earlier = events(&["x", "y"]);
    client.append_to_stream("a", &expecting(StreamState::NoStream), earlier.clone()).await.unwrap();

    let overlapping = vec![earlier[1].clone(), event("z")];
    for state in [StreamState::StreamRevision(0), StreamState::Any, StreamState::StreamExists] {
        let refused = client.append_to_stream("a", &expecting(state), overlapping.clone()).await.unwrap_err();
        assert!(matches!(refused, Error::WrongExpectedVersion { .. }), "{state:?}: {refused}");
    }
}

#[tokio::test]
async fn ids_are_compared_within_a_stream_only() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let same = event("x");
    client.append_to_stream("a", &expecting(StreamState::NoStream), same.clone()).await.unwrap();
    client.append_to_stream("b", &expecting(StreamState::NoStream), same.clone()).await.unwrap();
    assert_eq!((stand_in.stream("a").len(), stand_in.stream("b").len()), (1, 1));

    // The first stream keeps the id, so without a revision the second one is written twice.
    client.append_to_stream("b", &expecting(StreamState::Any), same).await.unwrap();
    assert_eq!(stand_in.stream("b").len(), 2);
}

#[tokio::test]
async fn after_a_restart_only_appends_with_a_revision_are_recognised() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let same = event("x");
    client.append_to_stream("a", &expecting(StreamState::NoStream), same.clone()).await.unwrap();
    stand_in.forget_recent_ids();

    client.append_to_stream("a", &expecting(StreamState::NoStream), same.clone()).await.unwrap();
    assert_eq!(stand_in.stream("a").len(), 1);
    client.append_to_stream("a", &expecting(StreamState::Any), same).await.unwrap();
    assert_eq!(stand_in.stream("a").len(), 2);
}

#[tokio::test]
async fn a_deleted_stream_is_gone_and_lives_on_behind_its_last_revision() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &expecting(StreamState::NoStream), events(&["x", "y"])).await.unwrap();
    client.delete_stream("a", &Default::default()).await.unwrap();

    let gone = client.read_stream("a", &Default::default()).await.unwrap().next().await.unwrap_err();
    assert!(matches!(gone, Error::ResourceNotFound), "{gone}");
    let again = client.append_to_stream("a", &expecting(StreamState::NoStream), event("z")).await.unwrap();
    assert_eq!(again.next_expected_version, 2);
    assert_eq!(types(&client, "a").await, ["z"]);
}

#[tokio::test]
async fn a_tombstoned_stream_takes_nothing_any_more() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    client.append_to_stream("a", &expecting(StreamState::NoStream), event("x")).await.unwrap();
    client.tombstone_stream("a", &Default::default()).await.unwrap();

    let refused = client.append_to_stream("a", &expecting(StreamState::Any), event("y")).await.unwrap_err();
    assert!(matches!(refused, Error::ResourceDeleted), "{refused}");
    let refused = client.read_stream("a", &Default::default()).await.unwrap_err();
    assert!(matches!(refused, Error::ResourceDeleted), "{refused}");
}

#[tokio::test]
async fn an_append_of_more_than_a_megabyte_is_refused() {
    let stand_in = StandIn::start().unwrap();
    let client = client(&stand_in);
    let large = EventData::binary("x", vec![0; 1_100_000].into());
    let refused = client.append_to_stream("a", &Default::default(), large).await.unwrap_err();
    let Error::Grpc { message, .. } = refused else { panic!("{refused}") };
    assert_eq!(message, "Maximum Append Size of 1048576 Exceeded.");
}
