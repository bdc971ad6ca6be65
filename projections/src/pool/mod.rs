//! The warehouse pool by day: which assets were in which warehouse from when to when, and how they
//! left (DOMAIN 9.1).
//!
//! One pure function (`life`) makes an asset's stays and exits out of its unreversed history; on
//! every event of such an asset all of them are made anew and replaced, so a reversal needs no rule
//! of its own. `month` keeps additive sums.

mod explain;
mod fold;
mod life;
#[cfg(test)]
mod life_tests;
mod measure;
mod month;
mod read;
mod stay;
mod succession;
#[cfg(test)]
mod tests;

pub use life::{RETURN_DAYS, life};
pub use read::PoolDay;
pub use stay::{Exit, ExitKind, Life, LoanSpell, Spell, Step, Verdict};

pub(crate) use fold::{asset_changed, institution_changed};
pub(crate) use measure::{PoolScope, PoolSums};
pub(crate) use month::{Months, month_number, month_of};
