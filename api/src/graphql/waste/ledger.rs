//! The ledger of one collection point for one month, as a mutation leaves it.

use async_graphql::{Enum, SimpleObject};
use cangliu_domain::waste::{self, Entry, Fact};
use uuid::Uuid;

use super::{WasteCategory, WasteDestination, WeighingMethod};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::payload::Decided;
use crate::graphql::scalar::{Date, Grams, Revision};
use crate::ledger::Done;

/// The waste ledger of one collection point for one month.
#[derive(SimpleObject)]
pub(super) struct WasteLedger {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The month, such as `2026-11`.
    month: String,
    /// Revision of its latest event.
    revision: Revision,
    /// Entries in force, by their first day.
    entries: Vec<WasteEntry>,
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

impl Decided for WasteLedger {
    type Aggregate = waste::Waste;

    async fn decided(_: Desk<'_>, subject: &str, done: &Done<waste::Waste>) -> Result<Option<Self>, Error> {
        let mut parts = subject.split(':');
        let (Some(premises), Some(point), Some(month)) =
            (parts.next().and_then(|id| id.parse().ok()), parts.next(), parts.next())
        else {
            return Ok(None);
        };
        let mut entries: Vec<WasteEntry> = done.state.entries().values().map(Into::into).collect();
        entries.sort_by_key(|entry| (entry.from, entry.to, entry.entry));
        let (point, month) = (point.to_owned(), month.to_owned());
        Ok(Some(Self { premises, point, month, revision: Revision(done.revision), entries }))
    }
}
