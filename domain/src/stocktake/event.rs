//! What can have happened to a stock-take. Stored for ever: names and fields are only ever added to.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::difference::{Difference, Movement};
use crate::basis::Basis;
use crate::fen::Fen;
use crate::id::{AssetId, DifferenceId, InstitutionId, PersonId, StocktakeId, WarehouseId};
use crate::post::Holder;

/// What is counted: what the books say is in somebody's hands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Scope {
    /// What a unit keeps: its own, borrowed, and deposited where it stands (原地存放).
    Unit { unit: InstitutionId },
    /// What lies in a warehouse and is not lent out.
    Warehouse { warehouse: WarehouseId },
}

/// Who counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The person.
    pub person: PersonId,
    /// His account, where he has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// Whether he keeps what is counted (保管人).
    pub is_keeper: bool,
}

/// What the books expect: the cards of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expected {
    /// How many cards and lots.
    pub assets: u32,
    /// Pieces on them.
    pub pieces: u64,
    /// 原值 of them, in fen.
    pub original_value: Fen,
    /// SHA-256, in hexadecimal, over a line per asset in the order of ids: id, tab, pieces, tab, fen, line feed.
    pub digest: String,
}

/// What was found in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// How many different things.
    pub things: u32,
    /// Pieces of them.
    pub pieces: u64,
}

impl Found {
    /// Adds a thing, unless nothing of it was found.
    pub(super) fn add(&mut self, pieces: u32) {
        self.things += u32::from(pieces > 0);
        self.pieces += u64::from(pieces);
    }
}

/// The scans of a team that a report rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountRead {
    /// The team.
    pub team: String,
    /// Scans.
    pub scans: u32,
    /// Last revision of its stream that was read; absent: it scanned nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
}

/// As what somebody signs the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// 盘点人.
    Counter,
    /// 监盘人.
    Supervisor,
    /// 单位负责人.
    Head,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was planned.
    #[serde(rename = "stocktake-planned")]
    Planned {
        stocktake: StocktakeId,
        scope: Scope,
        /// Who answers for it: the unit, or who runs the warehouse.
        institution: InstitutionId,
        /// 基准日.
        reference_on: NaiveDate,
        title: String,
        by: Holder,
        on: NaiveDate,
    },
    /// A team counts there; said again, it is another.
    #[serde(rename = "stocktake-team-set")]
    TeamSet { team: String, members: Vec<Member>, places: Vec<String>, on: NaiveDate },
    /// Counting began. What is counted is what the books say at this event; `expected` was read at `position`.
    #[serde(rename = "stocktake-begun")]
    Begun { position: u64, expected: Expected, on: NaiveDate },
    /// 复盘: these are to be counted again. Of a stated report nothing is left then.
    #[serde(rename = "stocktake-recount-asked")]
    RecountAsked { round: u32, assets: BTreeSet<AssetId>, reason: String, on: NaiveDate },
    /// The report (盘点报告), or a part of it: a long one is several events of one append.
    #[serde(rename = "stocktake-stated")]
    Stated {
        /// Which report, from 1: a recount leads to another.
        report: u32,
        /// Which part of it, from 1.
        part: u32,
        /// How many parts it has.
        parts: u32,
        /// The log up to which the books were read.
        position: u64,
        expected: Expected,
        found: Found,
        counts: Vec<CountRead>,
        differences: Vec<Difference>,
        movements: Vec<Movement>,
        on: NaiveDate,
    },
    /// Somebody signed the report.
    #[serde(rename = "stocktake-signed")]
    Signed { report: u32, part: Part, signer: Holder, on: NaiveDate },
    /// A difference was settled by a document.
    #[serde(rename = "stocktake-difference-settled")]
    DifferenceSettled { difference: DifferenceId, under: Basis, on: NaiveDate },
    /// It is over.
    #[serde(rename = "stocktake-closed")]
    Closed { on: NaiveDate },
}
