//! Working days (工作日): the years as published, and when so many of them are over.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use cangliu_domain::calendar::working_day::{self, WORKING_DAYS_MAX};
use cangliu_domain::calendar::{self, Command};
use cangliu_projections::office;
use uuid::Uuid;

use super::bad_input::{bad, name};
use super::desk::Desk;
use super::errand::{self, Errand, Sent};
use super::payload::{Answered, Decided};
use super::scalar::{Date, LogPosition, Revision};
use super::source::{Source, SourceInput};
use crate::error::Error;
use crate::ledger::{Done, Refused};

/// Most days of a year.
const DAYS_MAX: usize = 366;

/// What a published day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "calendar::DayKind")]
enum DayKind {
    /// 休: nobody works.
    Holiday,
    /// 班: a Saturday or Sunday that is worked (调休).
    Workday,
}

/// A day that is not what its day of the week says, or that a holiday names.
#[derive(SimpleObject)]
struct CalendarDay {
    /// The day.
    on: Date,
    /// What it is.
    kind: DayKind,
    /// The holiday it belongs to.
    name: String,
}

/// The working days of a year, as last published.
pub(super) struct Calendar(office::Calendar);

/// The working days of a year, as last published.
#[Object]
impl Calendar {
    /// The year.
    async fn year(&self) -> i32 {
        self.0.year
    }

    /// Revision of the publication.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// The document it was published in.
    async fn source(&self) -> Source {
        (&self.0.source).into()
    }

    /// The days that are not what their day of the week says, in order.
    async fn days(&self) -> Vec<CalendarDay> {
        let told =
            |day: &calendar::Day| CalendarDay { on: day.on.into(), kind: day.kind.into(), name: day.name.clone() };
        self.0.days.iter().map(told).collect()
    }

    /// The day of the publication.
    async fn published_on(&self) -> Date {
        self.0.published_on.into()
    }
}

/// A publication that was reckoned with.
#[derive(SimpleObject)]
struct CalendarRead {
    /// The year.
    year: i32,
    /// Revision of the publication.
    revision: Revision,
}

/// The day by which something is due.
#[derive(SimpleObject)]
pub(super) struct Deadline {
    /// The last day on which it is in time.
    on: Date,
    /// Whether a year that nobody has published yet was reckoned with, Monday to Friday (暂定).
    provisional: bool,
    /// The publications it was reckoned with, by year.
    calendars: Vec<CalendarRead>,
}

impl From<working_day::Deadline> for Deadline {
    fn from(due: working_day::Deadline) -> Self {
        let read =
            |read: working_day::CalendarRead| CalendarRead { year: read.year, revision: Revision(read.revision) };
        Self {
            on: due.on.into(),
            provisional: due.provisional,
            calendars: due.calendars.into_iter().map(read).collect(),
        }
    }
}

impl Decided for Calendar {
    type Aggregate = calendar::Calendar;

    async fn decided(_: Desk<'_>, _: &str, done: &Done<calendar::Calendar>) -> Result<Option<Self>, Error> {
        Ok(match &done.state {
            calendar::Calendar::Unpublished => None,
            calendar::Calendar::Published { year, source, days, on } => Some(Self(office::Calendar {
                year: *year,
                revision: done.revision,
                source: source.clone(),
                days: days.clone(),
                published_on: *on,
            })),
        })
    }
}

/// A day that is not what its day of the week says.
#[derive(InputObject, Clone)]
struct CalendarDayInput {
    /// The day.
    on: Date,
    /// What it is.
    kind: DayKind,
    /// The holiday it belongs to, such as 国庆节.
    name: String,
}

/// The working days of a year.
#[derive(InputObject, Clone)]
struct PublishCalendar {
    /// The year.
    year: i32,
    /// The document it is published in.
    source: SourceInput,
    /// The days that are not what their day of the week says; each once, all in the year.
    days: Vec<CalendarDayInput>,
    /// The business day.
    on: Date,
}

impl Errand for PublishCalendar {
    type Record = Calendar;

    const NESTED: &'static [(&'static str, &'static str)] = &[("source", "source.document")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.year.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        if self.days.len() > DAYS_MAX {
            let en = format!("a year has at most {DAYS_MAX} days");
            return Err(bad("TOO_MANY_DAYS", "days", format!("一年最多 {DAYS_MAX} 天"), en));
        }
        let day = |day: &CalendarDayInput| -> Result<_, Refused> {
            Ok(calendar::Day { on: day.on.0, kind: day.kind.into(), name: name("days.name", &day.name)? })
        };
        Ok(Command::Publish {
            year: self.year,
            source: self.source.read()?,
            days: self.days.iter().map(day).collect::<Result<_, _>>()?,
            on: self.on.0,
        })
    }
}

/// Queries of working days.
#[derive(Default)]
pub(super) struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// The working days of a year as last published; null where the year is not published.
    async fn calendar(
        &self,
        ctx: &Context<'_>,
        year: i32,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Calendar>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        Ok(desk.read(move |views| views.calendar(year)).await?.map(Calendar))
    }

    /// The day so many working days after a day, that day itself not counted; before it, where the number is negative.
    /// With 0 the day itself, or the first working day after it.
    async fn working_day(
        &self,
        ctx: &Context<'_>,
        from: Date,
        days: i32,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Deadline>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        if days.unsigned_abs() > WORKING_DAYS_MAX {
            let zh = format!("工作日数须在 ±{WORKING_DAYS_MAX} 以内");
            let en = format!("working days are counted up to {WORKING_DAYS_MAX} either way");
            return Err(bad("DAYS_OUT_OF_RANGE", "days", zh, en).into());
        }
        let known = desk.read(|views| views.working_days()).await?;
        Ok(Some(known.add(from.0, days).into()))
    }
}

/// Mutations of working days.
#[derive(Default)]
pub(super) struct CalendarMutation;

#[Object]
impl CalendarMutation {
    /// Publishes the working days of a year (节假日、调休), or publishes them anew: a later publication replaces the
    /// whole year.
    async fn publish_calendar(
        &self,
        ctx: &Context<'_>,
        input: Sent<PublishCalendar>,
    ) -> Result<Answered<Calendar>, Error> {
        errand::run(ctx, input).await
    }
}
