//! A copy of log, attachments and people store, taken while a server may write.
//!
//! The log first, as it stood at one position; then the attachments it names, which were on disk before it named them;
//! then the people store, which by then knows everybody the log names. Of a log on a server the server's own copy comes
//! first: here only attachments and people store are copied then.
//! Views are not copied: they are folded anew. The copy holds the key of the people store and is as secret as the
//! original.

use std::path::Path;

use cangliu_store::{People, SqliteLog};

use super::log::ReadLog;
use super::manifest::{FORMAT, Listed, Manifest};
use super::{MaintainError, blobs, file};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::import::Progress;

/// The files of a backup of a log in a data directory. The key of the people store is readable by its owner only.
pub(super) const FILES: [&str; 3] = [PEOPLE_KEY, PEOPLE, LOG];
pub(super) const LOG: &str = "log.db";
pub(super) const PEOPLE: &str = "people.db";
pub(super) const PEOPLE_KEY: &str = "people.key";

/// The files of a backup beside a log on a server.
pub(super) const FILES_BESIDE_SERVER: [&str; 2] = [PEOPLE_KEY, PEOPLE];

/// Copies the log and the people store of a data directory into the directory `to`, made if need be; where the log is
/// on a server, the people store alone. Blocks.
///
/// # Errors
/// `BACKUP_TARGET_NOT_EMPTY`; `PEOPLE_STORE_MISSING`; those of the stores and of files. A copy that was cut off has no
/// manifest, and no restore takes it.
pub fn backup(settings: &DataSettings, to: &Path, progress: &Progress) -> Result<Manifest, MaintainError> {
    let (log, people) = (ReadLog::open(settings)?, settings.people_dir());
    // Opening the people store would make one.
    if !People::file(people).is_file() {
        return Err(MaintainError::PeopleMissing { directory: people.to_owned() });
    }
    if !file::names(to)?.is_empty() {
        return Err(MaintainError::TargetNotEmpty { directory: to.to_owned() });
    }
    file::make_private(to)?;
    let (position, names) = match &log {
        ReadLog::File(log) => (copy(log, to, progress)?, FILES.as_slice()),
        ReadLog::Server(_) => (log.head()?, FILES_BESIDE_SERVER.as_slice()),
    };
    let attachments = blobs::copy(&log, position, people, to, progress)?;
    People::open(people)?.backup(to)?;
    let manifest = Manifest {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: Clock::System.now(),
        log: log.identity(),
        position,
        files: listed(to, names, progress)?,
        attachments,
    };
    manifest.write(to)?;
    progress.end();
    Ok(manifest)
}

/// Copies the log as it stands; answers its position.
fn copy(log: &SqliteLog, to: &Path, progress: &Progress) -> Result<u64, MaintainError> {
    let mut total = None;
    let position = log.backup(&SqliteLog::file(to), |pages| {
        if total != Some(pages.pages_total) {
            total = Some(pages.pages_total);
            progress.begin("log copied", pages.pages_total.into());
        }
        progress.at(pages.pages_done.into());
    });
    Ok(position?)
}

fn listed(backup: &Path, names: &[&'static str], progress: &Progress) -> Result<Vec<Listed>, MaintainError> {
    let mut sizes = Vec::with_capacity(names.len());
    for &name in names {
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
