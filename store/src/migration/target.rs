//! What an engine does for a log that is being copied into it.

use std::sync::Arc;

use super::moving::Moving;
use super::standing::{Migrated, Standing};
use crate::error::{AppendError, StoreError};
use crate::identity::LogIdentity;
use crate::port::EventStore;

/// A place that a log is copied into. All of it blocks; to be called from a thread that is no task's.
pub trait MigrationTarget: Send + Sync {
    /// What is there.
    ///
    /// # Errors
    /// The engine's.
    fn standing(&self) -> Result<Standing, StoreError>;

    /// Marks an empty place as the unfinished copy of a log; from now on nobody else opens it.
    ///
    /// # Errors
    /// The engine's; when somebody else began something there first, its standing says so.
    fn begin(&self, source: LogIdentity) -> Result<(), StoreError>;

    /// What was copied so far, to read; its identity means nothing yet.
    ///
    /// # Errors
    /// The engine's.
    fn log(&self) -> Result<Arc<dyn EventStore>, StoreError>;

    /// Appends in exactly this order, until there are no more pages: what is there after a failure, or a kill at any
    /// moment, is a beginning of what was given.
    ///
    /// # Errors
    /// [`NotCopied`] names the first append that was not written, as far as that is known.
    fn fill(&self, pages: &mut dyn Iterator<Item = Vec<Moving>>) -> Result<(), NotCopied>;

    /// Begins the new epoch and takes the mark away: from now on this is a log like any other.
    ///
    /// # Errors
    /// The engine's. Then the mark may still be there.
    fn end(&self, migrated: &Migrated) -> Result<(), StoreError>;
}

/// An append that the target did not take.
#[derive(Debug, thiserror::Error)]
#[error("the event at position {position} was not copied")]
pub struct NotCopied {
    /// Where it, or the first event of its append, stands in the source.
    pub position: u64,
    /// Why.
    pub source: AppendError,
}
