//! One event as the log keeps it, and as a writer proposes it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use uuid::Uuid;

/// The revision of the event that tombstones a stream: `EventNumber.DeletedStream` of the server.
pub(crate) const TOMBSTONE: i64 = i64::MAX;

/// What comes with every record apart from its own strings and bytes: `PrepareLogRecord.ComputeSizeOnDisk`.
const FRAME_BYTES: u64 = 8 + 10 + 2 + 8 + 4 + 8 + 16 + 16 + 8 + 4 + 4;

/// An event as it lies in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Where the record begins; commit and prepare position are the same for every event.
    pub position: u64,
    /// The stream it was written to.
    pub stream: Arc<str>,
    /// Its number in that stream, from 0 on without a gap.
    pub revision: u64,
    /// The id the writer gave it.
    pub id: Uuid,
    /// The type the writer gave it.
    pub event_type: String,
    /// Whether the writer called its data JSON.
    pub is_json: bool,
    /// When it was written, in steps of 100 ns since 1970.
    pub created_ticks: i64,
    /// The data, byte for byte.
    pub data: Bytes,
    /// The custom metadata, byte for byte.
    pub metadata: Bytes,
}

impl Recorded {
    /// Where the next record may begin.
    pub(crate) fn end(&self) -> u64 {
        self.position + size_on_disk(&self.stream, &self.event_type, &self.data, &self.metadata)
    }
}

/// An event on its way into the log.
#[derive(Debug, Clone)]
pub(crate) struct Proposed {
    pub(crate) id: Uuid,
    pub(crate) event_type: String,
    pub(crate) is_json: bool,
    pub(crate) data: Bytes,
    pub(crate) metadata: Bytes,
}

impl Proposed {
    /// How many bytes of the log it will take in a stream of that name.
    pub(crate) fn size_in(&self, stream: &str) -> u64 {
        size_on_disk(stream, &self.event_type, &self.data, &self.metadata)
    }

    /// What is held against the largest append: `Event.SizeOnDisk`, which counts text in UTF-16.
    pub(crate) fn append_size(&self) -> usize {
        self.data.len() + self.metadata.len() + self.event_type.encode_utf16().count() * 2
    }
}

/// Now, in steps of 100 ns since 1970.
pub(crate) fn ticks_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos() / 100).unwrap_or(i64::MAX)
}

fn size_on_disk(stream: &str, event_type: &str, data: &[u8], metadata: &[u8]) -> u64 {
    let bytes = data.len() + metadata.len();
    FRAME_BYTES + prefixed(stream.len()) + prefixed(event_type.len()) + bytes as u64
}

/// A string lies behind its length, seven bits of it a byte.
fn prefixed(length: usize) -> u64 {
    match length {
        0 => 1,
        _ => length as u64 + u64::from(length.ilog2() / 7) + 1,
    }
}
