//! A stock-take (盘点): a plan with a reference date and a scope, teams, a snapshot of the books, a report that three
//! persons sign, and differences that documents settle. What teams scan is in `count`.
//!
//! | file | holds |
//! |---|---|
//! | `command`, `event`, `rejection` | what it can be asked, what can have happened, how it says no |
//! | `decide` | the rules |
//! | `difference` | differences, movements, cards as the books have them |
//! | `compare` | the books against what was found |
//!
//! Nothing is kept from moving while it is counted: what came or left is reconciled when the report is stated.

mod command;
mod compare;
#[cfg(test)]
mod compare_tests;
mod decide;
mod difference;
mod event;
mod rejection;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

pub use command::{Books, Command, Facts, Findings};
pub use compare::{Change, Entry, Outcome, compare};
pub use difference::{BookCard, Difference, DifferenceKind, Movement, MovementKind};
pub use event::{CountRead, Event, Expected, Found, Member, Part, Scope};
pub use rejection::Rejection;

use crate::Aggregate;
use crate::asset::{Occupation, Registered};
use crate::basis::Basis;
use crate::id::{AssetId, DifferenceId, InstitutionId, StocktakeId};
use crate::post::Holder;

impl Scope {
    /// Whether an asset is in somebody's hands there by the books. What was handed over is on its way out.
    #[must_use]
    pub fn holds(&self, institution: InstitutionId, now: &Registered) -> bool {
        let kept = now.custody.custodian == institution && !matches!(now.occupation, Occupation::UnderWay(_));
        kept && match self {
            Self::Unit { .. } => true,
            Self::Warehouse { warehouse } => {
                now.in_warehouse.as_ref().is_some_and(|inside| inside.warehouse == *warehouse)
            }
        }
    }
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Who counts.
    pub members: Vec<Member>,
    /// Where.
    pub places: Vec<String>,
}

/// Where a stock-take stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Planned: teams are set up.
    Planned,
    /// Counting goes on.
    Counting,
    /// The report is stated and to be signed.
    Stated,
    /// All three signed; differences are settled.
    Signed,
    /// Over.
    Closed {
        /// Since when.
        on: NaiveDate,
    },
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Which, from 1.
    pub number: u32,
    /// The log up to which the books were read.
    pub position: u64,
    /// What the books expected.
    pub expected: Expected,
    /// What was found.
    pub found: Found,
    /// The scans it rests on.
    pub counts: Vec<CountRead>,
    /// The differences.
    pub differences: Vec<Difference>,
    /// Movements that were reconciled.
    pub movements: Vec<Movement>,
    /// When it was stated.
    pub on: NaiveDate,
    /// Who signed.
    pub signatures: BTreeMap<Part, (Holder, NaiveDate)>,
    /// Under what differences were settled.
    pub settled: BTreeMap<DifferenceId, Basis>,
}

impl Report {
    /// How many differences no document has settled.
    #[must_use]
    pub fn open(&self) -> usize {
        self.differences.iter().filter(|known| !self.settled.contains_key(&known.difference)).count()
    }
}

/// A stock-take that was planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: StocktakeId,
    /// What is counted.
    pub scope: Scope,
    /// Who answers for it.
    pub institution: InstitutionId,
    /// 基准日.
    pub reference_on: NaiveDate,
    /// Its title.
    pub title: String,
    /// When it was planned.
    pub planned_on: NaiveDate,
    /// Who counts, by the keys of teams.
    pub teams: BTreeMap<String, Team>,
    /// Where it stands.
    pub phase: Phase,
    /// When counting began, and with which expectation.
    pub begun: Option<(NaiveDate, Expected)>,
    /// Recounts that were asked for, in order.
    pub recounts: Vec<BTreeSet<AssetId>>,
    /// How many reports were stated.
    pub reports: u32,
    /// The report that stands.
    pub report: Option<Report>,
    /// Day of the latest step.
    pub latest_on: NaiveDate,
}

impl Campaign {
    /// Which round of counting was asked last of which asset.
    #[must_use]
    pub fn rounds(&self) -> BTreeMap<AssetId, u32> {
        let numbered = (1_u32..).zip(&self.recounts);
        numbered.flat_map(|(round, assets)| assets.iter().map(move |asset| (*asset, round))).collect()
    }

    /// All accounts of counters.
    pub fn counters(&self) -> impl Iterator<Item = &Holder> {
        self.teams.values().flat_map(|team| &team.members).filter_map(|member| member.holder.as_ref())
    }
}

/// A stock-take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stocktake {
    /// Never planned.
    #[default]
    Unplanned,
    /// Planned, and what came of it.
    Planned(Box<Campaign>),
}

impl Stocktake {
    /// The campaign, once planned.
    #[must_use]
    pub fn campaign(&self) -> Option<&Campaign> {
        match self {
            Self::Planned(campaign) => Some(campaign),
            Self::Unplanned => None,
        }
    }
}

impl Aggregate for Stocktake {
    const CATEGORY: &'static str = "stocktake";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        self.decided(command, facts, today)
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Planned { stocktake, scope, institution, reference_on, title, on, .. }) => {
                Self::Planned(Box::new(Campaign {
                    id: *stocktake,
                    scope: *scope,
                    institution: *institution,
                    reference_on: *reference_on,
                    title: title.clone(),
                    planned_on: *on,
                    teams: BTreeMap::new(),
                    phase: Phase::Planned,
                    begun: None,
                    recounts: Vec::new(),
                    reports: 0,
                    report: None,
                    latest_on: *on,
                }))
            }
            (Self::Planned(mut campaign), event) => {
                campaign.take(event);
                Self::Planned(campaign)
            }
            (
                Self::Unplanned,
                Event::TeamSet { .. }
                | Event::Begun { .. }
                | Event::RecountAsked { .. }
                | Event::Stated { .. }
                | Event::Signed { .. }
                | Event::DifferenceSettled { .. }
                | Event::Closed { .. },
            ) => Self::Unplanned,
        }
    }
}

impl Campaign {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Planned { .. } => {}
            Event::TeamSet { team, members, places, on } => {
                self.teams.insert(team.clone(), Team { members: members.clone(), places: places.clone() });
                self.latest_on = *on;
            }
            Event::Begun { expected, on, .. } => {
                (self.phase, self.latest_on) = (Phase::Counting, *on);
                self.begun = Some((*on, expected.clone()));
            }
            Event::RecountAsked { assets, on, .. } => {
                (self.phase, self.latest_on) = (Phase::Counting, *on);
                self.recounts.push(assets.clone());
                self.report = None;
            }
            Event::Stated { on, .. } => {
                (self.phase, self.latest_on) = (Phase::Stated, *on);
                self.state(event);
            }
            Event::Signed { part, signer, on, .. } => {
                self.latest_on = *on;
                if let Some(report) = &mut self.report {
                    report.signatures.insert(*part, (signer.clone(), *on));
                    if report.signatures.len() == Part::ALL.len() {
                        self.phase = Phase::Signed;
                    }
                }
            }
            Event::DifferenceSettled { difference, under, on } => {
                self.latest_on = *on;
                if let Some(report) = &mut self.report {
                    report.settled.insert(*difference, under.clone());
                }
            }
            Event::Closed { on } => (self.phase, self.latest_on) = (Phase::Closed { on: *on }, *on),
        }
    }

    /// Takes a part of a report in.
    fn state(&mut self, event: &Event) {
        let Event::Stated { report: number, position, expected, found, counts, differences, movements, on, .. } = event
        else {
            return;
        };
        self.reports = *number;
        let report = self.report.get_or_insert_with(|| Report {
            number: *number,
            position: *position,
            expected: expected.clone(),
            found: *found,
            counts: counts.clone(),
            differences: Vec::new(),
            movements: Vec::new(),
            on: *on,
            signatures: BTreeMap::new(),
            settled: BTreeMap::new(),
        });
        report.differences.extend_from_slice(differences);
        report.movements.extend_from_slice(movements);
    }
}

impl Part {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Counter, Self::Supervisor, Self::Head];
}
