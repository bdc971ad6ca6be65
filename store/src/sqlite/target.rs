//! A data directory that a log is being copied into: its mark, and appends in one order, a page in each transaction.
//!
//! Not through the writer: after a transaction that fails it goes on with the next, and the log would have a hole.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use serde::de::DeserializeOwned;

use super::failure;
use super::log::{self, SqliteLog};
use super::options::Synchronous;
use super::transaction::Book;
use crate::data_dir::{DataDir, check_restored, sync_dir, write_whole};
use crate::error::{AppendError, StoreError};
use crate::identity::LogIdentity;
use crate::migration::{Begun, Ended, Migrated, MigrationTarget, Moving, NotCopied, Standing};
use crate::port::EventStore;

/// Pages of the WAL after which the connection that writes copies them into the file; nobody else does.
const CHECKPOINT_PAGES: i32 = 4_096;

/// A data directory as the target of a migration; holds its lock.
#[derive(Debug)]
pub struct SqliteTarget {
    directory: DataDir,
}

impl SqliteTarget {
    /// A directory that is already locked.
    #[must_use]
    pub fn new(directory: DataDir) -> Self {
        Self { directory }
    }

    fn path(&self) -> &Path {
        self.directory.path()
    }

    fn write(&self) -> Result<Connection, StoreError> {
        log::open_file(&SqliteLog::file(self.path()), Synchronous::Full)
    }

    /// The name of the log in the file; `None` where there is none.
    fn name(&self) -> Result<Option<LogIdentity>, StoreError> {
        match SqliteLog::open_copy(self.path()) {
            Ok(log) => Ok(Some(log.identity())),
            // Not there, or not yet whole.
            Err(StoreError::WrongFile { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl MigrationTarget for SqliteTarget {
    fn standing(&self) -> Result<Standing, StoreError> {
        check_restored(self.path())?;
        let mark = DataDir::migration_mark(self.path());
        if mark.exists() {
            let begun: Option<Begun> = read(&mark)?;
            return Ok(begun.map_or(Standing::Other, |begun| Standing::Unfinished { source: begun.source() }));
        }
        if !SqliteLog::file(self.path()).exists() {
            return Ok(Standing::Empty);
        }
        let ended: Option<Ended> = read(&DataDir::migrated(self.path()))?;
        let migrated = match ended {
            // A backup may have been put in its place since.
            Some(ended) if self.name()? == Some(ended.log()) => ended.migrated(),
            _ => None,
        };
        Ok(migrated.map_or(Standing::Other, Standing::Finished))
    }

    fn begin(&self, source: LogIdentity) -> Result<(), StoreError> {
        write_json(&DataDir::migration_mark(self.path()), &Begun::of(source))
    }

    fn log(&self) -> Result<Arc<dyn EventStore>, StoreError> {
        if self.name()?.is_none() {
            let begun: Option<Begun> = read(&DataDir::migration_mark(self.path()))?;
            let begun = begun.ok_or(StoreError::Closed)?;
            // Not yet the name it will have, and none that anybody knows.
            log::name(&self.write()?, begun.source().later())?;
            sync_dir(self.path())?;
        }
        Ok(Arc::new(SqliteLog::open_copy(self.path())?))
    }

    fn fill(&self, pages: &mut dyn Iterator<Item = Vec<Moving>>) -> Result<(), NotCopied> {
        let mut first = pages.next();
        let position = first.as_ref().and_then(|page| page.first()).map_or(0, |moving| moving.position);
        let unopened = |error: StoreError| NotCopied { position, source: error.into() };
        let connection = self.write().map_err(unopened)?;
        connection
            .pragma_update_and_check(None, "wal_autocheckpoint", CHECKPOINT_PAGES, |_| Ok(()))
            .map_err(failure("preparing the copy"))
            .map_err(unopened)?;
        let mut book = Book::open(&connection).map_err(failure("reading the log's head")).map_err(unopened)?;
        while let Some(page) = first.take().or_else(|| pages.next()) {
            write_page(&mut book, &page)?;
        }
        Ok(())
    }

    fn end(&self, migrated: &Migrated) -> Result<(), StoreError> {
        log::set_epoch(&self.write()?, migrated.target)?;
        write_json(&DataDir::migrated(self.path()), &Ended::of(migrated))?;
        let mark = DataDir::migration_mark(self.path());
        std::fs::remove_file(&mark).map_err(|source| StoreError::io("removing the mark", &mark, source))?;
        sync_dir(self.path())
    }
}

/// Writes a page in one transaction: all of it or nothing.
fn write_page(book: &mut Book<'_>, page: &[Moving]) -> Result<(), NotCopied> {
    let mut position = page.first().map_or(0, |moving| moving.position);
    let written = write_appends(book, page, &mut position);
    written.map_err(|source| {
        // The log is closed next, which undoes the transaction as well.
        let _undone = book.abandon().is_ok();
        NotCopied { position, source }
    })
}

fn write_appends(book: &mut Book<'_>, page: &[Moving], position: &mut u64) -> Result<(), AppendError> {
    book.begin().map_err(failure("beginning a transaction"))?;
    for moving in page {
        *position = moving.position;
        book.append(&moving.append).map_err(failure("copying"))??;
    }
    book.commit().map_err(failure("committing"))?;
    Ok(())
}

fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), StoreError> {
    let text = serde_json::to_vec(value).map_err(|error| StoreError::io("writing", path, error.into()))?;
    write_whole(path, &text)
}

/// What a small file says; `None` when it is not there or says something else.
fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, StoreError> {
    match std::fs::read(path) {
        Ok(text) => Ok(serde_json::from_slice(&text).ok()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("reading", path, error)),
    }
}
