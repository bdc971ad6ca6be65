//! One stream, read from the log: what happened to one thing, event by event.

use cangliu_domain::Aggregate;
use cangliu_domain::event::{DecodeError, decode};
use cangliu_store::{Recorded, StoreError};
use chrono::NaiveDate;
use uuid::Uuid;

use super::desk::Desk;
use crate::error::Error;

/// Events read at a time.
const PAGE: usize = 512;

/// All events of a stream with their envelopes, oldest first; empty for a stream never written.
///
/// # Errors
/// When the log cannot be read or holds what this program does not know.
pub(super) async fn events_of<A: Aggregate>(desk: Desk<'_>, subject: &str) -> Result<Vec<(Recorded, A::Event)>, Error> {
    let stream = format!("{}-{subject}", A::CATEGORY);
    let mut events = Vec::new();
    loop {
        let page = desk.node.ledger.log().read_stream(&stream, events.len() as u64, PAGE).await?;
        let count = page.len();
        for recorded in page {
            let event = decode::<A>(&recorded.kind, recorded.version, &recorded.data).map_err(unreadable)?;
            events.push((recorded, event));
        }
        if count < PAGE {
            return Ok(events);
        }
    }
}

/// The first event that a command wrote on a stream; `None` before it did.
///
/// # Errors
/// When the log cannot be read.
pub(super) async fn written_by(desk: Desk<'_>, stream: &str, command_id: Uuid) -> Result<Option<Recorded>, StoreError> {
    let mut from = 0;
    loop {
        let page = desk.node.ledger.log().read_stream(stream, from, PAGE).await?;
        let count = page.len();
        if let Some(found) = page.into_iter().find(|recorded| recorded.command_id == command_id) {
            return Ok(Some(found));
        }
        if count < PAGE {
            return Ok(None);
        }
        from += count as u64;
    }
}

/// One event of a stream; `None` when there is none of that revision.
///
/// # Errors
/// When the log cannot be read.
pub(super) async fn event_at(desk: Desk<'_>, stream: &str, revision: u64) -> Result<Option<Recorded>, Error> {
    let found = desk.node.ledger.log().read_stream(stream, revision, 1).await?;
    Ok(found.into_iter().next())
}

/// The business date in the data of an event: every event that has one calls it `on` or `from`.
pub(super) fn business_date(recorded: &Recorded) -> Option<NaiveDate> {
    #[derive(serde::Deserialize)]
    struct Dated {
        on: Option<NaiveDate>,
        from: Option<NaiveDate>,
    }
    let dated: Dated = serde_json::from_str(&recorded.data).ok()?;
    dated.on.or(dated.from)
}

fn unreadable(error: DecodeError) -> Error {
    match error {
        DecodeError::UpgradeNeeded { .. } => Error::UpgradeNeeded,
        DecodeError::Broken { .. } => Error::Internal(Box::new(error)),
    }
}
