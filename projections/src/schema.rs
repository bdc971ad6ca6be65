//! The file's name, its tables, and how connections to it are set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cangliu_domain::{asset_class, division};
use rusqlite::{Connection, OpenFlags};

use crate::Result;

/// Raised whenever a fold or a table changes; another version is another file.
const FOLDS: u32 = 1;

/// Version of the views: the folds, and the code tables they read (a table's version is part of it).
pub const VERSION: u32 = FOLDS * 10_000 + asset_class::TABLE_VERSION * 100 + division::TABLE_VERSION;

const MIGRATIONS: [&str; 4] = [
    include_str!("../../migrations/views/0001_directory.sql"),
    include_str!("../../migrations/views/0002_register.sql"),
    include_str!("../../migrations/views/0003_pool.sql"),
    include_str!("../../migrations/views/0004_waste.sql"),
];

/// `application_id` in the header, so that no other file is taken for views ("CLvw").
const APPLICATION_ID: i32 = 0x434c_7677;
/// KiB of pages the writer keeps while it folds a long stretch of the log.
pub(crate) const WRITER_CACHE_BULK_KIB: i32 = 128 * 1_024;
/// KiB of pages the writer keeps while it follows the log.
pub(crate) const WRITER_CACHE_KIB: i32 = 4 * 1_024;
/// KiB of pages each reading connection keeps.
const READER_CACHE_KIB: i32 = 2 * 1_024;
const STATEMENTS_CACHED: usize = 96;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The views' file in a directory.
pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join(format!("views.v{VERSION}.db"))
}

/// Opens for writing; makes the tables in a new file.
pub(crate) fn open_writing(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection, WRITER_CACHE_KIB)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    // Disposable: what a power cut damages is folded again.
    connection.pragma_update(None, "synchronous", "off")?;
    let done: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for (step, number) in MIGRATIONS.iter().zip(1_u32..).filter(|(_, number)| *number > done) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(connection)
}

/// Opens for reading; the file must be there.
pub(crate) fn open_reading(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    set_up(&connection, READER_CACHE_KIB)?;
    rusqlite::vtab::array::load_module(&connection)?;
    Ok(connection)
}

/// Sets how much memory a connection keeps for pages; SQLite reads a negative size as KiB.
pub(crate) fn set_cache(connection: &Connection, kib: i32) -> Result<()> {
    Ok(connection.pragma_update(None, "cache_size", -kib)?)
}

fn set_up(connection: &Connection, cache_kib: i32) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.pragma_update(None, "temp_store", "memory")?;
    set_cache(connection, cache_kib)
}
