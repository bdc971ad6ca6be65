//! The state of a unit's days (DOMAIN 9.3), from the lines of its premises. Pure.
//!
//! - On a day, premises have recorded a category when any of their points weighed it or confirmed its zero.
//! - Premises are covered on a day when 干 and 湿 are recorded; without a canteen (theirs or the unit's) 湿 is
//!   not required. 有害 and 可回收 come irregularly and never decide.
//! - Premises are closed on a day when all of their points are.
//! - A unit's day is closed when all of its open premises are, covered when each that is not closed is covered,
//!   and missing otherwise; a unit without open premises misses the day.
//! - A unit is there from the day it was set up until the day before it was closed.

use cangliu_domain::month::Month;
use cangliu_domain::waste::Category;
use chrono::{Datelike, NaiveDate};

use super::line::{Line, WHOLE_POINT};
use crate::column::{Numbered, number};

/// A fact that holds from a day until the day before another (numbers of days).
pub(crate) type Span<T> = (i64, i64, T);

/// What must be known of a unit to judge its days.
#[derive(Debug, Clone, Default)]
pub struct Unit {
    /// First day it is there, and first day no longer.
    pub(crate) there: (i64, i64),
    /// Headcount.
    pub(crate) heads: Vec<Span<i64>>,
    /// Whether it has a canteen.
    pub(crate) canteen: Vec<Span<bool>>,
    /// Its premises.
    pub(crate) sites: Vec<Site>,
}

/// One of its premises in one month.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Its key.
    pub(crate) key: i64,
    /// First day open, and first day no longer.
    pub(crate) open: (i64, i64),
    /// Whether it has a canteen.
    pub(crate) canteen: bool,
    /// Its points, with the first day of each.
    pub(crate) points: Vec<(String, i64)>,
    /// Its lines, by point and number of the category.
    pub(crate) lines: Vec<(String, i64, Line)>,
}

/// The state of a unit's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayState {
    /// Covered, and something was weighed.
    Recorded,
    /// Covered by confirmed zeros alone.
    ZeroConfirmed,
    /// Closed: nobody counts.
    Closed,
    /// Not covered (漏记): dropped from both sums.
    Missing,
}

/// A unit's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitDay {
    /// The day.
    pub day: NaiveDate,
    /// Its state.
    pub state: DayState,
    /// Persons that day (用能人数).
    pub heads: i64,
    /// Grams hauled away, by category in the order 干, 湿, 可回收, 有害.
    pub hauled: [i64; 4],
    /// Of these, estimated by bins.
    pub estimated: [i64; 4],
    /// Grams treated on the premises.
    pub treated: [i64; 4],
}

impl UnitDay {
    /// Whether its persons and masses count: covered, and somebody is there.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.covered() && self.heads > 0
    }

    /// Whether it is covered.
    #[must_use]
    pub const fn covered(&self) -> bool {
        matches!(self.state, DayState::Recorded | DayState::ZeroConfirmed)
    }
}

impl Unit {
    /// The days of a month on which the unit is there, with their states.
    #[must_use]
    pub fn days(&self, month: Month) -> Vec<UnitDay> {
        let there = |day: &NaiveDate| self.there.0 <= number(*day) && number(*day) < self.there.1;
        month.dates().filter(there).map(|day| self.day(day)).collect()
    }

    fn day(&self, day: NaiveDate) -> UnitDay {
        let at = number(day);
        let open: Vec<&Site> = self.sites.iter().filter(|site| site.open.0 <= at && at < site.open.1).collect();
        let canteen = on(&self.canteen, at).unwrap_or(true);
        let mut of_day = UnitDay {
            day,
            state: state(&open, day, canteen),
            heads: on(&self.heads, at).unwrap_or(0),
            hauled: [0; 4],
            estimated: [0; 4],
            treated: [0; 4],
        };
        for (_, category, line) in open.iter().flat_map(|site| &site.lines) {
            let Some(category) = usize::try_from(category - 1).ok().filter(|category| *category < 4) else { continue };
            of_day.hauled[category] += line.hauled.on(day.day());
            of_day.estimated[category] += line.estimated.on(day.day());
            of_day.treated[category] += line.treated.on(day.day());
        }
        of_day
    }
}

fn state(open: &[&Site], day: NaiveDate, canteen: bool) -> DayState {
    let (closed, working): (Vec<&Site>, Vec<&Site>) = open.iter().partition(|site| site.closed_on(day));
    if working.is_empty() {
        return if closed.is_empty() { DayState::Missing } else { DayState::Closed };
    }
    if !working.iter().all(|site| site.covered_on(day, canteen)) {
        return DayState::Missing;
    }
    let weighed = |site: &&Site| site.lines.iter().any(|(_, _, line)| line.weighings.on(day.day()) > 0);
    if working.iter().any(weighed) { DayState::Recorded } else { DayState::ZeroConfirmed }
}

impl Site {
    fn closed_on(&self, day: NaiveDate) -> bool {
        let mut open = self.points.iter().filter(|(_, from)| *from <= number(day)).peekable();
        let closed = |point: &str| {
            self.lines
                .iter()
                .any(|(at, category, line)| at == point && *category == WHOLE_POINT && line.closures.on(day.day()) > 0)
        };
        open.peek().is_some() && open.all(|(point, _)| closed(point))
    }

    fn covered_on(&self, day: NaiveDate, unit_has_canteen: bool) -> bool {
        let recorded = |category: Category| {
            let category = category.number();
            self.lines.iter().any(|(_, of, line)| *of == category && line.recorded_on(day.day()))
        };
        let wet_required = self.canteen && unit_has_canteen;
        recorded(Category::Dry) && (!wet_required || recorded(Category::Wet))
    }
}

/// The value that holds on a day.
fn on<T: Copy>(spans: &[Span<T>], day: i64) -> Option<T> {
    spans.iter().find(|(from, until, _)| *from <= day && day < *until).map(|(_, _, value)| *value)
}
