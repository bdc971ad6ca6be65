//! The ledger of one collection point for one month: as a mutation leaves it, and as it stands.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use cangliu_domain::Aggregate;
use cangliu_domain::id::PremisesId;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{self, Entry, Fact, Waste};
use uuid::Uuid;

use super::history::{self, WasteEvent};
use super::{WasteCategory, WasteDestination, WeighingMethod};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::page::{Asked, List, cut};
use crate::graphql::payload::Decided;
use crate::graphql::scalar::{Date, Grams, Revision};
use crate::graphql::stream::events_of;
use crate::ledger::{Done, waste_subject};

/// The waste ledger of one collection point for one month.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct WasteLedger {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The month, such as `2026-11`.
    month: String,
    /// Revision of its latest event.
    revision: Revision,
    /// Entries in force, by their first day; with what `correctWeighing` and `withdrawWasteEntry` need.
    entries: Vec<WasteEntry>,
}

/// The waste ledger of one collection point for one month.
#[ComplexObject]
impl WasteLedger {
    /// Its events, oldest first: what was recorded, corrected and taken back.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<List<WasteEvent>, Error> {
        let desk = Desk::of(ctx)?;
        let window = Asked { first, after, last, before }.window(desk)?;
        let site = desk.node.ledger.site(PremisesId(self.premises), &self.point).await?;
        let named = desk.audits_city() || site.is_some_and(|site| desk.who.belongs_to(site.institution));
        let subject = format!("{}:{}:{}", self.premises, self.point, self.month);
        cut(desk, &window, history::events(desk, &subject, named).await?)
    }
}

/// What an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum WasteFact {
    /// A mass of one category.
    Weighed,
    /// 零: nothing of this category, confirmed.
    Zero,
    /// 停用: the place was closed.
    Closed,
}

/// One entry of a waste ledger.
#[derive(SimpleObject)]
pub(super) struct WasteEntry {
    /// Its id.
    entry: Uuid,
    /// First day covered.
    from: Date,
    /// Last day covered.
    to: Date,
    /// What it says.
    fact: WasteFact,
    /// The category; null for a closure.
    category: Option<WasteCategory>,
    /// The mass over all days covered, of a weighing.
    grams: Option<Grams>,
    /// How the mass was found, of a weighing.
    method: Option<WeighingMethod>,
    /// Where it went, of a weighing.
    destination: Option<WasteDestination>,
    /// Who hauled it, where stated.
    hauler: Option<String>,
    /// Why the place was closed.
    reason: Option<String>,
}

impl From<&Entry> for WasteEntry {
    fn from(entry: &Entry) -> Self {
        let blank = Self {
            entry: entry.entry.0,
            from: entry.from.into(),
            to: entry.to.into(),
            fact: WasteFact::Zero,
            category: entry.fact.category().map(WasteCategory::from),
            grams: None,
            method: None,
            destination: None,
            hauler: None,
            reason: None,
        };
        match &entry.fact {
            Fact::Weighed { grams, method, destination, hauler, .. } => Self {
                fact: WasteFact::Weighed,
                grams: Some(Grams(*grams)),
                method: Some((*method).into()),
                destination: Some((*destination).into()),
                hauler: hauler.clone(),
                ..blank
            },
            Fact::Zero { .. } => blank,
            Fact::Closed { reason } => Self { fact: WasteFact::Closed, reason: Some(reason.clone()), ..blank },
        }
    }
}

impl WasteLedger {
    /// The ledger as it stands; `None` while nothing was recorded. The caller asks first whether whoever wants it
    /// sees the unit's own data.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub(super) async fn of(
        desk: Desk<'_>,
        premises: PremisesId,
        point: &str,
        month: Month,
    ) -> Result<Option<Self>, Error> {
        let events = events_of::<Waste>(desk, &waste_subject(premises, point, month)).await?;
        let Some((latest, _)) = events.last() else { return Ok(None) };
        let revision = Revision(latest.revision);
        let state = Waste::fold(events.iter().map(|(_, event)| event));
        let (point, month) = (point.to_owned(), month.to_string());
        Ok(Some(Self { premises: premises.0, point, month, revision, entries: entries(&state) }))
    }
}

fn entries(state: &Waste) -> Vec<WasteEntry> {
    let mut entries: Vec<WasteEntry> = state.entries().values().map(Into::into).collect();
    entries.sort_by_key(|entry| (entry.from, entry.to, entry.entry));
    entries
}

impl Decided for WasteLedger {
    type Aggregate = waste::Waste;

    async fn decided(_: Desk<'_>, subject: &str, done: &Done<waste::Waste>) -> Result<Option<Self>, Error> {
        let mut parts = subject.split(':');
        let (Some(premises), Some(point), Some(month)) =
            (parts.next().and_then(|id| id.parse().ok()), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let (point, month) = (point.to_owned(), month.to_owned());
        Ok(Some(Self { premises, point, month, revision: Revision(done.revision), entries: entries(&done.state) }))
    }
}
