//! A stream read: the state folded from it, and which command wrote what.

use std::collections::HashMap;

use cangliu_domain::Aggregate;
use cangliu_domain::event::{self, DecodeError};
use cangliu_store::{Appended, Recorded};
use uuid::Uuid;

use super::refusal::Refused;

/// What one command wrote on one stream.
#[derive(Debug, Clone)]
pub(super) struct Written {
    fingerprint: [u8; 32],
    pub(super) first_revision: u64,
    pub(super) last_revision: u64,
    pub(super) position: u64,
    pub(super) event_ids: Vec<Uuid>,
}

/// A stream as far as it was read.
#[derive(Debug, Clone)]
pub struct History<A> {
    /// The state.
    pub state: A,
    revision_next: u64,
    written: HashMap<Uuid, Written>,
}

impl<A: Default> Default for History<A> {
    fn default() -> Self {
        Self { state: A::default(), revision_next: 0, written: HashMap::new() }
    }
}

impl<A: Aggregate> History<A> {
    /// Revision of the last event; `None` for a stream never written.
    #[must_use]
    pub fn revision_last(&self) -> Option<u64> {
        self.revision_next.checked_sub(1)
    }

    /// Whether a command of this id wrote here, whatever it was.
    #[must_use]
    pub fn knows(&self, command_id: Uuid) -> bool {
        self.written.contains_key(&command_id)
    }

    /// The first revision that a command of this id wrote here.
    #[must_use]
    pub fn written_at(&self, command_id: Uuid) -> Option<u64> {
        self.written.get(&command_id).map(|written| written.first_revision)
    }

    pub(super) fn revision_next(&self) -> u64 {
        self.revision_next
    }

    /// Takes a stored event in.
    pub(super) fn with(mut self, recorded: &Recorded) -> Result<Self, Refused> {
        let event = event::decode::<A>(&recorded.kind, recorded.version, &recorded.data)
            .map_err(|error| unreadable(&error, recorded))?;
        self.state = self.state.evolve(&event);
        self.revision_next = recorded.revision + 1;
        let written = self.written.entry(recorded.command_id).or_insert_with(|| Written {
            fingerprint: recorded.fingerprint,
            first_revision: recorded.revision,
            last_revision: recorded.revision,
            position: recorded.position,
            event_ids: Vec::new(),
        });
        written.last_revision = recorded.revision;
        written.position = recorded.position;
        written.event_ids.push(recorded.id);
        Ok(self)
    }

    /// Takes events in that were just appended.
    pub(super) fn after(
        &self,
        events: &[A::Event],
        command_id: Uuid,
        fingerprint: [u8; 32],
        event_ids: Vec<Uuid>,
        appended: Appended,
    ) -> Self {
        let mut after = self.clone();
        after.state = events.iter().fold(after.state, A::evolve);
        after.revision_next = appended.last_revision + 1;
        let Appended { first_revision, last_revision, position } = appended;
        after.written.insert(command_id, Written { fingerprint, first_revision, last_revision, position, event_ids });
        after
    }

    /// What the command wrote, if it did; refused when the id was used for something else.
    pub(super) fn receipt(&self, command_id: Uuid, fingerprint: &[u8; 32]) -> Result<Option<&Written>, Refused> {
        match self.written.get(&command_id) {
            None => Ok(None),
            Some(written) if written.fingerprint == *fingerprint => Ok(Some(written)),
            Some(_) => Err(Refused::CommandIdReused),
        }
    }
}

fn unreadable(error: &DecodeError, recorded: &Recorded) -> Refused {
    match error {
        DecodeError::UpgradeNeeded { kind, version, .. } => {
            Refused::UpgradeNeeded { kind: kind.clone(), version: *version, position: recorded.position }
        }
        DecodeError::Broken { kind, reason } => {
            Refused::Undecodable { kind: kind.clone(), position: recorded.position, reason: reason.clone() }
        }
    }
}
