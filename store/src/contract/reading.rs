//! What reading promises.

use super::fixture::{append_of, ids, read_on, some_stream, write};
use std::time::{Duration, Instant};

use crate::append::Expected;
use crate::port::EventStore;

pub async fn an_unwritten_stream_is_empty(store: &dyn EventStore) {
    assert_eq!(store.read_stream(&some_stream(), 0, 10).await.unwrap(), []);
}

pub async fn a_stream_reads_back_in_order(store: &dyn EventStore) {
    let stream = some_stream();
    let written = write(store, &stream, 5).await;
    let read = store.read_stream(&stream, 0, 10).await.unwrap();
    assert_eq!(ids(&read), written);
    assert_eq!(read.iter().map(|event| event.revision).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
    assert!(read.iter().all(|event| *event.stream == *stream));
    assert!(read.is_sorted_by(|one, next| one.position < next.position));
}

pub async fn a_stream_is_paged_from_any_revision(store: &dyn EventStore) {
    let stream = some_stream();
    let written = write(store, &stream, 7).await;
    assert_eq!(ids(&store.read_stream(&stream, 2, 3).await.unwrap()), written[2..5]);
    assert_eq!(ids(&store.read_stream(&stream, 5, 3).await.unwrap()), written[5..]);
    assert_eq!(store.read_stream(&stream, 7, 3).await.unwrap(), []);
    assert_eq!(store.read_stream(&stream, u64::MAX, 3).await.unwrap(), []);
    assert_eq!(store.read_stream(&stream, 0, 0).await.unwrap(), []);
    assert_eq!(ids(&store.read_stream(&stream, 0, usize::MAX).await.unwrap()), written);
}

pub async fn streams_do_not_mix(store: &dyn EventStore) {
    let one = some_stream();
    let other = one.replace("asset-", "card-");
    let longer = format!("{one}:1");
    for stream in [&one, &other, &longer] {
        write(store, stream, 2).await;
    }
    for stream in [&one, &other, &longer] {
        let read = store.read_stream(stream, 0, 10).await.unwrap();
        assert_eq!(read.len(), 2, "{stream}");
        assert!(read.iter().all(|event| *event.stream == **stream), "{stream}");
    }
}

pub async fn read_all_misses_nothing(store: &dyn EventStore) {
    let start = store.head().await.unwrap();
    let streams = [some_stream(), some_stream(), some_stream()];
    let mut written = Vec::new();
    for revision in [Expected::NoStream, Expected::Exact(1), Expected::Exact(3)] {
        for stream in &streams {
            let append = append_of(stream, revision, 2);
            written.extend(append.events.iter().map(|event| event.id));
            store.append(append).await.unwrap();
        }
    }
    let read = read_on(store, start, 100).await;
    let ours: Vec<_> =
        read.iter().filter(|event| streams.iter().any(|stream| **stream == *event.stream)).cloned().collect();
    assert_eq!(ids(&ours), written);
}

pub async fn read_all_is_paged_without_overlap(store: &dyn EventStore) {
    let start = store.head().await.unwrap();
    write(store, &some_stream(), 10).await;
    let read = read_on(store, start, 3).await;
    assert!(read.len() >= 10);
    assert!(read.is_sorted_by(|one, next| one.position < next.position));
    assert_eq!(store.read_all(start, 0).await.unwrap(), []);
    assert_eq!(store.read_all(u64::MAX, 3).await.unwrap(), []);
}

pub async fn the_head_is_the_last_position(store: &dyn EventStore) {
    let receipt = store.append(append_of(&some_stream(), Expected::NoStream, 3)).await.unwrap();
    let head = store.head().await.unwrap();
    assert!(head >= receipt.position);
    assert_eq!(store.read_all(head, 1).await.unwrap(), []);
}

pub async fn an_event_is_found_at_its_position(store: &dyn EventStore) {
    let stream = some_stream();
    write(store, &stream, 3).await;
    let events = store.read_stream(&stream, 0, 10).await.unwrap();
    for event in &events {
        assert_eq!(store.at(event.position).await.unwrap().as_ref(), Some(event));
    }
    // Where no event stands that is said at once: nobody's cursor may look like a server in trouble.
    for between in (events[0].position + 1..events[1].position).take(2) {
        let begun = Instant::now();
        // Of a log that others write to, an event of theirs may stand there.
        assert!(store.at(between).await.unwrap().is_none_or(|other| other.position == between));
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    assert_eq!(store.at(0).await.unwrap(), None);
    assert_eq!(store.at(u64::MAX).await.unwrap(), None);
}
