//! The data directory and the right to write in it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::error::StoreError;

const LOCK_FILE: &str = "lock";
/// Stands in a data directory while a backup is put in place: what lies beside it is not one state.
const RESTORE_MARK: &str = "restore-unfinished";
/// Stands in a data directory while a log is copied into it: what lies beside it is a part of that log.
const MIGRATION_MARK: &str = "migration-unfinished";
/// Says of which log the one in this directory is the copy.
const MIGRATED: &str = "migrated.json";

/// The exclusive right to write in a data directory, held until dropped.
///
/// The system gives it back when the process ends, however it ends: a stale lock file locks nobody out.
#[derive(Debug)]
pub struct DataDir {
    path: PathBuf,
    _lock: File,
}

impl DataDir {
    /// Makes the directory when there is none and takes the lock.
    ///
    /// # Errors
    /// [`StoreError::Locked`] with the holder's process id while another process (or another handle of this one) holds it.
    pub fn lock(path: &Path) -> Result<Self, StoreError> {
        make_dir(path)?;
        let file_path = path.join(LOCK_FILE);
        let failed = |source| StoreError::io("locking the data directory", &file_path, source);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&file_path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked { path: path.to_owned(), pid: holder(&mut file) });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        sign(&mut file).map_err(failed)?;
        Ok(Self { path: path.to_owned(), _lock: file })
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where it says that putting a backup in place has begun and not ended; until it is gone nobody opens a log here.
    #[must_use]
    pub fn restore_mark(path: &Path) -> PathBuf {
        path.join(RESTORE_MARK)
    }

    /// Where it says that copying a log into the directory has begun and not ended; until it is gone nobody else opens
    /// a log here.
    #[must_use]
    pub fn migration_mark(path: &Path) -> PathBuf {
        path.join(MIGRATION_MARK)
    }

    /// Where it says of which log the one in the directory is the copy.
    #[must_use]
    pub fn migrated(path: &Path) -> PathBuf {
        path.join(MIGRATED)
    }
}

/// Refuses a directory in which a restore or a migration was cut off.
pub(crate) fn check_settled(path: &Path) -> Result<(), StoreError> {
    check_restored(path)?;
    if DataDir::migration_mark(path).exists() {
        return Err(StoreError::MigrationUnfinished { place: path.display().to_string() });
    }
    Ok(())
}

/// Refuses a directory in which a restore was cut off.
pub(crate) fn check_restored(path: &Path) -> Result<(), StoreError> {
    if DataDir::restore_mark(path).exists() {
        return Err(StoreError::RestoreUnfinished { path: path.to_owned() });
    }
    Ok(())
}

/// Writes a small file whole: it has its name only once its content is on disk.
pub(crate) fn write_whole(path: &Path, content: &[u8]) -> Result<(), StoreError> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(content)?;
        file.sync_all()?;
        std::fs::rename(&part, path)
    });
    written.map_err(|source| StoreError::io("writing", path, source))?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Makes the directory when there is none, durably.
pub(crate) fn make_dir(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(path).map_err(|source| StoreError::io("making the data directory", path, source))?;
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_dir(parent),
        _ => sync_dir(Path::new(".")),
    }
}

fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// Makes the names in a directory durable: a synced file in an unsynced directory may be gone after a crash.
pub(crate) fn sync_dir(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|dir| dir.sync_all())
        .map_err(|source| StoreError::io("syncing the directory", path, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_writer_is_told_who_holds_the_directory() {
        let dir = tempfile::tempdir().unwrap();
        let _held = DataDir::lock(dir.path()).unwrap();
        let refused = DataDir::lock(dir.path()).unwrap_err();
        assert_eq!(refused.code(), "DATA_DIR_LOCKED");
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    }

    #[test]
    fn a_dropped_lock_is_free_again() {
        let dir = tempfile::tempdir().unwrap();
        drop(DataDir::lock(dir.path()).unwrap());
        DataDir::lock(dir.path()).unwrap();
    }
}
