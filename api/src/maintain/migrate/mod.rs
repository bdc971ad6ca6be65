//! A log moved to another engine: from a data directory to a server, back, or between two of a kind.
//!
//! | file | holds |
//! |---|---|
//! | `place` | where a log is, or is to be |
//! | `error` | why it was not moved |
//!
//! The store copies and proves ([`cangliu_store::migration`]); here both ends are opened and held, and the target gets a
//! name that nobody has seen. The people store is no part of the log and stays where it is.

mod error;
mod place;

use std::path::{Path, PathBuf};
use std::time::Instant;

use cangliu_store::LogIdentity;
use cangliu_store::migration::{Done, Migrated, Migration, Stage};
use serde::Serialize;

pub use error::MigrateError;
pub use place::Place;

use crate::import::Progress;
use place::{Source, Target};

/// What was moved.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moved {
    /// The log that was copied.
    pub from: End,
    /// The copy.
    pub to: End,
    /// Events in it.
    pub events: u64,
    /// Events copied this time; the others were there from an earlier, unfinished migration.
    pub copied: u64,
    /// The migration had ended before: nothing was copied.
    pub was_finished: bool,
    /// The file that tells the new position of each old one.
    pub map: PathBuf,
    /// Wall clock of all of it.
    pub elapsed_seconds: f64,
    /// Wall clock of copying.
    pub copy_seconds: f64,
    /// Wall clock of reading both logs anew.
    pub proof_seconds: f64,
    /// Events copied by second of copying; 0 where nothing was.
    pub events_per_second: f64,
}

/// One end of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct End {
    /// The directory, or the address without credentials.
    pub place: String,
    /// The log, with its epoch there.
    pub log: LogIdentity,
    /// SHA-256 over all envelopes as they were read there at the end, in hexadecimal.
    pub sha256: String,
}

/// Copies a log to where there is none yet, or goes on with a copy that was cut off. Blocks.
///
/// # Errors
/// [`MigrateError`]; after any of them but a refusal from the start, the same can be asked for again.
pub fn migrate(from: &Place, to: &Place, map: &Path, progress: &Progress) -> Result<Moved, MigrateError> {
    let began = Instant::now();
    if from.is_same(to) {
        return Err(MigrateError::SameLog);
    }
    let source = Source::open(from)?;
    let target = Target::open(to)?;
    let name = target.name_for(source.log.identity());
    let told = |stage| tell(progress, stage);
    let migration = Migration { source: source.log.clone(), target: target.engine(), name, map, told: &told };
    let Done { migrated, copied, was_finished, copying, proving } = migration.run()?;
    progress.end();
    let Migrated { source: old, target: new, events, sha256, head: _ } = migrated;
    let (copy_seconds, proof_seconds) = (copying.as_secs_f64(), proving.as_secs_f64());
    Ok(Moved {
        from: End { place: source.place.clone(), log: old, sha256: sha256.clone() },
        to: End { place: target.place().to_owned(), log: new, sha256 },
        events,
        copied,
        was_finished,
        map: map.to_owned(),
        elapsed_seconds: began.elapsed().as_secs_f64(),
        copy_seconds,
        proof_seconds,
        events_per_second: if copied == 0 { 0.0 } else { copied as f64 / copy_seconds },
    })
}

fn tell(progress: &Progress, stage: Stage) {
    match stage {
        Stage::Comparing(head) => progress.begin("copy compared", head),
        Stage::Copying(head) => progress.begin("log copied", head),
        Stage::Proving(head) => progress.begin("logs read anew", head),
        Stage::At(position) => progress.at(position),
    }
}
