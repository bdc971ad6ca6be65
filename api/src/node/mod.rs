//! One node: the log, the people store, the ledger on them and the views beside them, opened and closed in order.
//!
//! | file | holds |
//! |---|---|
//! | `open` | opening for writing, and for reading beside a running server |
//! | `level` | the views opened as folds of this very log, or discarded and begun anew |
//! | `log` | the log, in the node's own directory or on a server |
//! | `follow` | the thread that grows the views |
//! | `error` | why there is no node |
//!
//! What it never does: know HTTP, tokens or GraphQL.

mod error;
mod follow;
mod level;
pub(crate) mod log;
mod open;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use cangliu_blobs::Directory;
use cangliu_projections::Reader;
use cangliu_store::{DataDir, EventStore, People, StoreError};

pub use error::NodeError;
use follow::Following;
pub(crate) use follow::OTHER_LOG;
pub use follow::Stopped;
pub(crate) use level::event as view_event;
#[cfg(not(feature = "esdb"))]
pub(crate) use log::no_servers;
#[cfg(feature = "esdb")]
pub(crate) use log::server;

use crate::clock::Clock;
use crate::ledger::{Ledger, Stage};

/// How long a mutation waits until its events are visible in queries.
const VISIBLE_WAIT: Duration = Duration::from_millis(500);
/// How often [`Node::catch_up`] looks whether the views have stopped for good.
const CATCH_UP_LOOK: Duration = Duration::from_millis(500);

/// An open node. Clones share it; the last one dropped closes it, [`Node::close`] does so and waits.
#[derive(Clone)]
pub struct Node {
    /// The one way to write.
    pub ledger: Arc<Ledger>,
    /// The views, for reading.
    pub reader: Reader,
    /// The events, for reading.
    pub log: Arc<dyn EventStore>,
    /// Names and free texts about persons, outside the log.
    pub people: Arc<People>,
    /// Bytes of attachments, beside the people store.
    pub blobs: Directory,
    /// Where business days come from.
    pub clock: Clock,
    /// Nobody grows the views of a node that only reads.
    following: Option<Arc<Following>>,
    gaps: bool,
    held: Option<Arc<DataDir>>,
}

impl Node {
    /// Waits until queries show what stands at a position of the log; `false` when they do not within half a second.
    pub async fn wait_visible(&self, position: u64) -> bool {
        let begun = Instant::now();
        let is_visible = self.ledger.shown.reached(position, VISIBLE_WAIT).await;
        Stage::Visible.took(begun.elapsed());
        is_visible
    }

    /// Waits until the views are level with the end of the log as it is now. For a node that only reads, the
    /// process that writes must do it: this returns at once.
    ///
    /// # Errors
    /// [`NodeError::ViewsStopped`] when they cannot get there; the store's own.
    pub async fn catch_up(&self) -> Result<(), NodeError> {
        let Some(following) = &self.following else { return Ok(()) };
        let head = self.log.head().await?;
        while !self.ledger.shown.reached(head, CATCH_UP_LOOK).await {
            if let Some(stopped) = following.stopped() {
                return Err(NodeError::ViewsStopped(stopped));
            }
        }
        Ok(())
    }

    /// Why the views stopped for good, if they did.
    #[must_use]
    pub fn views_stopped(&self) -> Option<Stopped> {
        self.following.as_ref().and_then(|following| following.stopped())
    }

    /// Whether growing the views fails at the moment, such as with a full disk.
    #[must_use]
    pub fn views_are_failing(&self) -> bool {
        self.following.as_ref().is_some_and(|following| following.is_failing())
    }

    /// The last position of the log.
    ///
    /// # Errors
    /// The store's own.
    pub async fn head(&self) -> Result<u64, StoreError> {
        self.log.head().await
    }

    /// The last position of the log, asked by somebody who cannot wait for long.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the log does not answer in time; the store's own.
    pub async fn head_within(&self, wait: Duration) -> Result<u64, StoreError> {
        let late = |late| StoreError::Unavailable { doing: "asking where the log ends", source: Arc::new(late) };
        tokio::time::timeout(wait, self.head()).await.map_err(late)?
    }

    /// Whether positions of the log have gaps, so that their difference says little about a number of events.
    #[must_use]
    pub fn has_gaps(&self) -> bool {
        self.gaps
    }

    /// Changes whenever the views took in an event about a post: grants read before are old then. `None` where
    /// nobody here follows the log, so that nothing may be kept.
    #[must_use]
    pub fn posts_generation(&self) -> Option<u64> {
        self.following.as_ref().map(|following| following.posts_generation())
    }

    /// Stops growing the views and lets go of the log: with the last clone, the lock on the data directory is free.
    pub async fn close(self) {
        let Self { ledger, reader, log, people, blobs: _, clock: _, following, gaps: _, held } = self;
        // Joining a thread and closing files wait for the disk.
        let closing = tokio::task::spawn_blocking(move || {
            if let Some(following) = &following {
                following.stop();
            }
            drop((ledger, reader, people, log, following, held));
        });
        if closing.await.is_err() {
            tracing::error!("closing the node failed");
        }
    }
}
