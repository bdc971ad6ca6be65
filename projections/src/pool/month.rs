//! Sums of the pool by depositor, warehouse and month.

use std::collections::BTreeMap;

use cangliu_domain::month::Month;
use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::fold::Stored;
use crate::Result;

/// A month as a number: months since year 0.
pub(crate) fn month_number(month: Month) -> i64 {
    i64::from(month.year()) * 12 + i64::from(month.month()) - 1
}

/// The month of a number.
pub(crate) fn month_of(number: i64) -> Option<Month> {
    let year = i32::try_from(number.div_euclid(12)).ok()?;
    let month = u32::try_from(number.rem_euclid(12) + 1).ok()?;
    Month::try_new(year, month).ok()
}

/// Stands for all depositors together.
pub(crate) const ALL_DEPOSITORS: i64 = 0;

/// Changes of the sums in a batch, written at its end.
#[derive(Debug, Default)]
pub(crate) struct Months {
    changes: BTreeMap<(i64, i64, i64), Sums>,
}

/// One row's sums.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    pieces_level: i64,
    pieces_days: i64,
    fen_level: i64,
    fen_days: i64,
    loan_level: i64,
    loan_days: i64,
    exits: i64,
    exits_fen: i64,
    received: i64,
    exited: i64,
}

impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.pieces_level += other.pieces_level;
        self.pieces_days += other.pieces_days;
        self.fen_level += other.fen_level;
        self.fen_days += other.fen_days;
        self.loan_level += other.loan_level;
        self.loan_days += other.loan_days;
        self.exits += other.exits;
        self.exits_fen += other.exits_fen;
        self.received += other.received;
        self.exited += other.exited;
    }
}

impl Months {
    /// Counts what is stored of an asset in (`+1`) or out (`-1`).
    pub(super) fn add(&mut self, stored: &Stored, one: i64) {
        for spell in stored.spells.iter().filter(|spell| spell.general && !spell.scrap_due) {
            let (pieces, fen) = (spell.pieces * one, spell.fen * one);
            self.stretch(spell.depositor, spell.warehouse, spell.from, spell.until, |sums, level, days| {
                sums.pieces_level += level * pieces;
                sums.pieces_days += days * pieces;
                sums.fen_level += level * fen;
                sums.fen_days += days * fen;
            });
        }
        for loan in stored.loans.iter().filter(|loan| loan.general) {
            let pieces = loan.pieces * one;
            self.stretch(loan.depositor, loan.warehouse, loan.from, loan.until, |sums, level, days| {
                sums.loan_level += level * pieces;
                sums.loan_days += days * pieces;
            });
        }
        for exit in stored.exits.iter().filter(|exit| exit.counts) {
            let sums = self.of(exit.on, exit.warehouse, exit.depositor);
            sums.exits += exit.pieces * one;
            sums.exits_fen += exit.fen * one;
        }
        for step in &stored.steps {
            let sums = self.of(step.on, step.warehouse, step.depositor);
            sums.received += step.received * one;
            sums.exited += step.exited * one;
        }
    }

    /// A stretch of days: it begins on one, and ceases to be there on the day after its last.
    fn stretch(
        &mut self,
        depositor: i64,
        warehouse: i64,
        from: NaiveDate,
        until: Option<NaiveDate>,
        mut add: impl FnMut(&mut Sums, i64, i64),
    ) {
        add(self.of(from, warehouse, depositor), 1, days_left(from));
        if let Some(after) = until.and_then(|last| last.succ_opt()) {
            add(self.of(after, warehouse, depositor), -1, -days_left(after));
        }
    }

    fn of(&mut self, day: NaiveDate, warehouse: i64, depositor: i64) -> &mut Sums {
        self.changes.entry((depositor, month_number(Month::of(day)), warehouse)).or_default()
    }

    /// Adds the changes to the table. Rows of nothing but zeros do not stay: whether there is one
    /// would depend on where batches end.
    pub(crate) fn write(&mut self, db: &Connection) -> Result<()> {
        let mut changes = std::mem::take(&mut self.changes);
        for ((_, month, warehouse), sums) in changes.clone() {
            *changes.entry((ALL_DEPOSITORS, month, warehouse)).or_default() += sums;
        }
        let mut add = db.prepare_cached(
            "insert into pool_month values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             on conflict do update set
                 pieces_level = pieces_level + excluded.pieces_level, pieces_days = pieces_days + excluded.pieces_days,
                 fen_level = fen_level + excluded.fen_level, fen_days = fen_days + excluded.fen_days,
                 loan_level = loan_level + excluded.loan_level, loan_days = loan_days + excluded.loan_days,
                 exits = exits + excluded.exits, exits_fen = exits_fen + excluded.exits_fen,
                 received = received + excluded.received, exited = exited + excluded.exited",
        )?;
        let mut clear = db.prepare_cached(
            "delete from pool_month
             where (depositor, month, warehouse) = (?1, ?2, ?3)
               and pieces_level = 0 and pieces_days = 0 and fen_level = 0 and fen_days = 0 and loan_level = 0
               and loan_days = 0 and exits = 0 and exits_fen = 0 and received = 0 and exited = 0",
        )?;
        for ((depositor, month, warehouse), sums) in changes {
            if sums != Sums::default() {
                add.execute(params![
                    depositor,
                    month,
                    warehouse,
                    sums.pieces_level,
                    sums.pieces_days,
                    sums.fen_level,
                    sums.fen_days,
                    sums.loan_level,
                    sums.loan_days,
                    sums.exits,
                    sums.exits_fen,
                    sums.received,
                    sums.exited,
                ])?;
                clear.execute((depositor, month, warehouse))?;
            }
        }
        Ok(())
    }
}

/// Days from a day to the end of its month, both counted.
fn days_left(day: NaiveDate) -> i64 {
    (Month::of(day).last() - day).num_days() + 1
}
