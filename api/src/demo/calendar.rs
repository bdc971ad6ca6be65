//! Weekends and public holidays as the demo knows them. Not the calendar of working days, which is data of its own.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// First day and length of each Spring Festival holiday.
const SPRING_FESTIVALS: [(i32, u32, u32); 8] = [
    (2024, 2, 10),
    (2025, 1, 28),
    (2026, 2, 16),
    (2027, 2, 5),
    (2028, 1, 25),
    (2029, 2, 12),
    (2030, 2, 2),
    (2031, 1, 22),
];
/// Days of a Spring Festival holiday.
const FESTIVAL_DAYS: u64 = 8;

/// What sort of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    Working,
    Weekend,
    Holiday,
}

/// What sort of day a date is.
pub(super) fn day(date: NaiveDate) -> Day {
    let fixed = matches!((date.month(), date.day()), (1, 1) | (5, 1..=5) | (10, 1..=7));
    if fixed || festival(date) {
        Day::Holiday
    } else if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
        Day::Weekend
    } else {
        Day::Working
    }
}

/// The first working day from a date on.
pub(super) fn working(mut date: NaiveDate) -> NaiveDate {
    while day(date) != Day::Working {
        let Some(next) = date.succ_opt() else { break };
        date = next;
    }
    date
}

/// A date so many days on, moved to a working day.
pub(super) fn later(date: NaiveDate, days: i64) -> NaiveDate {
    let days = u64::try_from(days).unwrap_or_default();
    working(date.checked_add_days(Days::new(days)).unwrap_or(date))
}

/// The summers within a time: first day away, first day back.
pub(super) fn summers(begins_on: NaiveDate, ends_on: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let summer = |year| Some((NaiveDate::from_ymd_opt(year, 7, 6)?, NaiveDate::from_ymd_opt(year, 9, 1)?));
    let all = (begins_on.year()..=ends_on.year()).filter_map(summer);
    all.filter(|(leave, back)| *back > begins_on && *leave <= ends_on).collect()
}

fn festival(date: NaiveDate) -> bool {
    SPRING_FESTIVALS.iter().any(|(year, month, first)| {
        let first = NaiveDate::from_ymd_opt(*year, *month, *first);
        first.is_some_and(|first| date >= first && date < first + Days::new(FESTIVAL_DAYS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_national_day_is_a_holiday_and_the_next_working_day_comes_after_it() {
        let national = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        assert_eq!(day(national), Day::Holiday);
        assert_eq!(working(national), NaiveDate::from_ymd_opt(2026, 10, 8).unwrap());
    }

    #[test]
    fn the_spring_festival_moves_with_the_year() {
        let on = |year, month, date| day(NaiveDate::from_ymd_opt(year, month, date).unwrap());
        assert_eq!((on(2026, 2, 17), on(2027, 2, 17)), (Day::Holiday, Day::Working));
    }
}
