//! Indicators: a formula each, over what the views keep (DOMAIN 9).
//!
//! A definition has an id and a version that stand beside every number. A new indicator is one more
//! file here and two lines in this one: its module, and its place in [`ALL`].

mod explain;
mod figure;
mod ratio;
mod scope;
#[cfg(test)]
mod tests;
mod turnover_1;
#[cfg(test)]
mod turnover_1_tests;
mod wastepc_1;
#[cfg(test)]
mod wastepc_1_tests;

use cangliu_domain::period::Period;
use chrono::NaiveDate;
use rusqlite::types::Value;
use uuid::Uuid;

pub use explain::{ExplainPage, ExplainPlace, ExplainRow, ExplainWindow, Explained, Part};
pub use figure::{Companion, Figure, Term, Warning, Words};
pub use ratio::Ratio;
pub use scope::{NotAScope, Scope};

pub use wastepc_1::COVERAGE_MIN;

pub(crate) use scope::{DistrictMeans, Members};

use crate::ViewError;
use crate::reader::Snapshot;
use crate::views::no_row;

/// All indicators.
pub static ALL: [&Definition; 2] = [&turnover_1::DEFINITION, &wastepc_1::DEFINITION];

/// Rows of an explanation at once.
pub(crate) const EXPLAIN_MAX: usize = 100;

/// What an indicator is.
#[derive(Debug)]
pub struct Definition {
    /// Id, such as `TURNOVER-1`.
    pub id: &'static str,
    /// Version of the definition; raised when the formula or a constant in it changes.
    pub version: u32,
    /// Name.
    pub name: Words,
    /// Unit of the value.
    pub unit: Words,
    /// The formula in words.
    pub formula: Words,
    /// What a scope `district:…` means to it.
    pub district: Words,
    /// Whether it can be asked for warehouses.
    pub of_warehouses: bool,
    compute: fn(&Snapshot<'_>, &Ask) -> Result<Figure, AskError>,
    explain: fn(&Snapshot<'_>, &Ask, Part, &ExplainWindow) -> Result<ExplainPage, AskError>,
}

/// A question for a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Over which days.
    pub period: Period,
    /// Whose.
    pub scope: Scope,
    /// The business day of asking: what lies behind it has not happened.
    pub today: NaiveDate,
}

/// Why a figure cannot be asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No such indicator.
    #[error("there is no indicator {id}")]
    IndicatorUnknown {
        /// The id asked for.
        id: String,
    },
    /// The scope names something that is not there.
    #[error("nothing is known of the scope {scope}")]
    ScopeUnknown {
        /// The scope asked for.
        scope: String,
    },
    /// The indicator has no such scope.
    #[error("{id} cannot be asked for the scope {scope}")]
    ScopeNotApplicable {
        /// The indicator.
        id: &'static str,
        /// The scope asked for.
        scope: String,
    },
    /// The views failed.
    #[error(transparent)]
    View(#[from] ViewError),
}

impl AskError {
    /// The stable code of this error.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::IndicatorUnknown { .. } => "INDICATOR_UNKNOWN",
            Self::ScopeUnknown { .. } => "SCOPE_UNKNOWN",
            Self::ScopeNotApplicable { .. } => "SCOPE_NOT_APPLICABLE",
            Self::View(error) => error.code(),
        }
    }
}

impl From<rusqlite::Error> for AskError {
    fn from(error: rusqlite::Error) -> Self {
        Self::View(error.into())
    }
}

impl Definition {
    /// The definition of an id.
    ///
    /// # Errors
    /// [`AskError::IndicatorUnknown`].
    pub fn of(id: &str) -> Result<&'static Self, AskError> {
        let found = ALL.iter().find(|definition| definition.id == id).copied();
        found.ok_or_else(|| AskError::IndicatorUnknown { id: id.to_owned() })
    }

    /// Computes the figure from a snapshot.
    ///
    /// # Errors
    /// [`AskError`].
    pub fn figure(&self, snapshot: &Snapshot<'_>, ask: &Ask) -> Result<Figure, AskError> {
        (self.compute)(snapshot, ask)
    }

    /// Rows that add up to one side of the figure.
    ///
    /// # Errors
    /// [`AskError`].
    pub fn explain(
        &self,
        snapshot: &Snapshot<'_>,
        ask: &Ask,
        part: Part,
        window: &ExplainWindow,
    ) -> Result<ExplainPage, AskError> {
        let window = ExplainWindow { size: window.size.min(EXPLAIN_MAX), after: window.after.clone() };
        (self.explain)(snapshot, ask, part, &window)
    }
}

impl Snapshot<'_> {
    /// The one key a statement finds.
    pub(crate) fn key(&self, sql: &str, value: &Value) -> crate::Result<Option<i64>> {
        Ok(self.db.prepare_cached(sql)?.query_row([value], |row| row.get(0).map(Some)).or_else(no_row)?)
    }
}

/// A UUID as a value.
fn id(id: Uuid) -> Value {
    Value::Blob(id.as_bytes().to_vec())
}
