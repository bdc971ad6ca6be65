//! A backup put in place. It is proven whole beside the data directory's files before any of them is moved.
//!
//! The log gets a new epoch: positions handed out after the backup mean other events now. Views stay where they are;
//! the next start sees that they are of an earlier epoch and folds new ones.

use std::path::{Path, PathBuf};

use cangliu_store::{DataDir, EventStore as _, LogIdentity, Options, SqliteLog};
use serde::Serialize;

use super::backup::{FILES, LOG, PEOPLE};
use super::manifest::{Listed, Manifest};
use super::verify::people;
use super::{Flaw, MaintainError, epoch, file};
use crate::clock::Clock;
use crate::import::Progress;

/// The data directory's own, which says nothing about whether it holds data.
const LOCK: &str = "lock";
/// Where a backup is proven before it is put in place.
const STAGE: &str = "restoring-";

/// What was put in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Restored {
    /// The log, with its new epoch.
    pub log: LogIdentity,
    /// Position of its last event.
    pub position: u64,
    /// Where the files lie that were there before.
    pub set_aside: Option<PathBuf>,
}

/// Puts the backup in `from` in place in a data directory, made if need be. `force` allows one that is not empty: its
/// log and people store are set aside, never deleted. Blocks.
///
/// # Errors
/// `DATA_DIR_LOCKED` while another process writes; `DATA_DIR_NOT_EMPTY` without `force`; `BACKUP_DAMAGED` and the
/// manifest's; those of the stores and of files. Until the backup is proven nothing is moved.
pub fn restore(from: &Path, data_dir: &Path, force: bool, progress: &Progress) -> Result<Restored, MaintainError> {
    let manifest = Manifest::read(from)?;
    let held = DataDir::lock(data_dir)?;
    let is_empty = clear_leftovers(held.path())?;
    if !is_empty && !force {
        return Err(MaintainError::DataDirNotEmpty { directory: data_dir.to_owned() });
    }
    let stage = tempfile::Builder::new()
        .prefix(STAGE)
        .tempdir_in(held.path())
        .map_err(MaintainError::file("making a directory in", held.path()))?;
    copy(from, stage.path(), &manifest, progress)?;
    prove(stage.path(), &manifest, progress)?;
    let log = start_new_epoch(stage.path(), held.path(), &manifest)?;
    // From the first file that moves to the last, the directory holds no one state: until the mark is gone nobody opens
    // it, and the same restore can be asked for again.
    let mark = DataDir::restore_mark(held.path());
    file::write(&mark, b"")?;
    let set_aside = set_aside(held.path())?;
    file::move_into(&of_stores(stage.path()), held.path())?;
    file::sync_directory(held.path())?;
    std::fs::remove_file(&mark).map_err(MaintainError::file("removing", &mark))?;
    file::sync_directory(held.path())?;
    progress.end();
    Ok(Restored { log, position: manifest.position, set_aside })
}

/// Whether there is nothing but what this program leaves in any data directory. What an earlier restore that was cut
/// off had staged is a copy, and goes.
fn clear_leftovers(data_dir: &Path) -> Result<bool, MaintainError> {
    let mut is_empty = true;
    for name in file::names(data_dir)? {
        if name.starts_with(STAGE) {
            let path = data_dir.join(name);
            std::fs::remove_dir_all(&path).map_err(MaintainError::file("removing", &path))?;
        } else if name != LOCK {
            is_empty = false;
        }
    }
    Ok(is_empty)
}

/// Copies the files of a backup, each compared with the manifest.
fn copy(from: &Path, stage: &Path, manifest: &Manifest, progress: &Progress) -> Result<(), MaintainError> {
    progress.begin("backup copied", manifest.bytes());
    let mut done = 0;
    for name in FILES {
        let damaged = |flaw| MaintainError::BackupDamaged { file: name.to_owned(), flaw };
        let listed = manifest.files.iter().find(|listed| listed.name == name);
        let Listed { bytes, sha256, .. } = listed.ok_or_else(|| damaged(Flaw::NotListed))?;
        let source = from.join(name);
        if !source.is_file() {
            return Err(damaged(Flaw::Missing));
        }
        let content = file::copy(&source, &stage.join(name), |length| {
            done += length;
            progress.at(done);
        })?;
        if content.bytes != *bytes {
            return Err(damaged(Flaw::Size { expected: *bytes, found: content.bytes }));
        }
        if content.sha256 != *sha256 {
            return Err(damaged(Flaw::Hash));
        }
    }
    Ok(())
}

/// Reads the copy from end to end.
fn prove(stage: &Path, manifest: &Manifest, progress: &Progress) -> Result<(), MaintainError> {
    let damaged = |file: &str, flaw| MaintainError::BackupDamaged { file: file.to_owned(), flaw };
    let log = SqliteLog::open(stage, Options::read_only())?;
    if log.identity() != manifest.log || log.head_blocking()? != manifest.position {
        return Err(damaged(LOG, Flaw::OtherLog));
    }
    progress.begin("log read", manifest.position);
    let read = log.verify(|position| progress.at(position))?;
    if let Some(first) = read.findings.first() {
        let flaw = Flaw::NotWhole { first: format!("{first:?}"), count: read.findings.len() };
        return Err(damaged(LOG, flaw));
    }
    let checked = people::check(stage, progress)?;
    match checked.damage.first() {
        Some(first) => Err(damaged(PEOPLE, Flaw::NotWhole { first: first.to_string(), count: checked.damage.len() })),
        None => Ok(()),
    }
}

/// Gives the copy an epoch that nobody has seen yet: neither in the log that it replaces nor in views left beside it.
fn start_new_epoch(stage: &Path, data_dir: &Path, manifest: &Manifest) -> Result<LogIdentity, MaintainError> {
    let staged = DataDir::lock(stage)?;
    let latest = epoch::latest(data_dir, manifest.log);
    let mut identity = SqliteLog::start_new_epoch(&staged)?;
    while identity.epoch <= latest {
        identity = SqliteLog::start_new_epoch(&staged)?;
    }
    Ok(identity)
}

/// Moves log and people store out of the way, with what is said of a log that was copied; nothing where there are none.
fn set_aside(data_dir: &Path) -> Result<Option<PathBuf>, MaintainError> {
    let mut files = of_stores(data_dir);
    let said = [DataDir::migration_mark(data_dir), DataDir::migrated(data_dir)];
    files.extend(said.into_iter().filter(|path| path.exists()));
    if files.is_empty() {
        return Ok(None);
    }
    let aside = data_dir.join(format!("set-aside-{}", Clock::System.now().format("%Y%m%dT%H%M%S%6fZ")));
    file::make_private(&aside)?;
    file::move_into(&files, &aside)?;
    file::sync_directory(data_dir)?;
    Ok(Some(aside))
}

/// The files of log and people store with what SQLite keeps beside them. The log comes last: where it is, all is.
fn of_stores(directory: &Path) -> Vec<PathBuf> {
    FILES.iter().flat_map(|name| file::with_companions(&directory.join(name))).collect()
}
