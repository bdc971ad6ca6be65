//! Why the views could not be grown or read.

use uuid::Uuid;

use crate::event::LogKey;

/// A failure of the views. None of them loses anything: the log is elsewhere.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The file was grown from another log, or before a restore. Discard it and open again.
    #[error("the views stand at {} epoch {}, the log is {} epoch {}", found.log, found.epoch, expected.log, expected.epoch)]
    CursorFromOtherLog {
        /// What the file was grown from.
        found: LogKey,
        /// What was to be opened.
        expected: LogKey,
    },
    /// An event of a type or version this program does not know. Nothing from it on was applied.
    #[error("the event at position {position} ({kind} version {version}) is unknown to this program")]
    UpgradeNeeded {
        /// Where it stands.
        position: u64,
        /// Its type.
        kind: String,
        /// Its version.
        version: u16,
    },
    /// An event of a known type that cannot be read. Nothing from it on was applied.
    #[error("the event at position {position} ({kind}) cannot be read: {reason}")]
    Broken {
        /// Where it stands.
        position: u64,
        /// Its type.
        kind: String,
        /// What the decoder said.
        reason: String,
    },
    /// A position is missing. Nothing from the gap on was applied.
    #[error("the views expect position {expected} of the log, not {found}")]
    Gap {
        /// The position that comes next.
        expected: u64,
        /// The position that came.
        found: u64,
    },
    /// The event at the cursor is not the one the file was grown from.
    #[error("the event at position {position} is {found}, not {expected:?} as the views remember")]
    OtherHistory {
        /// The cursor's position.
        position: u64,
        /// The event's id now.
        found: Uuid,
        /// The event's id then.
        expected: Option<Uuid>,
    },
    /// SQLite failed.
    #[error("the views' database failed")]
    Database(#[source] rusqlite::Error),
    /// The file could not be made, moved or removed.
    #[error("the views' file could not be {doing}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A sum does not fit; figures this large are a slip somewhere.
    #[error("a {what} does not fit 64 bits")]
    Overflow {
        /// What was summed.
        what: &'static str,
    },
}

impl From<rusqlite::Error> for ViewError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::SqliteFailure(_, Some(said)) if said == "integer overflow" => {
                Self::Overflow { what: "sum" }
            }
            _ => Self::Database(error),
        }
    }
}

impl ViewError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CursorFromOtherLog { .. } | Self::OtherHistory { .. } => "CURSOR_FROM_OTHER_LOG",
            Self::UpgradeNeeded { .. } => "UPGRADE_NEEDED",
            Self::Broken { .. } => "EVENT_BROKEN",
            Self::Gap { .. } => "POSITION_GAP",
            Self::Database(_) | Self::File { .. } => "VIEWS_FAILED",
            Self::Overflow { .. } => "FIGURE_OVERFLOW",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_that_does_not_fit_is_told_from_a_failing_database() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let sum = "select sum(v) from (select 9223372036854775807 as v union all select 1)";
        let failed = db.query_row(sum, [], |row| row.get::<_, i64>(0)).unwrap_err();
        assert_eq!(ViewError::from(failed).code(), "FIGURE_OVERFLOW");
        let failed = db.execute("nonsense", []).unwrap_err();
        assert_eq!(ViewError::from(failed).code(), "VIEWS_FAILED");
    }
}
