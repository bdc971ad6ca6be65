//! A page of one stream, forwards or backwards: `IndexReader.ReadStreamEvents…Internal`.

use std::sync::Arc;

use super::Log;
use super::recorded::{Recorded, TOMBSTONE};
use super::state::{State, number};

/// What a read of a stream finds.
#[derive(Debug)]
pub(crate) enum StreamPage {
    NoStream,
    Deleted,
    Page { events: Vec<Arc<Recorded>>, next: i64, last: i64, is_end: bool },
}

impl Log {
    /// Up to `max` events from revision `from` on.
    pub(crate) fn stream_forwards(&self, stream: &str, from: i64, max: u64) -> StreamPage {
        let state = self.state();
        if let Some(missing) = missing(&state, stream) {
            return missing;
        }
        let last = state.last_revision(stream);
        let end = from.saturating_add(number(max)).saturating_sub(1);
        let first = state.first_readable(stream);
        if end < first {
            return StreamPage::Page { events: Vec::new(), next: first.min(last + 1), last, is_end: first > last };
        }
        let start = from.max(first);
        if start > last {
            return StreamPage::Page { events: Vec::new(), next: last + 1, last, is_end: true };
        }
        let events = between(&state, stream, start, end.min(last));
        StreamPage::Page { events, next: end.min(last) + 1, last, is_end: end >= last }
    }

    /// Up to `max` events from revision `from` on, newest first; -1 stands for the last one.
    pub(crate) fn stream_backwards(&self, stream: &str, from: i64, max: u64) -> StreamPage {
        let state = self.state();
        if let Some(missing) = missing(&state, stream) {
            return missing;
        }
        let last = state.last_revision(stream);
        let end = if from < 0 { last } else { from };
        let first = state.first_readable(stream);
        if end < first {
            return StreamPage::Page { events: Vec::new(), next: -1, last, is_end: true };
        }
        let start = end.saturating_sub(number(max)).saturating_add(1).max(0);
        let is_end = start <= first;
        let start = start.max(first);
        let mut events = between(&state, stream, start, end.min(last));
        events.reverse();
        StreamPage::Page { events, next: if is_end { -1 } else { (start - 1).min(last) }, last, is_end }
    }
}

fn missing(state: &State, stream: &str) -> Option<StreamPage> {
    match state.last_revision(stream) {
        TOMBSTONE => Some(StreamPage::Deleted),
        -1 => Some(StreamPage::NoStream),
        _ => state.metadata(stream).is_soft_deleted().then_some(StreamPage::NoStream),
    }
}

fn between(state: &State, stream: &str, first: i64, last: i64) -> Vec<Arc<Recorded>> {
    match (usize::try_from(first), usize::try_from(last)) {
        (Ok(first), Ok(last)) => state.records_of(stream).get(first..=last).unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}
