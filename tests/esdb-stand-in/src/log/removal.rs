//! How streams are deleted, softly by their settings or for ever by a tombstone: `StorageWriterService.WriteDelete`.

use std::io;

use bytes::Bytes;
use serde_json::Value;
use uuid::Uuid;

use super::check::{Decision, check};
use super::expected::Expected;
use super::recorded::{Proposed, TOMBSTONE};
use super::state::{State, number};
use super::stream_metadata::{metastream_of, original_of};
use super::{Committed, Recorded};

pub(super) fn remove(state: &mut State, stream: &str, expected: Expected, hard: bool) -> io::Result<Committed> {
    match check(state, stream, expected, &[Uuid::new_v4()]) {
        Decision::Wrong { current } => return Ok(Committed::WrongExpectedVersion { actual: current }),
        Decision::Deleted => return Ok(Committed::StreamDeleted),
        Decision::Write { .. } | Decision::Repeated { .. } => {}
    }
    let (name, first, event) = if hard {
        (stream.to_owned(), TOMBSTONE, event("$streamDeleted", false, Bytes::new()))
    } else {
        let metastream = metastream_of(stream);
        let last = state.last_revision(&metastream);
        if state.last_revision(stream) < 0 && last < 0 {
            return Ok(Committed::WrongExpectedVersion { actual: -1 });
        }
        (metastream, last + 1, event("$metadata", true, Bytes::from(format!(r#"{{"$tb":{TOMBSTONE}}}"#))))
    };
    let written = state.commit(&name, first, &[event])?;
    let position = written.last().map_or(-1, |event| number(event.position));
    Ok(Committed::Success { last_revision: first, position })
}

/// A soft deleted stream that an append brings back, and the revision it lives on from.
pub(super) struct Revival {
    stream: String,
    from: i64,
}

/// What an append to `stream`, whose next revision is `next`, brings back: itself, or what it is the metastream of.
pub(super) fn revival(state: &State, stream: &str, soft_deleted: bool, next: i64) -> Option<Revival> {
    match original_of(stream) {
        Some(original) if state.metadata(original).is_soft_deleted() => {
            Some(Revival { stream: original.to_owned(), from: state.last_revision(original) + 1 })
        }
        None if soft_deleted => Some(Revival { stream: stream.to_owned(), from: next }),
        _ => None,
    }
}

/// Writes the settings that bring the stream back.
pub(super) fn revive(state: &mut State, revival: &Revival) -> io::Result<()> {
    let Some(raw) = state.raw_metadata(&revival.stream) else { return Ok(()) };
    let Some(changed) = with_truncate_before(&raw, revival.from) else { return Ok(()) };
    let metastream = metastream_of(&revival.stream);
    state.commit(&metastream, number(raw.revision) + 1, &[event("$metadata", true, changed)])?;
    Ok(())
}

fn with_truncate_before(raw: &Recorded, from: i64) -> Option<Bytes> {
    let mut metadata: Value = serde_json::from_slice(&raw.data).ok()?;
    metadata.as_object_mut()?.insert("$tb".to_owned(), from.into());
    Some(Bytes::from(metadata.to_string()))
}

fn event(event_type: &str, is_json: bool, data: Bytes) -> Proposed {
    Proposed { id: Uuid::new_v4(), event_type: event_type.to_owned(), is_json, data, metadata: Bytes::new() }
}
