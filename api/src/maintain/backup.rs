//! A copy of log and people store, taken while a server may write.
//!
//! The log first, as it stood at one position; then the people store, which by then knows everybody the log names.
//! Views are not copied: they are folded anew. The copy holds the key of the people store and is as secret as the
//! original.

use std::path::Path;

use cangliu_store::{EventStore as _, Options, People, SqliteLog};

use super::manifest::{FORMAT, Listed, Manifest};
use super::{MaintainError, file};
use crate::clock::Clock;
use crate::import::Progress;

/// The files of a backup. The key of the people store is readable by its owner only.
pub(super) const FILES: [&str; 3] = [PEOPLE_KEY, PEOPLE, LOG];
pub(super) const LOG: &str = "log.db";
pub(super) const PEOPLE: &str = "people.db";
pub(super) const PEOPLE_KEY: &str = "people.key";

/// Copies the log and the people store of a data directory into the directory `to`, made if need be. Blocks.
///
/// # Errors
/// `BACKUP_TARGET_NOT_EMPTY`; `PEOPLE_STORE_MISSING`; those of the stores and of files. A copy that was cut off has no
/// manifest, and no restore takes it.
pub fn backup(data_dir: &Path, to: &Path, progress: &Progress) -> Result<Manifest, MaintainError> {
    let log = SqliteLog::open(data_dir, Options::read_only())?;
    // Opening the people store would make one.
    if !People::file(data_dir).is_file() {
        return Err(MaintainError::PeopleMissing { directory: data_dir.to_owned() });
    }
    if !file::names(to)?.is_empty() {
        return Err(MaintainError::TargetNotEmpty { directory: to.to_owned() });
    }
    file::make_private(to)?;
    let mut total = None;
    let position = log.backup(&SqliteLog::file(to), |pages| {
        if total != Some(pages.pages_total) {
            total = Some(pages.pages_total);
            progress.begin("log copied", pages.pages_total.into());
        }
        progress.at(pages.pages_done.into());
    })?;
    People::open(data_dir)?.backup(to)?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: Clock::System.now(),
        log: log.identity(),
        position,
        files: listed(to, progress)?,
    };
    manifest.write(to)?;
    progress.end();
    Ok(manifest)
}

fn listed(backup: &Path, progress: &Progress) -> Result<Vec<Listed>, MaintainError> {
    let mut sizes = Vec::with_capacity(FILES.len());
    for name in FILES {
        let path = backup.join(name);
        let length = std::fs::metadata(&path).map_err(MaintainError::file("measuring", &path))?.len();
        sizes.push((name, path, length));
    }
    progress.begin("copy hashed", sizes.iter().map(|(.., length)| length).sum());
    let mut done = 0;
    sizes
        .into_iter()
        .map(|(name, path, _)| {
            let content = file::hash(&path, |length| {
                done += length;
                progress.at(done);
            })?;
            Ok(Listed { name: name.to_owned(), bytes: content.bytes, sha256: content.sha256 })
        })
        .collect()
}
