//! A backup put in place. It is proven whole beside the data directory's files before any of them is moved; attachments
//! are only ever added to those that are there.
//!
//! The log gets a new epoch: positions handed out after the backup mean other events now. Views stay where they are;
//! the next start sees that they are of an earlier epoch and folds new ones.

use std::path::{Path, PathBuf};

use cangliu_store::{DataDir, EventStore as _, LogIdentity, Options, SqliteLog};
#[cfg(feature = "esdb")]
use cangliu_store::{EsdbLog, People};
use serde::Serialize;
use tempfile::TempDir;

#[cfg(feature = "esdb")]
use super::backup::FILES_BESIDE_SERVER;
use super::backup::{FILES, LOG, PEOPLE};
use super::log::ReadLog;
use super::manifest::{Listed, Manifest};
use super::verify::people;
use super::{Flaw, MaintainError, blobs, epoch, file};
use crate::clock::Clock;
#[cfg(feature = "esdb")]
use crate::config::DataSettings;
use crate::import::Progress;
#[cfg(feature = "esdb")]
use crate::node::server;

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
    if !manifest.lists(LOG) {
        return Err(MaintainError::BackupWithoutLog { directory: from.to_owned() });
    }
    let held = DataDir::lock(data_dir)?;
    let is_empty = clear_leftovers(held.path())?;
    if !is_empty && !force {
        return Err(MaintainError::DataDirNotEmpty { directory: data_dir.to_owned() });
    }
    let stage = stage(held.path())?;
    copy(from, stage.path(), &manifest, &FILES, progress)?;
    prove(stage.path(), &manifest, progress)?;
    let staged = ReadLog::File(SqliteLog::open(stage.path(), Options::read_only())?);
    blobs::put_back(&staged, from, held.path(), &manifest, progress)?;
    drop(staged);
    let log = start_new_epoch(stage.path(), held.path(), &manifest)?;
    let (set_aside, ()) = put_in_place(stage.path(), held.path(), &FILES, || Ok(()))?;
    progress.end();
    Ok(Restored { log, position: manifest.position, set_aside })
}

/// Puts the people store of a backup in place beside a log on a server, which was put back to a copy of itself before,
/// and begins a new epoch of that log. To be done while no node runs. `force` as for [`restore`]. Blocks.
///
/// # Errors
/// `BACKUP_HOLDS_LOG` for a backup of a data directory; `BACKUP_OF_OTHER_LOG` when another log is on the server;
/// `BACKUP_OLDER_THAN_LOG` when the log on the server goes on behind the backup; `DATA_DIR_LOCKED` while a node runs in
/// this data directory, `PEOPLE_STORE_IN_USE` while one runs elsewhere; as [`restore`].
#[cfg(feature = "esdb")]
pub fn restore_on_server(
    from: &Path,
    settings: &DataSettings,
    address: &str,
    force: bool,
    progress: &Progress,
) -> Result<Restored, MaintainError> {
    let manifest = Manifest::read(from)?;
    if manifest.lists(LOG) {
        return Err(MaintainError::BackupHoldsLog { directory: from.to_owned() });
    }
    let log = ReadLog::open(settings)?;
    if log.identity().id != manifest.log.id {
        return Err(MaintainError::BackupOfOtherLog { backup: manifest.log.id, found: log.identity().id });
    }
    let _held = DataDir::lock(&settings.data_dir)?;
    let place = settings.people_dir();
    if People::file(place).is_file() && !force {
        return Err(MaintainError::DataDirNotEmpty { directory: place.to_owned() });
    }
    let position = log.head()?;
    if position > manifest.position {
        return Err(MaintainError::BackupOlderThanLog { backup: manifest.position, log: position });
    }
    file::make_private(place)?;
    let _nobody_else = People::exchange(place)?;
    clear_leftovers(place)?;
    let stage = stage(place)?;
    copy(from, stage.path(), &manifest, &FILES_BESIDE_SERVER, progress)?;
    prove_people(stage.path(), progress)?;
    blobs::put_back(&log, from, place, &manifest, progress)?;
    let (options, seen) = (server(address)?, epoch::latest(&settings.data_dir, manifest.log));
    let begin = || Ok(EsdbLog::start_new_epoch(&options, seen)?);
    let (set_aside, log) = put_in_place(stage.path(), place, &FILES_BESIDE_SERVER, begin)?;
    progress.end();
    Ok(Restored { log, position, set_aside })
}

fn stage(place: &Path) -> Result<TempDir, MaintainError> {
    let made = tempfile::Builder::new().prefix(STAGE).tempdir_in(place);
    made.map_err(MaintainError::file("making a directory in", place))
}

/// Moves what is there aside and what was proven in, and does what belongs to it before anybody may open it; answers
/// where the former is.
fn put_in_place<T>(
    stage: &Path,
    place: &Path,
    names: &[&str],
    then: impl FnOnce() -> Result<T, MaintainError>,
) -> Result<(Option<PathBuf>, T), MaintainError> {
    // From the first file that moves to the last, the directory holds no one state: until the mark is gone nobody opens
    // it, and the same restore can be asked for again.
    let mark = DataDir::restore_mark(place);
    file::write(&mark, b"")?;
    let set_aside = set_aside(place, names)?;
    file::move_into(&of_stores(stage, names), place)?;
    file::sync_directory(place)?;
    let done = then()?;
    std::fs::remove_file(&mark).map_err(MaintainError::file("removing", &mark))?;
    file::sync_directory(place)?;
    Ok((set_aside, done))
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
fn copy(
    from: &Path,
    stage: &Path,
    manifest: &Manifest,
    names: &[&'static str],
    progress: &Progress,
) -> Result<(), MaintainError> {
    progress.begin("backup copied", manifest.bytes());
    let mut done = 0;
    for &name in names {
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
    prove_people(stage, progress)
}

fn prove_people(stage: &Path, progress: &Progress) -> Result<(), MaintainError> {
    let checked = people::check(stage, progress)?;
    let Some(first) = checked.damage.first() else { return Ok(()) };
    let flaw = Flaw::NotWhole { first: first.to_string(), count: checked.damage.len() };
    Err(MaintainError::BackupDamaged { file: PEOPLE.to_owned(), flaw })
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
fn set_aside(data_dir: &Path, names: &[&str]) -> Result<Option<PathBuf>, MaintainError> {
    let mut files = of_stores(data_dir, names);
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
fn of_stores(directory: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().flat_map(|name| file::with_companions(&directory.join(name))).collect()
}
