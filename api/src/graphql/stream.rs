//! One stream, read from the log: what happened to one thing, event by event.

use cangliu_domain::event::{DecodeError, decode};
use cangliu_domain::Aggregate;
use cangliu_store::Recorded;

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

fn unreadable(error: DecodeError) -> Error {
    match error {
        DecodeError::UpgradeNeeded { .. } => Error::UpgradeNeeded,
        DecodeError::Broken { .. } => Error::Internal(Box::new(error)),
    }
}
