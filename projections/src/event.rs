//! An event as the views take it in, and the mark they keep of how far they are.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Which log positions are of. A restore or a migration starts a new epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogKey {
    /// The log's id.
    pub log: Uuid,
    /// Its epoch.
    pub epoch: u32,
}

/// A recorded event with its place in the log; of the envelope only what folds need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewEvent {
    /// Its id.
    pub id: Uuid,
    /// `<category>-<subject>`.
    pub stream: Arc<str>,
    /// Place in the stream, from 0.
    pub revision: u64,
    /// Place in the log, increasing; without gaps in the embedded one.
    pub position: u64,
    /// Stored type name.
    pub kind: Arc<str>,
    /// Version of its form.
    pub version: u16,
    /// When it was recorded. No fold reads it; it is not monotone.
    pub recorded_at: DateTime<Utc>,
    /// JSON text.
    pub data: String,
}

/// How far the views are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Position of the last event taken in; 0 for none.
    pub position: u64,
    /// Its id, to compare with what the log has there.
    pub last_event_id: Option<Uuid>,
}
