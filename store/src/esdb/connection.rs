//! The client, and its replacement: a dead client stays dead, so it is dropped and another one built.
//!
//! A client that is dropped does not end by itself: its sessions and connections go on in tasks of their own. So each
//! client lives on threads of its own, and all that is left of it ends with them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eventstore::{Client, ClientSettings};
use tokio::runtime::{Builder, Runtime};
use tracing::{debug, warn};

use super::answer::unavailable;
use crate::error::StoreError;

/// The first rest before an attempt is repeated, and the longest.
const REST: (Duration, Duration) = (Duration::from_millis(25), Duration::from_secs(1));
/// Threads of a client: what it does must not wait for a busy worker of ours, nor spin on one.
const THREADS: usize = 2;

/// A client with the life it lives.
#[derive(Clone)]
pub(super) struct Connected {
    client: Client,
    life: Arc<Life>,
}

/// The threads of one client.
struct Life {
    number: u64,
    threads: Option<Runtime>,
}

impl Connected {
    /// Whether both are the same client.
    pub(super) fn is_of_the_same_life(&self, other: &Self) -> bool {
        self.life.number == other.life.number
    }

    /// Does something with the client, on its threads. `None` when they are gone, or it fell in a panic.
    pub(super) async fn on_its_threads<T, F>(&self, doing: impl FnOnce(Client) -> F) -> Option<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let doing = doing(self.client.clone());
        self.life.threads.as_ref()?.spawn(doing).await.ok()
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        // Whoever drops the last of it may be a task, and must not wait for others.
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Hands out the present client.
pub(super) struct Connection {
    settings: ClientSettings,
    present: Mutex<Present>,
}

#[derive(Default)]
struct Present {
    connected: Option<Connected>,
    lives: u64,
}

impl Connection {
    pub(super) fn new(settings: ClientSettings) -> Self {
        Self { settings, present: Mutex::default() }
    }

    /// The present client; a new one when the last was given up. Building one asks nobody anything yet.
    pub(super) fn get(&self) -> Result<Connected, StoreError> {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connected) = &present.connected {
            return Ok(connected.clone());
        }
        let mut builder = Builder::new_multi_thread();
        let threads = builder.worker_threads(THREADS).thread_name("log-client").enable_all().build();
        let threads =
            threads.map_err(|source| StoreError::Failed { doing: "starting threads", source: Arc::new(source) })?;
        let client = Client::with_runtime_handle(threads.handle().clone(), self.settings.clone()).map_err(|error| {
            warn!("no client can be built: {error}");
            unavailable("connecting to the server", None)
        })?;
        present.lives += 1;
        let life = Arc::new(Life { number: present.lives, threads: Some(threads) });
        let connected = Connected { client, life };
        present.connected = Some(connected.clone());
        Ok(connected)
    }

    /// Gives a client up; whoever still has it notices when it fails. Says nothing of a later one.
    pub(super) fn give_up(&self, connected: &Connected) {
        let mut present = self.present.lock().unwrap_or_else(PoisonError::into_inner);
        if present.connected.as_ref().is_some_and(|present| present.is_of_the_same_life(connected)) {
            debug!(life = connected.life.number, "the client is given up");
            present.connected = None;
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
