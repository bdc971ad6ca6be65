//! The waste ledger of one collection point for one month.
//!
//! The stream is `waste-<premises>:<point>:<month>`. An entry says what one category weighed over
//! the days it covers, or that nothing was there (零, confirmed), or that the place was closed.
//! A day without an entry is missing (漏记): no event says so, and no view invents one
//! (DOMAIN 0.4, 9.3). Entries have ids, so that a correction names what it corrects.

mod command;
mod decide;
mod event;
mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use command::{Command, Entry};
pub use event::{Category, Destination, Event, Fact, Method};
pub use rejection::Rejection;

use crate::Aggregate;
use crate::id::{EntryId, InstitutionId, PremisesId};
use crate::month::Month;

/// What must be known of the premises.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The premises, when they are known and have the point.
    pub site: Option<SiteFacts>,
}

/// Premises as their stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFacts {
    /// The premises.
    pub premises: PremisesId,
    /// Whose they are.
    pub institution: InstitutionId,
    /// From when; `None` means always.
    pub opened_on: Option<NaiveDate>,
    /// Until when.
    pub closed_on: Option<NaiveDate>,
}

/// The ledger of one point and month.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waste {
    /// The month, once anything was recorded.
    month: Option<Month>,
    /// Entries in force, by id.
    entries: BTreeMap<EntryId, Entry>,
    /// Ids of entries that were withdrawn.
    withdrawn: Vec<EntryId>,
}

impl Waste {
    /// Entries in force.
    #[must_use]
    pub fn entries(&self) -> &BTreeMap<EntryId, Entry> {
        &self.entries
    }
}

impl Aggregate for Waste {
    const CATEGORY: &'static str = "waste";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        self.decided(command, facts, today)
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Recorded { entry, from, to, fact } => {
                self.month = Some(Month::of(*from));
                let to = to.unwrap_or(*from);
                self.entries.insert(*entry, Entry { entry: *entry, from: *from, to, fact: fact.clone() });
            }
            Event::Corrected { was, grams, method, .. } => {
                self.entries.insert(was.entry, was.weighing(*grams, *method));
            }
            Event::Withdrawn { was, .. } => {
                self.entries.remove(&was.entry);
                self.withdrawn.push(was.entry);
            }
        }
        self
    }
}
