//! Whether an append may be written, was written before, or expects what is not so: `IndexWriter.CheckCommit`.

use uuid::Uuid;

use super::expected::Expected;
use super::recorded::TOMBSTONE;
use super::state::State;
use super::stream_metadata::metastream_of;

/// What the server decides about an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// It is new and comes behind revision `current`.
    Write { current: i64, undelete: bool },
    /// All of it was written before, up to revision `last`.
    Repeated { last: i64 },
    /// The stream stands elsewhere, or only a part of the events was written before.
    Wrong { current: i64 },
    /// The stream is tombstoned, or soft deleted where it was expected to exist.
    Deleted,
}

/// Decides about an append of events with these ids.
pub(super) fn check(state: &State, stream: &str, expected: Expected, ids: &[Uuid]) -> Decision {
    let current = state.last_revision(stream);
    let soft_deleted = state.metadata(stream).is_soft_deleted();
    if current == TOMBSTONE {
        return Decision::Deleted;
    }
    if expected == Expected::StreamExists {
        if soft_deleted {
            return Decision::Deleted;
        }
        if current < 0 && state.last_revision(&metastream_of(stream)) < 0 {
            return Decision::Wrong { current };
        }
    }
    match expected {
        Expected::Any | Expected::StreamExists => weakly(state, stream, ids, current, soft_deleted),
        Expected::NoStream | Expected::Exact(_) => strongly(state, stream, expected, ids, current, soft_deleted),
    }
}

/// Without a revision nobody knows where in the stream to look, so only ids written lately are found.
fn weakly(state: &State, stream: &str, ids: &[Uuid], current: i64, undelete: bool) -> Decision {
    let mut last = None;
    for id in ids {
        match (state.recent.find(id, stream), last) {
            (Some(revision), _) => last = Some(revision),
            (None, Some(_)) => return Decision::Wrong { current },
            (None, None) => return Decision::Write { current, undelete },
        }
    }
    match last {
        Some(last) => Decision::Repeated { last },
        None => Decision::Write { current, undelete },
    }
}

/// With a revision the ids must be those of the events right behind it.
fn strongly(
    state: &State,
    stream: &str,
    expected: Expected,
    ids: &[Uuid],
    current: i64,
    soft_deleted: bool,
) -> Decision {
    let number = expected.number();
    if number > current {
        return Decision::Wrong { current };
    }
    if number == current {
        return Decision::Write { current, undelete: soft_deleted };
    }
    let behind = usize::try_from(number + 1).unwrap_or(0);
    let records = state.records_of(stream).get(behind..).unwrap_or_default();
    let known = ids.iter().zip(records).take_while(|(id, record)| record.id == **id).count();
    match (known, expected) {
        (0, Expected::NoStream) if soft_deleted => Decision::Write { current, undelete: true },
        (0, _) => Decision::Wrong { current },
        (known, _) if known == ids.len() => Decision::Repeated { last: number + known as i64 },
        _ => Decision::Wrong { current },
    }
}
