//! What of the log no client can show in reasonable time: chunks, and how the settings of streams add up.

use bytes::Bytes;
use uuid::Uuid;

use super::*;
use crate::filter::Filter;

fn event(data: Bytes) -> Proposed {
    Proposed { id: Uuid::new_v4(), event_type: "x".to_owned(), is_json: true, data, metadata: Bytes::new() }
}

fn small(count: usize) -> Vec<Proposed> {
    (0..count).map(|_| event(Bytes::new())).collect()
}

fn revisions(page: StreamPage) -> Vec<u64> {
    match page {
        StreamPage::Page { events, .. } => events.iter().map(|event| event.revision).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_append_lies_in_one_chunk_and_reads_go_on_in_the_next() {
    let log = Log::open(None).unwrap();
    let large = Bytes::from(vec![0; 15 * 1024 * 1024]);
    for _ in 0..10 {
        let events: Vec<_> = (0..4).map(|_| event(large.clone())).collect();
        log.append("a", Expected::Any, &events);
    }
    let chunk = |event: &Recorded| event.position / (256 * 1024 * 1024);
    let events = log.stream("a", 0);
    assert!(events.chunks(4).all(|append| append.iter().all(|event| chunk(event) == chunk(&append[0]))));
    assert_eq!(chunk(events.last().unwrap()), 2);

    let mut forwards = Vec::new();
    let mut page = log.all_forwards(Cursor::START, 1, u64::MAX, &Filter::Everything).unwrap();
    while !page.is_end {
        forwards.extend(page.events);
        page = log.all_forwards(page.next, 1, u64::MAX, &Filter::Everything).unwrap();
    }
    assert!(forwards == log.all(), "nothing is skipped where a chunk ends");
    let mut backwards = Vec::new();
    let mut page = log.all_backwards(Cursor::NOWHERE, 1, u64::MAX, &Filter::Everything).unwrap();
    while !page.is_end {
        backwards.extend(page.events);
        page = log.all_backwards(page.next, 1, u64::MAX, &Filter::Everything).unwrap();
    }
    backwards.reverse();
    assert!(backwards == forwards, "the same both ways");
}

#[test]
fn the_later_of_count_and_truncation_decides_where_a_stream_begins() {
    let log = Log::open(None).unwrap();
    log.append("a", Expected::NoStream, &small(10));
    for (settings, first) in
        [(r#"{"$maxCount":3}"#, 7), (r#"{"$maxCount":3,"$tb":5}"#, 7), (r#"{"$maxCount":3,"$tb":9}"#, 9), ("{}", 0)]
    {
        log.append(&metastream_of("a"), Expected::Any, &[event(Bytes::from_static(settings.as_bytes()))]);
        assert_eq!(revisions(log.stream_forwards("a", first, 100)), (first as u64..10).collect::<Vec<_>>());
        assert_eq!(revisions(log.stream_backwards("a", -1, 100)).last(), Some(&(first as u64)), "{settings}");
    }
}

#[test]
fn nothing_is_left_of_a_stream_whose_events_are_too_old() {
    let log = Log::open(None).unwrap();
    log.append("a", Expected::NoStream, &small(2));
    log.append(&metastream_of("a"), Expected::Any, &[event(Bytes::from_static(br#"{"$maxAge":0}"#))]);
    assert!(revisions(log.stream_forwards("a", 0, 100)).is_empty());
    assert_eq!(log.last_revision("a"), 1);
}

#[test]
fn a_metastream_shows_its_newest_event_only() {
    let log = Log::open(None).unwrap();
    for settings in ["{}", r#"{"$maxCount":3}"#] {
        log.append(&metastream_of("a"), Expected::Any, &[event(Bytes::from_static(settings.as_bytes()))]);
    }
    assert_eq!(revisions(log.stream_backwards(&metastream_of("a"), -1, 10)), [1]);
}

#[test]
fn the_repetition_of_a_truncated_append_has_no_position() {
    let log = Log::open(None).unwrap();
    let events = small(2);
    log.append("a", Expected::NoStream, &events);
    log.append(&metastream_of("a"), Expected::Any, &[event(Bytes::from_static(br#"{"$tb":2}"#))]);
    let again = log.append("a", Expected::NoStream, &events);
    assert_eq!(again, Committed::Success { last_revision: 1, position: -1 });
}

#[test]
fn an_append_of_no_events_says_where_the_stream_stands() {
    let log = Log::open(None).unwrap();
    log.append("a", Expected::NoStream, &small(2));
    assert!(matches!(log.append("a", Expected::Exact(1), &[]), Committed::Success { last_revision: 1, .. }));
    assert_eq!(log.append("a", Expected::Exact(0), &[]), Committed::WrongExpectedVersion { actual: 1 });
}
