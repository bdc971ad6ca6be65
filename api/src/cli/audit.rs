//! What the domain knows of a sound log beyond its envelopes: every event decodes, every id is derived from the
//! command that made it, and every claim was followed by what it was claimed for.

use std::collections::HashMap;
use std::sync::Arc;

use cangliu_domain::event::{Event, split_stream};
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::{asset, card, institution, uscc_claim};
use cangliu_store::Recorded;
use uuid::Uuid;

use crate::ledger::event_id;

/// An event that should not be as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Oddity {
    /// It cannot be read.
    Undecodable { position: u64, reason: String },
    /// Its id is not the one its command makes.
    ForeignId { position: u64 },
}

/// A claim that nothing followed: work was cut off, and repeating the command completes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Orphan {
    pub(super) stream: Arc<str>,
    pub(super) position: u64,
}

/// Reads a log event by event.
#[derive(Default)]
pub(super) struct Audit {
    pub(super) oddities: Vec<Oddity>,
    /// The append that the last event belonged to, and how many events it had so far.
    append: Option<(Arc<str>, Uuid, usize)>,
    cards: HashMap<(InstitutionId, String), (AssetId, Orphan)>,
    codes: HashMap<String, Orphan>,
}

impl Audit {
    /// Takes the next event of the log in.
    pub(super) fn take(&mut self, recorded: &Recorded) {
        self.check_id(recorded);
        let category = split_stream(&recorded.stream).map_or("", |(category, _)| category);
        match Event::decode(category, &recorded.kind, recorded.version, &recorded.data) {
            Ok(event) => self.follow(recorded, &event),
            Err(error) => {
                let reason = error.to_string();
                self.oddities.push(Oddity::Undecodable { position: recorded.position, reason });
            }
        }
    }

    /// Claims that nothing followed.
    pub(super) fn orphans(self) -> Vec<Orphan> {
        let mut orphans: Vec<Orphan> =
            self.cards.into_values().map(|(_, orphan)| orphan).chain(self.codes.into_values()).collect();
        orphans.sort_by_key(|orphan| orphan.position);
        orphans
    }

    /// The events of one append stand together in the log, and are numbered from 0.
    fn check_id(&mut self, recorded: &Recorded) {
        let index = match &self.append {
            Some((stream, command, count)) if *stream == recorded.stream && *command == recorded.command_id => *count,
            Some(_) | None => 0,
        };
        self.append = Some((Arc::clone(&recorded.stream), recorded.command_id, index + 1));
        if recorded.id != event_id(recorded.command_id, &recorded.stream, index) {
            self.oddities.push(Oddity::ForeignId { position: recorded.position });
        }
    }

    fn follow(&mut self, recorded: &Recorded, event: &Event) {
        let orphan = || Orphan { stream: Arc::clone(&recorded.stream), position: recorded.position };
        match event {
            Event::Card(card::Event::Claimed { institution, number, asset }) => {
                self.cards.insert((*institution, number.clone()), (*asset, orphan()));
            }
            Event::Uscc(uscc_claim::Event::Claimed { .. }) => {
                let code = split_stream(&recorded.stream).map_or("", |(_, code)| code);
                self.codes.insert(code.to_owned(), orphan());
            }
            Event::Asset(
                asset::Event::Registered { owner, number, .. } | asset::Event::BookedIn { owner, number, .. },
            ) => {
                self.cards.remove(&(*owner, number.clone()));
            }
            Event::Institution(institution::Event::UsccAssigned { uscc, .. }) => {
                self.codes.remove(uscc.as_str());
            }
            Event::Asset(_)
            | Event::Institution(_)
            | Event::Post(_)
            | Event::Premises(_)
            | Event::Warehouse(_)
            | Event::Waste(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use cangliu_store::Actor;

    use super::*;

    fn claimed(position: u64, id_index: usize) -> Recorded {
        let institution = Uuid::from_u128(1);
        let stream = format!("card-{institution}:N{position}");
        let command_id = Uuid::from_u128(position.into());
        let actor = Actor { issuer: "os".into(), subject: "a".into(), institution: None, post: None, roles: Vec::new() };
        Recorded {
            id: event_id(command_id, &stream, id_index),
            stream: stream.into(),
            revision: 0,
            position,
            kind: "card-claimed".into(),
            version: 1,
            recorded_at: Default::default(),
            actor: Arc::new(actor),
            command_id,
            fingerprint: [0; 32],
            causation: None,
            data: format!("{{\"institution\":\"{institution}\",\"number\":\"N{position}\",\"asset\":\"{institution}\"}}"),
        }
    }

    #[test]
    fn a_claim_that_nothing_followed_is_an_orphan_and_no_oddity() {
        let mut audit = Audit::default();
        audit.take(&claimed(7, 0));
        assert_eq!(audit.oddities, []);
        assert_eq!(audit.orphans().iter().map(|orphan| orphan.position).collect::<Vec<_>>(), [7]);
    }

    #[test]
    fn an_id_that_its_command_does_not_make_and_data_that_cannot_be_read_are_named() {
        let mut audit = Audit::default();
        audit.take(&claimed(8, 1));
        audit.take(&Recorded { data: "{}".into(), ..claimed(9, 0) });
        assert!(matches!(
            audit.oddities.as_slice(),
            [Oddity::ForeignId { position: 8 }, Oddity::Undecodable { position: 9, .. }]
        ));
    }
}
