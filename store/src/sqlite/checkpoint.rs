//! Moving the WAL into the file beside the writer instead of inside its commits.
//!
//! A thread of its own copies most of the WAL while appends go on. It never catches up with a busy writer, and only
//! a fully copied WAL starts over; so the writer itself copies the short rest once the thread is done.
//!
//! Two connections that checkpoint and commit at once are exactly what SQLite's WAL-reset bug needs
//! (<https://sqlite.org/wal.html#walresetbug>, 3.7.0 to 3.51.2): it loses commits. A test holds the version.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use rusqlite::hooks::Wal;
use tracing::{error, warn};

use super::Options;
use super::connection::open_writing;
use super::failure::{end_process, is_disk_failure};
use crate::error::StoreError;

/// The writer's end of the checkpoint thread.
pub(super) struct Checkpointer {
    signals: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
    /// Pages in the WAL after the last commit.
    wal_pages: Arc<AtomicU32>,
    /// The thread has copied what it saw.
    is_copied: Arc<AtomicBool>,
    /// Pages the WAL grows by before it is copied.
    step_pages: u32,
    seen_pages: u32,
    due_pages: u32,
}

impl Checkpointer {
    /// Starts the thread and has the writer's connection tell how long the WAL is.
    pub(super) fn start(writer: &mut Connection, file: &Path, options: Options) -> Result<Self, StoreError> {
        let connection = open_writing(file, options.synchronous)?;
        let (signals, waiting) = sync_channel(1);
        let (wal_pages, is_copied) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
        watch_wal(writer, Arc::clone(&wal_pages))?;
        let done = Arc::clone(&is_copied);
        let thread = std::thread::Builder::new()
            .name("log-checkpoint".to_owned())
            .spawn(move || serve(&connection, &waiting, &done))
            .map_err(|source| StoreError::io("starting the checkpoint thread", file, source))?;
        Ok(Self {
            signals: Some(signals),
            thread: Some(thread),
            wal_pages,
            is_copied,
            seen_pages: 0,
            step_pages: options.checkpoint_pages,
            due_pages: options.checkpoint_pages,
        })
    }

    /// Called by the writer between two transactions.
    pub(super) fn after_commit(&mut self, writer: &Connection) {
        if self.is_copied.swap(false, Ordering::Acquire) {
            copy_wal(writer);
        }
        let pages = self.wal_pages.load(Ordering::Relaxed);
        if pages < self.seen_pages {
            self.due_pages = self.step_pages;
        }
        self.seen_pages = pages;
        if pages >= self.due_pages {
            self.due_pages = pages.saturating_add(self.step_pages);
            if let Some(signals) = &self.signals {
                // A full channel means that a checkpoint is already asked for.
                let _is_new = signals.try_send(()).is_ok();
            }
        }
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        self.signals = None;
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            error!("the log's checkpoint thread panicked");
        }
    }
}

fn watch_wal(writer: &mut Connection, wal_pages: Arc<AtomicU32>) -> Result<(), StoreError> {
    let hook = move |_: &mut Wal, pages: std::ffi::c_int| {
        wal_pages.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
        Ok(())
    };
    writer.wal_hook(Some(hook)).map_err(super::failure("watching the WAL"))
}

fn serve(connection: &Connection, signals: &Receiver<()>, is_copied: &AtomicBool) {
    while signals.recv().is_ok() {
        copy_wal(connection);
        is_copied.store(true, Ordering::Release);
    }
}

/// Copies what no reader still needs in the WAL; waits for nobody.
fn copy_wal(connection: &Connection) {
    match connection.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(())) {
        Ok(()) => {}
        Err(failed) if is_disk_failure(&failed) => end_process(&failed),
        // The WAL only stays longer; the next checkpoint tries again.
        Err(failed) => warn!(error = %failed, "a checkpoint of the log failed"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn this_sqlite_has_no_wal_reset_bug() {
        assert!(rusqlite::version_number() >= 3_051_003, "SQLite {} loses commits", rusqlite::version());
    }
}
