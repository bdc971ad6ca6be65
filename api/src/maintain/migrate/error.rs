//! Why a log was not moved.

use std::path::PathBuf;

use cangliu_store::StoreError;
use cangliu_store::migration::MigrationError;

/// Why it was not done. Nothing of the source is ever changed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// One of the two ends could not be opened; among them `DATA_DIR_LOCKED`, naming the process that writes.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Copying or proving failed.
    #[error(transparent)]
    Migration(#[from] MigrationError),
    /// Both ends are the same.
    #[error("--from and --to are the same log; name another directory or server to copy to")]
    SameLog,
    /// There is nothing to copy.
    #[error("there is no log in {}", directory.display())]
    NoLog {
        /// The directory.
        directory: PathBuf,
    },
}

impl MigrateError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Migration(error) => error.code(),
            Self::SameLog => "MIGRATION_SAME_LOG",
            Self::NoLog { .. } => "NO_DATA",
        }
    }
}
