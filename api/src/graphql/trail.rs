//! Who did what: the envelopes of the log in its order, without what the events say.

use std::sync::Arc;

use async_graphql::{Context, Object, SimpleObject};
use cangliu_domain::post::{Role, Scope};
use cangliu_store::Recorded;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::asset::EventActor;
use super::bad_input::bad;
use super::desk::Desk;
use super::scalar::{LogPosition, Revision};
use crate::error::Error;

/// Most entries of one answer.
const PAGE_MAX: usize = 100;

/// One thing that somebody did.
struct TrailEntry {
    recorded: Recorded,
    position: cangliu_store::LogPosition,
}

/// One thing that somebody did.
#[Object]
impl TrailEntry {
    /// Id of the event.
    async fn event(&self) -> Uuid {
        self.recorded.id
    }

    /// Its place in the log.
    async fn position(&self) -> LogPosition {
        LogPosition(self.position)
    }

    /// The stream it is of.
    async fn stream(&self) -> &str {
        &self.recorded.stream
    }

    /// Its place in the stream.
    async fn revision(&self) -> Revision {
        Revision(self.recorded.revision)
    }

    /// What happened, such as `asset-dispatched`.
    #[graphql(name = "type")]
    async fn kind(&self) -> &str {
        &self.recorded.kind
    }

    /// When it was recorded.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded.recorded_at
    }

    /// Who did it, and in whose place.
    async fn actor(&self) -> EventActor<'_> {
        EventActor { actor: &self.recorded.actor, named: true }
    }
}

/// A part of the trail.
#[derive(SimpleObject)]
struct Trail {
    /// In the order of the log.
    entries: Vec<TrailEntry>,
    /// Where to go on from; null when there is no more now.
    next: Option<LogPosition>,
}

/// Queries of who did what.
#[derive(Default)]
pub(super) struct TrailQuery;

#[Object]
impl TrailQuery {
    /// Who did what, in the order of the log; for those who audit the city.
    async fn trail(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this position.")] after: Option<LogPosition>,
    ) -> Result<Option<Trail>, Error> {
        let desk = Desk::open(ctx)?;
        let audits = |role| matches!(role, Role::Auditor | Role::AuditAdministrator);
        if !desk.who.grants.iter().any(|grant| audits(grant.role) && grant.scope == Scope::City) {
            return Err(Error::Forbidden);
        }
        let most = usize::try_from(first.unwrap_or(25)).ok().filter(|most| (1..=PAGE_MAX).contains(most));
        let most =
            most.ok_or_else(|| bad("PAGE_MALFORMED", "first", "每页 1 至 100 条", "a page has 1 to 100 entries"))?;
        let log = Arc::clone(desk.node.ledger.log());
        let after = match after {
            Some(LogPosition(position)) if position.log != log.identity().shown() => {
                return Err(Error::CursorFromOtherLog);
            }
            Some(LogPosition(position)) => position.position,
            None => 0,
        };
        let read = log.read_all(after, most).await?;
        let is_full = read.len() == most;
        let place =
            |recorded: Recorded| TrailEntry { position: desk.node.ledger.position(recorded.position), recorded };
        let entries: Vec<TrailEntry> = read.into_iter().map(place).collect();
        let next = entries.last().filter(|_| is_full).map(|last| LogPosition(last.position));
        Ok(Some(Trail { entries, next }))
    }
}
