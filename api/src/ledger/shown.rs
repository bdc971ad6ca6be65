//! How far the views are, and waiting for them.

use std::time::Duration;

use tokio::sync::watch;

/// State of the views on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Level {
    /// Position up to which they are folded.
    pub position: u64,
    /// They met what they cannot take in, such as an event that this program does not know, and stopped before it.
    pub stopped: bool,
    /// The log beneath is no more the one they were folded from: a position says nothing any more.
    pub is_other_log: bool,
}

/// How far the views are.
#[derive(Debug, Clone)]
pub struct Shown(watch::Receiver<Level>);

impl Shown {
    /// A channel: the view writer sends, everybody else waits.
    #[must_use]
    pub fn channel(position: u64) -> (watch::Sender<Level>, Self) {
        let (sender, receiver) = watch::channel(Level { position, ..Level::default() });
        (sender, Self(receiver))
    }

    /// The present level.
    #[must_use]
    pub fn level(&self) -> Level {
        *self.0.borrow()
    }

    /// Waits until the views are at `position`; `false` when they are not within `wait`.
    pub async fn reached(&self, position: u64, wait: Duration) -> bool {
        let mut level = self.0.clone();
        let done = level.wait_for(|level| level.position >= position || level.stopped);
        match tokio::time::timeout(wait, done).await {
            Ok(Ok(level)) => level.position >= position && !level.is_other_log,
            Ok(Err(_)) | Err(_) => false,
        }
    }
}
