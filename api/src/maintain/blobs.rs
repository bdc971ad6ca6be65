//! Attachments under care: which the log names, copied with it, put back, and orphans removed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, SystemTime};

use cangliu_blobs::{Brought, Directory};
use cangliu_domain::Aggregate as _;
use cangliu_domain::blob::{Blob, Sha256};
use cangliu_domain::event::split_stream;
use cangliu_store::Recorded;
use serde::Serialize;

use super::log::ReadLog;
use super::manifest::{Attachments, Manifest};
use super::{Flaw, MaintainError};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::import::Progress;

/// How long bytes that no event names are kept: somebody may be in the middle of something.
const ORPHANS_KEPT: Duration = Duration::from_hours(90 * 24);
/// Events read at a time.
const PAGE: usize = 4_096;

/// The attachments that a log names, with the position where it does so first.
#[derive(Debug, Default)]
pub(super) struct Named(BTreeMap<Sha256, u64>);

impl Named {
    /// Looks at an event. The name of its stream says which bytes it is about, whatever this program knows of its form.
    pub(super) fn see(&mut self, recorded: &Recorded) {
        let subject = split_stream(&recorded.stream).filter(|(category, _)| *category == Blob::CATEGORY);
        let digest = subject.and_then(|(_, subject)| subject.rsplit_once(':')).map(|(_, digest)| digest);
        if let Some(sha256) = digest.and_then(Sha256::parse) {
            self.0.entry(sha256).or_insert(recorded.position);
        }
    }

    /// Reads on in a log to its end; answers where that is. An event that cannot be read ends it: what it names would
    /// be taken for an orphan.
    fn read(&mut self, log: &ReadLog, mut after: u64) -> Result<u64, MaintainError> {
        loop {
            let page = log.all(after, PAGE)?;
            let Some(last) = page.last() else { return Ok(after) };
            after = last.position;
            page.iter().for_each(|recorded| self.see(recorded));
        }
    }

    /// What a log names up to a position.
    fn up_to(log: &ReadLog, end: u64) -> Result<Self, MaintainError> {
        let mut named = Self::default();
        named.read(log, 0)?;
        named.0.retain(|_, position| *position <= end);
        Ok(named)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (&Sha256, &u64)> {
        self.0.iter()
    }

    pub(super) fn has(&self, sha256: &Sha256) -> bool {
        self.0.contains_key(sha256)
    }
}

/// Copies what a log names up to a position into a backup.
pub(super) fn copy(
    log: &ReadLog,
    end: u64,
    people_dir: &Path,
    to: &Path,
    progress: &Progress,
) -> Result<Attachments, MaintainError> {
    let (from, to) = (Directory::beside(people_dir), Directory::beside(to));
    let named = Named::up_to(log, end)?;
    progress.begin("attachments copied", named.iter().len() as u64);
    let mut copied = Attachments::default();
    for ((sha256, _), done) in named.iter().zip(1..) {
        match to.bring(&from, sha256).map_err(MaintainError::file("copying", &from.file(sha256)))? {
            Brought::Whole => {
                let told = std::fs::metadata(to.file(sha256));
                copied.count += 1;
                copied.bytes += told.map_err(MaintainError::file("measuring", &to.file(sha256)))?.len();
            }
            Brought::Spoilt | Brought::Missing => copied.lost.push(sha256.to_string()),
        }
        progress.at(done);
    }
    Ok(copied)
}

/// Puts the attachments that a log names beside it, from a backup; those that lie there whole stay as they are.
///
/// # Errors
/// `BACKUP_DAMAGED` for one that is neither here nor there, unless the backup says that it was lost before.
pub(super) fn put_back(
    log: &ReadLog,
    from: &Path,
    place: &Path,
    manifest: &Manifest,
    progress: &Progress,
) -> Result<(), MaintainError> {
    let (from, to) = (Directory::beside(from), Directory::beside(place));
    let named = Named::up_to(log, manifest.position)?;
    progress.begin("attachments put back", named.iter().len() as u64);
    for ((sha256, _), done) in named.iter().zip(1..) {
        let brought = to.bring(&from, sha256).map_err(MaintainError::file("copying", &from.file(sha256)))?;
        let was_lost = manifest.attachments.lost.iter().any(|lost| lost == sha256.as_str());
        let flaw = match brought {
            Brought::Whole => None,
            Brought::Spoilt => Some(Flaw::Hash),
            Brought::Missing => (!was_lost).then_some(Flaw::Missing),
        };
        if let Some(flaw) = flaw {
            return Err(MaintainError::BackupDamaged { file: format!("blobs/{sha256}"), flaw });
        }
        progress.at(done);
    }
    Ok(())
}

/// What attachments there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// How many lie in the directory.
    pub count: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Those that no event names, and have lain there for 90 days.
    pub orphans: Vec<Sha256>,
    /// Whether these were removed.
    pub is_swept: bool,
}

/// Looks for orphans, and removes them when asked. Beside a running server. Blocks.
///
/// # Errors
/// Those of the log and of files; an event that cannot be read keeps everything where it is.
pub fn sweep(settings: &DataSettings, removes: bool) -> Result<Inventory, MaintainError> {
    sweep_at(settings, removes, Clock::System.now().into())
}

/// [`sweep`] as of an instant.
///
/// # Errors
/// The same.
pub fn sweep_at(settings: &DataSettings, removes: bool, now: SystemTime) -> Result<Inventory, MaintainError> {
    let (log, directory) = (ReadLog::open(settings)?, Directory::beside(settings.people_dir()));
    let before = now.checked_sub(ORPHANS_KEPT).unwrap_or(SystemTime::UNIX_EPOCH);
    let failed = MaintainError::file("looking through", directory.path());
    let all = directory.all().map_err(failed)?;
    let (count, bytes) = (all.len() as u64, all.iter().map(|stored| stored.bytes).sum());
    let mut named = Named::default();
    let read = named.read(&log, 0)?;
    let is_orphan = |named: &Named, sha256: &Sha256| !named.has(sha256);
    let orphans = if removes {
        let swept = directory.sweep(before, |old| {
            // Whoever kept bytes since then has put them down by now: nobody else holds the lock.
            named.read(&log, read).map_err(std::io::Error::other)?;
            let orphans = old.into_iter().map(|stored| stored.sha256).filter(|sha256| is_orphan(&named, sha256));
            Ok::<_, std::io::Error>(orphans.collect())
        });
        swept.map_err(failed)?
    } else {
        let old = all.into_iter().filter(|stored| stored.since < before).map(|stored| stored.sha256);
        old.filter(|sha256| is_orphan(&named, sha256)).collect()
    };
    Ok(Inventory { count, bytes, orphans, is_swept: removes })
}
