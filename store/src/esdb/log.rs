//! [`EsdbLog`]: opening, and the verbs of the port.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use super::appender::Appender;
use super::connection::Connection;
use super::identity;
use super::options::EsdbOptions;
use super::reading::Reading;
use crate::append::{Append, Appended};
use crate::error::{AppendError, StoreError};
use crate::event::Recorded;
use crate::follower::Follower;
use crate::identity::LogIdentity;
use crate::port::EventStore;
use crate::stream_name;

/// Threads of our own side of the log; each client has others, which end with it.
const THREADS: usize = 2;

/// A log on a server. Clones share its connection.
#[derive(Clone)]
pub struct EsdbLog {
    pub(super) host: Arc<Host>,
    pub(super) reading: Arc<Reading>,
    pub(super) appender: Option<Arc<Appender>>,
    identity: LogIdentity,
    bell: watch::Sender<u64>,
    /// As it may be shown.
    address: String,
}

impl EsdbLog {
    /// Opens the log on a server; begins one where there is none, unless it is only to be read. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the server does not answer in time; [`StoreError::NoLog`] for a reader where
    /// no log was begun; [`StoreError::MigrationUnfinished`] where one is being copied to; what the server says of our
    /// credentials.
    pub fn open(options: &EsdbOptions) -> Result<Self, StoreError> {
        let host = Arc::new(Host::start()?);
        // On a thread of its own, so that whoever calls may be a task.
        std::thread::scope(|threads| {
            let opening = threads.spawn(|| host.runtime().block_on(Self::connect(Arc::clone(&host), options)));
            opening.join().map_err(|_| StoreError::Closed)?
        })
    }

    async fn connect(host: Arc<Host>, options: &EsdbOptions) -> Result<Self, StoreError> {
        let connection = Arc::new(Connection::new(options.settings.clone()));
        let reading = Arc::new(Reading::new(Arc::clone(&connection), options));
        let bell = watch::Sender::new(0);
        if options.read_only {
            let identity = identity::find(&reading, &options.address).await?;
            let identity = identity.ok_or_else(|| StoreError::NoLog { address: options.address.clone() })?;
            return Ok(Self { host, reading, appender: None, identity, bell, address: options.address.clone() });
        }
        let appender = Arc::new(Appender::new(connection, Arc::clone(&reading), options));
        let identity = identity::find_or_make(&reading, &appender, &options.address).await?;
        Ok(Self { host, reading, appender: Some(appender), identity, bell, address: options.address.clone() })
    }

    /// What may be the unfinished copy of another log; it asks nobody anything yet.
    pub(super) fn copy(options: &EsdbOptions) -> Result<Self, StoreError> {
        let host = Arc::new(Host::start()?);
        let connection = Arc::new(Connection::new(options.settings.clone()));
        let reading = Arc::new(Reading::new(Arc::clone(&connection), options));
        let appender = Some(Arc::new(Appender::new(connection, Arc::clone(&reading), options)));
        let identity = LogIdentity { id: uuid::Uuid::nil(), epoch: 0 };
        Ok(Self { host, reading, appender, identity, bell: watch::Sender::new(0), address: options.address.clone() })
    }

    /// Begins a new epoch of the log on a server that was put back to a copy of itself: positions handed out since the
    /// copy mean other events now. Later than `seen`, the latest epoch that anybody remembers. Nodes notice when they
    /// start. Blocks.
    ///
    /// # Errors
    /// As [`Self::open`] for a reader.
    pub fn start_new_epoch(options: &EsdbOptions, seen: u32) -> Result<LogIdentity, StoreError> {
        let log = Self::copy(options)?;
        let (host, reading, address) = (Arc::clone(&log.host), Arc::clone(&log.reading), options.address.clone());
        let appender = log.appender.clone().ok_or(StoreError::ReadOnly)?;
        std::thread::scope(|threads| {
            let begin = identity::begin_epoch(&reading, &appender, &address, seen);
            let beginning = threads.spawn(|| host.runtime().block_on(begin));
            beginning.join().map_err(|_| StoreError::Closed)?
        })
    }

    /// Reads on the log's threads.
    async fn read<T, F>(&self, read: impl FnOnce(Arc<Reading>) -> F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let reading = read(Arc::clone(&self.reading));
        self.host.runtime().spawn(reading).await.map_err(|_| StoreError::Closed)?
    }

    /// A handle that reads the same log.
    fn reading(&self) -> Self {
        Self { appender: None, ..self.clone() }
    }
}

#[async_trait]
impl EventStore for EsdbLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let appender = self.appender.as_ref().ok_or(StoreError::ReadOnly)?;
        stream_name::check(&append.stream)?;
        if append.events.is_empty() {
            return Err(StoreError::EmptyAppend { stream: append.stream }.into());
        }
        // In a task of its own: an append that was sent is followed to its end, whoever waits for it.
        let (appender, bell) = (Arc::clone(appender), self.bell.clone());
        let appending = self.host.runtime().spawn(async move {
            let appended = appender.append(&append).await?;
            bell.send_replace(appended.position);
            Ok(appended)
        });
        appending.await.unwrap_or(Err(AppendError::OutcomeUnknown))
    }

    async fn read_stream(&self, stream: &str, from_revision: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        stream_name::check(stream)?;
        let stream = stream.to_owned();
        self.read(|reading| async move { reading.stream(&stream, from_revision, limit).await }).await
    }

    async fn read_all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.read(|reading| async move { reading.all(after, limit).await }).await
    }

    async fn at(&self, position: u64) -> Result<Option<Recorded>, StoreError> {
        self.read(|reading| async move { reading.at(position).await }).await
    }

    async fn head(&self) -> Result<u64, StoreError> {
        self.read(|reading| async move { reading.head().await }).await
    }

    fn identity(&self) -> LogIdentity {
        self.identity
    }

    async fn present_identity(&self) -> Result<LogIdentity, StoreError> {
        let address = self.address.clone();
        let identity = self.read(|reading| async move { identity::find(&reading, &address).await }).await?;
        identity.ok_or_else(|| StoreError::NoLog { address: self.address.clone() })
    }

    fn follow(&self, after: u64) -> Follower {
        Follower::new(Arc::new(self.reading()), self.bell.subscribe(), after)
    }
}

/// The threads that follow reads and appends to their end, whoever still waits for them and whichever client carries
/// them.
pub(super) struct Host(Option<Runtime>);

impl Host {
    fn start() -> Result<Self, StoreError> {
        let mut builder = Builder::new_multi_thread();
        let runtime = builder.worker_threads(THREADS).thread_name("log").enable_all().build();
        let failed = |source| StoreError::Failed { doing: "starting threads", source: Arc::new(source) };
        runtime.map(|runtime| Self(Some(runtime))).map_err(failed)
    }

    #[expect(clippy::expect_used, reason = "taken only when dropped")]
    pub(super) fn runtime(&self) -> &Runtime {
        self.0.as_ref().expect("the threads run as long as the log is open")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // Whoever drops the log may be a task, and must not wait for others.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
