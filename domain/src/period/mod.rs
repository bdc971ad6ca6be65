//! A stretch of business dates that an indicator is asked for: local days of Asia/Shanghai, the
//! end excluded, so that neighbouring periods neither overlap nor leave a gap.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::month::Month;

/// At least one day, from `start` up to but without `end`.
///
/// Stored and shown in the shortest form that names it: `2024`, `2024-H1`, `2024-Q3`, `2024-09`,
/// `2024-09-05`, or `2024-01-15..2024-03-31` where the text's end is the last day *included*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    start: NaiveDate,
    end: NaiveDate,
}

/// Why something is not a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text has none of the known forms, or names a day the calendar lacks.
    #[error("not a period: write 2024, 2024-H1, 2024-Q3, 2024-09, 2024-09-05 or 2024-01-01..2024-03-31")]
    Unreadable,
    /// It would end before or when it starts.
    #[error("the period ends on {last}, before it starts on {start}")]
    Empty {
        /// Its first day.
        start: NaiveDate,
        /// Its last day, included.
        last: NaiveDate,
    },
}

impl PeriodError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "PERIOD_UNREADABLE",
            Self::Empty { .. } => "PERIOD_EMPTY",
        }
    }
}

impl Period {
    /// Takes the first day and the day after the last.
    ///
    /// # Errors
    /// [`PeriodError::Empty`] unless `start` comes before `end`.
    pub fn try_new(start: NaiveDate, end: NaiveDate) -> Result<Self, PeriodError> {
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(PeriodError::Empty { start, last: end.pred_opt().unwrap_or(end) })
        }
    }

    /// Takes the first and the last day, both included.
    ///
    /// # Errors
    /// [`PeriodError::Empty`] when the last comes before the first; [`PeriodError::Unreadable`]
    /// when the calendar has no day after the last.
    pub fn through(first: NaiveDate, last: NaiveDate) -> Result<Self, PeriodError> {
        Self::try_new(first, last.succ_opt().ok_or(PeriodError::Unreadable)?)
    }

    /// Reads any of the forms named at [`Period`]; `q` and `h` may be small.
    ///
    /// # Errors
    /// Both of [`PeriodError`].
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            return Self::through(day(first)?, day(last)?);
        }
        match text.split_once('-') {
            None => Self::months_of(text, 1, 12),
            Some((year, part)) => match (part.chars().next(), part.get(1..)) {
                (Some('Q' | 'q'), Some(quarter)) => Self::months_of(year, 3 * part_number(quarter, 4)? - 2, 3),
                (Some('H' | 'h'), Some(half)) => Self::months_of(year, 6 * part_number(half, 2)? - 5, 6),
                _ => Month::parse(text)
                    .map_err(|_| PeriodError::Unreadable)
                    .and_then(|month| Self::through(month.first(), month.last()))
                    .or_else(|_| day(text).and_then(|day| Self::through(day, day))),
            },
        }
    }

    fn months_of(year: &str, first: u32, count: u32) -> Result<Self, PeriodError> {
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PeriodError::Unreadable);
        }
        let year = year.parse().map_err(|_| PeriodError::Unreadable)?;
        let start = NaiveDate::from_ymd_opt(year, first, 1).ok_or(PeriodError::Unreadable)?;
        let end = start.checked_add_months(Months::new(count)).ok_or(PeriodError::Unreadable)?;
        Self::try_new(start, end)
    }

    /// Its first day.
    pub const fn start(self) -> NaiveDate {
        self.start
    }

    /// The day after its last.
    pub const fn end(self) -> NaiveDate {
        self.end
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.end.pred_opt().unwrap_or(self.start)
    }

    /// How many days it has, at least one.
    pub fn days(self) -> u32 {
        u32::try_from((self.end - self.start).num_days()).unwrap_or(u32::MAX)
    }

    /// True when the date is one of its days.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.start <= date && date < self.end
    }

    /// The days it shares with another.
    pub fn overlap(self, other: Self) -> Option<Self> {
        Self::try_new(self.start.max(other.start), self.end.min(other.end)).ok()
    }

    /// Each month it touches, in order, with the days of that month it covers.
    pub fn months(self) -> impl Iterator<Item = (Month, Self)> + Clone {
        let following = |month: &Month| Some(month.next()).filter(|next| next > month);
        std::iter::successors(Some(Month::of(self.start)), following)
            .take_while(move |month| month.first() < self.end)
            .filter_map(move |month| Some((month, self.overlap(Self::from(month))?)))
    }

    /// All its days in order.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> + Clone {
        self.start.iter_days().take_while(move |date| *date < self.end)
    }

    /// The first month and the number of months, when it is a run of whole ones.
    fn whole_months(self) -> Option<(Month, u32)> {
        let (first, after) = (Month::of(self.start), Month::of(self.end));
        let whole = first.first() == self.start && after.first() == self.end;
        let count = (after.year() - first.year()) * 12 + after.month().cast_signed() - first.month().cast_signed();
        whole.then_some((first, u32::try_from(count).ok()?))
    }
}

/// The number behind `Q` or `H`, from 1 to `most`.
fn part_number(text: &str, most: u32) -> Result<u32, PeriodError> {
    match text.as_bytes() {
        [digit @ b'1'..=b'9'] if u32::from(digit - b'0') <= most => Ok(u32::from(digit - b'0')),
        _ => Err(PeriodError::Unreadable),
    }
}

fn day(text: &str) -> Result<NaiveDate, PeriodError> {
    let text = text.trim();
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| PeriodError::Unreadable)?;
    // The library also takes 2024-9-5 and longer years; here only the form that is shown counts.
    if day.to_string() == text { Ok(day) } else { Err(PeriodError::Unreadable) }
}

impl From<Month> for Period {
    fn from(month: Month) -> Self {
        // Only the calendar's very last month has no day after it; it goes without its last day.
        Self { start: month.first(), end: month.last().succ_opt().unwrap_or_else(|| month.last()) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written_year = (0..=9999).contains(&self.start.year());
        let shown = match self.whole_months().filter(|_| written_year) {
            Some((first, 12)) if first.month() == 1 => format!("{:04}", first.year()),
            Some((first, 6)) if first.month() % 6 == 1 => {
                format!("{:04}-H{}", first.year(), first.month() / 6 + 1)
            }
            Some((first, 3)) if first.month() % 3 == 1 => {
                format!("{:04}-Q{}", first.year(), first.month() / 3 + 1)
            }
            Some((first, 1)) => first.to_string(),
            _ if self.days() == 1 => self.start.to_string(),
            _ => format!("{}..{}", self.start, self.last()),
        };
        f.pad(&shown)
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, PeriodError> {
        Self::parse(&text)
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests;
