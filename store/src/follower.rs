//! Following the log: paged `read_all` in a loop, never a subscription.
//!
//! A subscription that skips events or spins is the field's commonest bug; a page read again cannot skip.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

use crate::error::StoreError;
use crate::event::Recorded;
use crate::port::EventStore;

/// How long a follower sleeps at most before it looks again, for events other processes wrote.
const POLL_INTERVAL: Duration = Duration::from_millis(50);
/// Events per page unless the follower was told otherwise.
const PAGE: usize = 512;

/// Yields each event of the log once and in order, for ever.
pub struct Follower {
    log: Arc<dyn EventStore>,
    bell: watch::Receiver<u64>,
    after: u64,
    page: usize,
}

impl Follower {
    /// Follows `log` after a position; `bell` changes whenever this process appended. Called by adapters.
    #[must_use]
    pub fn new(log: Arc<dyn EventStore>, bell: watch::Receiver<u64>, after: u64) -> Self {
        Self { log, bell, after, page: PAGE }
    }

    /// Changes how many events [`Self::next`] answers at most.
    #[must_use]
    pub fn with_page(mut self, page: usize) -> Self {
        self.page = page.max(1);
        self
    }

    /// The position up to which events were handed out.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.after
    }

    /// Waits for events and answers the next of them, never an empty list.
    ///
    /// Dropping the future loses nothing: the position moves only with the answer.
    ///
    /// # Errors
    /// Those of `read_all`; the next call tries the same page again.
    pub async fn next(&mut self) -> Result<Vec<Recorded>, StoreError> {
        loop {
            // Marked as seen before reading: an append during the read rings again.
            self.bell.borrow_and_update();
            let page = self.log.read_all(self.after, self.page).await?;
            if let Some(last) = page.last() {
                self.after = last.position;
                return Ok(page);
            }
            self.wait_for_bell().await;
        }
    }

    async fn wait_for_bell(&mut self) {
        if let Ok(Err(_closed)) = timeout(POLL_INTERVAL, self.bell.changed()).await {
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }
}
