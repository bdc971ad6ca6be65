//! The answers of reads and subscriptions as messages: the server's `ResponseConverter`.

use std::collections::HashMap;
use std::time::SystemTime;

use prost_types::Timestamp;

use crate::log::{Cursor, Recorded};
use crate::proto::event_store::client::streams::read_resp::read_event::{Position as EventPosition, RecordedEvent};
use crate::proto::event_store::client::streams::read_resp::{
    CaughtUp, Checkpoint, Content, Position, ReadEvent, StreamNotFound, SubscriptionConfirmation,
};
use crate::wire;

/// How the reader wants to see ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IdShape {
    Text,
    Structured,
}

pub(super) fn event(event: &Recorded, shape: IdShape) -> Content {
    let id = match shape {
        IdShape::Text => wire::text(event.id),
        IdShape::Structured => wire::structured(event.id),
    };
    let content_type = if event.is_json { "application/json" } else { "application/octet-stream" };
    let metadata = HashMap::from([
        ("type".to_owned(), event.event_type.clone()),
        ("created".to_owned(), event.created_ticks.to_string()),
        ("content-type".to_owned(), content_type.to_owned()),
    ]);
    Content::Event(ReadEvent {
        event: Some(RecordedEvent {
            id: Some(id),
            stream_identifier: Some(wire::identifier(&event.stream)),
            stream_revision: event.revision,
            prepare_position: event.position,
            commit_position: event.position,
            metadata,
            custom_metadata: event.metadata.clone(),
            data: event.data.clone(),
        }),
        link: None,
        position: Some(EventPosition::CommitPosition(event.position)),
    })
}

pub(super) fn stream_not_found(stream: &str) -> Content {
    Content::StreamNotFound(StreamNotFound { stream_identifier: Some(wire::identifier(stream)) })
}

pub(super) fn confirmation(subscription: String) -> Content {
    Content::Confirmation(SubscriptionConfirmation { subscription_id: subscription })
}

pub(super) fn checkpoint(at: Cursor) -> Content {
    Content::Checkpoint(Checkpoint {
        commit_position: wire_number(at.commit),
        prepare_position: wire_number(at.prepare),
        timestamp: now(),
    })
}

/// A subscription to a stream has caught up at that revision, -1 in an empty one.
pub(super) fn caught_up_in_stream(revision: i64) -> Content {
    Content::CaughtUp(CaughtUp {
        timestamp: now(),
        stream_revision: (revision >= 0).then_some(revision),
        position: None,
    })
}

/// A subscription to the log has caught up there.
pub(super) fn caught_up_in_all(at: Cursor) -> Content {
    let position = (at != Cursor::NOWHERE)
        .then(|| Position { commit_position: wire_number(at.commit), prepare_position: wire_number(at.prepare) });
    Content::CaughtUp(CaughtUp { timestamp: now(), stream_revision: None, position })
}

/// -1 is the largest number on the wire.
pub(super) fn wire_number(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn now() -> Option<Timestamp> {
    Some(Timestamp::from(SystemTime::now()))
}
