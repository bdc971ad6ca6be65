//! Two logs read in step, each on a thread of its own: the events of one beside those of the other.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use super::error::MigrationError;
use super::sheet::Sheet;
use crate::error::StoreError;
use crate::event::Recorded;
use crate::port::EventStore;

/// Events read at a time.
pub(super) const PAGE: usize = 4_096;
/// Pages that wait for whoever takes them.
pub(super) const PAGES_WAITING: usize = 2;

/// A log, read from threads that may block.
pub(super) struct Paged {
    log: Arc<dyn EventStore>,
    runtime: Handle,
}

impl Paged {
    pub(super) fn new(log: Arc<dyn EventStore>, runtime: &Handle) -> Self {
        Self { log, runtime: runtime.clone() }
    }

    pub(super) fn page(&self, after: u64) -> Result<Vec<Recorded>, StoreError> {
        self.runtime.block_on(self.log.read_all(after, PAGE))
    }

    pub(super) fn head(&self) -> Result<u64, StoreError> {
        self.runtime.block_on(self.log.head())
    }
}

/// One of the two: how far it was read, and what that came to.
pub(super) struct Side<'a> {
    log: &'a Paged,
    /// Position up to which it was read.
    after: u64,
    /// Position up to which it is to be read, that of an event.
    pub(super) until: u64,
    hash: Sha256,
}

impl<'a> Side<'a> {
    /// From the start of a log to a position.
    pub(super) fn new(log: &'a Paged, until: u64) -> Self {
        Self { log, after: 0, until, hash: Sha256::new() }
    }

    /// Over all that was read, in hexadecimal.
    pub(super) fn sha256(self) -> String {
        self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn read(&mut self, sheets: &SyncSender<Result<Sheet, StoreError>>) {
        while self.after < self.until {
            let mut page = match self.log.page(self.after) {
                Ok(page) => page,
                // Whoever listens no longer has met another failure.
                Err(error) => return drop(sheets.send(Err(error))),
            };
            page.retain(|event| event.position <= self.until);
            let Some(last) = page.last() else { return };
            self.after = last.position;
            let sheet = Sheet::of(&page);
            self.hash.update(sheet.bytes());
            if sheets.send(Ok(sheet)).is_err() {
                return;
            }
        }
    }
}

/// Where the reading ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// With the target, or at the first difference.
    Target,
    /// With the source, or at the first difference.
    Source,
    /// With both, whatever differs.
    Both,
}

/// What two logs have in common.
#[derive(Debug, Default)]
pub(super) struct InStep {
    /// Events that are equal, from the start of the reading to the first difference.
    pub(super) events: u64,
    /// Positions of the last of them in source and target.
    pub(super) last: Option<(u64, u64)>,
    /// Positions of the first two events that differ; `None` where a log has no more.
    pub(super) difference: Option<(Option<u64>, Option<u64>)>,
}

/// Reads both sides on; `each` hears the two positions of every event until they differ.
pub(super) fn in_step(
    source: &mut Side<'_>,
    target: &mut Side<'_>,
    end: End,
    mut each: impl FnMut(u64, u64) -> Result<(), MigrationError>,
) -> Result<InStep, MigrationError> {
    let mut found = InStep::default();
    std::thread::scope(|threads| -> Result<(), MigrationError> {
        let (old, olds) = sync_channel(PAGES_WAITING);
        let (new, news) = sync_channel(PAGES_WAITING);
        threads.spawn(move || source.read(&old));
        threads.spawn(move || target.read(&new));
        let (mut olds, mut news) = (Pile::of(olds), Pile::of(news));
        loop {
            olds.turn().map_err(MigrationError::Source)?;
            news.turn().map_err(MigrationError::target)?;
            match (olds.event(), news.event()) {
                (None, None) => return Ok(()),
                (_, None) if end == End::Target => return Ok(()),
                (None, _) if end == End::Source => return Ok(()),
                (Some((old, spelled)), Some((new, again))) if spelled == again => {
                    if found.difference.is_none() {
                        each(old, new)?;
                        found.events += 1;
                        found.last = Some((old, new));
                    }
                }
                (old, new) => {
                    let positions = (old.map(|(position, _)| position), new.map(|(position, _)| position));
                    found.difference.get_or_insert(positions);
                    if end != End::Both {
                        return Ok(());
                    }
                }
            }
            olds.place += 1;
            news.place += 1;
        }
    })?;
    Ok(found)
}

/// Sheets as they come, the events of the first one being looked at.
struct Pile {
    sheets: Receiver<Result<Sheet, StoreError>>,
    first: Sheet,
    place: usize,
}

impl Pile {
    fn of(sheets: Receiver<Result<Sheet, StoreError>>) -> Self {
        Self { sheets, first: Sheet::default(), place: 0 }
    }

    /// The present event; `None` at the end.
    fn event(&self) -> Option<(u64, &[u8])> {
        self.first.event(self.place)
    }

    /// Takes the next sheet when this one is through.
    fn turn(&mut self) -> Result<(), StoreError> {
        if self.event().is_none()
            && let Ok(next) = self.sheets.recv()
        {
            (self.first, self.place) = (next?, 0);
        }
        Ok(())
    }
}
