//! A copy of the log as it stood at one position, taken while appends go on.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::connection::open_reading;
use super::failure;
use super::log::SqliteLog;
use super::transaction::read_head;
use crate::data_dir::sync_dir;
use crate::error::StoreError;

/// Pages copied between two looks at the progress.
const PAGES_PER_STEP: i32 = 2_048;

/// How far a backup is, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BackupProgress {
    /// Pages copied.
    pub pages_done: u32,
    /// Pages in the log.
    pub pages_total: u32,
}

impl SqliteLog {
    /// Copies the log into the file `to` and answers the position of its last event. Blocks; `to` appears, synced,
    /// only when it is whole.
    ///
    /// The copy is one snapshot: appends go on and are not in it. Until it ends the WAL cannot start over, so it grows
    /// by what is appended meanwhile.
    ///
    /// # Errors
    /// The engine's on either side; [`StoreError::Io`] when the target exists or cannot be written.
    pub fn backup(&self, to: &Path, progress: impl FnMut(BackupProgress)) -> Result<u64, StoreError> {
        copy_file(self.reader.file(), to, progress, |source| {
            read_head(source).map_err(failure("reading the log's head"))
        })
    }
}

/// Copies a SQLite file under one snapshot, in which `read` looks before.
pub(crate) fn copy_file<T>(
    from: &Path,
    to: &Path,
    progress: impl FnMut(BackupProgress),
    read: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if to.exists() {
        return Err(StoreError::io("backing up", to, std::io::ErrorKind::AlreadyExists.into()));
    }
    let part = part_of(to);
    remove_leftover(&part)?;
    let source = open_reading(from)?;
    // An open read transaction pins the snapshot: without it each append of another connection starts the copy anew.
    source.execute_batch("begin").map_err(failure("starting a backup"))?;
    let answer = read(&source)?;
    copy_pages(&source, &part, progress)?;
    settle(&part, to)?;
    Ok(answer)
}

fn copy_pages(source: &Connection, part: &Path, mut progress: impl FnMut(BackupProgress)) -> Result<(), StoreError> {
    let failed = || failure("backing up");
    let mut target = Connection::open(part).map_err(failed())?;
    // The file is synced once, whole, before it gets its name.
    target.pragma_update(None, "synchronous", "off").map_err(failed())?;
    let backup = Backup::new(source, &mut target).map_err(failed())?;
    loop {
        let step = backup.step(PAGES_PER_STEP).map_err(failed())?;
        let pages = backup.progress();
        let count = |pages| u32::try_from(pages).unwrap_or(0);
        progress(BackupProgress {
            pages_done: count(pages.pagecount - pages.remaining),
            pages_total: count(pages.pagecount),
        });
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            // Somebody else opened the source exclusively, or the half-made target.
            _ => std::thread::sleep(std::time::Duration::from_millis(10)),
        }
    }
}

fn settle(part: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::io("keeping a backup", to, source);
    File::open(part).and_then(|file| file.sync_all()).map_err(failed)?;
    std::fs::rename(part, to).map_err(failed)?;
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sync_dir(parent)
}

fn part_of(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

fn remove_leftover(part: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::io("removing an unfinished backup", part, error))
        }
        _ => Ok(()),
    }
}
