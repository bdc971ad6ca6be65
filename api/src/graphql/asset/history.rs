//! The events of an asset, as its stream has them: also those that were reversed, marked so.

use std::collections::HashMap;

use async_graphql::{Context, Enum, Json, Object, SimpleObject};
use cangliu_domain::asset::{self, Event};
use cangliu_domain::id::{AssetId, InstitutionId, PersonId};
use cangliu_store::{Actor, Recorded};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::query::assert_party;
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::person::{Person, note_text};
use crate::graphql::post::PersonRef;
use crate::graphql::scalar::{Date, LogPosition, Revision};
use crate::stream::events_of;

/// An event of an asset.
pub(in crate::graphql) struct AssetEvent {
    recorded: Recorded,
    event: Event,
    reversed_by: Option<Uuid>,
    /// Whether whoever asks may know who did it.
    named: bool,
}

/// All events of an asset, oldest first, for those who have to do with it.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub(super) async fn events(desk: Desk<'_>, id: AssetId, named: bool) -> Result<Vec<AssetEvent>, Error> {
    assert_party(desk, id).await?;
    let events = events_of::<asset::Asset>(desk.node, &id.to_string()).await?;
    let reversed: HashMap<u64, Uuid> = events.iter().filter_map(reversal).collect();
    let shown = events.into_iter().map(|(recorded, event)| {
        let reversed_by = reversed.get(&recorded.revision).copied();
        AssetEvent { recorded, event, reversed_by, named }
    });
    Ok(shown.collect())
}

fn reversal((recorded, event): &(Recorded, Event)) -> Option<(u64, Uuid)> {
    match event {
        Event::Reversed { revision, .. } => Some((*revision, recorded.id)),
        _ => None,
    }
}

/// An event of an asset.
#[Object]
impl AssetEvent {
    /// Id of the event.
    async fn id(&self) -> Uuid {
        self.recorded.id
    }

    /// Stored name of what happened, such as `asset-dispatched`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        &self.recorded.kind
    }

    /// Its place in the asset's stream, as `reverseAssetEvent` takes it.
    async fn revision(&self) -> Revision {
        Revision(self.recorded.revision)
    }

    /// Its place in the log, as `asOf` takes it.
    async fn position(&self, ctx: &Context<'_>) -> Result<LogPosition, Error> {
        Ok(LogPosition(Desk::of(ctx)?.node.ledger.position(self.recorded.position)))
    }

    /// Business date.
    async fn on(&self) -> Date {
        self.event.on().into()
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

    /// Whether it was taken back (冲销).
    async fn reversed(&self) -> bool {
        self.reversed_by.is_some()
    }

    /// The event that took it back.
    async fn reversed_by(&self) -> Option<Uuid> {
        self.reversed_by
    }

    /// Who signed, by what he did.
    async fn persons(&self) -> Vec<EventPerson> {
        let person = |part, id: &PersonId| EventPerson { part, person: Person { id: *id, named: self.named } };
        match &self.event {
            Event::TakenIn { accepted_by, .. } => vec![person(SignedAs::Accepted, accepted_by)],
            Event::Dispatched { hand_over, .. } => {
                vec![person(SignedAs::Handed, &hand_over.handed_by), person(SignedAs::Taken, &hand_over.taken_by)]
            }
            Event::Received { received_by, .. } => vec![person(SignedAs::Received, received_by)],
            Event::LoanReturned { inspected_by, .. } => vec![person(SignedAs::Inspected, inspected_by)],
            _ => Vec::new(),
        }
    }

    /// What was said of a loan that came back, of who answers for it, of a repair, or of who got it; null for those who may not read it, and once it was erased.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        match &self.event {
            Event::LoanReturned { note: Some(note), .. }
            | Event::LiabilityStated { note: Some(note), .. }
            | Event::RepairBegun { note: Some(note), .. }
            | Event::Disposed { receiver: Some(note), .. }
                if self.named =>
            {
                note_text(Desk::of(ctx)?, *note).await
            }
            _ => Ok(None),
        }
    }

    /// What was recorded, as stored; persons and texts about them are ids.
    async fn data(&self) -> Result<Json<serde_json::Value>, Error> {
        let data = serde_json::from_str(&self.recorded.data).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Json(data))
    }
}

/// What somebody signed an event as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum SignedAs {
    /// Accepted it into the warehouse.
    #[graphql(name = "ACCEPTED_BY")]
    Accepted,
    /// Gave it away.
    #[graphql(name = "HANDED_BY")]
    Handed,
    /// Took it.
    #[graphql(name = "TAKEN_BY")]
    Taken,
    /// Received it.
    #[graphql(name = "RECEIVED_BY")]
    Received,
    /// Inspected it when a loan came back.
    #[graphql(name = "INSPECTED_BY")]
    Inspected,
}

/// Somebody who signed an event.
#[derive(SimpleObject)]
pub(in crate::graphql) struct EventPerson {
    /// As what.
    part: SignedAs,
    /// Who.
    person: Person,
}

/// Who caused an event, as his token and posts said at that moment.
pub(in crate::graphql) struct EventActor<'a> {
    pub(in crate::graphql) actor: &'a Actor,
    /// Whether whoever asks may know who he is.
    pub(in crate::graphql) named: bool,
}

/// Who caused an event, as his token and posts said at that moment.
#[Object]
impl EventActor<'_> {
    /// The roles he held.
    async fn roles(&self) -> &[String] {
        &self.actor.roles
    }

    /// The institution he acted for.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        match self.actor.institution {
            Some(id) => institution_named(ctx, InstitutionId(id)).await,
            None => Ok(None),
        }
    }

    /// Issuer of his token; null for those who may not know who he is.
    async fn issuer(&self) -> Option<&str> {
        self.named.then_some(self.actor.issuer.as_str())
    }

    /// Subject within the issuer; null for those who may not know who he is.
    async fn subject(&self) -> Option<&str> {
        self.named.then_some(self.actor.subject.as_str())
    }

    /// In whose place he acted (代理); null where it was his own post, and for those who may not know who he is.
    async fn on_behalf_of(&self) -> Option<PersonRef> {
        let principal = self.actor.on_behalf_of.as_ref().filter(|_| self.named)?;
        Some(PersonRef { issuer: principal.issuer.clone(), subject: principal.subject.clone() })
    }
}
