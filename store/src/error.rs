//! What can go wrong with a store, as facts with a stable code.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use crate::append::Expected;

/// The cause beneath an error, shared: one failed transaction answers many waiters.
pub type Cause = Arc<dyn Error + Send + Sync>;

/// A failure of the engine or of a request no engine accepts. Nothing was written.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk is full. Safe to repeat once there is room.
    #[error("the disk is full while {doing}")]
    Full {
        /// What the store was doing.
        doing: &'static str,
        /// The engine's own error.
        source: Cause,
    },
    /// The engine is busy or away. Safe to repeat.
    #[error("the log is unavailable while {doing}")]
    Unavailable {
        /// What the store was doing.
        doing: &'static str,
        /// The engine's own error.
        source: Cause,
    },
    /// The file is damaged; repeating does not help.
    #[error("the file is damaged: found while {doing}")]
    Corrupt {
        /// What the store was doing.
        doing: &'static str,
        /// The engine's own error.
        source: Cause,
    },
    /// Any other failure of the engine.
    #[error("the store failed while {doing}")]
    Failed {
        /// What the store was doing.
        doing: &'static str,
        /// The engine's own error.
        source: Cause,
    },
    /// A file beside the log could not be read or written.
    #[error("{doing}: {}", path.display())]
    Io {
        /// What the store was doing.
        doing: &'static str,
        /// With which file.
        path: PathBuf,
        /// The system's error.
        source: Arc<std::io::Error>,
    },
    /// Another process writes in this data directory.
    #[error("{} is in use by process {}", path.display(), pid.map_or("unknown".to_owned(), |pid| pid.to_string()))]
    Locked {
        /// The data directory.
        path: PathBuf,
        /// Who holds it, when the lock file says so.
        pid: Option<u32>,
    },
    /// A backup was being put in place here when the process ended.
    #[error("putting a backup in place in {} was cut off; restore it again", path.display())]
    RestoreUnfinished {
        /// The data directory.
        path: PathBuf,
    },
    /// A log was being copied to here, and that has not ended.
    #[error("copying a log to {place} has not ended; run the same `cangliu migrate-log` again")]
    MigrationUnfinished {
        /// The data directory, or the address of the server without credentials.
        place: String,
    },
    /// An event in the log cannot be read back.
    #[error("the event at position {position} cannot be read: bad {field}")]
    Undecodable {
        /// The event's position.
        position: u64,
        /// The part of its envelope that is wrong.
        field: &'static str,
    },
    /// Somebody has cut off the beginning of a stream on the server (`$tb`, `$maxCount`, `$maxAge`, a deletion).
    #[error("{stream} lacks its events from {expected} to before {found}: it was truncated on the server")]
    Truncated {
        /// The stream.
        stream: String,
        /// The revision that was asked for.
        expected: u64,
        /// The first that is there.
        found: u64,
    },
    /// The stream name is not `<category>-<subject>`.
    #[error("{stream:?} is not a stream name (<category>-<subject>)")]
    InvalidStream {
        /// What was given.
        stream: String,
    },
    /// The address of a server cannot be read.
    #[error("{address:?} is no address of a log: {reason}")]
    InvalidAddress {
        /// What was given, without credentials.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Only half of the credentials for a server is given.
    #[error("CANGLIU_LOG_USER and CANGLIU_LOG_PASSWORD belong together: {missing} is not set")]
    CredentialsIncomplete {
        /// The variable that is not set.
        missing: &'static str,
    },
    /// Nobody has begun a log on this server.
    #[error("there is no log on {address}")]
    NoLog {
        /// The server, without credentials.
        address: String,
    },
    /// The data of an event is not JSON, and this engine keeps nothing else.
    #[error("an event for {stream} is not JSON")]
    NotJson {
        /// The stream meant.
        stream: String,
    },
    /// The engine takes no append of this size.
    #[error("an append to {stream} is larger than the server takes at once")]
    TooLarge {
        /// The stream meant.
        stream: String,
    },
    /// An append without events.
    #[error("an append to {stream} holds no events")]
    EmptyAppend {
        /// The stream meant.
        stream: String,
    },
    /// The file was written by a newer release.
    #[error("{} has schema {found}, this release knows {known}", path.display())]
    UpgradeNeeded {
        /// The file.
        path: PathBuf,
        /// Its schema's number.
        found: u32,
        /// The newest number this release knows.
        known: u32,
    },
    /// The file is not what it should be, or is not there.
    #[error("{} is not a {expected}", path.display())]
    WrongFile {
        /// The file.
        path: PathBuf,
        /// What it should be.
        expected: &'static str,
    },
    /// A write through a handle that only reads.
    #[error("the log is open for reading only")]
    ReadOnly,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The people store is open somewhere, and cannot be exchanged for another.
    #[error("the people store in {} is in use by a node; stop every node that shares it", directory.display())]
    PeopleInUse {
        /// Where it is.
        directory: PathBuf,
    },
    /// A ciphertext or key of the people store does not open.
    #[error("the entry of {subject} cannot be decrypted")]
    Undecryptable {
        /// The person or note.
        subject: uuid::Uuid,
    },
}

impl StoreError {
    /// The stable code; codes never change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full { .. } => "STORE_FULL",
            Self::Unavailable { .. } => "STORE_UNAVAILABLE",
            Self::Corrupt { .. } => "STORE_CORRUPT",
            Self::Failed { .. } => "STORE_FAILED",
            Self::Io { .. } => "STORE_IO",
            Self::Locked { .. } => "DATA_DIR_LOCKED",
            Self::RestoreUnfinished { .. } => "RESTORE_UNFINISHED",
            Self::MigrationUnfinished { .. } => "MIGRATION_UNFINISHED",
            Self::Undecodable { .. } => "EVENT_UNDECODABLE",
            Self::Truncated { .. } => "STREAM_TRUNCATED",
            Self::InvalidStream { .. } => "INVALID_STREAM",
            Self::InvalidAddress { .. } => "LOG_ADDRESS_INVALID",
            Self::CredentialsIncomplete { .. } => "LOG_CREDENTIALS_INCOMPLETE",
            Self::NoLog { .. } => "LOG_MISSING",
            Self::NotJson { .. } => "EVENT_NOT_JSON",
            Self::TooLarge { .. } => "EVENT_TOO_LARGE",
            Self::EmptyAppend { .. } => "EMPTY_APPEND",
            Self::UpgradeNeeded { .. } => "UPGRADE_NEEDED",
            Self::WrongFile { .. } => "WRONG_FILE",
            Self::ReadOnly => "STORE_READ_ONLY",
            Self::Closed => "STORE_CLOSED",
            Self::PeopleInUse { .. } => "PEOPLE_STORE_IN_USE",
            Self::Undecryptable { .. } => "PERSON_UNDECRYPTABLE",
        }
    }

    /// Whether the same request may succeed later without anyone changing it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Full { .. } | Self::Unavailable { .. })
    }

    pub(crate) fn io(doing: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { doing, path: path.into(), source: Arc::new(source) }
    }
}

/// Why an append has no receipt.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// The stream stands elsewhere than expected; nothing was written.
    #[error("{stream} is at {actual:?}, not at {expected:?}")]
    Conflict {
        /// The stream.
        stream: String,
        /// Where the writer believed it to stand.
        expected: Expected,
        /// Its last revision, `None` when it was never written.
        actual: Option<u64>,
    },
    /// The engine could not say whether the events were written: repeat the same append.
    #[error("it is not known whether the events were written")]
    OutcomeUnknown,
    /// Nothing was written.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl AppendError {
    /// The stable code; codes never change.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "CONFLICT",
            Self::OutcomeUnknown => "OUTCOME_UNKNOWN",
            Self::Failed(error) => error.code(),
        }
    }
}
