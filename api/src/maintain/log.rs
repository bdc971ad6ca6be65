//! The log as its care reads it: from a thread that may block, whichever engine keeps it.

use std::sync::Arc;

use cangliu_projections::{LogKey, Views};
use cangliu_store::{EventStore, LogIdentity, Options, Recorded, SqliteLog, StoreError};

use super::MaintainError;
use crate::config::DataSettings;
use crate::node::{log, view_event};

/// A log open for reading.
pub(super) enum ReadLog {
    /// In the data directory: beneath the envelopes there is a file that can be checked.
    File(SqliteLog),
    /// On a server.
    Server(Arc<dyn EventStore>),
}

impl ReadLog {
    pub(super) fn open(settings: &DataSettings) -> Result<Self, StoreError> {
        if settings.log.is_some() {
            return Ok(Self::Server(log::open_read_only(settings)?.log));
        }
        SqliteLog::open(&settings.data_dir, Options::read_only()).map(Self::File)
    }

    pub(super) fn identity(&self) -> LogIdentity {
        match self {
            Self::File(log) => log.identity(),
            Self::Server(log) => log.identity(),
        }
    }

    /// The log that views are of.
    pub(super) fn key(&self) -> LogKey {
        let identity = self.identity();
        LogKey { log: identity.id, epoch: identity.epoch }
    }

    /// Views of this log: positions on a server have gaps.
    pub(super) fn views(&self, views: Views) -> Views {
        views.with_gaps(matches!(self, Self::Server(_)))
    }

    pub(super) fn head(&self) -> Result<u64, StoreError> {
        match self {
            Self::File(log) => log.head_blocking(),
            Self::Server(log) => log::wait(log.head()),
        }
    }

    pub(super) fn all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        match self {
            Self::File(log) => log.read_all_blocking(after, limit),
            Self::Server(log) => log::wait(log.read_all(after, limit)),
        }
    }

    pub(super) fn stream(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        match self {
            Self::File(log) => log.read_stream_blocking(stream, from, limit),
            Self::Server(log) => log::wait(log.read_stream(stream, from, limit)),
        }
    }

    /// Whether it has the event that views remember last.
    pub(super) fn is_history_of(&self, views: &Views) -> Result<bool, MaintainError> {
        let position = views.position();
        if position == 0 {
            return Ok(true);
        }
        let found = match self {
            Self::File(log) => log.read_all_blocking(position - 1, 1)?.pop(),
            Self::Server(log) => log::wait(log.at(position))?,
        };
        let found = found.filter(|event| event.position == position);
        Ok(found.is_some_and(|event| views.check(&view_event(event)).is_ok()))
    }
}
