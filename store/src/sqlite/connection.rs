//! How connections to the log's file are opened.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Synchronous, failure};
use crate::error::StoreError;

/// Bytes of a page. Measured with 64 writers: with 1,024 and 2,048 an event took 278 and 264 bytes instead of 248; 8,192 saved
/// nothing and was a little slower, as the WAL takes a whole page for each entry of an index.
const PAGE_BYTES: u32 = 4_096;
/// KiB of pages the writer keeps. Small, because SQLite looks through all of them at each commit that split a page of the
/// index; what falls out is still in the memory of the system.
const WRITER_CACHE_KIB: i32 = 8 * 1_024;
const READER_CACHE_KIB: i32 = 8 * 1_024;
/// Other programs (a shell, a backup tool) may hold the file for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens for writing, making the file when there is none.
pub(crate) fn open_writing(file: &Path, synchronous: Synchronous) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(file, flags, WRITER_CACHE_KIB, |connection| {
        connection.pragma_update(None, "page_size", PAGE_BYTES)?;
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", synchronous.as_str())?;
        connection.pragma_update_and_check(None, "wal_autocheckpoint", 0, |_| Ok(()))?;
        connection.pragma_update(None, "foreign_keys", false)
    })
}

/// Opens for reading; the file must be there.
pub(super) fn open_reading(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    open(file, flags, READER_CACHE_KIB, |_| Ok(()))
}

fn open(
    file: &Path,
    flags: OpenFlags,
    cache_kib: i32,
    configure: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<Connection, StoreError> {
    let opened = Connection::open_with_flags(file, flags).and_then(|connection| {
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // SQLite reads a negative size as KiB.
        connection.pragma_update(None, "cache_size", -cache_kib)?;
        // Without this a build with STAT4 plans a cached statement anew for each value bound to it.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        configure(&connection)?;
        Ok(connection)
    });
    opened.map_err(failure("opening the log"))
}
