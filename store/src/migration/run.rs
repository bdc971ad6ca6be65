//! The whole errand: begin or go on, copy, prove, end.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::error::MigrationError;
use super::map::Map;
use super::moving::{Moving, moving};
use super::standing::{Migrated, Standing};
use super::step::{End, InStep, PAGES_WAITING, Paged, Side, in_step};
use super::target::{MigrationTarget, NotCopied};
use crate::error::{AppendError, StoreError};
use crate::identity::LogIdentity;
use crate::port::EventStore;

/// How often what the target holds is looked at again, when it stands elsewhere than it stood: an append of an earlier,
/// killed migration may have taken effect meanwhile.
const LOOKS_MAX: u32 = 3;

/// How far a migration is, for whoever watches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// What the target holds already is compared with the source, up to this position of the source.
    Comparing(u64),
    /// Events are copied, up to this position of the source.
    Copying(u64),
    /// Both logs are read anew, up to this position of the source.
    Proving(u64),
    /// The position of the source that was reached.
    At(u64),
}

/// A log to be copied.
pub struct Migration<'a> {
    /// What is copied.
    pub source: Arc<dyn EventStore>,
    /// Where to.
    pub target: &'a dyn MigrationTarget,
    /// What the target is called once it is whole: the same log in an epoch that nobody has seen.
    pub name: LogIdentity,
    /// The file that tells the new positions.
    pub map: &'a Path,
    /// Hears how far it is; must not block.
    pub told: &'a (dyn Fn(Stage) + Sync),
}

/// What a migration did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What it came to.
    pub migrated: Migrated,
    /// Events copied this time.
    pub copied: u64,
    /// It had ended before.
    pub was_finished: bool,
    /// Time spent copying.
    pub copying: Duration,
    /// Time spent reading both logs anew.
    pub proving: Duration,
}

/// How much of the source the target holds.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    /// Position of the last event in the source.
    head: u64,
    events: u64,
}

/// Both logs, to read.
struct Logs {
    source: Paged,
    target: Paged,
}

impl Migration<'_> {
    /// Copies the log, or goes on with it; after any failure, also a kill, the same migration can be run again. Blocks:
    /// to be called from a thread that is no task's.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub fn run(&self) -> Result<Done, MigrationError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let failed = |source| StoreError::Failed { doing: "starting threads", source: Arc::new(source) };
        let runtime = runtime.map_err(|error| MigrationError::Source(failed(error)))?;
        let logs = || -> Result<Logs, MigrationError> {
            let source = Paged::new(Arc::clone(&self.source), runtime.handle());
            let target = self.target.log().map_err(MigrationError::Target)?;
            Ok(Logs { source, target: Paged::new(target, runtime.handle()) })
        };
        let own = self.source.identity();
        match self.target.standing().map_err(MigrationError::target)? {
            Standing::Finished(migrated) if migrated.source == own => self.finished(migrated, &logs()?),
            Standing::Empty => {
                // A map that cannot be written is said before anything is begun.
                drop(Map::begin(self.map, own, self.name)?);
                self.target.begin(own).map_err(MigrationError::Target)?;
                if self.target.standing().map_err(MigrationError::target)? != (Standing::Unfinished { source: own }) {
                    return Err(MigrationError::TargetNotEmpty);
                }
                self.go_on(&logs()?)
            }
            Standing::Unfinished { source } if source == own => self.go_on(&logs()?),
            Standing::Finished(_) | Standing::Unfinished { .. } | Standing::Other => {
                Err(MigrationError::TargetNotEmpty)
            }
        }
    }

    /// Nothing is to be done, but for a map that is not there.
    fn finished(&self, migrated: Migrated, logs: &Logs) -> Result<Done, MigrationError> {
        let head = logs.source.head().map_err(MigrationError::Source)?;
        if head != migrated.head {
            return Err(MigrationError::Outgrown { copied: migrated.head, head });
        }
        let began = Instant::now();
        if !self.map.exists() {
            let mut map = Map::begin(self.map, migrated.source, migrated.target)?;
            let end = logs.target.head().map_err(MigrationError::target)?;
            let (mut source, mut target) = (Side::new(&logs.source, head), Side::new(&logs.target, end));
            (self.told)(Stage::Proving(head));
            let found = self.in_step(&mut source, &mut target, End::Source, |old, new| map.line(old, new))?;
            if let Some((old, new)) = found.difference {
                return Err(MigrationError::NotABeginning { old, new });
            }
            map.keep()?;
        }
        let proving = began.elapsed();
        Ok(Done { migrated, copied: 0, was_finished: true, copying: Duration::ZERO, proving })
    }

    fn go_on(&self, logs: &Logs) -> Result<Done, MigrationError> {
        let own = self.source.identity();
        let (mut copying, mut proving) = (Duration::ZERO, Duration::ZERO);
        let before = self.held(logs)?;
        let mut held = before;
        let (mut source, mut target) = (Side::new(&logs.source, 0), Side::new(&logs.target, 0));
        let mut map = Map::begin(self.map, own, self.name)?;
        loop {
            let began = Instant::now();
            held = self.copy(logs, held)?;
            copying += began.elapsed();
            let began = Instant::now();
            source.until = held.head;
            target.until = logs.target.head().map_err(MigrationError::target)?;
            (self.told)(Stage::Proving(held.head));
            let found = self.in_step(&mut source, &mut target, End::Both, |old, new| map.line(old, new))?;
            proving += began.elapsed();
            if let Some((old, _)) = found.difference {
                let (old_sha256, new_sha256) = (source.sha256(), target.sha256());
                return Err(MigrationError::Differs { old_sha256, new_sha256, old });
            }
            // What somebody still wrote to the source meanwhile is copied and compared as well.
            if logs.source.head().map_err(MigrationError::Source)? == held.head {
                break;
            }
        }
        let end = target.until;
        let (sha256, copy_sha256) = (source.sha256(), target.sha256());
        if sha256 != copy_sha256 {
            return Err(MigrationError::Differs { old_sha256: sha256, new_sha256: copy_sha256, old: None });
        }
        map.keep()?;
        if logs.target.head().map_err(MigrationError::target)? != end {
            return Err(MigrationError::TargetNotEmpty);
        }
        let migrated = Migrated { source: own, target: self.name, events: held.events, head: held.head, sha256 };
        self.target.end(&migrated).map_err(MigrationError::Target)?;
        let copied = held.events.saturating_sub(before.events);
        Ok(Done { migrated, copied, was_finished: false, copying, proving })
    }

    /// How much the target holds, compared event by event.
    fn held(&self, logs: &Logs) -> Result<Held, MigrationError> {
        let end = logs.target.head().map_err(MigrationError::target)?;
        if end == 0 {
            return Ok(Held::default());
        }
        let head = logs.source.head().map_err(MigrationError::Source)?;
        let (mut source, mut target) = (Side::new(&logs.source, head), Side::new(&logs.target, end));
        (self.told)(Stage::Comparing(head));
        let found = self.in_step(&mut source, &mut target, End::Target, |_, _| Ok(()))?;
        match found.difference {
            Some((old, new)) => Err(MigrationError::NotABeginning { old, new }),
            None => Ok(Held { head: found.last.map_or(0, |(old, _)| old), events: found.events }),
        }
    }

    /// [`in_step`], told to whoever watches.
    fn in_step(
        &self,
        source: &mut Side<'_>,
        target: &mut Side<'_>,
        end: End,
        mut each: impl FnMut(u64, u64) -> Result<(), MigrationError>,
    ) -> Result<InStep, MigrationError> {
        let mut events = 0_u64;
        in_step(source, target, end, |old, new| {
            events += 1;
            if events.is_multiple_of(1_024) {
                (self.told)(Stage::At(old));
            }
            each(old, new)
        })
    }

    /// Copies what comes behind what the target holds, up to the present end of the source.
    fn copy(&self, logs: &Logs, held: Held) -> Result<Held, MigrationError> {
        let mut held = held;
        for _ in 1..LOOKS_MAX {
            match self.copy_once(logs, held) {
                Err(MigrationError::NotCopied(NotCopied { source: AppendError::Conflict { .. }, .. })) => {
                    held = self.held(logs)?;
                }
                done => return done,
            }
        }
        self.copy_once(logs, held)
    }

    fn copy_once(&self, logs: &Logs, held: Held) -> Result<Held, MigrationError> {
        (self.told)(Stage::Copying(logs.source.head().map_err(MigrationError::Source)?));
        std::thread::scope(|threads| {
            let (pages, waiting) = sync_channel::<Vec<Moving>>(PAGES_WAITING);
            let reader = threads.spawn(move || read(&logs.source, held, &pages));
            let mut pages = waiting.into_iter().inspect(|page| {
                (self.told)(Stage::At(page.last().map_or(0, |moving| moving.position)));
            });
            let filled = self.target.fill(&mut pages);
            // Nobody takes pages any more: a reader that is still at it ends.
            drop(pages);
            let read = reader.join().map_err(|_| MigrationError::Source(StoreError::Closed))?;
            filled?;
            read.map_err(MigrationError::Source)
        })
    }
}

/// Hands over all that comes behind `held`, and answers how much of the source that is with it.
fn read(source: &Paged, mut held: Held, pages: &SyncSender<Vec<Moving>>) -> Result<Held, StoreError> {
    loop {
        let page = source.page(held.head)?;
        let Some(last) = page.last() else { return Ok(held) };
        held.head = last.position;
        held.events += page.len() as u64;
        if pages.send(moving(page)).is_err() {
            return Ok(held);
        }
    }
}
