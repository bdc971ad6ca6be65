//! Why there is no node, or one that cannot go on.

use cangliu_projections::ViewError;
use cangliu_store::StoreError;

use super::follow::Stopped;

/// A node that cannot be opened or brought level.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The log or the people store; among them `DATA_DIR_LOCKED`, naming the process that writes.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The views.
    #[error(transparent)]
    Views(#[from] ViewError),
    /// There are no views to read yet, and a node that only reads makes none.
    #[error("there are no views in {} yet; `cangliu rebuild` makes them", directory.display())]
    NoViews {
        /// Where they would be.
        directory: std::path::PathBuf,
    },
    /// The log on the server names persons, and there is no people store: another one would be made, and nobody named.
    #[error("the log on the server names persons, and there is no people store in {}", directory.display())]
    PeopleMissing {
        /// Where it was looked for.
        directory: std::path::PathBuf,
    },
    /// The views stopped before the end of the log.
    #[error("the views stopped at position {}: {}", .0.position, .0.reason)]
    ViewsStopped(Stopped),
    /// The thread that grows the views could not be started.
    #[error("the views' thread could not be started")]
    Thread(#[source] std::io::Error),
}

impl NodeError {
    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Views(error) => error.code(),
            Self::NoViews { .. } => "VIEWS_MISSING",
            Self::PeopleMissing { .. } => "PEOPLE_STORE_MISSING",
            Self::ViewsStopped(stopped) => stopped.code,
            Self::Thread(_) => "INTERNAL",
        }
    }
}
