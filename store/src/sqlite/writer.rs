//! The one thread that writes: it takes all waiting appends into one transaction and answers after the commit.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, Error};
use tokio::sync::{oneshot, watch};
use tracing::{error, warn};

use super::checkpoint::Checkpointer;
use super::failure::{end_process, failure, is_disk_failure};
use super::queue::{Answer, Outcome, Queue, Waiting};
use super::transaction::Book;
use crate::append::{Append, Priority};
use crate::data_dir::DataDir;
use crate::error::{AppendError, StoreError};

/// Events in one transaction, unless a single append holds more.
const EVENTS_MAX: u64 = 1_000;
/// How long a transaction takes in further appends.
const FILLING_MAX: Duration = Duration::from_millis(5);

/// The way to the writer's thread; dropping it finishes what waits and gives the directory back.
pub(super) struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    // Dropped last: the thread must have closed its connection before another process may write.
    _directory: DataDir,
}

/// What the writer's thread and its callers both see.
struct Shared {
    queue: Queue,
    transactions: AtomicU64,
    /// The position of the last committed event; followers wait for its changes.
    bell: watch::Sender<u64>,
}

impl Writer {
    pub(super) fn start(
        connection: Connection,
        checkpointer: Checkpointer,
        directory: DataDir,
        bell: watch::Sender<u64>,
    ) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared { queue: Queue::default(), transactions: AtomicU64::new(0), bell });
        let own = Arc::clone(&shared);
        let (ready, opened) = mpsc::channel();
        let thread = std::thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || serve(&own, &connection, checkpointer, &ready))
            .map_err(|source| StoreError::io("starting the writer", directory.path(), source))?;
        let writer = Self { shared, thread: Some(thread), _directory: directory };
        opened.recv().map_err(|_| StoreError::Closed)??;
        Ok(writer)
    }

    /// Puts an append in line; the receiver gets its outcome after the commit.
    pub(super) fn submit(&self, append: Append) -> Result<oneshot::Receiver<Answer>, StoreError> {
        let (answer, outcome) = oneshot::channel();
        if self.shared.queue.push(Waiting { append, answer }) { Ok(outcome) } else { Err(StoreError::Closed) }
    }

    /// Transactions committed so far.
    pub(super) fn transactions(&self) -> u64 {
        self.shared.transactions.load(Ordering::Relaxed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.queue.close();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            error!("the log's writer panicked");
        }
    }
}

type Ready = mpsc::Sender<Result<(), StoreError>>;

fn serve(shared: &Shared, connection: &Connection, mut checkpointer: Checkpointer, ready: &Ready) {
    let book = match Book::open(connection) {
        Ok(book) => book,
        Err(failed) => return drop(ready.send(Err(failure("reading the log's head")(failed)))),
    };
    shared.bell.send_replace(book.head());
    let mut desk = Desk { shared, book, in_line: VecDeque::new(), decided: Vec::new(), is_busy: false };
    drop(ready.send(Ok(())));
    while !desk.in_line.is_empty() || shared.queue.wait(desk.is_busy) {
        match desk.transact() {
            Ok(()) => desk.publish(),
            Err(failed) => desk.abandon(failed),
        }
        checkpointer.after_commit(connection);
    }
}

struct Desk<'c> {
    shared: &'c Shared,
    book: Book<'c>,
    /// Taken from the queue all at once, but not yet written.
    in_line: VecDeque<Waiting>,
    /// Of the open transaction.
    decided: Vec<(Waiting, Outcome)>,
    /// The last transaction served several at once.
    is_busy: bool,
}

/// How far the open transaction is.
struct Filling {
    since: Instant,
    before: u64,
    has_bulk: bool,
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        // After a panic nobody is served any more; without this the callers would wait for ever.
        self.shared.queue.abandon();
    }
}

impl Desk<'_> {
    /// Fills one transaction and commits it. Whoever was taken from the line is in `decided`, also after a failure.
    fn transact(&mut self) -> rusqlite::Result<()> {
        let mut filling = Filling { since: Instant::now(), before: self.book.written(), has_bulk: false };
        let Some(mut waiting) = self.next(&filling) else { return Ok(()) };
        let mut begun = self.book.begin();
        loop {
            filling.has_bulk |= waiting.append.priority == Priority::Bulk;
            match begun.and_then(|()| self.book.append(&waiting.append)) {
                Ok(outcome) => self.decided.push((waiting, outcome)),
                Err(failed) => {
                    self.decided.push((waiting, Err(AppendError::OutcomeUnknown)));
                    return Err(failed);
                }
            }
            begun = Ok(());
            match self.next(&filling) {
                Some(next) => waiting = next,
                None => return self.book.commit(),
            }
        }
    }

    fn next(&mut self, filling: &Filling) -> Option<Waiting> {
        if self.book.written() - filling.before < EVENTS_MAX && !self.is_late(filling) {
            if self.in_line.is_empty() {
                self.shared.queue.take_interactive(&mut self.in_line);
            }
            self.in_line.pop_front().or_else(|| self.shared.queue.take_bulk())
        } else if filling.has_bulk {
            None
        } else {
            // Yielding is not starving: one import's append goes with every transaction.
            self.shared.queue.take_bulk()
        }
    }

    fn is_late(&self, filling: &Filling) -> bool {
        // Asking the time costs as much as finding a head, so it is asked for every few appends only.
        self.decided.len().is_multiple_of(16) && filling.since.elapsed() >= FILLING_MAX
    }

    fn publish(&mut self) {
        self.is_busy = self.decided.len() > 1;
        self.shared.transactions.fetch_add(1, Ordering::Relaxed);
        let head = self.book.head();
        if *self.shared.bell.borrow() != head {
            self.shared.bell.send_replace(head);
        }
        for (waiting, outcome) in self.decided.drain(..) {
            answer(waiting, outcome);
        }
    }

    fn abandon(&mut self, failed: Error) {
        if is_disk_failure(&failed) {
            end_process(&failed);
        }
        let outcome = match self.book.abandon() {
            Ok(true) => {
                warn!(error = %failed, appends = self.decided.len(), "a transaction failed; nothing of it was written");
                AppendError::Failed(failure("committing")(failed))
            }
            Ok(false) => AppendError::OutcomeUnknown,
            Err(error) if is_disk_failure(&error) => end_process(&error),
            Err(_) => AppendError::OutcomeUnknown,
        };
        for (waiting, _) in self.decided.drain(..) {
            answer(waiting, Err(outcome.clone()));
        }
    }
}

fn answer(Waiting { append, answer }: Waiting, outcome: Outcome) {
    // Whoever no longer waits can ask again: the same append is answered with the same receipt.
    drop(answer.send(Answer { outcome, _spent: append }));
}
