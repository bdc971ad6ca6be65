//! The thread that grows the views: it follows the log page by page and tells everybody how far it is.
//!
//! It never skips: at an event that this program does not know it stops for good, and the node turns unready.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use cangliu_projections::{ViewError, ViewEvent, Views};
use cangliu_store::{EventStore, Follower, Recorded};
use tokio::sync::watch;
use tracing::{error, info};

use super::NodeError;
use super::level::{event, is_damaged};
use crate::ledger::Level;

/// Events taken into one transaction at most; folding anew is cheapest in large batches.
const PAGE: usize = 20_000;
/// How long it waits after a failure that may pass, such as a full disk.
const RETRY_WAIT: Duration = Duration::from_secs(1);
/// From this many events on, folding is worth a line in the log.
const WORTH_TELLING: u64 = 20_000;

/// Why the views stopped for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Stable code: `UPGRADE_NEEDED`, `EVENT_BROKEN`, `FIGURE_OVERFLOW`, `VIEWS_FAILED` or `INTERNAL`.
    pub code: &'static str,
    /// The last position taken in.
    pub position: u64,
    /// What was met behind it.
    pub reason: String,
}

/// What the thread and those who ask about it share.
#[derive(Default)]
struct Shared {
    posts: AtomicU64,
    is_failing: AtomicBool,
    stopped: OnceLock<Stopped>,
}

/// The running thread; dropping it stops it.
pub(super) struct Following {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Following {
    /// Starts the thread.
    pub(super) fn start(
        views: Views,
        log: Arc<dyn EventStore>,
        level: watch::Sender<Level>,
    ) -> Result<Self, NodeError> {
        let shared = Arc::new(Shared::default());
        let (stop, stopping) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(NodeError::Thread)?;
        let fallen = Fallen { level: level.clone(), shared: Arc::clone(&shared) };
        let follow = Follow { directory: directory(&views), views, log, level, shared: Arc::clone(&shared) };
        let thread = std::thread::Builder::new()
            .name("views".into())
            .spawn(move || {
                let _fallen = fallen;
                runtime.block_on(follow.until(stopping));
            })
            .map_err(NodeError::Thread)?;
        Ok(Self { shared, stop, thread: Mutex::new(Some(thread)) })
    }

    /// Why it stopped for good, if it did.
    pub(super) fn stopped(&self) -> Option<Stopped> {
        self.shared.stopped.get().cloned()
    }

    /// Whether the last try to grow the views failed; it is tried again.
    pub(super) fn is_failing(&self) -> bool {
        self.shared.is_failing.load(Ordering::Relaxed)
    }

    /// Counts the batches in which something about posts was taken in.
    pub(super) fn posts_generation(&self) -> u64 {
        self.shared.posts.load(Ordering::Acquire)
    }

    /// Ends the thread and waits for it; a batch on its way is finished.
    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            error!("the views' thread ended in a panic");
        }
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Says that the views have stopped when their thread falls in a panic: nobody waits for them in vain then.
struct Fallen {
    level: watch::Sender<Level>,
    shared: Arc<Shared>,
}

impl Drop for Fallen {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let position = self.level.borrow().position;
            let reason = "the views' thread ended in a panic".to_owned();
            let _ = self.shared.stopped.set(Stopped { code: "INTERNAL", position, reason });
            self.level.send_modify(|level| level.stopped = true);
        }
    }
}

struct Follow {
    views: Views,
    directory: PathBuf,
    log: Arc<dyn EventStore>,
    level: watch::Sender<Level>,
    shared: Arc<Shared>,
}

impl Follow {
    async fn until(mut self, mut stopping: watch::Receiver<bool>) {
        let mut follower = self.follower();
        while !*stopping.borrow() {
            let is_failing = self.shared.is_failing.load(Ordering::Relaxed);
            let page = tokio::select! {
                page = follower.next() => page,
                _ = stopping.changed() => return,
                // Where nobody writes, no page would ever come to say that all is well again.
                () = tokio::time::sleep(RETRY_WAIT), if is_failing => {
                    let is_away = self.log.head().await.is_err();
                    self.shared.is_failing.store(is_away, Ordering::Relaxed);
                    continue;
                }
            };
            let taken_in = match page {
                Ok(page) => self.take_in(page),
                Err(error) => Err(Pause::Retry(error.to_string())),
            };
            self.shared.is_failing.store(taken_in.is_err(), Ordering::Relaxed);
            match taken_in {
                Ok(()) => {}
                Err(Pause::Retry(reason)) => {
                    error!("growing the views failed and is tried again: {reason}");
                    tokio::time::sleep(RETRY_WAIT).await;
                    follower = self.follower();
                }
                Err(Pause::ForGood(stopped)) => return self.end(stopped),
            }
        }
    }

    fn follower(&self) -> Follower {
        self.log.follow(self.views.position()).with_page(PAGE)
    }

    fn take_in(&mut self, page: Vec<Recorded>) -> Result<(), Pause> {
        let before = self.views.position();
        let has_posts = page.iter().any(|recorded| recorded.stream.starts_with("post-"));
        let events: Vec<ViewEvent> = page.into_iter().map(event).collect();
        let applied = self.views.apply(&events);
        // Only once the rows can be read: whoever sees the new count reads the new rows.
        if has_posts {
            self.shared.posts.fetch_add(1, Ordering::Release);
        }
        let position = self.views.position();
        if position > before {
            self.level.send_modify(|level| level.position = position);
        }
        if position - before >= WORTH_TELLING {
            info!(position, "folded the views up to position {position}");
        }
        applied.map(|_| ()).map_err(|error| Pause::after(&error, position))
    }

    fn end(self, stopped: Stopped) {
        let Self { views, directory, level, shared, .. } = self;
        error!(code = stopped.code, position = stopped.position, "the views stopped: {}", stopped.reason);
        drop(views);
        if stopped.code == "VIEWS_FAILED" {
            // Readers keep the old file as long as they have it open; the next start folds a new one.
            if let Err(error) = Views::discard(&directory) {
                error!("the damaged views could not be removed: {error}");
            }
        }
        let _ = shared.stopped.set(stopped);
        level.send_modify(|level| level.stopped = true);
    }
}

/// Why a page was not taken in whole.
enum Pause {
    /// May pass.
    Retry(String),
    /// Cannot.
    ForGood(Stopped),
}

impl Pause {
    fn after(error: &ViewError, position: u64) -> Self {
        let for_good = match error {
            ViewError::UpgradeNeeded { .. } | ViewError::Broken { .. } | ViewError::Overflow { .. } => true,
            ViewError::Database(error) => is_damaged(error),
            ViewError::Gap { .. }
            | ViewError::File { .. }
            | ViewError::CursorFromOtherLog { .. }
            | ViewError::OtherHistory { .. } => false,
        };
        if for_good {
            Self::ForGood(Stopped { code: error.code(), position, reason: error.to_string() })
        } else {
            Self::Retry(error.to_string())
        }
    }
}

fn directory(views: &Views) -> PathBuf {
    views.file().parent().map_or_else(PathBuf::new, std::path::Path::to_path_buf)
}
