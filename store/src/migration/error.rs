//! Why a log was not migrated. Nothing of the source is ever changed.

use std::path::PathBuf;

use super::target::NotCopied;
use crate::error::StoreError;

/// Why it was not done. Unless the target was refused from the start, the same migration goes on where it stopped.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The source cannot be read.
    #[error("the log to copy cannot be read")]
    Source(#[source] StoreError),
    /// The target cannot be read or written.
    #[error("the target cannot be used")]
    Target(#[source] StoreError),
    /// The target does not take an event.
    #[error(transparent)]
    NotCopied(#[from] NotCopied),
    /// There is something else: another log, another migration, events of somebody else.
    #[error("the target holds something else; a log is copied to where there is none yet")]
    TargetNotEmpty,
    /// What was copied by an unfinished migration is no beginning of the source.
    #[error(
        "what the target holds is no beginning of the source: they differ at position {} of the source",
        position(.old)
    )]
    NotABeginning {
        /// Where they first differ, in the source; `None` where it has no more events.
        old: Option<u64>,
        /// The same in the target.
        new: Option<u64>,
    },
    /// The two logs, read anew, are not equal.
    #[error("the copy differs from the source, first at position {}: SHA-256 {new_sha256} instead of {old_sha256}", position(.old))]
    Differs {
        /// Over all envelopes of the source.
        old_sha256: String,
        /// Over all envelopes of the target.
        new_sha256: String,
        /// Where they first differ, in the source; `None` where it has no more events.
        old: Option<u64>,
    },
    /// The migration had ended, and somebody went on writing to the source.
    #[error(
        "the migration ended at position {copied}, but the source has gone on to {head}; what came since is not in the target"
    )]
    Outgrown {
        /// Position up to which the source was copied.
        copied: u64,
        /// Position of the last event of the source.
        head: u64,
    },
    /// A file that is no map stands where the map should be.
    #[error("{} is no map of positions; name another file", path.display())]
    MapTaken {
        /// The file.
        path: PathBuf,
    },
    /// The map cannot be written.
    #[error("the map cannot be written")]
    Map(#[source] StoreError),
}

impl MigrationError {
    /// What reading or writing the target says. An event there that is not one of ours is somebody else's.
    pub(super) fn target(error: StoreError) -> Self {
        match error {
            StoreError::Undecodable { .. } => Self::TargetNotEmpty,
            error => Self::Target(error),
        }
    }

    /// The stable code; codes never change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Source(error) | Self::Target(error) | Self::Map(error) => error.code(),
            Self::NotCopied(NotCopied { source, .. }) => source.code(),
            Self::TargetNotEmpty => "MIGRATION_TARGET_NOT_EMPTY",
            Self::NotABeginning { .. } | Self::Differs { .. } => "MIGRATION_DIFFERS",
            Self::Outgrown { .. } => "MIGRATION_OUTGROWN",
            Self::MapTaken { .. } => "MIGRATION_MAP_TAKEN",
        }
    }
}

fn position(position: &Option<u64>) -> String {
    position.map_or_else(|| "beyond its end".to_owned(), |position| position.to_string())
}
