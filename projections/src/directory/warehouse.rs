//! Warehouses.

use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::{Event, IntakeMode};
use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::Result;
use crate::column::{Code, Day, Id};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A warehouse (公物仓).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warehouse {
    /// Its id.
    pub id: WarehouseId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// The competent authority.
    pub authority: InstitutionId,
    /// Who runs it.
    pub operator: InstitutionId,
    /// Where it is.
    pub located_in: Division,
    /// Whether books move with the goods.
    pub intake_mode: IntakeMode,
    /// Opened on.
    pub opened_on: NaiveDate,
    /// Closed to intake on.
    pub closed_on: Option<NaiveDate>,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let db = batch.db;
    let key = batch.keys.warehouse(db, at.id())?;
    db.prepare_cached("update warehouse set revision = ?2 where key = ?1")?.execute((key, at.revision))?;
    match event {
        Event::Opened { description, on, .. } => {
            let authority = batch.keys.institution(db, description.authority.0)?;
            let operator = batch.keys.institution(db, description.operator.0)?;
            db.prepare_cached(
                "update warehouse
                 set name = ?2, level = ?3, authority = ?4, operator = ?5, located_in = ?6, intake_mode = ?7, opened_on = ?8
                 where key = ?1",
            )?
            .execute(params![
                key,
                description.name,
                Code(description.level),
                authority,
                operator,
                Code(description.located_in),
                Code(description.intake_mode),
                Day(*on),
            ])?;
        }
        Event::Closed { on } => {
            db.prepare_cached("update warehouse set closed_on = ?2 where key = ?1")?.execute((key, Day(*on)))?;
        }
    }
    Ok(())
}

const SELECT: &str =
    "select w.id, w.revision, w.name, w.level, a.id, o.id, w.located_in, w.intake_mode, w.opened_on, w.closed_on
     from warehouse w join institution a on a.key = w.authority join institution o on o.key = w.operator";

impl Snapshot<'_> {
    /// A warehouse by its id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn warehouse(&self, id: WarehouseId) -> Result<Option<Warehouse>> {
        let found = self
            .db
            .prepare_cached(&format!("{SELECT} where w.id = ?1"))?
            .query_row([Id(id.0)], |row| read(row).map(Some))
            .or_else(no_row)?;
        Ok(found)
    }

    /// All warehouses, in the order they were opened; there are few.
    ///
    /// # Errors
    /// Those of the database.
    pub fn warehouses(&self) -> Result<Vec<Warehouse>> {
        let mut statement = self.db.prepare_cached(&format!("{SELECT} order by w.key"))?;
        let warehouses = statement.query_map([], read)?;
        Ok(warehouses.collect::<rusqlite::Result<_>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Warehouse> {
    Ok(Warehouse {
        id: WarehouseId(row.get::<_, Id>(0)?.0),
        revision: row.get::<_, i64>(1)?.unsigned_abs(),
        name: row.get(2)?,
        level: row.get::<_, Code<Level>>(3)?.0,
        authority: InstitutionId(row.get::<_, Id>(4)?.0),
        operator: InstitutionId(row.get::<_, Id>(5)?.0),
        located_in: row.get::<_, Code<Division>>(6)?.0,
        intake_mode: row.get::<_, Code<IntakeMode>>(7)?.0,
        opened_on: row.get::<_, Day>(8)?.0,
        closed_on: row.get::<_, Option<Day>>(9)?.map(|day| day.0),
    })
}
