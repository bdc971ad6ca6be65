//! The thread that grows the views: it follows the log page by page and tells everybody how far it is.
//!
//! It never skips: at an event that this program does not know it stops for good, and the node turns unready. So it
//! does when the log is put back or replaced beneath it: a position of the old log means another event then.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use cangliu_projections::{ViewError, ViewEvent, Views};
use cangliu_store::{EventStore, Follower, Recorded, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;
use tracing::{error, info};

use super::NodeError;
use super::level::{self, event, is_damaged};
use crate::ledger::Level;

/// Events taken into one transaction at most; folding anew is cheapest in large batches.
const PAGE: usize = 20_000;
/// How long it waits after a failure that may pass, such as a full disk.
const RETRY_WAIT: Duration = Duration::from_secs(1);
/// How often it looks whether a server still holds the log that was opened there.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(5);
/// So often in a row the log must look like another one: a server cut off from the others may know less for a moment.
const DIFFERENT_LOOKS: u32 = 3;
/// The code of a log that is not the one that was opened; that of [`ViewError::CursorFromOtherLog`].
pub(crate) const OTHER_LOG: &str = "CURSOR_FROM_OTHER_LOG";
/// From this many events on, folding is worth a line in the log.
const WORTH_TELLING: u64 = 20_000;

/// Why the views stopped for good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Stable code: `UPGRADE_NEEDED`, `EVENT_BROKEN`, `FIGURE_OVERFLOW`, `VIEWS_FAILED`, `CURSOR_FROM_OTHER_LOG`
    /// or `INTERNAL`.
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
    /// Starts the thread. Where others can put the log back beneath this node, it looks for that now and then.
    pub(super) fn start(
        views: Views,
        log: Arc<dyn EventStore>,
        level: watch::Sender<Level>,
        look_every: Option<Duration>,
    ) -> Result<Self, NodeError> {
        let shared = Arc::new(Shared::default());
        let (stop, stopping) = watch::channel(false);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(NodeError::Thread)?;
        let fallen = Fallen { level: level.clone(), shared: Arc::clone(&shared) };
        let follow = Follow {
            directory: directory(&views),
            views,
            log,
            level,
            shared: Arc::clone(&shared),
            look: look_every.map(Look::first),
        };
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
    look: Option<Look>,
}

/// When to look next whether the log is still the one that was opened.
#[derive(Clone, Copy)]
struct Look {
    every: Duration,
    due: Instant,
    /// How often in a row it was another one.
    different: u32,
}

impl Look {
    fn first(every: Duration) -> Self {
        Self { every, due: Instant::now() + every, different: 0 }
    }

    /// Waits until it is time; for ever where nobody looks.
    async fn due(look: Option<Self>) {
        match look {
            Some(look) => tokio::time::sleep_until(look.due).await,
            None => std::future::pending().await,
        }
    }
}

impl Follow {
    async fn until(mut self, mut stopping: watch::Receiver<bool>) {
        let stopped = tokio::select! {
            stopped = self.grow() => stopped,
            _ = stopping.changed() => return,
        };
        self.end(stopped);
    }

    /// Takes in page after page, until it cannot go on.
    async fn grow(&mut self) -> Stopped {
        let mut follower = self.follower();
        loop {
            let turn = self.turn(&mut follower).await;
            self.shared.is_failing.store(turn.is_err(), Ordering::Relaxed);
            match turn {
                Ok(()) => {}
                Err(Pause::Retry(reason)) => {
                    error!("growing the views failed and is tried again: {reason}");
                    tokio::time::sleep(RETRY_WAIT).await;
                }
                Err(Pause::ForGood(stopped)) => return stopped,
            }
        }
    }

    async fn turn(&mut self, follower: &mut Follower) -> Result<(), Pause> {
        if self.shared.is_failing.load(Ordering::Relaxed) {
            // Asked outright: a follower waits for events, and a quiet log would leave this node failing.
            self.look().await?;
            let page = self.log.read_all(self.views.position(), PAGE).await?;
            self.take_in(page)?;
            *follower = self.follower();
            return Ok(());
        }
        // Looking meanwhile does not drop a page on its way, be it as slow as it may.
        let next = follower.next();
        tokio::pin!(next);
        let page = loop {
            tokio::select! {
                page = &mut next => break page?,
                () = Look::due(self.look) => self.look().await?,
            }
        };
        // A log that was away may be another one now: nothing of it is taken in before that is known.
        if self.look.is_some_and(|look| look.due <= Instant::now()) {
            self.look().await?;
        }
        self.take_in(page)
    }

    /// Looks whether the log is still the one that was opened.
    async fn look(&mut self) -> Result<(), Pause> {
        let Some(look) = self.look else { return Ok(()) };
        let difference = self.difference().await?;
        let different = if difference.is_some() { look.different + 1 } else { 0 };
        self.look = Some(Look { due: Instant::now() + look.every, different, ..look });
        match difference {
            None => Ok(()),
            Some(reason) if different < DIFFERENT_LOOKS => Err(Pause::Retry(reason)),
            Some(reason) => {
                let reason = format!("{reason}; the log was put back or replaced: restart the node");
                Err(Pause::ForGood(Stopped { code: OTHER_LOG, position: self.views.position(), reason }))
            }
        }
    }

    /// What tells the log from the one that was opened.
    async fn difference(&self) -> Result<Option<String>, StoreError> {
        let present = match self.log.present_identity().await {
            // A server that was emptied, or to which another log is being copied, is there and has not got ours.
            Err(gone @ (StoreError::NoLog { .. } | StoreError::MigrationUnfinished { .. })) => {
                return Ok(Some(gone.to_string()));
            }
            present => present?,
        };
        if present != self.log.identity() {
            let error = ViewError::CursorFromOtherLog { found: self.views.log(), expected: level::of(present) };
            return Ok(Some(error.to_string()));
        }
        let position = self.views.position();
        if position == 0 {
            return Ok(None);
        }
        let head = self.log.head().await?;
        if head < position {
            return Ok(Some(format!("the log ends at position {head}, the views show {position}")));
        }
        Ok(match self.log.at(position).await? {
            None => Some(format!("no event stands at position {position}, which the views show")),
            Some(recorded) => self.views.check(&event(recorded)).err().map(|error| error.to_string()),
        })
    }

    fn follower(&self) -> Follower {
        self.log.follow(self.views.position()).with_page(PAGE)
    }

    fn take_in(&mut self, page: Vec<Recorded>) -> Result<(), Pause> {
        if page.is_empty() {
            return Ok(());
        }
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
        let is_other_log = stopped.code == OTHER_LOG;
        let _ = shared.stopped.set(stopped);
        level.send_modify(|level| *level = Level { stopped: true, is_other_log, ..*level });
    }
}

/// Why a page was not taken in whole.
enum Pause {
    /// May pass.
    Retry(String),
    /// Cannot.
    ForGood(Stopped),
}

impl From<StoreError> for Pause {
    fn from(error: StoreError) -> Self {
        Self::Retry(error.to_string())
    }
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
