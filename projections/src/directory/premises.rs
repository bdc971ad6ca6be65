//! Premises and their collection points.

use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, PremisesId};
use cangliu_domain::premises::{self, Event};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use crate::Result;
use crate::column::{Code, ENDLESS, Id, date, number, since};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Premises {
    /// Its id.
    pub id: PremisesId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Whose it is.
    pub institution: InstitutionId,
    /// Name.
    pub name: String,
    /// Where it is.
    pub located_in: Division,
    /// Whether it has a canteen.
    pub has_canteen: bool,
    /// First day; `None`: since its institution was set up.
    pub opened_on: Option<NaiveDate>,
    /// First day no longer open.
    pub closed_on: Option<NaiveDate>,
    /// Its points, by key.
    pub points: Vec<Point>,
}

/// A collection point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its key, as in names of streams.
    pub key: String,
    /// Its name.
    pub name: String,
    /// First day; `None`: as long as the premises.
    pub from: Option<NaiveDate>,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let db = batch.db;
    let id = Id(at.id());
    db.prepare_cached("update premises set revision = ?2 where id = ?1")?.execute((id, at.revision))?;
    match event {
        Event::Opened { institution, name, located_in, has_canteen, points, on, .. } => {
            let institution = batch.keys.institution(db, institution.0)?;
            let key: i64 = db
                .prepare_cached(
                    "insert into premises (id, revision, institution, name, located_in, has_canteen, from_day, until_day)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) returning key",
                )?
                .query_row(
                    params![id, at.revision, institution, name, Code(*located_in), has_canteen, since(*on), ENDLESS],
                    |row| row.get(0),
                )?;
            for point in points {
                add(db, key, point, since(*on))?;
            }
        }
        Event::PointAdded { point, on } => {
            if let Some((key, _)) = batch.keys.premises(db, id.0)? {
                add(db, key, point, number(*on))?;
            }
        }
        Event::Closed { on } => {
            db.prepare_cached("update premises set until_day = ?2 where id = ?1")?.execute((id, number(*on)))?;
        }
    }
    if let Some((_, institution)) = batch.keys.premises(db, id.0)? {
        batch.units.insert(institution);
    }
    Ok(())
}

fn add(db: &Connection, premises: i64, point: &premises::Point, from: i64) -> Result<()> {
    db.prepare_cached("insert into point (premises, point, name, from_day) values (?1, ?2, ?3, ?4)")?.execute((
        premises,
        &point.key,
        &point.name,
        from,
    ))?;
    Ok(())
}

const COLUMNS: &str = "p.key, p.id, p.revision, i.id, p.name, p.located_in, p.has_canteen, p.from_day, p.until_day";

impl Snapshot<'_> {
    /// Premises by their id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn premises(&self, id: PremisesId) -> Result<Option<Premises>> {
        let found = self
            .db
            .prepare_cached(&format!(
                "select {COLUMNS} from premises p join institution i on i.key = p.institution where p.id = ?1"
            ))?
            .query_row([Id(id.0)], |row| read(row).map(Some))
            .or_else(no_row)?;
        found.map(|found| self.with_points(found)).transpose()
    }

    /// The premises of an institution, in the order they were opened.
    ///
    /// # Errors
    /// Those of the database.
    pub fn premises_of(&self, institution: InstitutionId) -> Result<Vec<Premises>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select {COLUMNS} from institution i join premises p on p.institution = i.key where i.id = ?1 order by p.key"
        ))?;
        let found = statement.query_map([Id(institution.0)], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        found.into_iter().map(|found| self.with_points(found)).collect()
    }

    fn with_points(&self, (key, mut premises): (i64, Premises)) -> Result<Premises> {
        let mut statement =
            self.db.prepare_cached("select point, name, from_day from point where premises = ?1 order by point")?;
        let points = statement
            .query_map([key], |row| Ok(Point { key: row.get(0)?, name: row.get(1)?, from: date(row.get(2)?) }))?;
        premises.points = points.collect::<rusqlite::Result<_>>()?;
        Ok(premises)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<(i64, Premises)> {
    let premises = Premises {
        id: PremisesId(row.get::<_, Id>(1)?.0),
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        institution: InstitutionId(row.get::<_, Id>(3)?.0),
        name: row.get(4)?,
        located_in: row.get::<_, Code<Division>>(5)?.0,
        has_canteen: row.get(6)?,
        opened_on: date(row.get(7)?),
        closed_on: date(row.get(8)?),
        points: Vec::new(),
    };
    Ok((row.get(0)?, premises))
}
