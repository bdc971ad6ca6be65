//! The file's name, its tables, and how connections to it are set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cangliu_domain::{asset_class, division};
use rusqlite::{Connection, OpenFlags};

use crate::Result;

/// Raised whenever a fold or a table changes; another version is another file.
const FOLDS: u32 = 2;

/// Version of the views: the folds, and the code tables they read (a table's version is part of it).
pub const VERSION: u32 = FOLDS * 10_000 + asset_class::TABLE_VERSION * 100 + division::TABLE_VERSION;

const TABLES: [&str; 4] = [
    include_str!("../../migrations/views/0001_directory.sql"),
    include_str!("../../migrations/views/0002_register.sql"),
    include_str!("../../migrations/views/0003_pool.sql"),
    include_str!("../../migrations/views/0004_waste.sql"),
];
const INDEXES: &str = include_str!("../../migrations/views/0005_register_indexes.sql");

/// `application_id` in the header, so that no other file is taken for views ("CLvw").
const APPLICATION_ID: i32 = 0x434c_7677;
/// The same while views are rebuilt ("CLvr"): such a file is worth nothing until it is finished.
const REBUILDING_ID: i32 = 0x434c_7672;

/// KiB of pages the writer keeps while it rebuilds.
const REBUILD_CACHE_KIB: i32 = 64 * 1_024;
/// KiB of pages the writer keeps while it takes in a large batch.
pub(crate) const WRITER_CACHE_BULK_KIB: i32 = 64 * 1_024;
/// KiB of pages the writer keeps while it follows the log.
pub(crate) const WRITER_CACHE_KIB: i32 = 4 * 1_024;
/// KiB of pages each reading connection keeps.
const READER_CACHE_KIB: i32 = 2 * 1_024;
/// What is kept of the write-ahead log's file once a large batch has made it long.
const WAL_KEPT_BYTES: i64 = 16 << 20;
const STATEMENTS_CACHED: usize = 96;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The views' file in a directory.
pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join(format!("views.v{VERSION}.db"))
}

/// Opens for writing; makes tables and indexes in a new file.
pub(crate) fn open_writing(file: &Path) -> Result<Connection> {
    let connection = open(file)?;
    set_up(&connection, WRITER_CACHE_KIB)?;
    follow(&connection)?;
    if application_id(&connection)? != APPLICATION_ID {
        make(&connection, &TABLES.join("\n"), REBUILDING_ID)?;
        make(&connection, INDEXES, APPLICATION_ID)?;
    }
    Ok(connection)
}

/// Whether a file was left behind by a rebuild that did not finish.
pub(crate) fn is_unfinished(file: &Path) -> Result<bool> {
    Ok(file.exists() && application_id(&open(file)?)? == REBUILDING_ID)
}

/// Opens a new file for a rebuild: without indexes of the register, and without a journal, so that
/// each page is written once. A rebuild that does not finish is begun again.
pub(crate) fn open_rebuilding(file: &Path) -> Result<Connection> {
    let connection = open(file)?;
    set_up(&connection, REBUILD_CACHE_KIB)?;
    make(&connection, &TABLES.join("\n"), REBUILDING_ID)?;
    connection.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "off")?;
    connection.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
    Ok(connection)
}

/// Makes the indexes of a rebuilt file and lets it be read.
pub(crate) fn finish_rebuilding(connection: &Connection) -> Result<()> {
    make(connection, INDEXES, APPLICATION_ID)?;
    set_cache(connection, WRITER_CACHE_KIB)?;
    connection.pragma_update_and_check(None, "locking_mode", "normal", |_| Ok(()))?;
    follow(connection)
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

fn open(file: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(file, flags)?)
}

fn set_up(connection: &Connection, cache_kib: i32) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_CACHED);
    connection.pragma_update(None, "temp_store", "memory")?;
    set_cache(connection, cache_kib)
}

/// Disposable: what a power cut damages is folded again.
fn follow(connection: &Connection) -> Result<()> {
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update_and_check(None, "journal_size_limit", WAL_KEPT_BYTES, |_| Ok(()))?;
    Ok(connection.pragma_update(None, "synchronous", "off")?)
}

fn application_id(connection: &Connection) -> Result<i32> {
    Ok(connection.pragma_query_value(None, "application_id", |row| row.get(0))?)
}

fn make(connection: &Connection, sql: &str, mark: i32) -> Result<()> {
    Ok(connection.execute_batch(&format!("begin immediate;\n{sql}\npragma application_id = {mark};\ncommit;"))?)
}
