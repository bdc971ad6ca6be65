//! What an error of SQLite means for the log.
//!
//! | SQLite says | means | the writer |
//! |---|---|---|
//! | `IOERR` (read, write, fsync …) | after a failed fsync nobody knows what is on disk | ends the process: a restart recovers from the WAL |
//! | `FULL` | a page found no room; the WAL holds no commit mark, so nothing was written | rolls back, `STORE_FULL`, lives |
//! | `BUSY`, `LOCKED` | another program (not ours: the directory is locked) holds the file | rolls back, `STORE_UNAVAILABLE`, lives |
//! | `CORRUPT`, `NOTADB` | the file is damaged | rolls back, `STORE_CORRUPT`, lives: reading what is whole stays possible |
//! | anything else | memory, a bug | rolls back, `STORE_FAILED`, lives |
//!
//! A full disk can also show as `IOERR` when SQLite's shared memory cannot grow. By then the WAL may already hold the
//! commit mark, so this too ends the process rather than calling the events unwritten.
//!
//! Only `FULL` and `BUSY` are worth repeating as they are.

use std::sync::Arc;

use rusqlite::{Error, ErrorCode};
use tracing::error;

use crate::error::{Cause, StoreError};

/// Turns SQLite's error into the port's, saying what the store was doing.
pub(crate) fn failure(doing: &'static str) -> impl FnOnce(Error) -> StoreError {
    move |error| {
        let code = error.sqlite_error_code();
        let source: Cause = Arc::new(error);
        match code {
            Some(ErrorCode::DiskFull) => StoreError::Full { doing, source },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Unavailable { doing, source },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt { doing, source },
            _ => StoreError::Failed { doing, source },
        }
    }
}

/// Whether the disk itself failed, so that nothing this process remembers of the file can be trusted.
pub(super) fn is_disk_failure(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

/// Ends the process: after a failed write or fsync the system may have dropped pages it called written,
/// and only a restart reads what is really there.
pub(super) fn end_process(failed: &Error) -> ! {
    error!(error = %failed, "the disk failed beneath the log; ending the process");
    std::process::abort()
}
