//! What a writer expects of the stream it appends to.

/// The expectation of an append or a delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    Any,
    StreamExists,
    NoStream,
    Exact(u64),
}

impl Expected {
    /// The number the server counts with: `AnyStreamRevision.ToInt64`, `StreamRevision.ToInt64`.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::NoStream => -1,
            Self::Any => -2,
            Self::StreamExists => -4,
            // The largest u64 is the server's "end" and reads as -1.
            Self::Exact(u64::MAX) => -1,
            Self::Exact(revision) => i64::try_from(revision).unwrap_or(i64::MAX),
        }
    }
}
