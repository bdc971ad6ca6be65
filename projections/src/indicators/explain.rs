//! What a figure is made of: rows that add up to its numerator or its denominator exactly.

use cangliu_domain::id::{AssetId, InstitutionId, PremisesId, WarehouseId};
use cangliu_domain::month::Month;
use cangliu_domain::waste::Category;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Ratio;
use crate::pool::{ExitKind, Verdict};

/// Which side is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Part {
    /// What is above the line.
    Numerator,
    /// What is below the line.
    Denominator,
    /// What looks as if it counted, but does not, with the reason. Adds up to nothing.
    LeftOut,
}

/// A stretch of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainWindow {
    /// How many rows, at most 100.
    pub size: usize,
    /// The place it begins behind.
    pub after: Option<ExplainPlace>,
}

/// A place among rows. Opaque to clients; of one version of the views.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExplainPlace {
    /// Numbers that order rows.
    pub numbers: Vec<i64>,
    /// Text that orders rows behind them.
    pub text: String,
}

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainPage {
    /// Rows with their places.
    pub rows: Vec<(ExplainPlace, ExplainRow)>,
    /// Whether more follow.
    pub more: bool,
}

/// A row: what it adds, and where its events are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainRow {
    /// What it adds to the side, in the side's unit.
    pub amount: Ratio,
    /// The stream that holds its events.
    pub stream: String,
    /// Revisions of these events, where a few made the row; empty where the stream's events share in it.
    pub revisions: Vec<u64>,
    /// What it is.
    pub what: Explained,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Explained {
    /// A hand-over out of a warehouse.
    Exit {
        /// The asset.
        asset: AssetId,
        /// Out of which warehouse.
        warehouse: WarehouseId,
        /// Who had brought it.
        depositor: InstitutionId,
        /// To whom.
        unit: InstitutionId,
        /// For good or on loan.
        kind: ExitKind,
        /// The day.
        on: NaiveDate,
        /// How many pieces.
        pieces: i64,
        /// Whether it counts, or why not.
        verdict: Verdict,
    },
    /// A stay in a warehouse.
    Stay {
        /// The asset.
        asset: AssetId,
        /// The warehouse.
        warehouse: WarehouseId,
        /// Who brought it.
        depositor: InstitutionId,
        /// First day.
        from: NaiveDate,
        /// Last day; `None` while it lasts.
        until: Option<NaiveDate>,
        /// How many pieces.
        pieces: i64,
        /// Days of it in the period.
        days: i64,
    },
    /// A category at a point in a month.
    Mass {
        /// The unit.
        institution: InstitutionId,
        /// The month.
        month: Month,
        /// The premises.
        premises: PremisesId,
        /// The point's key.
        point: String,
        /// The category.
        category: Category,
        /// Grams on the days that count.
        grams: i64,
        /// These days; [`crate::waste::contributions`] finds the events behind the grams with them.
        days: Vec<NaiveDate>,
    },
    /// A unit's persons in a month.
    Persons {
        /// The unit.
        institution: InstitutionId,
        /// The month.
        month: Month,
        /// Persons times days that are covered.
        person_days: i64,
    },
}
