//! A calendar month of business dates (Asia/Shanghai), the natural grain of waste figures.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// A month of one year. Stored and shown as `2024-09`; ordered by time.
///
/// Holds its first day, so that every month is one of the calendar's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

/// The text or the numbers name no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a month: write it as 2024-09")]
pub struct NotAMonth;

impl NotAMonth {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        "MONTH_INVALID"
    }
}

impl Month {
    /// Takes a year and a month from 1 to 12.
    ///
    /// # Errors
    /// [`NotAMonth`] when the calendar has no such month.
    pub fn try_new(year: i32, month: u32) -> Result<Self, NotAMonth> {
        NaiveDate::from_ymd_opt(year, month, 1).map(Self).ok_or(NotAMonth)
    }

    /// The month a date lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.with_day(1).unwrap_or(date))
    }

    /// Reads `2024-09`: four digits or more, a hyphen, two digits.
    ///
    /// # Errors
    /// [`NotAMonth`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.rsplit_once('-').ok_or(NotAMonth)?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let century = year.strip_prefix('-').unwrap_or(year);
        if century.len() < 4 || month.len() != 2 || !digits(century) || !digits(month) {
            return Err(NotAMonth);
        }
        Self::try_new(year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?)
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month in its year, from 1 to 12.
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Its first day.
    pub const fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        (28..=31).rev().find_map(|day| self.date(day)).unwrap_or(self.0)
    }

    /// How many days it has: 28 to 31.
    pub fn days(self) -> u32 {
        self.last().day()
    }

    /// The month after it. The calendar's very last month (in the year 262142) has none and
    /// answers itself.
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month before it. The calendar's very first month has none and answers itself.
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The date of a day of this month, if it has that day.
    pub fn date(self, day: u32) -> Option<NaiveDate> {
        self.0.with_day(day)
    }

    /// True when the date lies in this month.
    pub fn contains(self, date: NaiveDate) -> bool {
        Self::of(date) == self
    }

    /// All its days in order.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> + Clone {
        (1..=31).map_while(move |day| self.date(day))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year() < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{:04}-{:02}", self.year().unsigned_abs(), self.month()))
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        Self::parse(&text)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> Month {
        Month::parse(text).unwrap()
    }

    #[test]
    fn a_month_is_stored_as_year_and_month() {
        assert_eq!(serde_json::to_string(&month("2024-09")).unwrap(), r#""2024-09""#);
        assert_eq!(serde_json::from_str::<Month>(r#""2024-09""#).unwrap(), month("2024-09"));
        assert!(serde_json::from_str::<Month>(r#""2024-13""#).is_err());
    }

    #[test]
    fn what_names_no_month_is_refused() {
        for text in [
            "2024-00",
            "2024-13",
            "2024-9",
            "24-09",
            "2024/09",
            "2024-09-01",
            "202409",
            "+2024-09",
            "",
            "-",
            "９９９９-09",
        ] {
            assert_eq!(Month::parse(text), Err(NotAMonth), "{text:?}");
        }
    }

    #[test]
    fn february_has_a_leap_day_only_in_leap_years() {
        assert_eq!(
            [month("2024-02").days(), month("2023-02").days(), month("1900-02").days(), month("2000-02").days()],
            [29, 28, 28, 29]
        );
        assert_eq!(month("2023-02").date(29), None);
        assert_eq!(month("2024-02").date(29), NaiveDate::from_ymd_opt(2024, 2, 29));
    }

    #[test]
    fn december_is_followed_by_january_of_the_next_year() {
        assert_eq!(month("2024-12").next(), month("2025-01"));
        assert_eq!(month("2025-01").previous(), month("2024-12"));
    }

    #[test]
    fn months_are_ordered_by_time() {
        assert!(month("2023-12") < month("2024-01") && month("2024-09") < month("2024-10"));
    }

    #[test]
    fn the_days_of_a_month_run_from_its_first_to_its_last() {
        let september = month("2024-09");
        let dates: Vec<NaiveDate> = september.dates().collect();
        assert_eq!((dates.len(), dates.first(), dates.last()), (30, Some(&september.first()), Some(&september.last())));
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        assert_eq!(Month::of(NaiveDate::MAX).next(), Month::of(NaiveDate::MAX));
        assert_eq!(Month::of(NaiveDate::MIN).previous(), Month::of(NaiveDate::MIN));
    }

    proptest! {
        #[test]
        fn every_date_lies_in_its_month_and_the_month_reads_back(days in NaiveDate::MIN.to_epoch_days()..=NaiveDate::MAX.to_epoch_days()) {
            let date = NaiveDate::from_epoch_days(days).unwrap();
            let its = Month::of(date);
            prop_assert!(its.first() <= date && date <= its.last() && its.contains(date));
            prop_assert_eq!(its.date(date.day()), Some(date));
            prop_assert_eq!(Month::parse(&its.to_string()), Ok(its));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = Month::parse(&text);
        }
    }
}
