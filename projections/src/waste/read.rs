//! What can be asked about waste.

use cangliu_domain::id::{InstitutionId, PremisesId};
use cangliu_domain::month::Month;
use cangliu_domain::waste::Category;
use rusqlite::{Connection, params};

use super::ledger::read as read_line;
use super::line::Line;
use super::sums::{COLUMNS, Sums, read as read_sums};
use super::unit::{Site, Unit, UnitDay};
use crate::Result;
use crate::column::{ENDLESS, EVER, Id, Numbered, number};
use crate::pool::{month_number, month_of};
use crate::reader::Snapshot;
use crate::views::no_row;

/// A unit's month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitMonth {
    /// The month.
    pub month: Month,
    /// Each day on which the unit was there.
    pub days: Vec<UnitDay>,
    /// What they add up to.
    pub sums: Sums,
    /// What each point recorded, by category.
    pub lines: Vec<PointLine>,
}

/// What a point recorded of a category in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointLine {
    /// The premises.
    pub premises: PremisesId,
    /// The point's key.
    pub point: String,
    /// The category; `None` for the point as a whole (its closures).
    pub category: Option<Category>,
    /// The numbers by day.
    pub line: Line,
}

impl Snapshot<'_> {
    /// A unit's month, day by day; future days of a running month are missing too.
    ///
    /// # Errors
    /// Those of the database.
    pub fn waste_month(&self, institution: InstitutionId, month: Month) -> Result<Option<UnitMonth>> {
        let key = self
            .db
            .prepare_cached("select key from institution where id = ?1 and name is not null")?
            .query_row([Id(institution.0)], |row| row.get(0).map(Some))
            .or_else(no_row)?;
        let Some(key) = key else { return Ok(None) };
        let unit = unit_month(self.db, key, month)?;
        let days = unit.days(month);
        let sums = days.iter().map(Sums::of).collect();
        let mut lines = Vec::new();
        for site in &unit.sites {
            let premises = self.premises_id(site.key)?;
            lines.extend(site.lines.iter().map(|(point, category, line)| PointLine {
                premises,
                point: point.clone(),
                category: Category::of(*category),
                line: *line,
            }));
        }
        Ok(Some(UnitMonth { month, days, sums, lines }))
    }

    /// Months of a unit with entries, with what they add up to, from one month to another.
    ///
    /// # Errors
    /// Those of the database.
    pub fn waste_months(&self, institution: InstitutionId, from: Month, to: Month) -> Result<Vec<(Month, Sums)>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select month, {} from waste_unit_month
             where institution = (select key from institution where id = ?1) and month between ?2 and ?3
             order by month",
            COLUMNS.join(", ")
        ))?;
        let rows = statement
            .query_map(params![Id(institution.0), month_number(from), month_number(to)], |row| {
                Ok((row.get::<_, i64>(0)?, read_sums(row, 1)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(rows.into_iter().filter_map(|(month, sums)| Some((month_of(month)?, sums))).collect())
    }

    pub(crate) fn premises_id(&self, key: i64) -> Result<PremisesId> {
        let id = self
            .db
            .prepare_cached("select id from premises where key = ?1")?
            .query_row([key], |row| row.get::<_, Id>(0))?;
        Ok(PremisesId(id.0))
    }
}

/// Everything that a unit's month is judged by.
pub(crate) fn unit_month(db: &Connection, institution: i64, month: Month) -> Result<Unit> {
    let there = db
        .prepare_cached("select coalesce(established_on, ?2), coalesce(closed_on, ?3) from institution where key = ?1")?
        .query_row((institution, EVER, ENDLESS), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let span = (number(month.first()), number(month.last()));
    Ok(Unit {
        there,
        heads: spans(db, "select from_day, until_day, total from headcount", institution, span)?,
        canteen: spans(db, "select from_day, until_day, has_canteen from institution_description", institution, span)?,
        sites: sites(db, institution, month)?,
    })
}

fn spans<T: rusqlite::types::FromSql>(
    db: &Connection,
    select: &str,
    institution: i64,
    (first, last): (i64, i64),
) -> Result<Vec<(i64, i64, T)>> {
    let mut statement =
        db.prepare_cached(&format!("{select} where institution = ?1 and from_day <= ?3 and until_day > ?2"))?;
    let spans = statement.query_map((institution, first, last), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(spans.collect::<rusqlite::Result<_>>()?)
}

fn sites(db: &Connection, institution: i64, month: Month) -> Result<Vec<Site>> {
    let mut statement = db.prepare_cached(
        "select key, from_day, until_day, has_canteen from premises where institution = ?1 order by key",
    )?;
    let sites = statement.query_map([institution], |row| {
        Ok(Site { key: row.get(0)?, open: (row.get(1)?, row.get(2)?), canteen: row.get(3)?, ..Site::default() })
    })?;
    let mut sites = sites.collect::<rusqlite::Result<Vec<_>>>()?;
    for site in &mut sites {
        let mut points = db.prepare_cached("select point, from_day from point where premises = ?1 order by point")?;
        let points = points.query_map([site.key], |row| Ok((row.get(0)?, row.get(1)?)))?;
        site.points = points.collect::<rusqlite::Result<_>>()?;
        let mut lines = db.prepare_cached(
            "select point, category, hauled, estimated, treated, weighings, zeros, closures
             from waste_month
             where premises = ?1 and month = ?2
             order by point, category",
        )?;
        let lines = lines
            .query_map((site.key, month_number(month)), |row| Ok((row.get(0)?, row.get(1)?, read_line(row, 2)?)))?;
        site.lines = lines.collect::<rusqlite::Result<_>>()?;
    }
    Ok(sites)
}
