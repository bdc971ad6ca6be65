//! What a stock-take can be asked, and what it must know of other streams.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::compare::Outcome;
use super::event::{CountRead, Expected, Member, Part, Scope};
use crate::basis::Basis;
use crate::id::{AssetId, DifferenceId, InstitutionId, StocktakeId};
use crate::post::Holder;

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Plan it.
    Plan { stocktake: StocktakeId, scope: Scope, reference_on: NaiveDate, title: String, by: Holder, on: NaiveDate },
    /// Set a team up, or change it.
    SetTeam { team: String, members: Vec<Member>, places: Vec<String>, on: NaiveDate },
    /// Take the snapshot and begin.
    Begin { on: NaiveDate },
    /// Have assets counted again.
    AskRecount { assets: BTreeSet<AssetId>, reason: String, on: NaiveDate },
    /// State the report.
    State { on: NaiveDate },
    /// Sign the report that was seen.
    Sign { report: u32, part: Part, signer: Holder, on: NaiveDate },
    /// Settle a difference by a document.
    Settle { difference: DifferenceId, under: Basis, on: NaiveDate },
    /// Close it.
    Close { on: NaiveDate },
}

/// What must be known of other streams.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Who answers for the scope: the unit while it is active, or who runs the warehouse.
    pub institution: Option<InstitutionId>,
    /// Those of the team's accounts that keep the warehouse.
    pub keepers: Vec<Holder>,
    /// What the books say, for who begins or states.
    pub books: Option<Books>,
    /// What was found, for who states.
    pub findings: Option<Findings>,
}

/// What the books say of the scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    /// The log up to which they were read.
    pub position: u64,
    /// The cards of the snapshot.
    pub expected: Expected,
}

/// What was found, held against the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// The scans it rests on.
    pub counts: Vec<CountRead>,
    /// What came of the comparison.
    pub outcome: Outcome,
}
