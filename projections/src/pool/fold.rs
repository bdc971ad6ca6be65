//! Stores what the history of an asset is to the pool, and replaces it when the history changes.

use std::collections::BTreeSet;

use cangliu_domain::asset::{Asset, Event};
use cangliu_domain::{Aggregate, institution};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::life::life;
use super::stay::{ExitKind, Life, Verdict};
use super::succession::Succession;
use crate::column::{Day, Id, Numbered, date, number, until};
use crate::views::{At, Batch};
use crate::{Result, register};

impl Numbered for ExitKind {
    const ALL: &'static [Self] = &[Self::Transfer, Self::Loan];
}
impl Numbered for Verdict {
    const ALL: &'static [Self] =
        &[Self::Counts, Self::ToDepositor, Self::ShortlyAfterReturn, Self::NotGeneral, Self::ScrapDue];
}

/// What is stored of one asset, as far as sums need it.
#[derive(Debug, Default)]
pub(super) struct Stored {
    pub(super) spells: Vec<StoredSpell>,
    pub(super) loans: Vec<StoredSpell>,
    pub(super) exits: Vec<StoredExit>,
    pub(super) steps: Vec<StoredStep>,
}

/// A stay or a loan.
#[derive(Debug)]
pub(super) struct StoredSpell {
    pub(super) warehouse: i64,
    pub(super) depositor: i64,
    pub(super) from: NaiveDate,
    pub(super) until: Option<NaiveDate>,
    pub(super) pieces: i64,
    pub(super) fen: i64,
    pub(super) general: bool,
    pub(super) scrap_due: bool,
}

/// An exit.
#[derive(Debug)]
pub(super) struct StoredExit {
    pub(super) warehouse: i64,
    pub(super) depositor: i64,
    pub(super) on: NaiveDate,
    pub(super) pieces: i64,
    pub(super) fen: i64,
    pub(super) counts: bool,
}

/// A change of distinct pieces.
#[derive(Debug)]
pub(super) struct StoredStep {
    pub(super) warehouse: i64,
    pub(super) depositor: i64,
    pub(super) on: NaiveDate,
    pub(super) received: i64,
    pub(super) exited: i64,
}

/// Takes in that an asset's history changed. Most assets never see a warehouse, and most events of
/// those that do move nothing: both cost nothing.
pub(crate) fn asset_changed(batch: &mut Batch<'_>, key: i64, asset: &Asset, latest: &Event) -> Result<()> {
    if !moves(latest) {
        return Ok(());
    }
    let came_in = |event: &Event| match event {
        Event::TakenIn { .. } => true,
        Event::LotBegun { carried, .. } => carried.in_warehouse.is_some(),
        _ => false,
    };
    if asset.history().iter().any(|(_, event)| came_in(event)) || matches!(latest, Event::Reversed { .. }) {
        let succession = Succession::read(batch.db)?;
        replace(batch, key, &life(asset.history(), |unit, day| succession.on(unit, day)))?;
    }
    Ok(())
}

/// Whether an event can change anything about stays and exits.
fn moves(event: &Event) -> bool {
    match event {
        Event::LotSplit { .. }
        | Event::LotBegun { .. }
        | Event::TakenIn { .. }
        | Event::Dispatched { .. }
        | Event::LoanReturned { .. }
        | Event::Reclaimed { .. }
        | Event::Repaired { .. }
        | Event::Disposed { .. }
        | Event::Reversed { .. } => true,
        Event::Registered { .. }
        | Event::Listed { .. }
        | Event::Unlisted { .. }
        | Event::AppliedFor { .. }
        | Event::ApplicationWithdrawn { .. }
        | Event::Allocated { .. }
        | Event::PickupAgreed { .. }
        | Event::ReachWidened { .. }
        | Event::Reserved { .. }
        | Event::ReservationReleased { .. }
        | Event::Received { .. }
        | Event::LoanRenewed { .. }
        | Event::LiabilityStated { .. }
        | Event::Compensated { .. }
        | Event::Frozen { .. }
        | Event::Unfrozen { .. }
        | Event::RepairBegun { .. }
        | Event::Appraised { .. }
        | Event::ProceedsStated { .. }
        | Event::ProceedsPaid { .. }
        | Event::CardRefreshed { .. }
        | Event::BookedIn { .. }
        | Event::BookedOff { .. }
        | Event::VoucherRecorded { .. } => false,
    }
}

/// Takes in that an institution changed: when it was merged into another, exits that have to do with
/// either are judged anew.
pub(crate) fn institution_changed(batch: &mut Batch<'_>, at: At<'_>, event: &institution::Event) -> Result<()> {
    let institution::Event::Closed { successor: Some(_), .. } = event else { return Ok(()) };
    let succession = Succession::read(batch.db)?;
    let mut assets = BTreeSet::new();
    for unit in succession.family(at.id().into()) {
        let mut statement = batch.db.prepare_cached(
            "select e.asset from institution i join pool_exit e on e.unit = i.key where i.id = ?1
             union
             select e.asset from institution i join pool_exit e on e.depositor = i.key where i.id = ?1",
        )?;
        for asset in statement.query_map([Id(unit.0)], |row| row.get::<_, i64>(0))? {
            assets.insert(asset?);
        }
    }
    for key in assets {
        let asset = Asset::fold(&register::history(batch.db, key)?);
        replace(batch, key, &life(asset.history(), |unit, day| succession.on(unit, day)))?;
    }
    Ok(())
}

fn replace(batch: &mut Batch<'_>, key: i64, life: &Life) -> Result<()> {
    let db = batch.db;
    batch.pool.add(&stored(db, key)?, -1);
    for table in ["pool_spell", "pool_exit", "pool_loan", "pool_step"] {
        db.prepare_cached(&format!("delete from {table} where asset = ?1"))?.execute([key])?;
    }
    write(batch, key, life)?;
    batch.pool.add(&stored(db, key)?, 1);
    Ok(())
}

fn write(batch: &mut Batch<'_>, key: i64, life: &Life) -> Result<()> {
    let db = batch.db;
    for (place, spell) in (0_i64..).zip(&life.spells) {
        let warehouse = batch.keys.warehouse(db, spell.warehouse.0)?;
        let depositor = batch.keys.institution(db, spell.depositor.0)?;
        db.prepare_cached("insert into pool_spell values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?
            .execute(params![
                key,
                place,
                warehouse,
                depositor,
                number(spell.from),
                until(spell.until),
                spell.pieces,
                spell.fen,
                life.general,
                spell.scrap_due,
                revision(spell.opened_by),
                spell.closed_by.map(revision),
            ])?;
    }
    for exit in &life.exits {
        let warehouse = batch.keys.warehouse(db, exit.warehouse.0)?;
        let depositor = batch.keys.institution(db, exit.depositor.0)?;
        let unit = batch.keys.institution(db, exit.unit.0)?;
        db.prepare_cached("insert into pool_exit values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?.execute(
            params![
                key,
                revision(exit.revision),
                warehouse,
                depositor,
                unit,
                exit.kind.number(),
                number(exit.on),
                exit.pieces,
                exit.fen,
                exit.waited_days,
                exit.verdict.number(),
            ],
        )?;
    }
    for (place, loan) in (0_i64..).zip(&life.loans) {
        let warehouse = batch.keys.warehouse(db, loan.warehouse.0)?;
        let depositor = batch.keys.institution(db, loan.depositor.0)?;
        db.prepare_cached("insert into pool_loan values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?.execute(
            params![
                key,
                place,
                warehouse,
                depositor,
                number(loan.from),
                until(loan.until),
                loan.pieces,
                life.general,
                revision(loan.opened_by),
                loan.closed_by.map(revision),
            ],
        )?;
    }
    for (place, step) in (0_i64..).zip(&life.steps) {
        let warehouse = batch.keys.warehouse(db, step.warehouse.0)?;
        let depositor = batch.keys.institution(db, step.depositor.0)?;
        db.prepare_cached("insert into pool_step values (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
            key,
            place,
            warehouse,
            depositor,
            number(step.on),
            step.received,
            step.exited
        ])?;
    }
    Ok(())
}

fn revision(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

fn stored(db: &Connection, asset: i64) -> Result<Stored> {
    Ok(Stored {
        spells: all(
            db,
            "select warehouse, depositor, from_day, until_day, pieces, fen, general, scrap_due from pool_spell where asset = ?1",
            asset,
            spell,
        )?,
        loans: all(
            db,
            "select warehouse, depositor, from_day, until_day, pieces, 0, general, 0 from pool_loan where asset = ?1",
            asset,
            spell,
        )?,
        exits: all(
            db,
            "select warehouse, depositor, day, pieces, fen, verdict = 1 from pool_exit where asset = ?1",
            asset,
            |row| {
                Ok(StoredExit {
                    warehouse: row.get(0)?,
                    depositor: row.get(1)?,
                    on: row.get::<_, Day>(2)?.0,
                    pieces: row.get(3)?,
                    fen: row.get(4)?,
                    counts: row.get(5)?,
                })
            },
        )?,
        steps: all(
            db,
            "select warehouse, depositor, day, received, exited from pool_step where asset = ?1",
            asset,
            |row| {
                Ok(StoredStep {
                    warehouse: row.get(0)?,
                    depositor: row.get(1)?,
                    on: row.get::<_, Day>(2)?.0,
                    received: row.get(3)?,
                    exited: row.get(4)?,
                })
            },
        )?,
    })
}

fn spell(row: &Row<'_>) -> rusqlite::Result<StoredSpell> {
    Ok(StoredSpell {
        warehouse: row.get(0)?,
        depositor: row.get(1)?,
        from: row.get::<_, Day>(2)?.0,
        until: date(row.get(3)?),
        pieces: row.get(4)?,
        fen: row.get(5)?,
        general: row.get(6)?,
        scrap_due: row.get(7)?,
    })
}

fn all<T>(db: &Connection, sql: &str, asset: i64, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map([asset], read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
