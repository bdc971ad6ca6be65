//! What a waste ledger can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::event::{Fact, Method};
use crate::grams::Grams;
use crate::id::EntryId;
use crate::month::Month;

/// One entry, as recorded and as remembered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id, made by the client.
    pub entry: EntryId,
    /// First day covered.
    pub from: NaiveDate,
    /// Last day covered.
    pub to: NaiveDate,
    /// What it says.
    pub fact: Fact,
}

impl Entry {
    /// The same entry with another mass, where it is a weighing.
    #[must_use]
    pub fn weighing(&self, grams: Grams, method: Method) -> Self {
        let mut corrected = self.clone();
        if let Fact::Weighed { grams: mass, method: by, .. } = &mut corrected.fact {
            *mass = grams;
            *by = method;
        }
        corrected
    }
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Record entries of this month; all or none.
    Record { month: Month, entries: Vec<Entry> },
    /// Correct a mass.
    Correct { entry: EntryId, grams: Grams, method: Method, reason: String },
    /// Take an entry back.
    Withdraw { entry: EntryId, reason: String },
}
