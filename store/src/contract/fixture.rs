//! Appends to try a log with.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::append::{Append, Expected, Priority};
use crate::event::{Actor, Meta, NewEvent, Recorded};
use crate::port::EventStore;

/// The name of a stream nobody has written.
#[must_use]
pub fn some_stream() -> String {
    format!("asset-{}", Uuid::new_v4())
}

/// What accompanies events nobody looks at.
#[must_use]
pub fn meta() -> Meta {
    let actor = Actor {
        issuer: "test".into(),
        subject: "keeper".into(),
        institution: None,
        post: None,
        roles: vec![],
        on_behalf_of: None,
    };
    let recorded_at = DateTime::<Utc>::from_timestamp_micros(1_735_689_600_123_456).unwrap();
    Meta { recorded_at, actor, command_id: Uuid::new_v4(), fingerprint: [7; 32], causation: None }
}

/// New events with new ids; each says its place in the list.
#[must_use]
pub fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|index| event(&format!("{{\"index\":{index}}}"))).collect()
}

pub(super) fn event(data: &str) -> NewEvent {
    NewEvent { id: Uuid::new_v4(), kind: "asset-moved".into(), version: 1, data: data.into() }
}

/// An append of new events.
#[must_use]
pub fn append_of(stream: &str, expected: Expected, count: usize) -> Append {
    append(stream, expected, events(count))
}

pub(super) fn append(stream: &str, expected: Expected, events: Vec<NewEvent>) -> Append {
    Append { stream: stream.into(), expected, events, meta: meta(), priority: Priority::Interactive }
}

/// Writes a stream of some length, one event per append.
pub(super) async fn write(store: &dyn EventStore, stream: &str, length: u64) -> Vec<Uuid> {
    let mut ids = Vec::new();
    for revision in 0..length {
        let append = append_of(stream, Expected::after(revision.checked_sub(1)), 1);
        ids.push(append.events[0].id);
        store.append(append).await.unwrap();
    }
    ids
}

pub(super) fn ids(events: &[Recorded]) -> Vec<Uuid> {
    events.iter().map(|event| event.id).collect()
}

pub(super) fn new_ids(events: &[NewEvent]) -> Vec<Uuid> {
    events.iter().map(|event| event.id).collect()
}

/// Everything after a position, page by page.
pub(super) async fn read_on(store: &dyn EventStore, mut after: u64, page: usize) -> Vec<Recorded> {
    let mut all = Vec::new();
    loop {
        let events = store.read_all(after, page).await.unwrap();
        assert!(events.len() <= page);
        let Some(last) = events.last() else { return all };
        after = last.position;
        all.extend(events);
    }
}
