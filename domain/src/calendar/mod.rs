//! The working days of a year (节假日, 调休), as published.
//!
//! The stream is `calendar-<year>`; a later publication replaces the whole year. What follows from
//! several years (a deadline) is in [`working_day`]; no rule of a document is here.

pub mod working_day;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::source::Source;
use crate::{Aggregate, Refusal};

/// Years that can be published.
pub const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// What a published day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DayKind {
    /// 休: nobody works, whatever the day of the week.
    Holiday,
    /// 班: a Saturday or Sunday that is worked (调休).
    Workday,
}

/// A day that is not what its day of the week says, or that a holiday names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Day {
    /// The day.
    pub on: NaiveDate,
    /// What it is.
    pub kind: DayKind,
    /// The holiday it belongs to, such as 国庆节.
    pub name: String,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Publish the year, or publish it anew.
    Publish { year: i32, source: Source, days: Vec<Day>, on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// The year was published; the days in order. Replaces whatever was published before.
    #[serde(rename = "calendar-published")]
    Published { year: i32, source: Source, days: Vec<Day>, on: NaiveDate },
}

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Not a year of this century.
    #[error("a calendar is of a year from {} to {}", YEARS.start(), YEARS.end())]
    YearImplausible,
    /// No document.
    #[error("the source is empty")]
    SourceEmpty,
    /// No days.
    #[error("a calendar needs at least one day")]
    NoDays,
    /// A day without a name.
    #[error("the day {on} has no name")]
    DayNameEmpty { on: NaiveDate },
    /// A day of another year.
    #[error("{on} does not lie in {year}")]
    DayOutsideYear { on: NaiveDate, year: i32 },
    /// A day twice.
    #[error("{on} is listed twice")]
    DayTwice { on: NaiveDate },
    /// The same as published already.
    #[error("the year is published like this already")]
    NothingChanges,
    /// Published before what it replaces.
    #[error("the year was published on {published_on}; it cannot be replaced earlier")]
    BeforeLatestPublication { published_on: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::YearImplausible => "year",
            Self::SourceEmpty => "source",
            Self::NoDays
            | Self::DayNameEmpty { .. }
            | Self::DayOutsideYear { .. }
            | Self::DayTwice { .. }
            | Self::NothingChanges => "days",
            Self::BeforeLatestPublication { .. } | Self::InFuture { .. } => "on",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::YearImplausible => format!("年度须在 {} 至 {} 之间", YEARS.start(), YEARS.end()),
            Self::SourceEmpty => "未填写来源文件".into(),
            Self::NoDays => "工作日历至少须列一天".into(),
            Self::DayNameEmpty { on } => format!("{on} 未填写名称"),
            Self::DayOutsideYear { on, year } => format!("{on} 不在 {year} 年内"),
            Self::DayTwice { on } => format!("{on} 重复列出"),
            Self::NothingChanges => "该年度日历已按此公布，无变化".into(),
            Self::BeforeLatestPublication { published_on } => {
                format!("该年度日历于 {published_on} 公布，更新日不能更早")
            }
            Self::InFuture { on } => format!("{on} 是未来日期"),
        }
    }
}

/// The calendar of a year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Calendar {
    /// Never published: Monday to Friday are worked, provisionally.
    #[default]
    Unpublished,
    /// As last published.
    Published { year: i32, source: Source, days: Vec<Day>, on: NaiveDate },
}

impl Aggregate for Calendar {
    const CATEGORY: &'static str = "calendar";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Publish { year, source, mut days, on } = command;
        days.sort_by_key(|day| day.on);
        readable(year, &source, &days)?;
        match self {
            _ if on > today => Err(Rejection::InFuture { on }),
            Self::Published { source: now, days: listed, .. } if *now == source && *listed == days => {
                Err(Rejection::NothingChanges)
            }
            Self::Published { on: published_on, .. } if on < *published_on => {
                Err(Rejection::BeforeLatestPublication { published_on: *published_on })
            }
            Self::Unpublished | Self::Published { .. } => Ok(vec![Event::Published { year, source, days, on }]),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        let Event::Published { year, source, days, on } = event.clone();
        Self::Published { year, source, days, on }
    }
}

/// Whether a table can be a year's; its days are in order.
fn readable(year: i32, source: &Source, days: &[Day]) -> Result<(), Rejection> {
    if !YEARS.contains(&year) {
        return Err(Rejection::YearImplausible);
    }
    if source.is_empty() {
        return Err(Rejection::SourceEmpty);
    }
    if days.is_empty() {
        return Err(Rejection::NoDays);
    }
    let mut seen = BTreeSet::new();
    for Day { on, name, .. } in days {
        if on.year() != year {
            return Err(Rejection::DayOutsideYear { on: *on, year });
        }
        if name.trim().is_empty() {
            return Err(Rejection::DayNameEmpty { on: *on });
        }
        if !seen.insert(on) {
            return Err(Rejection::DayTwice { on: *on });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use strum::VariantNames;

    use super::*;
    use crate::given::{TODAY, day, given, refuses};

    fn holiday(on: NaiveDate) -> Day {
        Day { on, kind: DayKind::Holiday, name: "示例节".into() }
    }

    fn worked(on: NaiveDate) -> Day {
        Day { on, kind: DayKind::Workday, name: "示例节".into() }
    }

    fn notice() -> Source {
        Source { document: "示例通知".into(), clause: Some("一".into()) }
    }

    fn publish(days: impl IntoIterator<Item = Day>) -> Command {
        Command::Publish { year: 2026, source: notice(), days: days.into_iter().collect(), on: day(6, 1) }
    }

    fn published(days: impl IntoIterator<Item = Day>) -> Event {
        Event::Published { year: 2026, source: notice(), days: days.into_iter().collect(), on: day(6, 1) }
    }

    #[test]
    fn a_year_is_published_with_its_days_in_order() {
        given::<Calendar>([])
            .when(publish([worked(day(10, 10)), holiday(day(10, 1))]))
            .then([published([holiday(day(10, 1)), worked(day(10, 10))])]);
    }

    #[test]
    fn a_later_publication_replaces_the_year() {
        let state = Calendar::fold(&[published([holiday(day(10, 1))]), published([holiday(day(10, 2))])]);
        let Calendar::Published { days, .. } = state else { panic!("published") };
        assert_eq!(days, [holiday(day(10, 2))]);
        given::<Calendar>([published([holiday(day(10, 1))])])
            .when(publish([holiday(day(10, 2))]))
            .then([published([holiday(day(10, 2))])]);
    }

    #[test]
    fn every_refusal_has_its_reason() {
        let asked = |command: Command| given::<Calendar>([]).when(command);
        let again = || given::<Calendar>([published([holiday(day(10, 1))])]);
        let at = |on| Command::Publish { year: 2026, source: notice(), days: vec![holiday(day(10, 3))], on };
        let of = |year| Command::Publish { year, source: notice(), days: vec![holiday(day(10, 1))], on: TODAY };
        let empty = Source { document: " ".into(), clause: None };
        let nameless = Day { name: " ".into(), ..holiday(day(10, 1)) };
        refuses::<Calendar>(
            Rejection::VARIANTS,
            [
                (asked(of(1999)), Rejection::YearImplausible),
                (
                    asked(Command::Publish { year: 2026, source: empty, days: vec![holiday(TODAY)], on: TODAY }),
                    Rejection::SourceEmpty,
                ),
                (asked(publish([])), Rejection::NoDays),
                (asked(publish([nameless])), Rejection::DayNameEmpty { on: day(10, 1) }),
                (asked(of(2027)), Rejection::DayOutsideYear { on: day(10, 1), year: 2027 }),
                (asked(publish([holiday(day(10, 1)), worked(day(10, 1))])), Rejection::DayTwice { on: day(10, 1) }),
                (again().when(publish([holiday(day(10, 1))])), Rejection::NothingChanges),
                (again().when(at(day(5, 31))), Rejection::BeforeLatestPublication { published_on: day(6, 1) }),
                (again().when(at(day(7, 1))), Rejection::InFuture { on: day(7, 1) }),
            ],
        );
    }
}
