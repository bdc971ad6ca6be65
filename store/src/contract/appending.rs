//! What a single append promises.

use super::fixture::{append_of, ids, new_ids, read_on, some_stream, write};
use crate::append::{Append, Appended, Expected, Priority};
use crate::error::AppendError;
use crate::port::EventStore;

/// Appends and demands a refusal; answers where the stream really stands.
pub(super) async fn refused(store: &dyn EventStore, append: Append) -> Option<u64> {
    let (stream_meant, expectation) = (append.stream.clone(), append.expected);
    match store.append(append).await {
        Err(AppendError::Conflict { stream, expected, actual }) => {
            assert_eq!((stream, expected), (stream_meant, expectation));
            actual
        }
        other => panic!("{stream_meant} at {expectation:?} should be a conflict, is {other:?}"),
    }
}

pub async fn the_receipt_says_where_the_events_stand(store: &dyn EventStore) {
    let stream = some_stream();
    let start = store.head().await.unwrap();
    let first = store.append(append_of(&stream, Expected::NoStream, 3)).await.unwrap();
    let second = store.append(append_of(&stream, Expected::Exact(2), 2)).await.unwrap();
    let read = store.read_stream(&stream, 0, 10).await.unwrap();
    assert_eq!(first, Appended { first_revision: 0, last_revision: 2, position: read[2].position });
    assert_eq!(second, Appended { first_revision: 3, last_revision: 4, position: read[4].position });
    assert!(read[0].position > start);
}

pub async fn a_stale_writer_is_refused(store: &dyn EventStore) {
    let stream = some_stream();
    let written = write(store, &stream, 3).await;
    assert_eq!(refused(store, append_of(&stream, Expected::Exact(1), 1)).await, Some(2));
    assert_eq!(ids(&store.read_stream(&stream, 0, 10).await.unwrap()), written);
}

pub async fn a_writer_ahead_of_the_stream_is_refused(store: &dyn EventStore) {
    let stream = some_stream();
    assert_eq!(refused(store, append_of(&stream, Expected::Exact(0), 1)).await, None);
    write(store, &stream, 1).await;
    assert_eq!(refused(store, append_of(&stream, Expected::Exact(1), 1)).await, Some(0));
    assert_eq!(refused(store, append_of(&stream, Expected::Exact(u64::MAX), 1)).await, Some(0));
}

pub async fn a_claim_on_a_written_stream_is_refused(store: &dyn EventStore) {
    let stream = some_stream();
    write(store, &stream, 1).await;
    assert_eq!(refused(store, append_of(&stream, Expected::NoStream, 1)).await, Some(0));
}

pub async fn an_append_is_all_or_none(store: &dyn EventStore) {
    let stream = some_stream();
    let start = store.head().await.unwrap();
    let whole = append_of(&stream, Expected::NoStream, 50);
    let written = new_ids(&whole.events);
    store.append(whole).await.unwrap();
    let stale = append_of(&stream, Expected::Exact(48), 50);
    let unwritten = new_ids(&stale.events);
    refused(store, stale).await;
    assert_eq!(ids(&store.read_stream(&stream, 0, 200).await.unwrap()), written);
    assert!(!ids(&read_on(store, start, 1_000).await).iter().any(|id| unwritten.contains(id)));
}

pub async fn an_append_without_events_is_refused(store: &dyn EventStore) {
    let stream = some_stream();
    let empty = store.append(append_of(&stream, Expected::NoStream, 0)).await.unwrap_err();
    assert_eq!(empty.code(), "EMPTY_APPEND");
    assert_eq!(store.read_stream(&stream, 0, 1).await.unwrap(), []);
}

pub async fn a_name_that_is_no_stream_is_refused(store: &dyn EventStore) {
    for name in ["", "asset", "-x", "asset-"] {
        let refused = store.append(append_of(name, Expected::NoStream, 1)).await.unwrap_err();
        assert_eq!(refused.code(), "INVALID_STREAM", "{name:?}");
        assert_eq!(store.read_stream(name, 0, 1).await.unwrap_err().code(), "INVALID_STREAM", "{name:?}");
    }
}

pub async fn imports_and_persons_are_both_served(store: &dyn EventStore) {
    let appends = (0..200).map(|index| {
        let priority = if index % 3 == 0 { Priority::Interactive } else { Priority::Bulk };
        store.append(Append { priority, ..append_of(&some_stream(), Expected::NoStream, 5) })
    });
    for outcome in super::racing::all(appends).await {
        outcome.unwrap();
    }
}
