//! A log that others put back, or replace, beneath a running node.

use std::sync::Mutex;

use async_trait::async_trait;
use cangliu_store::{AppendError, Appended, Follower, LogIdentity, Options, Recorded};

use super::*;
use crate::ledger::{Level, Shown};
use crate::node::{follow, level};

const LOOK_EVERY: Duration = Duration::from_millis(20);
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of the log.
#[derive(Clone, Copy, PartialEq)]
enum Now {
    Same,
    Away,
    LaterEpoch,
    Shorter,
    Emptied,
}

/// A log in a directory to which things happen as to one on a server.
struct OnServer {
    log: Arc<SqliteLog>,
    now: Mutex<Now>,
}

impl OnServer {
    fn becomes(&self, now: Now) {
        *self.now.lock().unwrap() = now;
    }

    fn now(&self) -> Now {
        *self.now.lock().unwrap()
    }
}

#[async_trait]
impl EventStore for OnServer {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.log.append(append).await
    }

    async fn read_stream(&self, stream: &str, from: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_stream(stream, from, limit).await
    }

    async fn read_all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.log.read_all(after, limit).await
    }

    async fn at(&self, position: u64) -> Result<Option<Recorded>, StoreError> {
        self.log.at(position).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        let head = self.log.head().await?;
        Ok(if self.now() == Now::Shorter { head - 1 } else { head })
    }

    fn identity(&self) -> LogIdentity {
        self.log.identity()
    }

    async fn present_identity(&self) -> Result<LogIdentity, StoreError> {
        match self.now() {
            Now::Same | Now::Shorter => Ok(self.identity()),
            Now::LaterEpoch => Ok(self.identity().later()),
            Now::Emptied => Err(StoreError::NoLog { address: "esdb://server".into() }),
            Now::Away => {
                let source = Arc::new(std::io::Error::other("away"));
                Err(StoreError::Unavailable { doing: "looking", source })
            }
        }
    }

    fn follow(&self, after: u64) -> Follower {
        self.log.follow(after)
    }
}

/// A log with an event that its views show, and the thread that grows them.
struct Watched {
    log: Arc<OnServer>,
    following: Following,
    shown: Shown,
    _directory: tempfile::TempDir,
}

impl Watched {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let node = Node::open(&DataSettings::at(directory.path())).unwrap();
        let (_, position) = register(&node).await;
        assert!(node.wait_visible(position).await);
        node.close().await;
        let log = Arc::new(SqliteLog::open(directory.path(), Options::default()).unwrap());
        let log = Arc::new(OnServer { log, now: Mutex::new(Now::Same) });
        let shared: Arc<dyn EventStore> = log.clone();
        let views = level::open(&Node::views_directory(directory.path()), &shared).unwrap();
        assert_eq!(views.position(), position);
        let (sender, shown) = Shown::channel(position);
        let following = follow::Following::start(views, shared, sender, Some(LOOK_EVERY)).unwrap();
        Self { log, following, shown, _directory: directory }
    }

    async fn until(&self, what: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !what(self) {
            assert!(begun.elapsed() < PATIENCE, "it did not come about");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

async fn stops_when_the_log(became: Now) {
    let watched = Watched::start().await;
    let Level { position, .. } = watched.shown.level();
    assert!(watched.shown.reached(position, Duration::ZERO).await);
    watched.log.becomes(became);
    watched.until(|watched| watched.shown.level().stopped).await;
    let stopped = watched.following.stopped().unwrap();
    assert_eq!(stopped.code, OTHER_LOG);
    assert!(stopped.reason.ends_with("restart the node"), "{}", stopped.reason);
    assert!(!watched.shown.reached(position, Duration::ZERO).await, "what is shown is of the other log");
}

#[tokio::test]
async fn a_node_stops_when_its_log_began_a_new_epoch() {
    stops_when_the_log(Now::LaterEpoch).await;
}

#[tokio::test]
async fn a_node_stops_when_its_log_ends_before_what_it_shows() {
    stops_when_the_log(Now::Shorter).await;
}

#[tokio::test]
async fn a_node_stops_when_its_server_holds_no_log_any_more() {
    stops_when_the_log(Now::Emptied).await;
}

#[tokio::test]
async fn a_log_that_was_away_is_followed_again_although_nobody_writes() {
    let watched = Watched::start().await;
    watched.log.becomes(Now::Away);
    watched.until(|watched| watched.following.is_failing()).await;
    watched.log.becomes(Now::Same);
    watched.until(|watched| !watched.following.is_failing()).await;
    assert_eq!(watched.following.stopped(), None);
}

#[tokio::test]
async fn a_server_that_knows_less_for_a_moment_stops_nobody() {
    let watched = Watched::start().await;
    watched.log.becomes(Now::Shorter);
    watched.until(|watched| watched.following.is_failing()).await;
    watched.log.becomes(Now::Same);
    watched.until(|watched| !watched.following.is_failing()).await;
    assert_eq!(watched.following.stopped(), None);
}
