//! The log on disk: one frame per append, so that a kill leaves whole appends and at most a torn tail.
//!
//! Nothing is flushed to the disk itself: the file outlives the process, not the machine.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use prost::Message;
use uuid::Uuid;

use super::recorded::Recorded;

/// What one append put into the log; without events, the room an election took.
#[derive(Clone, PartialEq, Message)]
struct Frame {
    #[prost(message, repeated, tag = "1")]
    events: Vec<Event>,
    #[prost(uint64, tag = "2")]
    log_end: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Event {
    #[prost(uint64, tag = "1")]
    position: u64,
    #[prost(string, tag = "2")]
    stream: String,
    #[prost(uint64, tag = "3")]
    revision: u64,
    #[prost(bytes = "vec", tag = "4")]
    id: Vec<u8>,
    #[prost(string, tag = "5")]
    event_type: String,
    #[prost(bool, tag = "6")]
    is_json: bool,
    #[prost(int64, tag = "7")]
    created_ticks: i64,
    #[prost(bytes = "bytes", tag = "8")]
    data: Bytes,
    #[prost(bytes = "bytes", tag = "9")]
    metadata: Bytes,
}

/// The file that appends go to.
#[derive(Debug)]
pub(super) struct LogFile(File);

/// What one frame held.
pub(super) struct Written {
    pub(super) events: Vec<Recorded>,
    pub(super) log_end: u64,
}

impl LogFile {
    /// Opens or creates the file, reads what is whole in it and cuts off a torn tail.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Written>)> {
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let total = bytes.len();
        let mut rest = Bytes::from(bytes);
        let mut frames = Vec::new();
        let mut whole = 0;
        while let Ok(frame) = Frame::decode_length_delimited(&mut rest) {
            frames.push(Written::from(frame));
            whole = total - rest.len();
        }
        file.set_len(whole as u64)?;
        file.seek(SeekFrom::End(0))?;
        Ok((Self(file), frames))
    }

    pub(super) fn append(&mut self, events: &[Arc<Recorded>], log_end: u64) -> io::Result<()> {
        let frame = Frame { events: events.iter().map(|event| Event::from(event.as_ref())).collect(), log_end };
        self.0.write_all(&frame.encode_length_delimited_to_vec())
    }
}

impl From<Frame> for Written {
    fn from(frame: Frame) -> Self {
        Self { events: frame.events.into_iter().map(Recorded::from).collect(), log_end: frame.log_end }
    }
}

impl From<Event> for Recorded {
    fn from(event: Event) -> Self {
        Self {
            position: event.position,
            stream: event.stream.into(),
            revision: event.revision,
            id: Uuid::from_slice(&event.id).unwrap_or_default(),
            event_type: event.event_type,
            is_json: event.is_json,
            created_ticks: event.created_ticks,
            data: event.data,
            metadata: event.metadata,
        }
    }
}

impl From<&Recorded> for Event {
    fn from(event: &Recorded) -> Self {
        Self {
            position: event.position,
            stream: event.stream.to_string(),
            revision: event.revision,
            id: event.id.as_bytes().to_vec(),
            event_type: event.event_type.clone(),
            is_json: event.is_json,
            created_ticks: event.created_ticks,
            data: event.data.clone(),
            metadata: event.metadata.clone(),
        }
    }
}
