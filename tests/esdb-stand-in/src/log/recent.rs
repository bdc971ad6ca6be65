//! The ids that were written lately: all that an append without a revision is compared with.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use uuid::Uuid;

/// `ESConsts.CommittedEventsMemCacheLimit`.
const BYTES_MAX: usize = 8 * 1024 * 1024;

/// As `BoundedCache<Guid, EventInfo>` in the server's `IndexWriter`: bounded, and gone after a restart.
///
/// One id has one place. The first stream that wrote it keeps it, so an id that is used again in a second stream
/// is not recognised there.
#[derive(Debug, Default)]
pub(super) struct RecentIds {
    places: HashMap<Uuid, (Arc<str>, i64)>,
    order: VecDeque<Uuid>,
    bytes: usize,
}

impl RecentIds {
    pub(super) fn put(&mut self, id: Uuid, stream: &Arc<str>, revision: i64) {
        while self.bytes > BYTES_MAX {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some((stream, _)) = self.places.remove(&oldest) {
                self.bytes -= size(&stream);
            }
        }
        self.bytes += size(stream);
        self.order.push_back(id);
        self.places.entry(id).or_insert_with(|| (Arc::clone(stream), revision));
    }

    /// The revision that the id has in that stream, if it was written there lately.
    pub(super) fn find(&self, id: &Uuid, stream: &str) -> Option<i64> {
        self.places.get(id).filter(|(place, _)| **place == *stream).map(|(_, revision)| *revision)
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

fn size(stream: &str) -> usize {
    16 + 4 + 8 + 2 * stream.len()
}
