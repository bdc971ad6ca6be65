//! Views folded anew beside the old ones, and the exchange of the two.
//!
//! [`prepare`] needs no lock: it reads the log beside the server that writes it, in particular a newer program beside
//! the older one it will replace. [`rebuild`] and [`swap`] hold the lock, so that nobody has the views open for growing.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use cangliu_projections::{VERSION, ViewError, ViewEvent, Views};
use cangliu_store::DataDir;
use serde::Serialize;

use super::log::ReadLog;
use super::{MaintainError, file};
use crate::config::DataSettings;
use crate::import::Progress;
use crate::node::{Node, view_event};

/// Events taken into one transaction; folding anew is cheapest in large batches.
const PAGE: usize = 20_000;
/// Beside the views, where new ones are folded.
const NEXT: &str = "next";

/// Views that were folded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rebuilt {
    /// Version of the folds.
    pub version: u32,
    /// Position of the last event in them.
    pub position: u64,
    /// Their file.
    pub file: PathBuf,
    /// Whether they are what the next start opens; else they lie beside, to be taken by [`adopt`] or [`swap`].
    pub in_place: bool,
}

/// Folds views beside those in use, level with the log as far as it is then, going on from where an earlier call
/// stopped. Where the directory has none of this version they are put in place. Blocks.
///
/// # Errors
/// Those of the log and the views: `UPGRADE_NEEDED` or `EVENT_BROKEN` at an event that cannot be folded.
pub fn prepare(settings: &DataSettings, progress: &Progress) -> Result<Rebuilt, MaintainError> {
    let (log, data_dir) = (ReadLog::open(settings)?, &settings.data_dir);
    let (views, next) = (Node::views_directory(data_dir), next(data_dir));
    let position = fold(&log, &next, progress)?;
    let (prepared, live) = (Views::path(&next), Views::path(&views));
    let in_place = link(&prepared, &live)?;
    if in_place {
        Views::discard(&next)?;
        file::sync_directory(&views)?;
    }
    let file = if in_place { live } else { prepared };
    Ok(Rebuilt { version: VERSION, position, file, in_place })
}

/// Levels prepared views with the log and puts them in the place of those there. Blocks.
///
/// # Errors
/// `NOTHING_PREPARED`; `DATA_DIR_LOCKED` while another process writes; as [`prepare`].
pub fn swap(settings: &DataSettings, progress: &Progress) -> Result<Rebuilt, MaintainError> {
    let (log, data_dir) = (ReadLog::open(settings)?, &settings.data_dir);
    let _held = DataDir::lock(data_dir)?;
    let next = next(data_dir);
    if !Views::path(&next).is_file() {
        return Err(MaintainError::NothingPrepared { directory: next });
    }
    exchange(&log, data_dir, progress)
}

/// Folds all views from the start of the log and puts them in the place of those there. Blocks.
///
/// # Errors
/// `DATA_DIR_LOCKED` while another process writes; as [`prepare`]. Then the old views are still in place.
pub fn rebuild(settings: &DataSettings, progress: &Progress) -> Result<Rebuilt, MaintainError> {
    let (log, data_dir) = (ReadLog::open(settings)?, &settings.data_dir);
    let _held = DataDir::lock(data_dir)?;
    Views::discard(&next(data_dir))?;
    exchange(&log, data_dir, progress)
}

/// Puts prepared views, if there are any, in the place of those in a directory of views: whoever starts calls this
/// once it holds the data directory's lock, and before it opens the views. They may be behind the log, or of another
/// one; who opens them notices.
///
/// # Errors
/// Those of the views and of files.
pub fn adopt(views: &Path) -> Result<bool, MaintainError> {
    let next = views.join(NEXT);
    if !Views::path(&next).is_file() {
        return Ok(false);
    }
    install(&next, views)?;
    Ok(true)
}

fn next(data_dir: &Path) -> PathBuf {
    Node::views_directory(data_dir).join(NEXT)
}

/// To be called with the lock held.
fn exchange(log: &ReadLog, data_dir: &Path, progress: &Progress) -> Result<Rebuilt, MaintainError> {
    let (views, next) = (Node::views_directory(data_dir), next(data_dir));
    let position = fold(log, &next, progress)?;
    install(&next, &views)?;
    Ok(Rebuilt { version: VERSION, position, file: Views::path(&views), in_place: true })
}

fn install(next: &Path, views: &Path) -> Result<(), MaintainError> {
    Views::install(next, views)?;
    let file = Views::path(views);
    // Views are written without syncs. What takes the place of others should not be less whole after a power cut.
    std::fs::File::open(&file).and_then(|file| file.sync_all()).map_err(MaintainError::file("syncing", &file))?;
    Views::discard(next)?;
    file::sync_directory(views)
}

/// Folds views in a directory until they are level with the log; answers the position reached.
fn fold(log: &ReadLog, directory: &Path, progress: &Progress) -> Result<u64, MaintainError> {
    let mut views = open(log, directory)?;
    progress.begin("events folded", log.head()?);
    loop {
        let page = log.all(views.position(), PAGE)?;
        let events: Vec<ViewEvent> = page.into_iter().map(view_event).collect();
        views.apply(&events)?;
        progress.at(views.position());
        // A server may go on writing: a page that is not full was the end of the log for a moment.
        if events.len() < PAGE {
            views.finish_rebuild()?;
            progress.end();
            return Ok(views.position());
        }
    }
}

/// Views to go on with, or views begun anew where there are none, or those there are of another log, of another
/// history or broken.
fn open(log: &ReadLog, directory: &Path) -> Result<Views, MaintainError> {
    let key = log.key();
    match Views::open(directory, key) {
        Ok(views) if views.position() > 0 && log.is_history_of(&views)? => return Ok(log.views(views)),
        Ok(_) | Err(ViewError::CursorFromOtherLog { .. } | ViewError::Database(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(log.views(Views::rebuild(directory, key)?))
}

/// Gives prepared views the name of those in use where nobody has that name: a program of another version holds the
/// lock then, and the next one finds them. Never replaces a file.
fn link(prepared: &Path, live: &Path) -> Result<bool, MaintainError> {
    // Somebody looks into them, and SQLite left a part beside the file: they have to move together, under the lock.
    if file::with_companions(prepared).len() > 1 {
        return Ok(false);
    }
    match std::fs::hard_link(prepared, live) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(MaintainError::file("placing views at", live)(error)),
    }
}
