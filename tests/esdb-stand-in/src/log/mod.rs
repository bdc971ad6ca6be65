//! The one log that all members of a cluster share: what the server's writer and index do, without the chunks.

mod all_page;
mod check;
mod expected;
mod file;
mod preamble;
mod recent;
mod recorded;
mod removal;
mod state;
mod stream_metadata;
mod stream_page;
#[cfg(test)]
mod tests;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

pub(crate) use all_page::{AllPage, Cursor};
pub(crate) use expected::Expected;
pub use recorded::Recorded;
pub(crate) use recorded::{Proposed, ticks_now};
pub(crate) use stream_metadata::metastream_of;
pub(crate) use stream_page::StreamPage;

use check::{Decision, check};
use state::{State, number};

/// What became of an append or a delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Committed {
    /// It is in the log, now or since an earlier try; -1 stands for no revision and no position.
    Success {
        last_revision: i64,
        position: i64,
    },
    WrongExpectedVersion {
        actual: i64,
    },
    StreamDeleted,
    /// The file would not take it: nothing was written.
    Failed,
}

/// The log of a cluster.
#[derive(Debug)]
pub(crate) struct Log {
    state: Mutex<State>,
    end: watch::Sender<u64>,
}

impl Log {
    /// Opens the log in that file, or one that lives as long as the process.
    pub(crate) fn open(file: Option<&Path>) -> io::Result<Self> {
        let (mut state, is_new) = State::open(file)?;
        if is_new {
            preamble::write(&mut state)?;
        }
        let end = watch::Sender::new(state.log_end());
        Ok(Self { state: Mutex::new(state), end })
    }

    /// Writes all of the events or none.
    pub(crate) fn append(&self, stream: &str, expected: Expected, events: &[Proposed]) -> Committed {
        let mut state = self.state();
        let ids: Vec<_> = events.iter().map(|event| event.id).collect();
        match check(&state, stream, expected, &ids) {
            Decision::Write { current, undelete } => {
                let position = number(state.log_end());
                let revival = removal::revival(&state, stream, undelete, current + 1);
                let Ok(written) = state.commit(stream, current + 1, events) else { return Committed::Failed };
                if let Some(revival) = revival
                    && removal::revive(&mut state, &revival).is_err()
                {
                    return Committed::Failed;
                }
                self.end.send_replace(state.log_end());
                Committed::Success {
                    last_revision: current + number(events.len() as u64),
                    position: written.last().map_or(position, |event| number(event.position)),
                }
            }
            Decision::Repeated { last } => Committed::Success {
                last_revision: last,
                position: state.readable(stream, last).map_or(-1, |event| number(event.position)),
            },
            Decision::Wrong { current } => Committed::WrongExpectedVersion { actual: current },
            Decision::Deleted => Committed::StreamDeleted,
        }
    }

    /// Hides a stream (soft) or closes it for ever (hard).
    pub(crate) fn remove(&self, stream: &str, expected: Expected, hard: bool) -> Committed {
        let mut state = self.state();
        let removed = removal::remove(&mut state, stream, expected, hard).unwrap_or(Committed::Failed);
        self.end.send_replace(state.log_end());
        removed
    }

    /// Takes the room of an election's epoch record.
    pub(crate) fn begin_epoch(&self) -> io::Result<()> {
        self.state().begin_epoch()
    }

    /// Loses the ids that appends without a revision are compared with, as a restart of the server does.
    pub(crate) fn forget_recent_ids(&self) {
        self.state().recent.clear();
    }

    /// Changes with every append.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.end.subscribe()
    }

    /// The last event's revision in a stream: -1 where there is none.
    pub(crate) fn last_revision(&self, stream: &str) -> i64 {
        self.state().last_revision(stream)
    }

    /// Where the last event of the log begins.
    pub(crate) fn last_position(&self) -> i64 {
        self.state().last_indexed()
    }

    /// The events of a stream from a revision on, those included that its settings hide.
    pub(crate) fn stream(&self, stream: &str, from: i64) -> Vec<Arc<Recorded>> {
        let from = usize::try_from(from).unwrap_or(0);
        self.state().records_of(stream).get(from..).unwrap_or_default().to_vec()
    }

    /// All events of the log, the system's included.
    pub(crate) fn all(&self) -> Vec<Arc<Recorded>> {
        self.state().records.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
