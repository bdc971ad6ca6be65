//! What the machine allows: a bare SQLite insert and a bare write, with the batches the store really made.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rusqlite::{Connection, params};

use super::report::Timing;
use crate::error::StoreError;
use crate::event::{Meta, NewEvent};
use crate::sqlite::{Synchronous, failure, open_writing};

/// Bytes of an event's envelope beside its data: three ids of 16, a fingerprint of 32, five integers.
const ENVELOPE_BYTES: usize = 16 + 16 + 32 + 24;

/// The same rows in one table without a secondary index, from one thread, prepared beforehand.
pub(super) struct BareInsert {
    path: PathBuf,
    connection: Connection,
    written: u64,
}

impl BareInsert {
    pub(super) fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("bare-insert.db");
        let connection = open_writing(&path, Synchronous::Full)?;
        // As SQLite comes: it copies the WAL by itself.
        connection
            .pragma_update_and_check(None, "wal_autocheckpoint", 1_000, |_| Ok(()))
            .and_then(|()| {
                connection.execute_batch(
                    "create table event (
                         position integer primary key, stream integer, revision integer, kind integer,
                         recorded_at integer, actor integer, id blob, command_id blob, fingerprint blob,
                         causation blob, data text
                     ) strict",
                )
            })
            .map_err(failure("preparing the bare insert"))?;
        Ok(Self { path, connection, written: 0 })
    }

    pub(super) fn run(&mut self, rows: &[(NewEvent, Meta)], batch: usize) -> Result<Timing, StoreError> {
        let start = Instant::now();
        for batch in rows.chunks(batch) {
            self.insert(batch).map_err(failure("inserting bare rows"))?;
        }
        Ok(Timing { events: rows.len(), elapsed: start.elapsed() })
    }

    fn insert(&mut self, rows: &[(NewEvent, Meta)]) -> rusqlite::Result<()> {
        self.connection.prepare_cached("begin immediate")?.execute([])?;
        {
            let mut insert = self
                .connection
                .prepare_cached("insert into event values (?1, ?2, ?3, 1, ?4, 1, ?5, ?6, ?7, null, ?8)")?;
            for (event, meta) in rows {
                self.written += 1;
                insert.execute(params![
                    self.written,
                    self.written / 10,
                    self.written % 10,
                    meta.recorded_at.timestamp_micros(),
                    event.id.as_bytes(),
                    meta.command_id.as_bytes(),
                    meta.fingerprint,
                    event.data,
                ])?;
            }
        }
        self.connection.prepare_cached("commit")?.execute([]).map(drop)
    }

    pub(super) fn remove(self) -> Result<(), StoreError> {
        drop(self.connection);
        std::fs::remove_file(&self.path).map_err(|source| StoreError::io("removing the bare rows", &self.path, source))
    }
}

/// The bytes of the events and nothing else, appended to a file and synced batch by batch.
pub(super) struct PlainWrite {
    path: PathBuf,
    file: File,
}

impl PlainWrite {
    pub(super) fn open(directory: &Path) -> Result<Self, StoreError> {
        let path = directory.join("plain-write.bin");
        let file = File::create(&path).map_err(|source| StoreError::io("preparing the plain write", &path, source))?;
        Ok(Self { path, file })
    }

    pub(super) fn run(&mut self, events: usize, batch: usize) -> Result<Timing, StoreError> {
        let bytes = vec![b'x'; batch * (ENVELOPE_BYTES + super::DATA_BYTES)];
        let failed = |source| StoreError::io("writing plainly", &self.path, source);
        let batches = events.div_ceil(batch);
        let start = Instant::now();
        for _ in 0..batches {
            self.file.write_all(&bytes).and_then(|()| self.file.sync_data()).map_err(failed)?;
        }
        Ok(Timing { events: batches * batch, elapsed: start.elapsed() })
    }

    pub(super) fn remove(self) -> Result<(), StoreError> {
        std::fs::remove_file(&self.path)
            .map_err(|source| StoreError::io("removing the plain write", &self.path, source))
    }
}
