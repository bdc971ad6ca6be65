//! The working days of a year, as last published.

use cangliu_domain::calendar::working_day::WorkingDays;
use cangliu_domain::calendar::{Day as CalendarDay, Event};
use cangliu_domain::source::Source;
use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::Result;
use crate::column::{Day, Json};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A year as it was last published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// The year.
    pub year: i32,
    /// Revision of the publication.
    pub revision: u64,
    /// The document it was published in.
    pub source: Source,
    /// The days that are not what their day of the week says, in order.
    pub days: Vec<CalendarDay>,
    /// The day of the publication.
    pub published_on: NaiveDate,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let Event::Published { year, source, days, on } = event;
    batch
        .db
        .prepare_cached(
            "insert into calendar (year, revision, source, days, published_on) values (?1, ?2, ?3, ?4, ?5)
             on conflict (year) do update set
                 revision = excluded.revision, source = excluded.source, days = excluded.days,
                 published_on = excluded.published_on",
        )?
        .execute(params![year, at.revision, Json(source), Json(days), Day(*on)])?;
    Ok(())
}

const SELECT: &str = "select year, revision, source, days, published_on from calendar";

impl Snapshot<'_> {
    /// A year, if it was published.
    ///
    /// # Errors
    /// Those of the database.
    pub fn calendar(&self, year: i32) -> Result<Option<Calendar>> {
        let found = self
            .db
            .prepare_cached(&format!("{SELECT} where year = ?1"))?
            .query_row([year], |row| read(row).map(Some))
            .or_else(no_row)?;
        Ok(found)
    }

    /// The working days of all years that were published; there are few.
    ///
    /// # Errors
    /// Those of the database.
    pub fn working_days(&self) -> Result<WorkingDays> {
        let mut statement = self.db.prepare_cached(SELECT)?;
        let years = statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        let known = WorkingDays::default();
        Ok(years.iter().fold(known, |known, year| known.with_year(year.year, year.revision, &year.days)))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Calendar> {
    Ok(Calendar {
        year: row.get(0)?,
        revision: row.get::<_, i64>(1)?.unsigned_abs(),
        source: row.get::<_, Json<Source>>(2)?.0,
        days: row.get::<_, Json<Vec<CalendarDay>>>(3)?.0,
        published_on: row.get::<_, Day>(4)?.0,
    })
}
