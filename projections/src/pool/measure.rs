//! Sums of the pool over a period and a scope: whole months from the roll-up, the days at the edges
//! of the period from the stays that begin or end near them.

use cangliu_domain::institution::Level;
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use chrono::NaiveDate;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::month::{month_number, month_of};
use crate::Result;
use crate::column::number;
use crate::indicators::Members;
use crate::reader::Snapshot;

/// What the pool adds up to over a period: only 通用资产, not of condition C, in warehouses of a level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PoolSums {
    /// Exits that count, in pieces, and their original value in fen.
    pub(crate) exits: i128,
    pub(crate) exits_fen: i128,
    /// Pieces times days, and fen times days.
    pub(crate) piece_days: i128,
    pub(crate) fen_days: i128,
    /// Pieces times days on loan.
    pub(crate) loan_days: i128,
    /// Pieces when the period opens and when it closes (期初, 期末).
    pub(crate) opening: i128,
    pub(crate) closing: i128,
    /// Distinct pieces taken in and handed over from the beginning of the log to the end of the period.
    pub(crate) received: i128,
    pub(crate) exited: i128,
}

/// Which warehouses and depositors.
#[derive(Debug, Clone)]
pub(crate) struct PoolScope {
    pub(crate) members: Members,
    pub(crate) level: Level,
}

impl PoolScope {
    /// Conditions on the columns `warehouse` and `depositor`, to follow others, and their values.
    pub(crate) fn conditions(&self) -> (String, Vec<Value>) {
        let level = match self.level {
            Level::Central => "CENTRAL",
            Level::Municipal => "MUNICIPAL",
            Level::District => "DISTRICT",
        };
        let one = self.members.warehouse.map(|key| format!(" and key = {key}")).unwrap_or_default();
        let warehouses = format!(" and warehouse in (select key from warehouse where level = '{level}'{one})");
        (warehouses + &self.members.and("depositor"), self.members.values())
    }
}

/// Something that is there over stretches of days: a table, what of it, and its columns in the roll-up.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    table: &'static str,
    amount: &'static str,
    condition: &'static str,
    level: &'static str,
    days: &'static str,
}

const PIECES: Quantity = Quantity {
    table: "pool_spell",
    amount: "pieces",
    condition: "general = 1 and scrap_due = 0",
    level: "pieces_level",
    days: "pieces_days",
};
const FEN: Quantity = Quantity { amount: "fen", level: "fen_level", days: "fen_days", ..PIECES };
const LENT: Quantity = Quantity {
    table: "pool_loan",
    amount: "pieces",
    condition: "general = 1",
    level: "loan_level",
    days: "loan_days",
};

impl Snapshot<'_> {
    /// Sums over a period.
    pub(crate) fn pool_sums(&self, scope: &PoolScope, period: Period) -> Result<PoolSums> {
        let (first, last) = (period.start(), period.last());
        let before = first.pred_opt().unwrap_or(first);
        let through = |quantity, day| self.days_through(scope, quantity, day);
        Ok(PoolSums {
            exits: self.exits(scope, period, "pieces")?,
            exits_fen: self.exits(scope, period, "fen")?,
            piece_days: through(PIECES, last)? - through(PIECES, before)?,
            fen_days: through(FEN, last)? - through(FEN, before)?,
            loan_days: through(LENT, last)? - through(LENT, before)?,
            opening: self.left_at_end(scope, before)?,
            closing: self.left_at_end(scope, last)?,
            received: self.stepped(scope, last, "received")?,
            exited: self.stepped(scope, last, "exited")?,
        })
    }

    /// Days each qualified exit of a period had waited, with its pieces, fewest days first.
    pub(crate) fn waited(&self, scope: &PoolScope, period: Period) -> Result<Vec<(i64, i64)>> {
        let (conditions, values) = scope.conditions();
        let mut statement = self.db.prepare_cached(&format!(
            "select waited_days, sum(pieces) from pool_exit
             where verdict = 1 and day between {} and {}{conditions}
             group by waited_days order by waited_days",
            number(period.start()),
            number(period.last())
        ))?;
        let waited = statement.query_map(params_from_iter(values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(waited.collect::<rusqlite::Result<_>>()?)
    }

    /// A quantity times days, from the beginning of the log through a day.
    fn days_through(&self, scope: &PoolScope, quantity: Quantity, day: NaiveDate) -> Result<i128> {
        let Quantity { table, amount, condition, level, days } = quantity;
        let (conditions, values) = scope.conditions();
        let month = Month::of(day);
        let mut statement = self.db.prepare_cached(&format!(
            "select month, sum({level}), sum({days}) from pool_month
             where month < ?{conditions} group by month order by month",
        ))?;
        let bound = std::iter::once(Value::Integer(month_number(month))).chain(values);
        let mut rows = statement.query(params_from_iter(bound))?;
        let (mut present, mut sum, mut reached) = (0_i128, 0_i128, None::<Month>);
        while let Some(row) = rows.next()? {
            let Some(of) = month_of(row.get(0)?) else { continue };
            // Months in which nothing came or went have no row; the level lasts through them.
            sum += present * days_between(reached, of) + present * i128::from(of.days()) + i128::from(row.get::<_, i64>(2)?);
            present += i128::from(row.get::<_, i64>(1)?);
            reached = Some(of.next());
        }
        sum += present * days_between(reached, month);
        let elapsed = i128::from((day - month.first()).num_days() + 1);
        let (first, last) = (number(month.first()), number(day));
        let came = format!("sum({amount} * ({last} - from_day + 1)) from {table} where from_day between {first} and {last}");
        let went = format!(
            "sum({amount} * ({last} - until_day)) from {table} where until_day between {} and {}",
            first - 1,
            last - 1
        );
        Ok(sum + present * elapsed + self.one(scope, &came, condition)? - self.one(scope, &went, condition)?)
    }

    /// Pieces still there when a day ends: what came that day or before and did not go that day or before.
    fn left_at_end(&self, scope: &PoolScope, day: NaiveDate) -> Result<i128> {
        let month = Month::of(day);
        let (conditions, values) = scope.conditions();
        let bound = std::iter::once(Value::Integer(month_number(month))).chain(values);
        let level: i64 = self
            .db
            .prepare_cached(&format!("select coalesce(sum(pieces_level), 0) from pool_month where month < ?{conditions}"))?
            .query_row(params_from_iter(bound), |row| row.get(0))?;
        let (first, last) = (number(month.first()), number(day));
        let came = format!("sum(pieces) from pool_spell where from_day between {first} and {last}");
        // What went on the last day of the month before is in this month's level, not in the earlier ones'.
        let went = format!("sum(pieces) from pool_spell where until_day between {} and {last}", first - 1);
        let condition = PIECES.condition;
        Ok(i128::from(level) + self.one(scope, &came, condition)? - self.one(scope, &went, condition)?)
    }

    fn exits(&self, scope: &PoolScope, period: Period, amount: &str) -> Result<i128> {
        let (first, last) = (number(period.start()), number(period.last()));
        let sum = format!("sum({amount}) from pool_exit where day between {first} and {last}");
        self.one(scope, &sum, "verdict = 1")
    }

    fn stepped(&self, scope: &PoolScope, day: NaiveDate, what: &str) -> Result<i128> {
        let month = Month::of(day);
        let of_months = format!("sum({what}) from pool_month where month < {}", month_number(month));
        let (first, last) = (number(month.first()), number(day));
        let of_days = format!("sum({what}) from pool_step where day between {first} and {last}");
        Ok(self.one(scope, &of_months, "true")? + self.one(scope, &of_days, "true")?)
    }

    fn one(&self, scope: &PoolScope, sum_from_where: &str, condition: &str) -> Result<i128> {
        let (conditions, values) = scope.conditions();
        let sum: Option<i64> = self
            .db
            .prepare_cached(&format!("select {sum_from_where} and {condition}{conditions}"))?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(i128::from(sum.unwrap_or(0)))
    }
}

/// Days from the first of a month to the first of another.
fn days_between(from: Option<Month>, to: Month) -> i128 {
    from.map_or(0, |from| i128::from((to.first() - from.first()).num_days()))
}
