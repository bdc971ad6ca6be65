//! Whether the views are what folding anew gives, by their canonical dumps at one position.
//!
//! The live file is copied under one snapshot, so that a server may go on growing it; nothing is written beside it.

use std::path::Path;
use std::time::Duration;

use cangliu_projections::{ViewError, ViewEvent, Views};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;

use super::super::log::ReadLog;
use super::super::{MaintainError, pages};
use super::damage::{Damage, Found};
use super::digest::{Digest, Digested};
use crate::import::Progress;
use crate::node::{Node, view_event};

/// Pages of the file copied between two looks at the progress.
const PAGES_PER_STEP: i32 = 2_048;
/// A server may be in the middle of a batch.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long to wait for a page that somebody holds.
const HELD_WAIT: Duration = Duration::from_millis(10);

/// What a check of the views found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewsChecked {
    /// What they are.
    pub state: ViewsState,
    /// Position of the last event in them; 0 where they were not compared.
    pub position: u64,
    /// SHA-256 of the canonical dump of what folding anew gives, in hexadecimal, where they were compared.
    pub sha256: Option<String>,
}

/// What the views in use are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ViewsState {
    /// What folding anew gives.
    Equal,
    /// Something else: see the damage.
    Differing,
    /// Not there: the next start folds them.
    Missing,
    /// Of another log, or of before a restore: the next start discards them and folds new ones.
    OfOtherLog,
    /// Not to be compared: see the damage.
    Unreadable,
}

impl ViewsChecked {
    fn uncompared(state: ViewsState) -> Self {
        Self { state, position: 0, sha256: None }
    }
}

/// Compares the views of a data directory with a rebuild.
pub(super) fn check(
    log: &ReadLog,
    data_dir: &Path,
    found: &mut Found,
    progress: &Progress,
) -> Result<ViewsChecked, MaintainError> {
    let live = Views::path(&Node::views_directory(data_dir));
    if !live.is_file() {
        return Ok(ViewsChecked::uncompared(ViewsState::Missing));
    }
    let room = tempfile::tempdir().map_err(MaintainError::file("making a directory in", &std::env::temp_dir()))?;
    let (copied, folded) = (room.path().join("copied"), room.path().join("folded"));
    std::fs::create_dir(&copied).map_err(MaintainError::file("making", &copied))?;
    let mut unreadable = |error: &dyn std::fmt::Display| {
        found.add(Damage::ViewsFile { message: error.to_string() });
        Ok(ViewsChecked::uncompared(ViewsState::Unreadable))
    };
    if let Err(error) = copy(&live, &Views::path(&copied), progress) {
        return unreadable(&error);
    }
    let views = match Views::open(&copied, log.key()) {
        Err(ViewError::CursorFromOtherLog { .. }) => return Ok(ViewsChecked::uncompared(ViewsState::OfOtherLog)),
        Err(ViewError::Database(error)) => return unreadable(&error),
        views => views?,
    };
    if !log.is_history_of(&views)? {
        return Ok(ViewsChecked::uncompared(ViewsState::OfOtherLog));
    }
    let position = views.position();
    let there = match dumped(&views) {
        Err(MaintainError::Views(ViewError::Database(error))) => return unreadable(&error),
        there => there?,
    };
    drop(views);
    let anew = match fold(log, &folded, position, progress) {
        Ok(anew) => dumped(&anew)?,
        Err(MaintainError::Views(error)) => {
            found.add(Damage::ViewsNotFoldable { position, reason: error.to_string() });
            return Ok(ViewsChecked { state: ViewsState::Unreadable, position, sha256: None });
        }
        Err(error) => return Err(error),
    };
    let tables = there.differing(&anew);
    let state = if tables.is_empty() { ViewsState::Equal } else { ViewsState::Differing };
    found.extend(tables.into_iter().map(|table| Damage::ViewTableDiffers { table, position }));
    Ok(ViewsChecked { state, position, sha256: Some(anew.sha256) })
}

/// Copies a file of views as it stands at one position.
fn copy(live: &Path, to: &Path, progress: &Progress) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(live, flags)?;
    source.busy_timeout(BUSY_TIMEOUT)?;
    // An open read transaction pins the snapshot: without it each batch of the server starts the copy anew.
    source.execute_batch("begin; select count(*) from sqlite_schema")?;
    let mut target = Connection::open(to)?;
    target.pragma_update(None, "synchronous", "off")?;
    let backup = Backup::new(&source, &mut target)?;
    progress.begin("views copied", 1);
    loop {
        match backup.step(PAGES_PER_STEP)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(HELD_WAIT),
        }
        let pages = backup.progress();
        let count = |pages: i32| u64::from(pages.unsigned_abs());
        progress.begin("views copied", count(pages.pagecount));
        progress.at(count(pages.pagecount - pages.remaining));
    }
}

/// Folds views up to a position.
fn fold(log: &ReadLog, directory: &Path, position: u64, progress: &Progress) -> Result<Views, MaintainError> {
    let mut views = log.views(Views::open(directory, log.key())?);
    progress.begin("views folded", position);
    pages::each(log, position, |page| {
        let events: Vec<ViewEvent> = page.iter().cloned().map(view_event).collect();
        views.apply(&events)?;
        progress.at(views.position());
        Ok::<_, MaintainError>(())
    })?;
    Ok(views)
}

fn dumped(views: &Views) -> Result<Digested, MaintainError> {
    let mut digest = Digest::default();
    views.dump(&mut digest)?;
    Ok(digest.digested())
}
