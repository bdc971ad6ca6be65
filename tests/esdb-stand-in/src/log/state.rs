//! What is in the log: the records in order, by stream, and what the streams' settings make readable.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::file::LogFile;
use super::recent::RecentIds;
use super::recorded::{Proposed, Recorded, TOMBSTONE, ticks_now};
use super::stream_metadata::{StreamMetadata, metastream_of, original_of};

/// `TFConsts.ChunkSize`: an append lies in one chunk, so the log skips to the next where it does not fit.
const CHUNK_BYTES: u64 = 256 * 1024 * 1024;
/// An epoch record, which every election writes and no read shows.
const EPOCH_BYTES: u64 = 223;
const TICKS_PER_SECOND: i64 = 10_000_000;

/// The log behind its lock.
#[derive(Debug)]
pub(super) struct State {
    pub(super) records: Vec<Arc<Recorded>>,
    pub(super) recent: RecentIds,
    streams: HashMap<Arc<str>, Stream>,
    /// Where epoch records begin.
    epochs: Vec<u64>,
    log_end: u64,
    file: Option<LogFile>,
}

#[derive(Debug, Default)]
struct Stream {
    records: Vec<Arc<Recorded>>,
    tombstoned: bool,
    metadata: StreamMetadata,
}

impl State {
    /// Opens what is in the file, or begins a log of its own; true when it is new.
    pub(super) fn open(file: Option<&Path>) -> io::Result<(Self, bool)> {
        let mut state = Self {
            records: Vec::new(),
            recent: RecentIds::default(),
            streams: HashMap::new(),
            epochs: Vec::new(),
            log_end: 0,
            file: None,
        };
        let mut frames = Vec::new();
        if let Some(path) = file {
            let opened = LogFile::open(path)?;
            state.file = Some(opened.0);
            frames = opened.1;
        }
        let is_new = frames.is_empty();
        for frame in frames {
            if frame.events.is_empty() {
                state.epochs.push(frame.log_end.saturating_sub(EPOCH_BYTES));
            }
            for event in frame.events {
                state.index(&Arc::new(event));
            }
            state.log_end = frame.log_end;
        }
        Ok((state, is_new))
    }

    /// Writes events behind the last one of the stream, all or none, and answers with them.
    pub(super) fn commit(&mut self, stream: &str, first: i64, events: &[Proposed]) -> io::Result<Vec<Arc<Recorded>>> {
        let name: Arc<str> = self.streams.get_key_value(stream).map_or_else(|| stream.into(), |(name, _)| name.clone());
        let total: u64 = events.iter().map(|event| event.size_in(stream)).sum();
        let mut position = self.room_for(total);
        let created_ticks = ticks_now();
        let mut written = Vec::with_capacity(events.len());
        for (offset, event) in (0..).zip(events) {
            let record = Arc::new(Recorded {
                position,
                stream: Arc::clone(&name),
                revision: u64::try_from(first.saturating_add(offset)).unwrap_or(0),
                id: event.id,
                event_type: event.event_type.clone(),
                is_json: event.is_json,
                created_ticks,
                data: event.data.clone(),
                metadata: event.metadata.clone(),
            });
            position = record.end();
            written.push(record);
        }
        if let Some(file) = &mut self.file {
            file.append(&written, position)?;
        }
        for record in &written {
            self.recent.put(record.id, &record.stream, number(record.revision));
            self.index(record);
        }
        self.log_end = position;
        Ok(written)
    }

    /// Takes the room of the epoch record that an election writes.
    pub(super) fn begin_epoch(&mut self) -> io::Result<()> {
        self.epochs.push(self.log_end);
        self.log_end += EPOCH_BYTES;
        match &mut self.file {
            Some(file) => file.append(&[], self.log_end),
            None => Ok(()),
        }
    }

    fn room_for(&self, bytes: u64) -> u64 {
        let chunk = self.log_end / CHUNK_BYTES;
        if (self.log_end + bytes).saturating_sub(1) / CHUNK_BYTES > chunk {
            (chunk + 1) * CHUNK_BYTES
        } else {
            self.log_end
        }
    }

    fn index(&mut self, record: &Arc<Recorded>) {
        if let Some(original) = original_of(&record.stream) {
            let metadata = if record.is_json { StreamMetadata::read(&record.data) } else { StreamMetadata::default() };
            self.streams.entry(original.into()).or_default().metadata = metadata;
        }
        let stream = self.streams.entry(Arc::clone(&record.stream)).or_default();
        stream.tombstoned |= number(record.revision) == TOMBSTONE;
        stream.records.push(Arc::clone(record));
        self.records.push(Arc::clone(record));
    }

    /// The end of the log: the server's writer checkpoint.
    pub(super) fn log_end(&self) -> u64 {
        self.log_end
    }

    /// Where the last event begins: the server's `LastIndexedPosition`, -1 in an empty log.
    pub(super) fn last_indexed(&self) -> i64 {
        self.records.last().map_or(-1, |record| number(record.position))
    }

    /// Whether a record begins or ends there, so that a read can start; the one that follows may lie in the next chunk.
    pub(super) fn is_boundary(&self, position: u64) -> bool {
        let next = self.records.partition_point(|record| record.position < position);
        position == 0
            || position == self.log_end
            || self.epochs.binary_search(&position).is_ok()
            || self.records.get(next).is_some_and(|record| record.position == position)
            || next.checked_sub(1).is_some_and(|last| self.records[last].end() == position)
    }

    /// -1 for a stream that has no event, [`TOMBSTONE`] for one that can have none any more.
    pub(super) fn last_revision(&self, stream: &str) -> i64 {
        if let Some(original) = original_of(stream)
            && self.last_revision(original) == TOMBSTONE
        {
            return TOMBSTONE;
        }
        match self.streams.get(stream) {
            Some(stream) if stream.tombstoned => TOMBSTONE,
            Some(stream) => number(stream.records.len() as u64) - 1,
            None => -1,
        }
    }

    pub(super) fn metadata(&self, stream: &str) -> StreamMetadata {
        if original_of(stream).is_some() {
            return StreamMetadata::of_a_metastream();
        }
        self.streams.get(stream).map(|stream| stream.metadata.clone()).unwrap_or_default()
    }

    /// What the newest `$metadata` event of the stream says, byte for byte.
    pub(super) fn raw_metadata(&self, stream: &str) -> Option<Arc<Recorded>> {
        self.records_of(&metastream_of(stream)).last().cloned()
    }

    /// Every event of the stream, whether it may still be read or not; its index is its revision.
    pub(super) fn records_of(&self, stream: &str) -> &[Arc<Recorded>] {
        self.streams.get(stream).map_or(&[], |stream| &stream.records)
    }

    /// The first revision that may be read now; one past the last where none may.
    pub(super) fn first_readable(&self, stream: &str) -> i64 {
        let metadata = self.metadata(stream);
        let by_count = metadata.first_readable(self.last_revision(stream));
        let Some(seconds) = metadata.max_age_seconds else { return by_count };
        let oldest = ticks_now() - seconds.saturating_mul(TICKS_PER_SECOND);
        let by_age = self.records_of(stream).partition_point(|record| record.created_ticks < oldest);
        by_count.max(number(by_age as u64))
    }

    /// The event with that revision, unless the stream's settings hide it.
    pub(super) fn readable(&self, stream: &str, revision: i64) -> Option<&Arc<Recorded>> {
        let index = usize::try_from(revision).ok()?;
        let record = self.records_of(stream).get(index)?;
        (revision >= self.first_readable(stream) && self.last_revision(stream) != TOMBSTONE).then_some(record)
    }
}

/// Revisions and positions are counted in i64 by the server, in u64 on the wire.
pub(super) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
