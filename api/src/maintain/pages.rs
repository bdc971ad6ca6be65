//! The log page by page, for whoever reads all of it, and its events as the views take them.

use std::sync::Arc;

use cangliu_projections::{LogKey, ViewEvent};
use cangliu_store::{EventStore as _, Recorded, SqliteLog, StoreError};

/// Events read at a time.
const PAGE: usize = 4_096;

/// Hands over every readable event up to a position, page by page. What cannot be read is passed over: whether that
/// is so, the store's own check has said.
pub(super) fn each<E: From<StoreError>>(
    log: &SqliteLog,
    end: u64,
    mut take: impl FnMut(&[Recorded]) -> Result<(), E>,
) -> Result<(), E> {
    let (mut after, mut size) = (0, PAGE);
    while after < end {
        match log.read_all_blocking(after, size) {
            Ok(mut page) => {
                page.retain(|event| event.position <= end);
                let Some(last) = page.last() else { return Ok(()) };
                (after, size) = (last.position, PAGE);
                take(&page)?;
            }
            // Smaller and smaller pages lead up to the event at fault.
            Err(StoreError::Undecodable { position, .. }) if size == 1 => (after, size) = (position, PAGE),
            Err(StoreError::Undecodable { .. }) => size = (size / 2).max(1),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The log that views are of.
pub(super) fn key(log: &SqliteLog) -> LogKey {
    let identity = log.identity();
    LogKey { log: identity.id, epoch: identity.epoch }
}

/// An event as the views take it in.
pub(super) fn view_event(recorded: &Recorded) -> ViewEvent {
    ViewEvent {
        id: recorded.id,
        stream: Arc::clone(&recorded.stream),
        revision: recorded.revision,
        position: recorded.position,
        kind: Arc::clone(&recorded.kind),
        version: recorded.version,
        recorded_at: recorded.recorded_at,
        data: recorded.data.clone(),
    }
}
