//! The views opened as folds of this very log. Those of another log, of an earlier epoch, of another history or of
//! a broken file are discarded: everything in them can be folded again.

use std::path::Path;
use std::sync::Arc;

use cangliu_projections::{LogKey, ViewError, ViewEvent, Views};
use cangliu_store::{EventStore, LogIdentity, Recorded};
use tracing::warn;

use super::NodeError;
use super::log::wait;

/// Opens the views in a directory; empty ones when those there are not of this log.
pub(super) fn open(directory: &Path, log: &Arc<dyn EventStore>) -> Result<Views, NodeError> {
    let opened = Views::open(directory, key(log));
    match opened.map_err(NodeError::from).and_then(|views| of_this_history(&views, log).map(|()| views)) {
        Ok(views) => Ok(views),
        Err(NodeError::Views(error)) if is_of_another_log(&error) => {
            warn!(code = error.code(), "{error}; they are discarded and folded anew");
            Views::discard(directory)?;
            Ok(Views::open(directory, key(log))?)
        }
        Err(error) => Err(error),
    }
}

/// A log without the event that the views remember last was restored from an older backup.
fn of_this_history(views: &Views, log: &Arc<dyn EventStore>) -> Result<(), NodeError> {
    let position = views.position();
    if position == 0 {
        return Ok(());
    }
    match wait(log.at(position))? {
        Some(recorded) => Ok(views.check(&event(recorded))?),
        None => Err(ViewError::CursorFromOtherLog { found: views.log(), expected: key(log) }.into()),
    }
}

/// A broken file counts as another log's: nothing in it can be believed. A full disk or a missing right does not.
fn is_of_another_log(error: &ViewError) -> bool {
    match error {
        ViewError::CursorFromOtherLog { .. } | ViewError::OtherHistory { .. } => true,
        ViewError::Database(error) => is_damaged(error),
        ViewError::UpgradeNeeded { .. }
        | ViewError::Broken { .. }
        | ViewError::Gap { .. }
        | ViewError::File { .. }
        | ViewError::Overflow { .. } => false,
    }
}

/// Whether SQLite says that the file itself is wrong.
pub(super) fn is_damaged(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn key(log: &Arc<dyn EventStore>) -> LogKey {
    of(log.identity())
}

/// What views remember of a log.
pub(super) fn of(identity: LogIdentity) -> LogKey {
    LogKey { log: identity.id, epoch: identity.epoch }
}

/// An event as the views take it in.
pub(crate) fn event(recorded: Recorded) -> ViewEvent {
    let Recorded { id, stream, revision, position, kind, version, recorded_at, data, .. } = recorded;
    ViewEvent { id, stream: Arc::clone(&stream), revision, position, kind, version, recorded_at, data }
}
