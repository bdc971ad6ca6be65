//! A command on its way, its fingerprint, and what it leads to.

use std::sync::Arc;

use cangliu_domain::Aggregate;
use cangliu_store::{Appended, LogPosition, Priority};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Ledger;
use super::history::{History, Written};
use super::refusal::Refused;
use super::served::Served;
use crate::auth::Who;

/// A command on its way to a stream.
#[derive(Debug, Clone)]
pub struct Order<A: Aggregate> {
    /// Subject of the stream, without the category.
    pub subject: String,
    /// Made by the client; the same id repeats the same command.
    pub command_id: Uuid,
    /// Last revision the client saw, if it wants to be refused when there is a later one.
    pub expected_revision: Option<u64>,
    /// What caused it: the command id of the batch or import it belongs to.
    pub causation: Option<Uuid>,
    /// Bulk work yields to interactive work.
    pub priority: Priority,
    /// The command.
    pub command: A::Command,
}

impl<A: Served> Order<A> {
    /// An interactive command.
    pub fn new(subject: impl Into<String>, command_id: Uuid, command: A::Command) -> Self {
        Self {
            subject: subject.into(),
            command_id,
            expected_revision: None,
            causation: None,
            priority: Priority::Interactive,
            command,
        }
    }

    /// Refused when the stream is not at this revision.
    #[must_use]
    pub fn expecting(mut self, revision: Option<u64>) -> Self {
        self.expected_revision = revision;
        self
    }

    /// A part of bulk work.
    #[must_use]
    pub fn bulk(mut self, causation: Uuid) -> Self {
        self.causation = Some(causation);
        self.priority = Priority::Bulk;
        self
    }

    /// SHA-256 of the actor's subject, the command's name and its canonical arguments.
    pub(super) fn fingerprint(&self, who: &Who) -> [u8; 32] {
        let arguments = serde_json::to_vec(&self.command).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [who.issuer.as_bytes(), who.subject.as_bytes(), A::CATEGORY.as_bytes(), &arguments] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }

    pub(super) fn revision_expected(&self, actual: Option<u64>) -> Result<(), Refused> {
        match self.expected_revision {
            Some(expected) if actual != Some(expected) => Err(Refused::RevisionMoved { expected, actual }),
            Some(_) | None => Ok(()),
        }
    }
}

/// Proof that the events are in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Ids of the events, in order.
    pub event_ids: Vec<Uuid>,
    /// Revision of the first.
    pub first_revision: u64,
    /// Revision of the last.
    pub last_revision: u64,
    /// Position of the last.
    pub position: LogPosition,
    /// Whether this is the receipt of an earlier, equal command.
    pub replayed: bool,
}

impl Receipt {
    /// The receipt of a command that was carried out before.
    fn again(ledger: &Ledger, written: &Written) -> Self {
        Self {
            event_ids: written.event_ids.clone(),
            first_revision: written.first_revision,
            last_revision: written.last_revision,
            position: ledger.position(written.position),
            replayed: true,
        }
    }
}

/// A command carried out.
#[derive(Debug, Clone)]
pub struct Done<A> {
    /// The present state; that of a stream never written for whoever may no longer see it.
    pub state: A,
    /// Revision of the present state.
    pub revision: u64,
    /// The receipt; `None` when there was nothing to do.
    pub receipt: Option<Receipt>,
}

impl<A: Served> Done<A> {
    pub(super) fn replayed(ledger: &Ledger, history: &Arc<History<A>>, written: &Written) -> Self {
        Self { receipt: Some(Receipt::again(ledger, written)), ..Self::unchanged(ledger, history) }
    }

    /// For somebody who did this and may no longer see what came of it.
    pub(super) fn replayed_unseen(ledger: &Ledger, written: &Written) -> Self {
        let receipt = Receipt::again(ledger, written);
        Self { state: A::default(), revision: receipt.last_revision, receipt: Some(receipt) }
    }

    pub(super) fn unchanged(_ledger: &Ledger, history: &History<A>) -> Self {
        Self { state: history.state.clone(), revision: history.revision_last().unwrap_or_default(), receipt: None }
    }

    pub(super) fn appended(ledger: &Ledger, after: &Arc<History<A>>, event_ids: Vec<Uuid>, appended: Appended) -> Self {
        let receipt = Receipt {
            event_ids,
            first_revision: appended.first_revision,
            last_revision: appended.last_revision,
            position: ledger.position(appended.position),
            replayed: false,
        };
        Self { state: after.state.clone(), revision: appended.last_revision, receipt: Some(receipt) }
    }
}
