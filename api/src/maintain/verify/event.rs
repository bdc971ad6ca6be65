//! Whether events carry the ids that follow from their commands: UUIDv5(command, stream ‖ index).
//!
//! The index is an event's place among those that its command wrote. One append is one transaction, so they stand side
//! by side in the log; only behind a gap does nobody know the index, and any is accepted that a command may have.

use std::sync::Arc;

use cangliu_store::Recorded;
use uuid::Uuid;

use super::damage::Damage;
use crate::ledger::event_id;

/// More events than one command writes.
const INDEX_MAX: usize = 10_000;

/// The event before.
#[derive(Debug)]
struct Before {
    position: u64,
    stream: Arc<str>,
    command: Uuid,
    index: usize,
}

/// Looks at events in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Ids {
    before: Option<Before>,
}

impl Ids {
    /// What is wrong with an event's id.
    pub(super) fn check(&mut self, recorded: &Recorded) -> Option<Damage> {
        let index = self.index(recorded);
        let damage = match index {
            Some(index) if event_id(recorded.command_id, &recorded.stream, index) == recorded.id => None,
            _ => Some(Damage::ForeignEventId { position: recorded.position, id: recorded.id }),
        };
        self.before = Some(Before {
            position: recorded.position,
            stream: Arc::clone(&recorded.stream),
            command: recorded.command_id,
            index: index.unwrap_or(0),
        });
        damage
    }

    /// Its place among the events of its command; `None` where no place gives its id.
    fn index(&self, recorded: &Recorded) -> Option<usize> {
        let (position, index) = self.before.as_ref().map_or((0, None), |before| {
            let is_of_same = before.stream == recorded.stream && before.command == recorded.command_id;
            (before.position, is_of_same.then_some(before.index + 1))
        });
        if position + 1 == recorded.position {
            return Some(index.unwrap_or(0));
        }
        let places = usize::try_from(recorded.revision).unwrap_or(INDEX_MAX).min(INDEX_MAX);
        (0..=places).find(|index| event_id(recorded.command_id, &recorded.stream, *index) == recorded.id)
    }
}

#[cfg(test)]
mod tests {
    use cangliu_store::Actor;

    use super::*;

    const COMMAND: Uuid = Uuid::from_u128(1);

    fn recorded(position: u64, command_id: Uuid, id: Uuid) -> Recorded {
        let actor = Actor {
            issuer: "test".into(),
            subject: "t".into(),
            institution: None,
            post: None,
            roles: vec![],
            on_behalf_of: None,
        };
        Recorded {
            id,
            stream: "asset-1".into(),
            revision: position - 1,
            position,
            kind: "asset-listed".into(),
            version: 1,
            recorded_at: chrono::DateTime::default(),
            actor: Arc::new(actor),
            command_id,
            fingerprint: [0; 32],
            causation: None,
            data: "{}".into(),
        }
    }

    fn of_command(position: u64, command: u128, index: usize) -> Recorded {
        let command = Uuid::from_u128(command);
        recorded(position, command, event_id(command, "asset-1", index))
    }

    fn foreign(events: &[Recorded]) -> Vec<u64> {
        let mut ids = Ids::default();
        events.iter().filter(|event| ids.check(event).is_some()).map(|event| event.position).collect()
    }

    #[test]
    fn ids_follow_from_command_stream_and_place() {
        assert!(
            foreign(&[of_command(1, 1, 0), of_command(2, 1, 1), of_command(3, 2, 0), of_command(4, 3, 0)]).is_empty()
        );
    }

    #[test]
    fn an_id_of_another_place_or_from_nowhere_is_foreign() {
        assert_eq!(foreign(&[of_command(1, 1, 0), of_command(2, 1, 0), of_command(3, 2, 1)]), [2, 3]);
        assert_eq!(foreign(&[recorded(1, COMMAND, Uuid::from_u128(99))]), [1]);
    }

    #[test]
    fn behind_a_gap_the_rest_of_a_command_is_not_foreign() {
        assert!(foreign(&[of_command(1, 1, 0), of_command(3, 1, 2), of_command(4, 1, 3)]).is_empty());
        assert_eq!(foreign(&[of_command(1, 1, 0), recorded(3, COMMAND, Uuid::from_u128(99))]), [3]);
    }
}
