//! What follows from the calendars of several years: whether a day is worked, and when so many
//! working days are over.
//!
//! A year that nobody published counts Monday to Friday, and whatever was reckoned with it is
//! provisional (暂定). A deadline names the publications it was reckoned with, so that a reader can
//! tell later whether another one came.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::{Calendar, Day, DayKind};

/// Most working days that are reckoned with; more counts as this many.
pub const WORKING_DAYS_MAX: u32 = 10_000;

/// A publication that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarRead {
    /// The year.
    pub year: i32,
    /// Revision of the publication in `calendar-<year>`.
    pub revision: u64,
}

/// The day by which something is due, as a decision stores it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deadline {
    /// The last day on which it is in time.
    pub on: NaiveDate,
    /// Whether a year that nobody had published was reckoned with (暂定).
    pub provisional: bool,
    /// The publications it was reckoned with, by year.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarRead>,
}

/// Working days counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Count {
    /// How many; negative when counted backwards.
    pub days: i64,
    /// Whether a year that nobody had published was reckoned with (暂定).
    pub provisional: bool,
}

/// The calendars of some years.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkingDays {
    years: BTreeMap<i32, Year>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Year {
    revision: u64,
    days: BTreeMap<NaiveDate, DayKind>,
}

impl WorkingDays {
    /// With a year as published at a revision; replaces what is known of that year.
    #[must_use]
    pub fn with_year(mut self, year: i32, revision: u64, days: &[Day]) -> Self {
        let days = days.iter().map(|day| (day.on, day.kind)).collect();
        self.years.insert(year, Year { revision, days });
        self
    }

    /// With a calendar as its stream says at a revision; an unpublished one adds nothing.
    #[must_use]
    pub fn with(self, calendar: &Calendar, revision: u64) -> Self {
        match calendar {
            Calendar::Unpublished => self,
            Calendar::Published { year, days, .. } => self.with_year(*year, revision, days),
        }
    }

    /// Whether a year is published, as far as this set knows.
    #[must_use]
    pub fn is_published(&self, year: i32) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether a day is worked: as published, else Monday to Friday.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        match self.years.get(&day.year()).and_then(|year| year.days.get(&day)) {
            Some(kind) => *kind == DayKind::Workday,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// The n-th working day after a day (before it, where n is negative), that day itself not counted.
    /// With n = 0 the day itself, or the first working day after it.
    #[must_use]
    pub fn add(&self, day: NaiveDate, n: i32) -> Deadline {
        let mut read = BTreeSet::new();
        let mut works = |day: NaiveDate| {
            read.insert(day.year());
            self.is_working_day(day)
        };
        let step = if n < 0 { NaiveDate::pred_opt } else { NaiveDate::succ_opt };
        let mut left = n.unsigned_abs().min(WORKING_DAYS_MAX);
        let mut on = day;
        if n == 0 && !works(day) {
            left = 1;
        }
        while left > 0 {
            // The last day there is stands for all behind it.
            let Some(next) = step(&on) else { break };
            on = next;
            left -= u32::from(works(on));
        }
        self.deadline(on, &read)
    }

    /// Working days after `from` up to `to`, that day in; before `from` and negative, where `to` is
    /// earlier. So `between(day, add(day, n).on)` is n again.
    #[must_use]
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Count {
        let (sign, first, last) = if from <= to { (1, from.succ_opt(), to) } else { (-1, Some(to), from) };
        let days = first.into_iter().flat_map(|first| first.iter_days());
        let days = days.take_while(|day| if sign > 0 { *day <= last } else { *day < last });
        let (mut worked, mut provisional) = (0, false);
        for day in days {
            worked += i64::from(self.is_working_day(day));
            provisional |= !self.is_published(day.year());
        }
        Count { days: sign * worked, provisional }
    }

    fn deadline(&self, on: NaiveDate, read: &BTreeSet<i32>) -> Deadline {
        let calendars = read.iter().filter_map(|year| {
            let revision = self.years.get(year)?.revision;
            Some(CalendarRead { year: *year, revision })
        });
        let provisional = !read.iter().all(|year| self.is_published(*year));
        Deadline { on, provisional, calendars: calendars.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;

    /// An invented 2026: the week from Thursday 1 October is off, Saturday 10 October is worked.
    fn sample() -> WorkingDays {
        let off = (1..=7).map(|on| Day { on: day(10, on), kind: DayKind::Holiday, name: "示例长假".into() });
        let worked = Day { on: day(10, 10), kind: DayKind::Workday, name: "示例长假".into() };
        WorkingDays::default().with_year(2026, 3, &off.chain([worked]).collect::<Vec<_>>())
    }

    #[test]
    fn a_published_year_says_which_days_are_worked() {
        let days = sample();
        assert!(!days.is_working_day(day(10, 1)), "a Thursday that is a holiday");
        assert!(days.is_working_day(day(10, 10)), "a Saturday that is worked");
        assert!(!days.is_working_day(day(10, 11)), "a Sunday like any other");
        assert!(days.is_working_day(day(10, 12)));
    }

    #[test]
    fn five_working_days_after_the_last_of_september_end_behind_the_holidays() {
        let due = sample().add(day(9, 30), 5);
        assert_eq!(due.on, day(10, 13), "8, 9, the worked Saturday 10, 12 and 13 October");
        assert!(!due.provisional);
        assert_eq!(due.calendars, [CalendarRead { year: 2026, revision: 3 }]);
        assert_eq!(sample().add(day(10, 13), -5).on, day(9, 30), "and back again");
    }

    #[test]
    fn no_working_days_after_a_holiday_are_the_first_working_day() {
        assert_eq!(sample().add(day(10, 3), 0).on, day(10, 8));
        assert_eq!(sample().add(day(10, 9), 0).on, day(10, 9));
    }

    #[test]
    fn a_year_that_nobody_published_is_monday_to_friday_and_provisional() {
        let due = WorkingDays::default().add(day(10, 2), 1);
        assert_eq!((due.on, due.provisional, due.calendars), (day(10, 5), true, vec![]));
        let over_the_year = sample().add(day(12, 31), 1);
        assert!(over_the_year.provisional, "2027 is not published");
        assert_eq!(over_the_year.calendars, []);
        let long = sample().add(day(12, 30), 2);
        assert_eq!((long.provisional, long.calendars.len()), (true, 1), "one year known, one not");
    }

    #[test]
    fn what_is_counted_between_is_what_was_added() {
        for n in [-260, -21, -5, -1, 1, 4, 5, 6, 30, 300] {
            for start in [day(9, 30), day(10, 3), day(10, 10)] {
                let due = sample().add(start, n);
                assert_eq!(sample().between(start, due.on).days, i64::from(n), "{n} from {start}");
            }
        }
        assert_eq!(sample().between(day(10, 1), day(10, 1)), Count { days: 0, provisional: false });
        assert!(sample().between(day(12, 1), day(12, 31).succ_opt().unwrap()).provisional);
    }

    #[test]
    fn the_edge_of_time_is_reached_and_not_passed() {
        assert_eq!(WorkingDays::default().add(NaiveDate::MAX, 3).on, NaiveDate::MAX);
        assert_eq!(WorkingDays::default().add(NaiveDate::MIN, -3).on, NaiveDate::MIN);
        assert_eq!(WorkingDays::default().between(NaiveDate::MAX, NaiveDate::MAX).days, 0);
        let far = WorkingDays::default().add(day(1, 1), i32::MAX);
        assert_eq!(far, WorkingDays::default().add(day(1, 1), 10_000));
    }
}
