//! The file itself: opened, discarded, put in place of another.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Keys, Views};
use crate::column::Id;
use crate::event::{Cursor, LogKey};
use crate::{Result, ViewError, schema};

impl Views {
    /// Where the views of this version lie in a directory.
    #[must_use]
    pub fn path(dir: &Path) -> PathBuf {
        schema::file(dir)
    }

    /// Opens the views of this version in a directory, empty ones when there are none, or none but
    /// those of a rebuild that did not finish.
    ///
    /// # Errors
    /// [`ViewError::CursorFromOtherLog`] when they were grown from another log or epoch: the caller
    /// may [`Views::discard`] them and open again.
    pub fn open(dir: &Path, log: LogKey) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|source| ViewError::File { doing: "made", source })?;
        let file = schema::file(dir);
        if schema::is_unfinished(&file)? {
            Self::discard(dir)?;
        }
        let connection = schema::open_writing(&file)?;
        Self::at(connection, file, log, false)
    }

    /// Begins views anew in a directory, to be grown over a long stretch of the log and then
    /// [finished](Views::finish_rebuild). Until then nobody can read them, and a crash leaves nothing.
    /// Some times faster than growing them event by event.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn rebuild(dir: &Path, log: LogKey) -> Result<Self> {
        fs::create_dir_all(dir).map_err(|source| ViewError::File { doing: "made", source })?;
        Self::discard(dir)?;
        let file = schema::file(dir);
        let connection = schema::open_rebuilding(&file)?;
        Self::at(connection, file, log, true)
    }

    /// Makes the indexes that a rebuild went without; from here on the views can be read, and grow
    /// as the log does.
    ///
    /// # Errors
    /// Those of the database.
    pub fn finish_rebuild(&mut self) -> Result<()> {
        if std::mem::take(&mut self.rebuilding) {
            schema::finish_rebuilding(&self.connection)?;
        }
        Ok(())
    }

    fn at(connection: Connection, file: PathBuf, log: LogKey, rebuilding: bool) -> Result<Self> {
        let (found, cursor) = stand(&connection, log)?;
        if found != log {
            return Err(ViewError::CursorFromOtherLog { found, expected: log });
        }
        Ok(Self { connection, file, log, cursor, keys: Keys::default(), rebuilding, gaps: false })
    }

    /// Removes the views of this version from a directory. Nobody may have them open.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn discard(dir: &Path) -> Result<()> {
        for file in with_companions(&schema::file(dir)) {
            remove(&file)?;
        }
        Ok(())
    }

    /// Removes the views of all other versions from a directory.
    ///
    /// # Errors
    /// When the directory cannot be listed or a file not removed.
    pub fn discard_other_versions(dir: &Path) -> Result<()> {
        let ours = with_companions(&schema::file(dir));
        let listed = |source| ViewError::File { doing: "listed", source };
        for entry in fs::read_dir(dir).map_err(listed)? {
            let path = entry.map_err(listed)?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with("views.v") && name.contains(".db") && !ours.contains(&path) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Puts views that were rebuilt in `prepared`, finished and closed, in the place of those in `dir`.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn install(prepared: &Path, dir: &Path) -> Result<()> {
        let source = schema::file(prepared);
        // Opened once more so that nothing is left in the write-ahead log beside it.
        schema::open_writing(&source)?.pragma_update_and_check(None, "wal_checkpoint", "truncate", |_| Ok(()))?;
        Self::discard(dir)?;
        fs::create_dir_all(dir).map_err(|source| ViewError::File { doing: "made", source })?;
        fs::rename(&source, schema::file(dir)).map_err(|source| ViewError::File { doing: "moved", source })
    }
}

/// Which log the file is of, and how far; a new file becomes one of `log`.
fn stand(connection: &Connection, log: LogKey) -> Result<(LogKey, Cursor)> {
    connection.execute(
        "insert into cursor (log, epoch, position) select ?1, ?2, 0 where not exists (select 1 from cursor)",
        (Id(log.log), log.epoch),
    )?;
    let stand = connection.query_row("select log, epoch, position, last_event from cursor", [], |row| {
        let position: i64 = row.get(2)?;
        let last_event_id = row.get::<_, Option<Id>>(3)?.map(|id| id.0);
        let log = LogKey { log: row.get::<_, Id>(0)?.0, epoch: row.get(1)? };
        Ok((log, Cursor { position: position.unsigned_abs(), last_event_id }))
    })?;
    Ok(stand)
}

fn with_companions(file: &Path) -> [PathBuf; 3] {
    let beside = |suffix: &str| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    [file.to_owned(), beside("-wal"), beside("-shm")]
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ViewError::File { doing: "removed", source: error })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
