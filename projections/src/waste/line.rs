//! A category at a point over a month: one number per day.

use cangliu_domain::waste::{Category, Destination, Entry, Fact, Method};
use chrono::Datelike;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::column::Numbered;

impl Numbered for Category {
    const ALL: &'static [Self] = &[Self::Dry, Self::Wet, Self::Recyclable, Self::Hazardous];
}

/// The number of the point as a whole, which holds closures.
pub(crate) const WHOLE_POINT: i64 = 0;

/// One number per day of a month; the first stands for its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PerDay([i64; 31]);

impl PerDay {
    /// The number of a day from 1 to 31.
    #[must_use]
    pub fn on(&self, day: u32) -> i64 {
        usize::try_from(day).ok().and_then(|day| self.0.get(day.checked_sub(1)?)).copied().unwrap_or(0)
    }

    fn add(&mut self, day: u32, number: i64) {
        if let Some(number_of_day) = usize::try_from(day).ok().and_then(|day| self.0.get_mut(day.checked_sub(1)?)) {
            *number_of_day += number;
        }
    }

    /// The days that have a number.
    fn days(&self) -> impl DoubleEndedIterator<Item = u32> {
        (1..=31).filter(|day| self.on(*day) != 0)
    }
}

impl ToSql for PerDay {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let last = self.0.iter().rposition(|number| *number != 0).map_or(0, |last| last + 1);
        let numbers: Vec<String> = self.0.iter().take(last).map(ToString::to_string).collect();
        Ok(format!("[{}]", numbers.join(",")).into())
    }
}

impl FromSql for PerDay {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let numbers: Vec<i64> =
            serde_json::from_str(value.as_str()?).map_err(|error| FromSqlError::Other(Box::new(error)))?;
        let mut days = Self::default();
        for (day, number) in (1..).zip(numbers) {
            days.add(day, number);
        }
        Ok(days)
    }
}

/// What a point recorded of one category (or of itself) in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Line {
    /// Grams hauled away.
    pub hauled: PerDay,
    /// Grams of these that were estimated by bins.
    pub estimated: PerDay,
    /// Grams treated on the premises.
    pub treated: PerDay,
    /// How many weighings cover the day.
    pub weighings: PerDay,
    /// How many confirmed zeros cover the day.
    pub zeros: PerDay,
    /// How many closures cover the day; only on the line of the point as a whole.
    pub closures: PerDay,
}

impl Line {
    /// Adds an entry (`+1`) or takes it out again (`-1`). A mass is spread over the entry's days in
    /// whole grams, the same way each time, so that what was added is what is taken out.
    pub(super) fn add(&mut self, entry: &Entry, one: i64) {
        let (first, last) = (entry.from.day(), entry.to.day());
        match &entry.fact {
            Fact::Weighed { grams, method, destination, .. } => {
                for (day, grams) in (first..=last).zip(grams.spread((last + 1).saturating_sub(first))) {
                    let grams = grams.get() * one;
                    self.weighings.add(day, one);
                    match destination {
                        Destination::HauledAway => self.hauled.add(day, grams),
                        Destination::TreatedOnSite => self.treated.add(day, grams),
                    }
                    if (*method, *destination) == (Method::Estimated, Destination::HauledAway) {
                        self.estimated.add(day, grams);
                    }
                }
            }
            Fact::Zero { .. } => (first..=last).for_each(|day| self.zeros.add(day, one)),
            Fact::Closed { .. } => (first..=last).for_each(|day| self.closures.add(day, one)),
        }
    }

    /// Whether the category was weighed or its zero confirmed on a day of the month.
    #[must_use]
    pub fn recorded_on(&self, day: u32) -> bool {
        self.weighings.on(day) > 0 || self.zeros.on(day) > 0
    }

    /// The first and the last day of the month on which it says anything.
    pub(super) fn extent(&self) -> Option<(u32, u32)> {
        let says = [&self.weighings, &self.zeros, &self.closures];
        let first = says.iter().filter_map(|days| days.days().next()).min()?;
        let last = says.iter().filter_map(|days| days.days().next_back()).max()?;
        Some((first, last))
    }
}
