//! Envelopes as bytes: every field but the position, each in one spelling and none running into the next.

use crate::event::{Actor, Recorded};

/// A page of events, spelled out.
#[derive(Default)]
pub(super) struct Sheet {
    /// Of each event, in order.
    positions: Vec<u64>,
    /// Where each event ends in `bytes`.
    ends: Vec<usize>,
    bytes: Vec<u8>,
}

impl Sheet {
    pub(super) fn of(page: &[Recorded]) -> Self {
        let mut sheet = Self::default();
        for event in page {
            spell(event, &mut sheet.bytes);
            sheet.positions.push(event.position);
            sheet.ends.push(sheet.bytes.len());
        }
        sheet
    }

    /// All events of it, one after the other.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The event at a place of the page, from 0: its position and its bytes.
    pub(super) fn event(&self, place: usize) -> Option<(u64, &[u8])> {
        let (position, end) = (self.positions.get(place)?, self.ends.get(place)?);
        let begin = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        Some((*position, self.bytes.get(begin..*end)?))
    }
}

fn spell(event: &Recorded, out: &mut Vec<u8>) {
    out.extend_from_slice(event.id.as_bytes());
    text(&event.stream, out);
    out.extend_from_slice(&event.revision.to_be_bytes());
    text(&event.kind, out);
    out.extend_from_slice(&event.version.to_be_bytes());
    out.extend_from_slice(&event.recorded_at.timestamp_micros().to_be_bytes());
    actor(&event.actor, out);
    out.extend_from_slice(event.command_id.as_bytes());
    out.extend_from_slice(&event.fingerprint);
    optional(event.causation, out);
    text(&event.data, out);
}

fn actor(actor: &Actor, out: &mut Vec<u8>) {
    let Actor { issuer, subject, institution, post, roles, on_behalf_of } = actor;
    text(issuer, out);
    text(subject, out);
    optional(*institution, out);
    optional(*post, out);
    // A mark on the count, which no list of roles reaches: without a principal the bytes stay what they always were.
    let mark = u64::from(on_behalf_of.is_some()) << 63;
    out.extend_from_slice(&(roles.len() as u64 | mark).to_be_bytes());
    roles.iter().for_each(|role| text(role, out));
    if let Some(principal) = on_behalf_of {
        text(&principal.issuer, out);
        text(&principal.subject, out);
    }
}

fn text(text: &str, out: &mut Vec<u8>) {
    length(text.len(), out);
    out.extend_from_slice(text.as_bytes());
}

fn length(length: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&(length as u64).to_be_bytes());
}

fn optional(id: Option<uuid::Uuid>, out: &mut Vec<u8>) {
    out.push(u8::from(id.is_some()));
    out.extend_from_slice(id.unwrap_or_default().as_bytes());
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    use super::*;
    use crate::event::Principal;

    fn event() -> Recorded {
        let roles = vec!["a".to_owned(), "b".to_owned()];
        let actor =
            Actor { issuer: "i".into(), subject: "s".into(), institution: None, post: None, roles, on_behalf_of: None };
        Recorded {
            id: Uuid::from_u128(1),
            stream: "asset-1".into(),
            revision: 3,
            position: 7,
            kind: "asset-listed".into(),
            version: 1,
            recorded_at: DateTime::default(),
            actor: Arc::new(actor),
            command_id: Uuid::from_u128(2),
            fingerprint: [4; 32],
            causation: None,
            data: "{}".into(),
        }
    }

    fn spelled(change: impl FnOnce(&mut Recorded)) -> Vec<u8> {
        let mut event = event();
        change(&mut event);
        Sheet::of(&[event]).bytes
    }

    #[test]
    fn every_field_counts_but_the_position() {
        let same = spelled(|_| {});
        assert_eq!(spelled(|event| event.position = 8), same);
        let changes: [fn(&mut Recorded); 14] = [
            |event| event.id = Uuid::from_u128(9),
            |event| event.stream = "asset-2".into(),
            |event| event.revision = 4,
            |event| event.kind = "asset-unlisted".into(),
            |event| event.version = 2,
            |event| event.recorded_at += TimeDelta::microseconds(1),
            |event| Arc::make_mut(&mut event.actor).subject = "t".into(),
            |event| Arc::make_mut(&mut event.actor).post = Some(Uuid::nil()),
            |event| Arc::make_mut(&mut event.actor).roles = vec!["ab".to_owned()],
            |event| {
                let principal = Principal { issuer: "i".into(), subject: "p".into() };
                Arc::make_mut(&mut event.actor).on_behalf_of = Some(principal);
            },
            |event| event.command_id = Uuid::from_u128(9),
            |event| event.fingerprint[31] = 5,
            |event| event.causation = Some(Uuid::nil()),
            |event| event.data = "{ }".into(),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_ne!(spelled(change), same, "change {number}");
        }
    }

    #[test]
    fn a_sheet_tells_its_events_apart() {
        let sheet = Sheet::of(&[event(), event()]);
        let (one, two) = (sheet.event(0).unwrap(), sheet.event(1).unwrap());
        assert_eq!(one, two);
        assert_eq!(one.1.len() * 2, sheet.bytes().len());
        assert!(sheet.event(2).is_none());
    }
}
