//! The port every engine implements; its promises are the functions of [`crate::contract`] (feature `contract`).

use async_trait::async_trait;

use crate::append::{Append, Appended};
use crate::error::{AppendError, StoreError};
use crate::event::Recorded;
use crate::follower::Follower;
use crate::identity::LogIdentity;

/// An append-only log of events in streams.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Writes all of the events or none, and answers once they are on disk.
    ///
    /// The same events (same ids) again with the same expected revision are answered with the first receipt.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] when the stream stands elsewhere: nothing was written.
    /// [`AppendError::OutcomeUnknown`] when the engine could not say: repeat the same append.
    /// [`AppendError::Failed`] when nothing was written for another reason.
    async fn append(&self, append: Append) -> Result<Appended, AppendError>;

    /// Reads up to `limit` events of one stream in order, from `from_revision` on. An unwritten stream is empty.
    ///
    /// # Errors
    /// The engine's, or [`StoreError::Undecodable`] naming the event that cannot be read.
    async fn read_stream(&self, stream: &str, from_revision: u64, limit: usize) -> Result<Vec<Recorded>, StoreError>;

    /// Reads up to `limit` events of the log in commit order, after position `after`: 0 for the start, or the position
    /// of an event. Between two events positions may be missing.
    ///
    /// An event never becomes visible behind one that was already read.
    ///
    /// # Errors
    /// As [`Self::read_stream`].
    async fn read_all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError>;

    /// The event at a position; `None` when none stands there.
    ///
    /// # Errors
    /// As [`Self::read_stream`].
    async fn at(&self, position: u64) -> Result<Option<Recorded>, StoreError>;

    /// The position of the last event, 0 when there is none.
    ///
    /// # Errors
    /// The engine's.
    async fn head(&self) -> Result<u64, StoreError>;

    /// Which log this is. Cursors of another log or epoch mean nothing here.
    fn identity(&self) -> LogIdentity;

    /// Which log is there now: another one than [`Self::identity`] where the log was replaced, or began a new epoch,
    /// since it was opened. Only an engine whose log others can put back beneath it has to ask.
    ///
    /// # Errors
    /// The engine's.
    async fn present_identity(&self) -> Result<LogIdentity, StoreError> {
        Ok(self.identity())
    }

    /// Follows the log from after a position, for ever.
    fn follow(&self, after: u64) -> Follower;
}
