//! The appends that wait for the writer, persons before imports.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::append::{Append, Appended, Priority};
use crate::error::AppendError;

/// How long the writer looks for the next append before it sleeps.
const LOOKING_OUT: Duration = Duration::from_micros(50);

pub(super) type Outcome = Result<Appended, AppendError>;

/// An append and whoever waits for its outcome.
pub(super) struct Waiting {
    pub(super) append: Append,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// The outcome, and the append it is of: memory is freed where it was made, which spares the one writer the work.
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) _spent: Append,
}

/// The line itself; appends enter on any thread and leave on the writer's.
#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
    arrival: Condvar,
}

#[derive(Default)]
struct Line {
    interactive: VecDeque<Waiting>,
    bulk: VecDeque<Waiting>,
    is_closed: bool,
    /// The writer sleeps; only then is a wake-up worth its system call.
    is_awaited: bool,
}

impl Queue {
    /// Puts an append in line; answers whether the queue is open.
    pub(super) fn push(&self, waiting: Waiting) -> bool {
        let mut line = self.line();
        if line.is_closed {
            return false;
        }
        match waiting.append.priority {
            Priority::Interactive => line.interactive.push_back(waiting),
            Priority::Bulk => line.bulk.push_back(waiting),
        }
        let is_awaited = std::mem::take(&mut line.is_awaited);
        drop(line);
        if is_awaited {
            self.arrival.notify_one();
        }
        true
    }

    /// Sleeps until something waits. `false` when the queue is closed and empty.
    ///
    /// After a busy moment it first looks for [`LOOKING_OUT`]: those just answered come again at once, and waking a
    /// sleeping thread takes longer than that.
    pub(super) fn wait(&self, is_busy: bool) -> bool {
        let start = Instant::now();
        while is_busy && start.elapsed() < LOOKING_OUT {
            if !self.line().is_empty() {
                return true;
            }
            std::hint::spin_loop();
        }
        let mut line = self.line();
        while line.is_empty() && !line.is_closed {
            line.is_awaited = true;
            line = self.arrival.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
        !line.is_empty()
    }

    /// Moves all who came interactively into `to`.
    pub(super) fn take_interactive(&self, to: &mut VecDeque<Waiting>) {
        to.append(&mut self.line().interactive);
    }

    /// Takes the next import.
    pub(super) fn take_bulk(&self) -> Option<Waiting> {
        self.line().bulk.pop_front()
    }

    /// Lets in nobody more; those in line are still served.
    pub(super) fn close(&self) {
        self.line().is_closed = true;
        self.arrival.notify_all();
    }

    /// Turns away those in line. They hear nothing, which says that their outcome is unknown.
    pub(super) fn abandon(&self) {
        let mut line = self.line();
        line.is_closed = true;
        line.interactive.clear();
        line.bulk.clear();
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        // A panic cannot leave a line half changed, so a poisoned one is as good as any.
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn is_empty(&self) -> bool {
        self.interactive.is_empty() && self.bulk.is_empty()
    }
}
