//! The pool on days.

use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_domain::period::Period;
use chrono::NaiveDate;
use rusqlite::params;

use crate::Result;
use crate::column::{Id, number};
use crate::reader::Snapshot;

/// What was in a warehouse on a day, as the pool counts: present at any time of it, not condition C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolDay {
    /// The day.
    pub day: NaiveDate,
    /// Pieces of all classes.
    pub pieces: i64,
    /// Of these, 通用资产.
    pub general_pieces: i64,
    /// Original value in fen of all classes.
    pub fen: i64,
    /// Pieces on loan among them.
    pub lent_pieces: i64,
}

impl Snapshot<'_> {
    /// The pool of a warehouse day by day; of one depositor, when named.
    ///
    /// # Errors
    /// Those of the database.
    pub fn pool_by_day(
        &self,
        warehouse: WarehouseId,
        depositor: Option<InstitutionId>,
        period: Period,
    ) -> Result<Vec<PoolDay>> {
        let mut days: Vec<PoolDay> =
            period.dates().map(|day| PoolDay { day, pieces: 0, general_pieces: 0, fen: 0, lent_pieces: 0 }).collect();
        let (first, last) = (number(period.start()), number(period.last()));
        let spells = "select from_day, until_day, pieces, fen, general from pool_spell where scrap_due = 0";
        self.each_stretch(spells, warehouse, depositor, (first, last), &mut days, |day, pieces, fen, general| {
            day.pieces += pieces;
            day.fen += fen;
            day.general_pieces += if general { pieces } else { 0 };
        })?;
        let loans = "select from_day, until_day, pieces, 0, general from pool_loan where true";
        self.each_stretch(loans, warehouse, depositor, (first, last), &mut days, |day, pieces, _, _| {
            day.lent_pieces += pieces;
        })?;
        Ok(days)
    }

    fn each_stretch(
        &self,
        select: &str,
        warehouse: WarehouseId,
        depositor: Option<InstitutionId>,
        (first, last): (i64, i64),
        days: &mut [PoolDay],
        mut add: impl FnMut(&mut PoolDay, i64, i64, bool),
    ) -> Result<()> {
        let mut statement = self.db.prepare_cached(&format!(
            "{select}
               and warehouse = (select key from warehouse where id = ?1)
               and (?2 is null or depositor = (select key from institution where id = ?2))
               and from_day <= ?4 and until_day >= ?3"
        ))?;
        let mut rows = statement.query(params![Id(warehouse.0), depositor.map(|id| Id(id.0)), first, last])?;
        while let Some(row) = rows.next()? {
            let (from, until): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (pieces, fen, general) = (row.get(2)?, row.get(3)?, row.get(4)?);
            let begin = usize::try_from(from.max(first) - first).unwrap_or(0);
            let end = usize::try_from(until.min(last) - first).unwrap_or(0);
            for day in days.iter_mut().take(end + 1).skip(begin) {
                add(day, pieces, fen, general);
            }
        }
        Ok(())
    }
}
