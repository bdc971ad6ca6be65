//! The client, and its replacement: a dead client stays dead, so it is dropped and another one built.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use eventstore::{Client, ClientSettings};
use tracing::{debug, warn};

use super::answer::unavailable;
use crate::error::StoreError;

/// The first rest before an attempt is repeated, and the longest.
const REST: (Duration, Duration) = (Duration::from_millis(25), Duration::from_secs(1));

/// A client with the number of its life.
#[derive(Clone)]
pub(super) struct Connected {
    pub(super) client: Client,
    life: u64,
}

impl Connected {
    /// Whether both are the same client.
    pub(super) fn is_of_the_same_life(&self, other: &Self) -> bool {
        self.life == other.life
    }
}

/// Hands out the present client.
pub(super) struct Connection {
    settings: ClientSettings,
    present: Mutex<Option<Connected>>,
    lives: Mutex<u64>,
}

impl Connection {
    pub(super) fn new(settings: ClientSettings) -> Self {
        Self { settings, present: Mutex::new(None), lives: Mutex::new(0) }
    }

    /// The present client; a new one when the last was given up. Building one asks nobody anything yet.
    pub(super) fn get(&self) -> Result<Connected, StoreError> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = &*present {
            return Ok(connected.clone());
        }
        let client = Client::new(self.settings.clone()).map_err(|error| {
            warn!("no client can be built: {error}");
            unavailable("connecting to the server", None)
        })?;
        let mut lives = self.lives.lock().unwrap_or_else(PoisonError::into_inner);
        *lives += 1;
        let connected = Connected { client, life: *lives };
        *present = Some(connected.clone());
        Ok(connected)
    }

    /// Gives a client up; whoever still has it notices when it fails. Says nothing of a later one.
    pub(super) fn give_up(&self, connected: &Connected) {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if present.as_ref().is_some_and(|present| present.life == connected.life) {
            debug!(life = connected.life, "the client is given up");
            *present = None;
        }
    }
}

/// Rests between attempts, longer each time.
pub(super) struct BackOff(Duration);

impl BackOff {
    pub(super) fn new() -> Self {
        Self(REST.0)
    }

    pub(super) async fn rest(&mut self) {
        tokio::time::sleep(self.0).await;
        self.0 = (self.0 * 2).min(REST.1);
    }
}
