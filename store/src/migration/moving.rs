//! Events gathered into appends: those that follow one another in one stream and have all of their envelope in common.

use crate::append::{Append, Expected, Priority};
use crate::event::{Meta, NewEvent, Recorded};

/// Bytes in one append, unless a single event has more: what goes into one frame of the wire (16 KiB). The client's
/// sockets keep the rest of anything longer back until its beginning is acknowledged, on Linux 40 ms later: a log with
/// appends of up to 72 events was copied to a server at 1,700 events/s, and in such parts at 56,000 to 100,000.
const BYTES_MAX: usize = 15 * 1024;
/// What an envelope adds to the data on a server, about.
const ENVELOPE_BYTES: usize = 640;

/// An append on its way.
#[derive(Clone, Debug)]
pub struct Moving {
    /// Where its first event stands in the source.
    pub position: u64,
    /// The events with their envelope.
    pub append: Append,
}

/// The appends that write these events anew, in their order.
#[must_use]
pub fn moving(events: Vec<Recorded>) -> Vec<Moving> {
    let mut gathered: Vec<Moving> = Vec::with_capacity(events.len());
    let (mut last, mut bytes): (Option<Recorded>, usize) = (None, 0);
    for mut event in events {
        let data = std::mem::take(&mut event.data);
        let more = data.len() + ENVELOPE_BYTES;
        let new = NewEvent { id: event.id, kind: event.kind.to_string(), version: event.version, data };
        match gathered.last_mut() {
            Some(Moving { append, .. })
                if last.as_ref().is_some_and(|last| is_of_one_append(last, &event)) && bytes + more <= BYTES_MAX =>
            {
                append.events.push(new);
                bytes += more;
            }
            _ => {
                gathered.push(begun(&event, new));
                bytes = more;
            }
        }
        last = Some(event);
    }
    gathered
}

fn begun(event: &Recorded, new: NewEvent) -> Moving {
    let meta = Meta {
        recorded_at: event.recorded_at,
        actor: (*event.actor).clone(),
        command_id: event.command_id,
        fingerprint: event.fingerprint,
        causation: event.causation,
    };
    let append = Append {
        stream: event.stream.to_string(),
        expected: Expected::after(event.revision.checked_sub(1)),
        events: vec![new],
        meta,
        priority: Priority::Bulk,
    };
    Moving { position: event.position, append }
}

fn is_of_one_append(before: &Recorded, event: &Recorded) -> bool {
    before.stream == event.stream
        && before.revision + 1 == event.revision
        && before.command_id == event.command_id
        && before.recorded_at == event.recorded_at
        && before.fingerprint == event.fingerprint
        && before.causation == event.causation
        && before.actor == event.actor
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::event::Actor;

    fn event(stream: &str, revision: u64, command: u128, bytes: usize) -> Recorded {
        let actor = Actor {
            issuer: "test".into(),
            subject: "t".into(),
            institution: None,
            post: None,
            roles: vec![],
            on_behalf_of: None,
        };
        Recorded {
            id: Uuid::from_u128(u128::from(revision)),
            stream: Arc::from(stream),
            revision,
            position: revision + 1,
            kind: "asset-listed".into(),
            version: 1,
            recorded_at: DateTime::default(),
            actor: Arc::new(actor),
            command_id: Uuid::from_u128(command),
            fingerprint: [0; 32],
            causation: None,
            data: "x".repeat(bytes),
        }
    }

    fn sizes(events: Vec<Recorded>) -> Vec<usize> {
        moving(events).iter().map(|moving| moving.append.events.len()).collect()
    }

    #[test]
    fn events_of_one_command_and_stream_are_one_append() {
        let events = vec![event("asset-1", 0, 1, 9), event("asset-1", 1, 1, 9), event("asset-1", 2, 2, 9)];
        let gathered = moving(events);
        assert_eq!(gathered.iter().map(|moving| moving.position).collect::<Vec<_>>(), [1, 3]);
        let [first, second] = [0, 1].map(|at| &gathered[at].append);
        assert_eq!((first.expected, first.events.len()), (Expected::NoStream, 2));
        assert_eq!((second.expected, second.events.len()), (Expected::Exact(1), 1));
    }

    #[test]
    fn another_stream_between_two_events_parts_them() {
        assert_eq!(
            sizes(vec![event("asset-1", 0, 1, 9), event("asset-2", 0, 1, 9), event("asset-1", 1, 1, 9)]),
            [1; 3]
        );
    }

    #[test]
    fn an_append_has_its_bounds() {
        let large = (0..3).map(|revision| event("asset-1", revision, 1, BYTES_MAX / 2 - ENVELOPE_BYTES)).collect();
        assert_eq!(sizes(large), [2, 1]);
        assert_eq!(sizes(vec![event("asset-1", 0, 1, 2 * BYTES_MAX)]), [1]);
    }
}
