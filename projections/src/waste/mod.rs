//! Waste by day: what each point recorded, what state each unit's day is in, what its months add up to.
//!
//! | file | holds |
//! |---|---|
//! | `line` | one number per day of a month, for a category at a point |
//! | `ledger` | the lines, folded from events |
//! | `unit` | the pure rules: from the lines of a unit's premises to the states of its days |
//! | `measure` | sums over a period and a scope, and the rows behind them |
//! | `sums` | what days add up to, and the roll-up per unit and month |
//! | `read` | what can be asked |

mod contribution;
mod ledger;
mod line;
mod measure;
mod read;
mod sums;
#[cfg(test)]
mod tests;
mod unit;
#[cfg(test)]
mod unit_tests;

pub use contribution::{Contribution, contributions};
pub use line::{Line, PerDay};
pub use read::{PointLine, UnitMonth};
pub use sums::Sums;
pub use unit::{DayState, Site, Unit, UnitDay};

pub(crate) use ledger::{Ledgers, fold};
pub(crate) use measure::{GRAMS_PER_KG, WasteSums};
pub(crate) use sums::add_up;
