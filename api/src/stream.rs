//! One stream, read from the log: what happened to one thing, event by event.

use cangliu_domain::Aggregate;
use cangliu_domain::event::{DecodeError, decode};
use cangliu_store::{Recorded, StoreError};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::Error;
use crate::node::Node;

/// Events read at a time.
const PAGE: usize = 512;

/// All events of a stream with their envelopes, oldest first; empty for a stream never written.
///
/// # Errors
/// When the log cannot be read or holds what this program does not know.
pub(crate) async fn events_of<A: Aggregate>(node: &Node, subject: &str) -> Result<Vec<(Recorded, A::Event)>, Error> {
    let stream = format!("{}-{subject}", A::CATEGORY);
    let mut events = Vec::new();
    loop {
        let page = node.ledger.log().read_stream(&stream, events.len() as u64, PAGE).await?;
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
pub(crate) async fn written_by(node: &Node, stream: &str, command_id: Uuid) -> Result<Option<Recorded>, StoreError> {
    let mut from = 0;
    loop {
        let page = node.ledger.log().read_stream(stream, from, PAGE).await?;
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
pub(crate) async fn event_at(node: &Node, stream: &str, revision: u64) -> Result<Option<Recorded>, Error> {
    let found = node.ledger.log().read_stream(stream, revision, 1).await?;
    Ok(found.into_iter().next())
}

/// The business date in the data of an event: every event that has one calls it `on` or `from`.
pub(crate) fn business_date(recorded: &Recorded) -> Option<NaiveDate> {
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
