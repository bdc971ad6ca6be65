//! Stock-takes: which there are, what the books had in the scope when counting began, and what was scanned of it.
//!
//! What differs is not here: it is worked out from the streams when it is asked for, and stated in an event.

use cangliu_domain::count;
use cangliu_domain::id::{InstitutionId, StocktakeId, WarehouseId};
use cangliu_domain::stocktake::{Event, Part, Scope};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Result;
use crate::column::{Code, Day, Id};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// Where a stock-take stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Phase {
    /// Planned.
    Planned,
    /// Counting goes on.
    Counting,
    /// The report is stated.
    Stated,
    /// All three signed.
    Signed,
    /// Over.
    Closed,
}

/// A stock-take, as lists have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stocktake {
    /// Its id.
    pub id: StocktakeId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Who answers for it.
    pub institution: InstitutionId,
    /// The warehouse that is counted, where it is one.
    pub warehouse: Option<WarehouseId>,
    /// Its title.
    pub title: String,
    /// 基准日.
    pub reference_on: NaiveDate,
    /// When it was planned.
    pub planned_on: NaiveDate,
    /// Where it stands.
    pub phase: Phase,
}

/// How far counting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Assets that the books had in the scope when it began.
    pub expected: u64,
    /// Those of them that were scanned.
    pub scanned: u64,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let db = batch.db;
    let id = Id(at.id());
    let stands = |phase: Phase| -> Result<()> {
        db.prepare_cached("update stocktake set phase = ?2 where id = ?1")?.execute((id, Code(phase)))?;
        Ok(())
    };
    match event {
        Event::Planned { scope, institution, reference_on, title, on, .. } => {
            let institution = batch.keys.institution(db, institution.0)?;
            let warehouse = match scope {
                Scope::Unit { .. } => None,
                Scope::Warehouse { warehouse } => Some(batch.keys.warehouse(db, warehouse.0)?),
            };
            db.prepare_cached(
                "insert into stocktake (id, revision, institution, warehouse, title, reference_on, planned_on, phase)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                id,
                at.revision,
                institution,
                warehouse,
                title,
                Day(*reference_on),
                Day(*on),
                Code(Phase::Planned),
            ])?;
        }
        Event::TeamSet { .. } | Event::DifferenceSettled { .. } => {}
        Event::Begun { .. } => {
            stands(Phase::Counting)?;
            take_snapshot(db, id, at)?;
        }
        Event::RecountAsked { .. } => stands(Phase::Counting)?,
        Event::Stated { .. } => {
            db.prepare_cached(
                "delete from stocktake_signature where stocktake = (select key from stocktake where id = ?1)",
            )?
            .execute([id])?;
            stands(Phase::Stated)?;
        }
        Event::Signed { part, .. } => sign(db, id, *part)?,
        Event::Closed { .. } => stands(Phase::Closed)?,
    }
    db.prepare_cached("update stocktake set revision = ?2 where id = ?1")?.execute((id, at.revision))?;
    Ok(())
}

/// Notes a signature; with the third, the report is signed.
fn sign(db: &Connection, id: Id, part: Part) -> Result<()> {
    db.prepare_cached(
        "insert or replace into stocktake_signature (stocktake, part) select key, ?2 from stocktake where id = ?1",
    )?
    .execute((id, Code(part)))?;
    db.prepare_cached(
        "update stocktake set phase = ?2
         where id = ?1 and (select count(*) from stocktake_signature g where g.stocktake = stocktake.key) = ?3",
    )?
    .execute((id, Code(Phase::Signed), i64::try_from(Part::ALL.len()).unwrap_or(i64::MAX)))?;
    Ok(())
}

/// Writes down what the books have in the scope now: `Scope::holds` as a condition.
fn take_snapshot(db: &Connection, id: Id, at: At<'_>) -> Result<()> {
    db.prepare_cached("update stocktake set begun_at = ?2 where id = ?1")?.execute((id, at.position))?;
    let (key, institution, warehouse): (i64, i64, Option<i64>) = db
        .prepare_cached("select key, institution, warehouse from stocktake where id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let under_way = crate::register::UNDER_WAY;
    match warehouse {
        Some(warehouse) => db
            .prepare_cached(
                "insert into stocktake_asset (stocktake, asset, scanned)
                 select ?1, key, 0 from asset where warehouse = ?3 and custodian = ?2 and occupation <> ?4",
            )?
            .execute((key, institution, warehouse, under_way))?,
        None => db
            .prepare_cached(
                "insert into stocktake_asset (stocktake, asset, scanned)
                 select ?1, key, 0 from asset
                 where (owner = ?2 or key in (select asset from asset_party where institution = ?2))
                     and custodian = ?2 and occupation <> ?3",
            )?
            .execute((key, institution, under_way))?,
    };
    Ok(())
}

/// Takes scans of a team in.
pub(crate) fn fold_count(batch: &mut Batch<'_>, at: At<'_>, event: &count::Event) -> Result<()> {
    let count::Event::Recorded { scans, .. } = event;
    let id: Uuid = at.subject.split(':').next().and_then(|id| id.parse().ok()).unwrap_or_default();
    let mut by_id = batch.db.prepare_cached(
        "update stocktake_asset set scanned = 1
         where stocktake = (select key from stocktake where id = ?1) and asset = (select key from asset where id = ?2)",
    )?;
    let mut by_number = batch.db.prepare_cached(
        "update stocktake_asset set scanned = 1
         where stocktake = (select key from stocktake where id = ?1)
             and asset in (select key from asset where number = ?2)",
    )?;
    for scan in scans {
        match (scan.asset, &scan.code) {
            (Some(asset), _) => by_id.execute((Id(id), Id(asset.0)))?,
            (None, Some(code)) => by_number.execute((Id(id), code))?,
            (None, None) => 0,
        };
    }
    Ok(())
}

const SELECT: &str = "select s.id, s.revision, i.id, w.id, s.title, s.reference_on, s.planned_on, s.phase
     from stocktake s join institution i on i.key = s.institution left join warehouse w on w.key = s.warehouse";

impl Snapshot<'_> {
    /// All stock-takes, the latest planned first; an office has a few a year.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktakes(&self) -> Result<Vec<Stocktake>> {
        let mut statement = self.db.prepare_cached(&format!("{SELECT} order by s.key desc"))?;
        let found = statement.query_map([], read)?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// How far counting is; nothing is expected before it begins.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktake_progress(&self, id: StocktakeId) -> Result<Progress> {
        let counted = self
            .db
            .prepare_cached(
                "select count(*), coalesce(sum(scanned), 0) from stocktake_asset
                 where stocktake = (select key from stocktake where id = ?1)",
            )?
            .query_row([Id(id.0)], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        Ok(Progress { expected: counted.0.unsigned_abs(), scanned: counted.1.unsigned_abs() })
    }

    /// Position of the event by which counting began.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktake_begun_at(&self, id: StocktakeId) -> Result<Option<u64>> {
        let found: Option<Option<i64>> = self
            .db
            .prepare_cached("select begun_at from stocktake where id = ?1")?
            .query_row([Id(id.0)], |row| row.get(0).map(Some))
            .or_else(no_row)?;
        Ok(found.flatten().map(i64::unsigned_abs))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Stocktake> {
    Ok(Stocktake {
        id: StocktakeId(row.get::<_, Id>(0)?.0),
        revision: row.get::<_, i64>(1)?.unsigned_abs(),
        institution: InstitutionId(row.get::<_, Id>(2)?.0),
        warehouse: row.get::<_, Option<Id>>(3)?.map(|id| WarehouseId(id.0)),
        title: row.get(4)?,
        reference_on: row.get::<_, Day>(5)?.0,
        planned_on: row.get::<_, Day>(6)?.0,
        phase: row.get::<_, Code<Phase>>(7)?.0,
    })
}

#[cfg(test)]
mod tests {
    use cangliu_domain::asset::Condition;
    use cangliu_domain::count::Scan;
    use cangliu_domain::fen::Fen;
    use cangliu_domain::institution::Level;
    use cangliu_domain::post::Holder;
    use cangliu_domain::stocktake::{Expected, Found};
    use cangliu_domain::warehouse::IntakeMode;

    use super::*;
    use crate::testing::{Log, asset_id, computer, day, folds_the_same_in_any_split, unit, warehouse_id};

    const ID: StocktakeId = StocktakeId(Uuid::from_u128(0x7000));

    fn holder(subject: &str) -> Holder {
        Holder { issuer: "https://id.example".into(), subject: subject.into() }
    }

    fn event(log: &mut Log, event: &Event) {
        log.add(&format!("stocktake-{ID}"), event);
    }

    /// A warehouse with three assets, one of them lent out, of which one is scanned.
    fn begun(scope: Scope, institution: u128) -> Log {
        let mut log = Log::default();
        for n in 1..=3 {
            log.register_unit(n);
        }
        log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
        for n in 1..=4 {
            log.register(n, 1, computer());
        }
        for n in 1..=3 {
            log.take_in(n, 1, Condition::Serviceable, "2025-01-10");
        }
        log.lend(3, 1, 2, "2025-02-01");
        event(
            &mut log,
            &Event::Planned {
                stocktake: ID,
                scope,
                institution: unit(institution),
                reference_on: day("2025-03-01"),
                title: "盘点".into(),
                by: holder("li"),
                on: day("2025-02-02"),
            },
        );
        let expected = Expected { assets: 2, pieces: 2, original_value: Fen::new(2), digest: "0f".into() };
        event(&mut log, &Event::Begun { position: 1, expected, on: day("2025-03-01") });
        let scan = Scan {
            scan: Uuid::from_u128(1).into(),
            asset: Some(asset_id(1)),
            code: None,
            at: chrono::DateTime::UNIX_EPOCH,
            place: "A-01".into(),
            pieces: 1,
            condition: None,
            name: None,
            photo: None,
            note: None,
            round: 0,
        };
        let of_others = Scan { asset: Some(asset_id(4)), ..scan.clone() };
        let scans = vec![scan, of_others];
        let batch = Uuid::from_u128(2).into();
        log.add(&format!("count-{ID}:a"), &count::Event::Recorded { batch, device: "d".into(), scans });
        log
    }

    #[test]
    fn what_is_expected_is_what_lies_there_and_is_not_lent_out() {
        let grown = begun(Scope::Warehouse { warehouse: warehouse_id(1) }, 900).grown();
        assert_eq!(grown.ask(|views| views.stocktake_progress(ID)), Progress { expected: 2, scanned: 1 });
        let borrower = begun(Scope::Unit { unit: unit(2) }, 2).grown();
        assert_eq!(borrower.ask(|views| views.stocktake_progress(ID)), Progress { expected: 1, scanned: 0 });
        let depositor = begun(Scope::Unit { unit: unit(1) }, 1).grown();
        assert_eq!(depositor.ask(|views| views.stocktake_progress(ID)), Progress { expected: 1, scanned: 1 });
    }

    #[test]
    fn three_signatures_make_a_signed_report_and_a_new_one_needs_them_again() {
        let mut log = begun(Scope::Warehouse { warehouse: warehouse_id(1) }, 900);
        let stated = |report| Event::Stated {
            report,
            part: 1,
            parts: 1,
            position: 9,
            expected: Expected::default(),
            found: Found::default(),
            counts: vec![],
            differences: vec![],
            movements: vec![],
            on: day("2025-03-02"),
        };
        let sign = |part| Event::Signed { report: 1, part, signer: holder("li"), on: day("2025-03-02") };
        event(&mut log, &stated(1));
        event(&mut log, &sign(Part::Counter));
        event(&mut log, &sign(Part::Head));
        event(&mut log, &stated(2));
        event(&mut log, &sign(Part::Supervisor));
        let phase = |log: &Log| log.grown().ask(|views| views.stocktakes()).remove(0).phase;
        assert_eq!(phase(&log), Phase::Stated);
        event(&mut log, &sign(Part::Counter));
        event(&mut log, &sign(Part::Head));
        assert_eq!(phase(&log), Phase::Signed);
        event(&mut log, &Event::Closed { on: day("2025-03-03") });
        assert_eq!(phase(&log), Phase::Closed);
        folds_the_same_in_any_split(&log);
    }
}
