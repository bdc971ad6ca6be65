//! The file of views and its one writer.
//!
//! A batch of events is one transaction: the rows and the cursor change together or not at all.
//! Every answer therefore belongs to one position, and joins across views are consistent.

mod batch;
mod dump;
mod file;
mod keys;
#[cfg(test)]
mod tests;

use std::io::Write;
use std::path::{Path, PathBuf};

use cangliu_domain::event::{DecodeError, Event, split_stream};
use rusqlite::{Connection, TransactionBehavior};

pub(crate) use batch::{At, Batch};
pub(crate) use keys::{Keys, no_row};

use crate::column::Id;
use crate::event::{Cursor, LogKey, ViewEvent};
use crate::{Result, ViewError, schema};

/// From this many events on, a batch is worth a large page cache for as long as it runs.
const BULK: usize = 2_000;

/// The views, open for growing. One per file and process.
#[derive(Debug)]
pub struct Views {
    connection: Connection,
    file: PathBuf,
    log: LogKey,
    cursor: Cursor,
    keys: Keys,
    rebuilding: bool,
    gaps: bool,
}

impl Views {
    /// The views' file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The same views for a log whose positions have gaps, as those of a server do: of such a log only the order of
    /// events can be checked, not that none is missing.
    #[must_use]
    pub fn with_gaps(mut self, gaps: bool) -> Self {
        self.gaps = gaps;
        self
    }

    /// The log they are grown from.
    #[must_use]
    pub const fn log(&self) -> LogKey {
        self.log
    }

    /// Position of the last event taken in; 0 for none.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.cursor.position
    }

    /// The last event taken in, to be compared with what the log has there: see [`Views::check`].
    #[must_use]
    pub const fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// Checks that the event which the log has at the cursor is the one the views took in.
    ///
    /// # Errors
    /// [`ViewError::OtherHistory`] when it is another: discard the file and fold anew.
    pub fn check(&self, in_log: &ViewEvent) -> Result<()> {
        let expected = self.cursor.last_event_id;
        if in_log.position == self.cursor.position && Some(in_log.id) != expected {
            return Err(ViewError::OtherHistory { position: in_log.position, found: in_log.id, expected });
        }
        Ok(())
    }

    /// Takes events in, in one transaction, and answers the position reached. Events at or before
    /// the cursor are skipped. Large batches are much cheaper per event; 20,000 is a good size.
    ///
    /// # Errors
    /// [`ViewError::Gap`], [`ViewError::UpgradeNeeded`] or [`ViewError::Broken`] name an event that
    /// stops the views: those before it are applied, it and all after it are not. After
    /// [`ViewError::Database`] nothing of the batch is.
    pub fn apply(&mut self, events: &[ViewEvent]) -> Result<u64> {
        let bulk = events.len() >= BULK && !self.rebuilding;
        if bulk {
            schema::set_cache(&self.connection, schema::WRITER_CACHE_BULK_KIB)?;
        }
        let applied = self.apply_in_one_transaction(events);
        if bulk {
            schema::set_cache(&self.connection, schema::WRITER_CACHE_KIB)?;
            self.connection.release_memory()?;
        }
        applied.inspect_err(|_| self.keys.forget())?
    }

    /// The outer result is the database's, the inner one that of the event which stopped the batch.
    fn apply_in_one_transaction(&mut self, events: &[ViewEvent]) -> Result<Result<u64>> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut batch = Batch::new(&transaction, &mut self.keys);
        let mut cursor = self.cursor;
        let mut stopped = Ok(());
        for event in events.iter().filter(|event| event.position > self.cursor.position) {
            match readable(&cursor, event, self.gaps) {
                Ok(decoded) => batch.fold(event, &decoded)?,
                Err(error) => {
                    stopped = Err(error);
                    break;
                }
            }
            cursor = Cursor { position: event.position, last_event_id: Some(event.id) };
        }
        if cursor == self.cursor {
            return Ok(stopped.map(|()| cursor.position));
        }
        batch.finish()?;
        transaction
            .prepare_cached("update cursor set position = ?1, last_event = ?2")?
            .execute((i64::try_from(cursor.position).unwrap_or(i64::MAX), cursor.last_event_id.map(Id)))?;
        transaction.commit()?;
        self.cursor = cursor;
        Ok(stopped.map(|()| cursor.position))
    }

    /// Writes every row of every table, ordered, in a form that two files share exactly when their
    /// rows are the same: grown live or rebuilt, in whatever batches.
    ///
    /// # Errors
    /// Those of the database, or of `out` as [`ViewError::File`].
    pub fn dump(&self, out: &mut dyn Write) -> Result<()> {
        dump::write(&self.connection, out)
    }
}

/// Decodes the event that comes next.
fn readable(cursor: &Cursor, event: &ViewEvent, gaps: bool) -> Result<Event> {
    let expected = cursor.position + 1;
    let follows = if gaps { event.position >= expected } else { event.position == expected };
    if !follows {
        return Err(ViewError::Gap { expected, found: event.position });
    }
    let category = split_stream(&event.stream).map_or("", |(category, _)| category);
    Event::decode(category, &event.kind, event.version, &event.data).map_err(|error| match error {
        DecodeError::UpgradeNeeded { kind, version, .. } => {
            ViewError::UpgradeNeeded { position: event.position, kind, version }
        }
        DecodeError::Broken { kind, reason } => ViewError::Broken { position: event.position, kind, reason },
    })
}
