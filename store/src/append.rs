//! What is asked of an append, and its receipt.

use crate::event::{Meta, NewEvent};

/// Where the writer believes the stream to stand.
///
/// There is deliberately no "any": idempotency by event id is exact only against a known revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// The stream was never written. A claim is an append with this.
    NoStream,
    /// The stream's last revision.
    Exact(u64),
}

impl Expected {
    /// The revision the first event of the append gets.
    #[must_use]
    pub fn first_revision(self) -> u64 {
        self.last().map_or(0, |last| last.saturating_add(1))
    }

    /// The last revision expected, `None` for an unwritten stream.
    #[must_use]
    pub fn last(self) -> Option<u64> {
        match self {
            Self::NoStream => None,
            Self::Exact(revision) => Some(revision),
        }
    }

    /// What a writer expects who last saw this revision (`None`: nothing).
    #[must_use]
    pub fn after(last: Option<u64>) -> Self {
        last.map_or(Self::NoStream, Self::Exact)
    }
}

/// Who goes first when appends wait for the same transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// A person waits for the answer.
    Interactive,
    /// An import or a process; yields to the others, but is never starved.
    Bulk,
}

/// Events for one stream, written all or none.
#[derive(Clone, Debug)]
pub struct Append {
    /// `<category>-<subject>`; the category holds no hyphen.
    pub stream: String,
    /// Where the stream must stand.
    pub expected: Expected,
    /// At least one.
    pub events: Vec<NewEvent>,
    /// Common to all of the events.
    pub meta: Meta,
    /// See [`Priority`].
    pub priority: Priority,
}

/// The receipt: the events are on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Revision of the first event.
    pub first_revision: u64,
    /// Revision of the last event.
    pub last_revision: u64,
    /// Position of the last event.
    pub position: u64,
}
