//! Reading pages of events: a small pool of connections, and the way from a row to a [`Recorded`].

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use chrono::DateTime;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Params, Row};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use super::connection::open_reading;
use super::failure;
use super::names::Names;
use super::stream_name::StreamName;
use super::transaction::{read_head, stored};
use crate::error::StoreError;
use crate::event::Recorded;

/// Asynchronous readers at once, and connections kept. A read of a stream takes some 8 µs, so that more threads only wake
/// each other: on two cores 64 readers did 76,000 reads/s with four places and 36,000 with as many as they asked for.
const READERS_MAX: usize = 4;

const OF_STREAM: &str = "
    select position, stream, revision, kind, recorded_at, actor, id, command_id, fingerprint, causation, data
    from event
    where stream = ?1 and revision >= ?2
    order by revision
    limit ?3";

const OF_LOG: &str = "
    select position, stream, revision, kind, recorded_at, actor, id, command_id, fingerprint, causation, data
    from event
    where position > ?1
    order by position
    limit ?2";

pub(super) struct Reader {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    places: Semaphore,
    names: Names,
}

impl Reader {
    pub(super) fn new(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            idle: Mutex::new(Vec::new()),
            places: Semaphore::new(READERS_MAX),
            names: Names::new(),
        }
    }

    /// Waits for its turn to read on a blocking thread.
    pub(super) async fn place(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        self.places.acquire().await.map_err(|_| StoreError::Closed)
    }

    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    pub(super) fn stream(&self, stream: &str, from_revision: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        let name = StreamName::parse(stream)?;
        self.with(|connection| {
            let number = self.names.number(connection, stream, name).map_err(failure("looking up a stream"))?;
            let Some(number) = number else { return Ok(Vec::new()) };
            self.page(connection, OF_STREAM, (number, stored(from_revision), stored(limit)))
        })
    }

    pub(super) fn all(&self, after: u64, limit: usize) -> Result<Vec<Recorded>, StoreError> {
        self.with(|connection| self.page(connection, OF_LOG, (stored(after), stored(limit))))
    }

    pub(super) fn head(&self) -> Result<u64, StoreError> {
        self.with(|connection| read_head(connection).map_err(failure("reading the log's head")))
    }

    /// Lends a connection. One that met an error is not kept.
    pub(super) fn with<T>(&self, read: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reading(&self.file)?,
        };
        let answer = read(&connection)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS_MAX {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn page(&self, connection: &Connection, sql: &str, params: impl Params) -> Result<Vec<Recorded>, StoreError> {
        let failed = || failure("reading events");
        let mut statement = connection.prepare_cached(sql).map_err(failed())?;
        let mut rows = statement.query(params).map_err(failed())?;
        let mut page = Vec::new();
        while let Some(row) = rows.next().map_err(failed())? {
            page.push(self.recorded(connection, row)?);
        }
        Ok(page)
    }

    fn recorded(&self, connection: &Connection, row: &Row<'_>) -> Result<Recorded, StoreError> {
        let position: u64 = row.get(0).map_err(failure("reading a position"))?;
        let bad = |field| StoreError::Undecodable { position, field };
        let number = |column, field| row.get::<_, i64>(column).map_err(|_| bad(field));
        let looked_up = || failure("looking up a name");
        let kind = self.names.kind(connection, number(3, "type")?).map_err(looked_up())?;
        let (kind, version) = kind.ok_or_else(|| bad("type"))?;
        let stream = self.names.stream(connection, number(1, "stream")?).map_err(looked_up())?;
        let actor = self.names.actor(connection, number(5, "actor")?).map_err(looked_up())?;
        let bytes =
            |column, field| row.get_ref(column).ok().and_then(|value| value.as_blob().ok()).ok_or_else(|| bad(field));
        let id = |column, field| Uuid::from_slice(bytes(column, field)?).map_err(|_| bad(field));
        let causation = match row.get_ref(9) {
            Ok(ValueRef::Null) => None,
            _ => Some(id(9, "causation")?),
        };
        Ok(Recorded {
            id: id(6, "id")?,
            stream: stream.ok_or_else(|| bad("stream"))?,
            revision: row.get(2).map_err(|_| bad("revision"))?,
            position,
            kind,
            version,
            recorded_at: DateTime::from_timestamp_micros(number(4, "recorded_at")?)
                .ok_or_else(|| bad("recorded_at"))?,
            actor: actor.ok_or_else(|| bad("actor"))?,
            command_id: id(7, "command_id")?,
            fingerprint: bytes(8, "fingerprint")?.try_into().map_err(|_| bad("fingerprint"))?,
            causation,
            data: row.get(10).map_err(|_| bad("data"))?,
        })
    }
}
