//! What a list of assets can be sorted by, and places in such an order.

use rusqlite::types::{FromSql, FromSqlResult, Value, ValueRef};
use serde::{Deserialize, Serialize};

/// A sort key. Equal keys are in the order of registration, so that every order is total and stable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortBy {
    /// Card number; what awaits one comes first.
    #[default]
    Number,
    /// Name.
    Name,
    /// Day acquired.
    AcquiredOn,
    /// Original value.
    OriginalValue,
    /// Latest event.
    Position,
    /// Day a loan is due; what is not lent comes last.
    DueOn,
}

/// Which end comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

/// An order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From which end.
    pub direction: Direction,
}

/// The sort key of one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SortValue {
    /// Of numbers, days, amounts and positions.
    Number(i64),
    /// Of texts.
    Text(String),
}

/// A place in an order, from which a list goes on. Opaque to clients; of one version of the views.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The sort key there.
    pub value: SortValue,
    /// The row's own key, which breaks ties.
    pub key: i64,
}

impl SortBy {
    /// Its column.
    pub(super) const fn column(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::AcquiredOn => "acquired_on",
            Self::OriginalValue => "original_value",
            Self::Position => "position",
            Self::DueOn => "due_on",
        }
    }

    /// The index of what lies in warehouses that is in its order.
    pub(super) const fn kept_index(self) -> &'static str {
        match self {
            Self::Number => "kept_by_number",
            Self::Name => "kept_by_name",
            Self::AcquiredOn => "kept_by_acquired_on",
            Self::OriginalValue => "kept_by_original_value",
            Self::Position => "kept_by_position",
            Self::DueOn => "kept_by_due_on",
        }
    }

    /// The index that is in its order.
    pub(super) const fn index(self) -> &'static str {
        match self {
            Self::Number => "asset_by_number",
            Self::Name => "asset_by_name",
            Self::AcquiredOn => "asset_by_acquired_on",
            Self::OriginalValue => "asset_by_original_value",
            Self::Position => "asset_by_position",
            Self::DueOn => "asset_by_due_on",
        }
    }
}

impl Direction {
    /// The other one.
    pub(super) const fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }

    /// In SQL: the order, and what a row behind a place compares as.
    pub(super) const fn sql(self) -> (&'static str, &'static str) {
        match self {
            Self::Ascending => ("asc", ">"),
            Self::Descending => ("desc", "<"),
        }
    }
}

impl FromSql for SortValue {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(number) => Ok(Self::Number(number)),
            value => value.as_str().map(|text| Self::Text(text.to_owned())),
        }
    }
}

impl From<&SortValue> for Value {
    fn from(value: &SortValue) -> Self {
        match value {
            SortValue::Number(number) => Self::Integer(*number),
            SortValue::Text(text) => Self::Text(text.clone()),
        }
    }
}
