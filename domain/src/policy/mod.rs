//! The policy of a level or district: who approves what there, and the terms.
//!
//! The stream is `policy-<division>`. A version counts from a day on that is not over yet, so that
//! no decision of yesterday was by another rule than it says. Of all versions that have begun on a
//! day the latest adopted counts; where none has, the code table of [`crate::terms`] does.

pub mod chain;
mod readable;
mod rejection;
pub mod rule;
pub mod splitting;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::asset::UnitFacts;
use crate::division::{Division, Level};
use crate::source::Source;
use crate::terms::{TERMS_VERSION, Terms};
use crate::{Aggregate, institution};

pub use chain::{Asked, LineValue, chain, next_threshold};
pub use rejection::Rejection;
pub use rule::{Across, Effect, Rule, Step, ValueBasis};
pub use splitting::{Submitted, possible_splitting};

/// Most rules of a policy.
pub const RULES_MAX: usize = 200;
/// Most steps of a rule.
pub const STEPS_MAX: usize = 12;
/// Most signers of a step.
pub const SIGNERS_MAX: u16 = 9;

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Adopt a version.
    Adopt { division: Division, source: Source, from: NaiveDate, rules: Vec<Rule>, terms: Terms, on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// A version was adopted; versions count from 1.
    #[serde(rename = "policy-adopted")]
    Adopted {
        division: Division,
        version: u32,
        source: Source,
        from: NaiveDate,
        rules: Vec<Rule>,
        terms: Terms,
        on: NaiveDate,
    },
}

/// A version as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Counted from 1.
    pub version: u32,
    /// The document that says so.
    pub source: Source,
    /// The first day it counts.
    pub from: NaiveDate,
    /// Who approves what.
    pub rules: Vec<Rule>,
    /// The terms.
    pub terms: Terms,
    /// The day it was adopted.
    pub on: NaiveDate,
}

/// Which policy a decision was by, as the decision stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pin {
    /// Of this level or district.
    pub division: Division,
    /// The version adopted there; without one, none had begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Where none had begun: the version of the table of terms that counted instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms_table: Option<u32>,
}

/// The division whose policy counts for a unit: its district, or the province (the municipal level) it belongs to.
#[must_use]
pub fn division_of(unit: &UnitFacts) -> Division {
    match unit.level {
        institution::Level::District => unit.subordinate_to,
        institution::Level::Municipal | institution::Level::Central => unit.subordinate_to.province(),
    }
}

/// What counts in a division on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// What a decision names.
    pub pin: Pin,
    /// Who approves what; without a policy, the unit alone.
    pub rules: Vec<Rule>,
    /// The terms.
    pub terms: Terms,
}

/// The policy of a division: all its versions, in the order they were adopted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    versions: Vec<Version>,
}

impl Policy {
    /// All versions, in the order they were adopted.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The version that counts on a day.
    #[must_use]
    pub fn version_on(&self, day: NaiveDate) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.from <= day)
    }

    /// What counts on a day; the division is that of the stream.
    #[must_use]
    pub fn in_force(&self, division: Division, day: NaiveDate) -> InForce {
        match self.version_on(day) {
            Some(Version { version, rules, terms, .. }) => InForce {
                pin: Pin { division, version: Some(*version), terms_table: None },
                rules: rules.clone(),
                terms: *terms,
            },
            None => InForce {
                pin: Pin { division, version: None, terms_table: Some(TERMS_VERSION) },
                rules: Vec::new(),
                terms: Terms::TABLE,
            },
        }
    }
}

impl Aggregate for Policy {
    const CATEGORY: &'static str = "policy";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Adopt { division, source, from, rules, terms, on } = command;
        let latest = self.versions.last();
        if matches!(division.level(), Level::Nation | Level::Central) {
            Err(Rejection::DivisionWithoutPolicy)
        } else if source.is_empty() {
            Err(Rejection::SourceEmpty)
        } else if on > today {
            Err(Rejection::InFuture { on })
        } else if from < today {
            Err(Rejection::FromInPast { from })
        } else if let Some(term) = terms.implausible() {
            Err(Rejection::TermImplausible { term })
        } else if latest.is_some_and(|now| now.rules == rules && now.terms == terms && now.from <= from) {
            Err(Rejection::NothingChanges)
        } else {
            readable::readable(&rules)?;
            let version = latest.map_or(1, |now| now.version.saturating_add(1));
            Ok(vec![Event::Adopted { division, version, source, from, rules, terms, on }])
        }
    }

    fn evolve(mut self, event: &Event) -> Self {
        let Event::Adopted { version, source, from, rules, terms, on, .. } = event.clone();
        self.versions.push(Version { version, source, from, rules, terms, on });
        self
    }
}
