//! The events of a waste ledger, as its stream has them: what was recorded, corrected and taken back.

use async_graphql::{Context, Object};
use cangliu_domain::id::EntryId;
use cangliu_domain::waste::{Entry, Event, Waste};
use cangliu_store::Recorded;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ledger::WasteEntry;
use crate::error::Error;
use crate::graphql::asset::EventActor;
use crate::graphql::desk::Desk;
use crate::graphql::scalar::{LogPosition, Revision};
use crate::graphql::stream::events_of;

/// An event of a waste ledger.
pub(super) struct WasteEvent {
    recorded: Recorded,
    event: Event,
    /// Whether whoever asks may know who did it.
    named: bool,
}

/// All events of a ledger, oldest first.
///
/// # Errors
/// When the log cannot be read.
pub(super) async fn events(desk: Desk<'_>, subject: &str, named: bool) -> Result<Vec<WasteEvent>, Error> {
    let events = events_of::<Waste>(desk, subject).await?;
    Ok(events.into_iter().map(|(recorded, event)| WasteEvent { recorded, event, named }).collect())
}

/// An event of a waste ledger.
#[Object]
impl WasteEvent {
    /// Id of the event.
    async fn id(&self) -> Uuid {
        self.recorded.id
    }

    /// Stored name of what happened, such as `waste-corrected`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        &self.recorded.kind
    }

    /// Its place in the ledger's stream.
    async fn revision(&self) -> Revision {
        Revision(self.recorded.revision)
    }

    /// Its place in the log.
    async fn position(&self, ctx: &Context<'_>) -> Result<LogPosition, Error> {
        Ok(LogPosition(Desk::of(ctx)?.node.ledger.position(self.recorded.position)))
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded.recorded_at
    }

    /// The command that led to it.
    async fn command_id(&self) -> Uuid {
        self.recorded.command_id
    }

    /// Who did it.
    async fn actor(&self) -> EventActor<'_> {
        EventActor { actor: &self.recorded.actor, named: self.named }
    }

    /// The entry it is about.
    async fn entry(&self) -> Uuid {
        let EntryId(id) = match &self.event {
            Event::Recorded { entry, .. } => *entry,
            Event::Corrected { was, .. } | Event::Withdrawn { was, .. } => was.entry,
        };
        id
    }

    /// The entry as it was; null when this event made it.
    async fn was(&self) -> Option<WasteEntry> {
        match &self.event {
            Event::Recorded { .. } => None,
            Event::Corrected { was, .. } | Event::Withdrawn { was, .. } => Some(was.into()),
        }
    }

    /// The entry as this event left it; null when it was taken back.
    async fn became(&self) -> Option<WasteEntry> {
        match &self.event {
            Event::Recorded { entry, from, to, fact } => {
                let made = Entry { entry: *entry, from: *from, to: to.unwrap_or(*from), fact: fact.clone() };
                Some((&made).into())
            }
            Event::Corrected { was, grams, method, .. } => Some((&was.weighing(*grams, *method)).into()),
            Event::Withdrawn { .. } => None,
        }
    }

    /// Why it was corrected or taken back.
    async fn reason(&self) -> Option<&str> {
        match &self.event {
            Event::Recorded { .. } => None,
            Event::Corrected { reason, .. } | Event::Withdrawn { reason, .. } => Some(reason),
        }
    }
}
