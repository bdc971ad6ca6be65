//! Folding views from a log on the command line: page by page, with progress, wherever they are wanted.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use cangliu_projections::{LogKey, ViewError, ViewEvent, Views};
use cangliu_store::{EventStore as _, Recorded, SqliteLog};
use sha2::{Digest as _, Sha256};

use super::bar;
use super::fault::Fault;

/// Events folded in one transaction; large batches are much cheaper per event.
const PAGE: usize = 20_000;

/// Which log views are grown from.
pub(super) fn key(log: &SqliteLog) -> LogKey {
    let identity = log.identity();
    LogKey { log: identity.id, epoch: identity.epoch }
}

/// Folds a log into views in a directory, up to a position.
pub(super) fn fold(log: &SqliteLog, into: &Path, until: u64) -> Result<Views, Fault> {
    let mut views = Views::open(into, key(log))?;
    let bar = bar::bar("folding the views", until);
    while views.position() < until {
        let left = usize::try_from(until - views.position()).unwrap_or(usize::MAX);
        let page = log.read_all_blocking(views.position(), PAGE.min(left))?;
        if page.is_empty() {
            return Err(ViewError::Gap { expected: views.position() + 1, found: until }.into());
        }
        let events: Vec<ViewEvent> = page.into_iter().map(event).collect();
        bar.set_position(views.apply(&events)?);
    }
    bar.finish_and_clear();
    Ok(views)
}

/// An event as the views take it in.
fn event(recorded: Recorded) -> ViewEvent {
    let Recorded { id, stream, revision, position, kind, version, recorded_at, data, .. } = recorded;
    ViewEvent { id, stream: Arc::clone(&stream), revision, position, kind, version, recorded_at, data }
}

/// SHA-256 of the canonical dump of views, in hexadecimal.
pub(super) fn digest(views: &Views) -> Result<String, Fault> {
    let mut hashing = Hashing(Sha256::new());
    views.dump(&mut hashing)?;
    Ok(hex(&hashing.0.finalize()))
}

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

struct Hashing(Sha256);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
