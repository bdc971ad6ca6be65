//! [`SqliteLog`]: opening, and the verbs of the port.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension};
use tokio::sync::watch;
use uuid::Uuid;

use super::checkpoint::Checkpointer;
use super::connection::{open_reading, open_writing};
use super::failure;
use super::options::{Mode, Options, Synchronous};
use super::reader::Reader;
use super::writer::Writer;
use crate::append::{Append, Appended};
use crate::data_dir::{DataDir, check_settled, sync_dir};
use crate::error::{AppendError, StoreError};
use crate::event::Recorded;
use crate::follower::Follower;
use crate::identity::LogIdentity;
use crate::port::EventStore;
use crate::schema::Schema;

const FILE: &str = "log.db";

const SCHEMA: Schema = Schema {
    name: "log of Cangliu",
    application_id: 0x636C_4C31, // clL1
    steps: &[include_str!("../../../migrations/log/0001_log.sql")],
};

/// A log in one SQLite file. Clones share it; the last one dropped closes it.
#[derive(Clone)]
pub struct SqliteLog {
    pub(super) reader: Arc<Reader>,
    writer: Option<Arc<Writer>>,
    identity: LogIdentity,
    bell: watch::Sender<u64>,
}

impl SqliteLog {
    /// Opens the log in a data directory; for writing, this takes the directory's lock.
    ///
    /// # Errors
    /// [`StoreError::Locked`] while another process writes; [`StoreError::WrongFile`] and [`StoreError::UpgradeNeeded`]
    /// when the file is not a log this release can use; the engine's own.
    pub fn open(directory: &Path, options: Options) -> Result<Self, StoreError> {
        match options.mode {
            Mode::ReadWrite => Self::open_locked(DataDir::lock(directory)?, options),
            Mode::ReadOnly => Self::open_reading(directory),
        }
    }

    /// Opens the log for writing in a directory that is already locked; the log keeps the lock.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_locked(directory: DataDir, options: Options) -> Result<Self, StoreError> {
        check_settled(directory.path())?;
        let file = Self::file(directory.path());
        let mut connection = open_file(&file, options.synchronous)?;
        let identity = own_identity(&connection, &file)?;
        sync_dir(directory.path())?;
        let bell = watch::Sender::new(0);
        let checkpointer = Checkpointer::start(&mut connection, &file, options)?;
        let writer = Writer::start(connection, checkpointer, directory, bell.clone())?;
        Ok(Self { reader: Arc::new(Reader::new(&file)), writer: Some(Arc::new(writer)), identity, bell })
    }

    fn open_reading(directory: &Path) -> Result<Self, StoreError> {
        check_settled(directory)?;
        Self::open_copy(directory)
    }

    /// Opens for reading what may be the unfinished copy of another log.
    pub(super) fn open_copy(directory: &Path) -> Result<Self, StoreError> {
        let file = Self::file(directory);
        if !file.is_file() {
            return Err(StoreError::WrongFile { path: file, expected: SCHEMA.name });
        }
        let connection = open_reading(&file)?;
        SCHEMA.check(&connection, &file)?;
        let identity = read_identity(&connection, &file)?;
        let identity = identity.ok_or(StoreError::WrongFile { path: file.clone(), expected: SCHEMA.name })?;
        Ok(Self { reader: Arc::new(Reader::new(&file)), writer: None, identity, bell: watch::Sender::new(0) })
    }

    /// The log's file in a data directory.
    #[must_use]
    pub fn file(directory: &Path) -> PathBuf {
        directory.join(FILE)
    }

    /// Says that the log in this directory was restored: its positions now mean other events than those handed out
    /// after the backup, so cursors of the old epoch are refused. The new epoch is higher by chance's measure, so that
    /// one backup restored on two machines begins two epochs.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn start_new_epoch(directory: &DataDir) -> Result<LogIdentity, StoreError> {
        let file = Self::file(directory.path());
        if !file.is_file() {
            return Err(StoreError::WrongFile { path: file, expected: SCHEMA.name });
        }
        let connection = open_file(&file, Synchronous::Full)?;
        let identity = own_identity(&connection, &file)?.later();
        set_epoch(&connection, identity)?;
        Ok(identity)
    }

    /// [`EventStore::read_all`] for threads that may block: the view writer, the command line.
    ///
    /// # Errors
    /// As [`EventStore::read_all`].
    pub fn read_all_blocking(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.reader.all(after, limit)
    }

    /// [`EventStore::read_stream`] for threads that may block.
    ///
    /// # Errors
    /// As [`EventStore::read_stream`].
    pub fn read_stream_blocking(
        &self,
        stream: &str,
        from_revision: u64,
        limit: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.reader.stream(stream, from_revision, limit)
    }

    /// [`EventStore::head`] for threads that may block.
    ///
    /// # Errors
    /// As [`EventStore::head`].
    pub fn head_blocking(&self) -> Result<u64, StoreError> {
        match &self.writer {
            Some(_) => Ok(*self.bell.borrow()),
            None => self.reader.head(),
        }
    }

    /// Transactions committed since the log was opened, for the benchmark and metrics; 0 for a reading handle.
    #[must_use]
    pub fn transactions(&self) -> u64 {
        self.writer.as_ref().map_or(0, |writer| writer.transactions())
    }

    /// A handle that reads the same log and keeps nothing open for writing.
    fn reading(&self) -> Self {
        Self { writer: None, ..self.clone() }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let _place = self.reader.place().await?;
        let reader = Arc::clone(&self.reader);
        tokio::task::spawn_blocking(move || read(&reader)).await.map_err(|_| StoreError::Closed)?
    }
}

#[async_trait]
impl EventStore for SqliteLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        let writer = self.writer.as_ref().ok_or(StoreError::ReadOnly)?;
        let outcome = writer.submit(append)?;
        // No answer: the writer ended in the middle, and what it committed is known only to the file.
        outcome.await.map_or(Err(AppendError::OutcomeUnknown), |answer| answer.outcome)
    }

    async fn read_stream(&self, stream: &str, from_revision: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let stream = stream.to_owned();
        self.blocking(move |reader| reader.stream(&stream, from_revision, limit)).await
    }

    async fn read_all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.blocking(move |reader| reader.all(after, limit)).await
    }

    async fn at(&self, position: u64) -> Result<Option<Recorded>, StoreError> {
        let Some(before) = position.checked_sub(1) else { return Ok(None) };
        let found = self.read_all(before, 1).await?;
        Ok(found.into_iter().next().filter(|event| event.position == position))
    }

    async fn head(&self) -> Result<u64, StoreError> {
        match &self.writer {
            Some(_) => Ok(*self.bell.borrow()),
            None => self.blocking(Reader::head).await,
        }
    }

    fn identity(&self) -> LogIdentity {
        self.identity
    }

    fn follow(&self, after: u64) -> Follower {
        Follower::new(Arc::new(self.reading()), self.bell.subscribe(), after)
    }
}

/// Opens the log's file for writing, made and brought to the newest schema if need be; for whoever holds the lock.
pub(super) fn open_file(file: &Path, synchronous: Synchronous) -> Result<Connection, StoreError> {
    let mut connection = open_writing(file, synchronous)?;
    SCHEMA.migrate(&mut connection, file)?;
    Ok(connection)
}

/// The identity in the file, made when there is none yet.
fn own_identity(connection: &Connection, file: &Path) -> Result<LogIdentity, StoreError> {
    if let Some(identity) = read_identity(connection, file)? {
        return Ok(identity);
    }
    let identity = LogIdentity { id: Uuid::new_v4(), epoch: 1 };
    name(connection, identity)?;
    Ok(identity)
}

/// Names a log that has no name yet.
pub(super) fn name(connection: &Connection, identity: LogIdentity) -> Result<(), StoreError> {
    connection
        .execute("insert into log_identity (id, epoch) values (?1, ?2)", (identity.id.as_bytes(), identity.epoch))
        .map_err(failure("naming a new log"))?;
    Ok(())
}

pub(super) fn set_epoch(connection: &Connection, identity: LogIdentity) -> Result<(), StoreError> {
    connection.execute("update log_identity set epoch = ?1", [identity.epoch]).map_err(failure("starting an epoch"))?;
    Ok(())
}

fn read_identity(connection: &Connection, file: &Path) -> Result<Option<LogIdentity>, StoreError> {
    let found = connection
        .query_row("select id, epoch from log_identity", [], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))
        .optional()
        .map_err(failure("reading the log's identity"))?;
    let Some((id, epoch)) = found else { return Ok(None) };
    let wrong = || StoreError::WrongFile { path: file.to_owned(), expected: SCHEMA.name };
    Ok(Some(LogIdentity { id: Uuid::from_slice(&id).map_err(|_| wrong())?, epoch }))
}
