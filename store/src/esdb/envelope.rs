//! Our envelope as the JSON metadata of a server's event: readable in its own pages and by other clients.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use eventstore::{EventData, RecordedEvent};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::append::Append;
use crate::error::StoreError;
use crate::event::{Actor, Meta, Recorded};

/// What stands in the metadata; names never change.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    version: u16,
    recorded_at: DateTime<Utc>,
    actor: Actor,
    command_id: Uuid,
    fingerprint: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causation: Option<Uuid>,
}

/// The events of an append as the client takes them.
///
/// # Errors
/// [`StoreError::NotJson`] when the data of one is no JSON text, or one with blanks around it, which would be lost.
pub(super) fn events(append: &Append) -> Result<Vec<EventData>, StoreError> {
    let not_json = || StoreError::NotJson { stream: append.stream.clone() };
    let Meta { recorded_at, actor, command_id, fingerprint, causation } = &append.meta;
    let events = append.events.iter().map(|event| {
        // Raw, so that the text is kept byte for byte.
        let data = serde_json::from_str::<&RawValue>(&event.data).ok().filter(|raw| raw.get() == event.data)?;
        let envelope = Envelope {
            version: event.version,
            recorded_at: *recorded_at,
            actor: actor.clone(),
            command_id: *command_id,
            fingerprint: hex(fingerprint),
            causation: *causation,
        };
        EventData::json(event.kind.as_str(), &data).ok()?.id(event.id).metadata_as_json(&envelope).ok()
    });
    events.collect::<Option<_>>().ok_or_else(not_json)
}

/// A server's event as ours.
///
/// # Errors
/// [`StoreError::Undecodable`] names what is not ours in it.
pub(super) fn recorded(event: &RecordedEvent) -> Result<Recorded, StoreError> {
    let position = event.position.commit;
    let bad = |field| move || StoreError::Undecodable { position, field };
    // Servers before 22.6 tell the position of an event only to those who read the whole log.
    if i64::try_from(position).is_err() {
        return Err(bad("position")());
    }
    let envelope: Envelope = serde_json::from_slice(&event.custom_metadata).map_err(|_| bad("metadata")())?;
    Ok(Recorded {
        id: event.id,
        stream: Arc::from(event.stream_id()),
        revision: event.revision,
        position,
        kind: Arc::from(event.event_type.as_str()),
        version: envelope.version,
        recorded_at: envelope.recorded_at,
        actor: Arc::new(envelope.actor),
        command_id: envelope.command_id,
        fingerprint: unhex(&envelope.fingerprint).ok_or_else(bad("fingerprint"))?,
        causation: envelope.causation,
        data: String::from_utf8(event.data.to_vec()).map_err(|_| bad("data")())?,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_back() {
        let fingerprint: [u8; 32] = std::array::from_fn(|place| place as u8 * 8);
        assert_eq!(unhex(&hex(&fingerprint)), Some(fingerprint));
        for text in ["", "0", &"g".repeat(64), &"0".repeat(63)] {
            assert_eq!(unhex(text), None, "{text}");
        }
    }
}
