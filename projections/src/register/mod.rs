//! The register: every asset as its unreversed history leaves it, and how lists of them are read.
//!
//! How events change facets is known to the domain alone: each event of an asset folds its whole
//! history anew with [`cangliu_domain::asset::Asset`] and the row is written from the result, so
//! a reversal needs no code of its own here.

mod asset;
mod count;
mod filter;
mod fold;
mod found;
mod listing;
mod more;
mod page;
mod plan;
#[cfg(test)]
mod plan_tests;
mod predicate;
mod rest;
mod row;
mod scope;
mod sort;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod visibility;
#[cfg(test)]
mod visibility_tests;

pub use asset::Asset;
pub use filter::{Filter, OccupationKind};
pub use listing::{SharedListing, SharedPage};
pub use page::{Page, Query, Total, Window};
pub use sort::{Direction, Place, Sort, SortBy, SortValue};
pub use visibility::Visibility;

pub(crate) use count::Counts;
pub(crate) use fold::{fold, history};
pub(crate) use row::Row;

/// What is handed over and not yet received, in the column of occupations.
pub(crate) const UNDER_WAY: i64 = row::occupation::UNDER_WAY;
