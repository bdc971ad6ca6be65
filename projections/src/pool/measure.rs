//! Sums of the pool over a period and a scope: whole months from the roll-up, the days at the edges
//! of the period from the stays that begin or end near them.

use cangliu_domain::institution::Level;
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use chrono::NaiveDate;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::month::{ALL_DEPOSITORS, month_number, month_of};
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
        (self.warehouses() + &self.members.and("depositor"), self.members.values())
    }

    /// The same for the roll-up, where all depositors together have rows of their own.
    fn rolled_up(&self) -> (String, Vec<Value>) {
        let (conditions, values) = self.conditions();
        let all = self.members.and("depositor").is_empty();
        (if all { format!("{conditions} and depositor = {ALL_DEPOSITORS}") } else { conditions }, values)
    }

    fn warehouses(&self) -> String {
        let level = match self.level {
            Level::Central => "CENTRAL",
            Level::Municipal => "MUNICIPAL",
            Level::District => "DISTRICT",
        };
        let houses = self.members.houses.and();
        format!(" and warehouse in (select key from warehouse where level = '{level}'{houses})")
    }
}

/// A month of the roll-up, over a scope: pieces, fen and pieces on loan, each with its level and its days.
#[derive(Debug, Clone, Copy)]
struct Rolled {
    month: Month,
    levels: [i128; 3],
    days: [i128; 3],
    exits: [i128; 2],
    steps: [i128; 2],
}

const PIECES: usize = 0;

/// What a quantity of a stay or a loan is: its table, its column, and which rows count.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    table: &'static str,
    amount: &'static str,
    counting: &'static str,
}

/// Where the days of a month that is not wholly asked for come from, for each of the three quantities.
const STRETCHES: [Stretch; 3] = [
    Stretch { table: "pool_spell", amount: "pieces", counting: "general = 1 and scrap_due = 0" },
    Stretch { table: "pool_spell", amount: "fen", counting: "general = 1 and scrap_due = 0" },
    Stretch { table: "pool_loan", amount: "pieces", counting: "general = 1" },
];

impl Stretch {
    /// A sum over what comes between two days. The index is named: one over warehouses looks as good.
    fn coming(self, sum: &str, first: i64, last: i64) -> String {
        let Self { table, counting, .. } = self;
        format!(
            "sum({sum}) from {table} indexed by {table}_by_from where from_day between {first} and {last} and {counting}"
        )
    }

    /// A sum over what goes between two days.
    fn going(self, sum: &str, first: i64, last: i64) -> String {
        let Self { table, counting, .. } = self;
        format!(
            "sum({sum}) from {table} indexed by {table}_by_until where until_day between {first} and {last} and {counting}"
        )
    }
}

impl Snapshot<'_> {
    /// Sums over a period.
    pub(crate) fn pool_sums(&self, scope: &PoolScope, period: Period) -> Result<PoolSums> {
        let months = self.rolled(scope, period.last())?;
        let (last, before) = (period.last(), period.start().pred_opt().unwrap_or(period.start()));
        let [to_last, to_before] = [last, before].map(|day| self.days_through(scope, &months, day));
        let (to_last, to_before) = (to_last?, to_before?);
        let [exits, exits_fen] = self.exits(scope, &months, period)?;
        let [received, exited] = self.steps_through(scope, &months, last)?;
        Ok(PoolSums {
            exits,
            exits_fen,
            piece_days: to_last[0] - to_before[0],
            fen_days: to_last[1] - to_before[1],
            loan_days: to_last[2] - to_before[2],
            opening: self.left_at_end(scope, &months, before)?,
            closing: self.left_at_end(scope, &months, last)?,
            received,
            exited,
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

    /// The roll-up from the beginning of the log to the month of a day.
    fn rolled(&self, scope: &PoolScope, last: NaiveDate) -> Result<Vec<Rolled>> {
        let (conditions, values) = scope.rolled_up();
        let mut statement = self.db.prepare_cached(&format!(
            "select month, sum(pieces_level), sum(fen_level), sum(loan_level),
                    sum(pieces_days), sum(fen_days), sum(loan_days), sum(exits), sum(exits_fen), sum(received), sum(exited)
             from pool_month
             where month <= {}{conditions}
             group by month order by month",
            month_number(Month::of(last))
        ))?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut months = Vec::new();
        while let Some(row) = rows.next()? {
            let of = |column| row.get::<_, i64>(column).map(i128::from);
            let Some(month) = month_of(row.get(0)?) else { continue };
            months.push(Rolled {
                month,
                levels: [of(1)?, of(2)?, of(3)?],
                days: [of(4)?, of(5)?, of(6)?],
                exits: [of(7)?, of(8)?],
                steps: [of(9)?, of(10)?],
            });
        }
        Ok(months)
    }

    /// Each quantity times days, from the beginning of the log through a day.
    fn days_through(&self, scope: &PoolScope, months: &[Rolled], day: NaiveDate) -> Result<[i128; 3]> {
        let month = Month::of(day);
        let mut sums = [0; 3];
        for (quantity, stretch) in STRETCHES.into_iter().enumerate() {
            let (mut present, mut sum, mut reached) = (0, 0, None);
            for rolled in months.iter().filter(|rolled| rolled.month < month) {
                // Months in which nothing came or went have no row; the level lasts through them.
                sum += present * days_between(reached, rolled.month);
                sum += present * i128::from(rolled.month.days()) + rolled.days[quantity];
                present += rolled.levels[quantity];
                reached = Some(rolled.month.next());
            }
            sum += present * days_between(reached, month);
            sum += if day == month.last() {
                let own = months.iter().find(|rolled| rolled.month == month).map_or(0, |rolled| rolled.days[quantity]);
                present * i128::from(month.days()) + own
            } else {
                self.days_of_month(scope, stretch, present, day)?
            };
            sums[quantity] = sum;
        }
        Ok(sums)
    }

    /// A quantity times the days of a month up to a day, so much of it being there when the month begins.
    fn days_of_month(&self, scope: &PoolScope, stretch: Stretch, present: i128, day: NaiveDate) -> Result<i128> {
        let (first, last) = (number(Month::of(day).first()), number(day));
        let amount = stretch.amount;
        let came = stretch.coming(&format!("{amount} * ({last} - from_day + 1)"), first, last);
        let went = stretch.going(&format!("{amount} * ({last} - until_day)"), first - 1, last - 1);
        Ok(present * i128::from(last - first + 1) + self.one(scope, &came)? - self.one(scope, &went)?)
    }

    /// Pieces still there when a day ends: what came that day or before and did not go that day or before.
    fn left_at_end(&self, scope: &PoolScope, months: &[Rolled], day: NaiveDate) -> Result<i128> {
        let month = Month::of(day);
        let whole = |rolled: &&Rolled| rolled.month < month || (rolled.month == month && day == month.last());
        let level: i128 = months.iter().filter(whole).map(|rolled| rolled.levels[PIECES]).sum();
        let stretch = STRETCHES[PIECES];
        let (first, last) = (number(month.first()), number(day));
        if day == month.last() {
            // What goes on the last day of a month is in the next month's level.
            return Ok(level - self.one(scope, &stretch.going(stretch.amount, last, last))?);
        }
        let came = stretch.coming(stretch.amount, first, last);
        let went = stretch.going(stretch.amount, first - 1, last);
        Ok(level + self.one(scope, &came)? - self.one(scope, &went)?)
    }

    /// Exits that count, in pieces and fen.
    fn exits(&self, scope: &PoolScope, months: &[Rolled], period: Period) -> Result<[i128; 2]> {
        let mut sums = [0; 2];
        for (month, part) in period.months() {
            if part == Period::from(month) {
                let rolled = months.iter().find(|rolled| rolled.month == month);
                sums = add(sums, rolled.map_or([0; 2], |rolled| rolled.exits));
            } else {
                let days = format!("day between {} and {}", number(part.start()), number(part.last()));
                let of_days =
                    |what: &str| self.one(scope, &format!("sum({what}) from pool_exit where verdict = 1 and {days}"));
                sums = add(sums, [of_days("pieces")?, of_days("fen")?]);
            }
        }
        Ok(sums)
    }

    /// Distinct pieces taken in and handed over through a day.
    fn steps_through(&self, scope: &PoolScope, months: &[Rolled], day: NaiveDate) -> Result<[i128; 2]> {
        let month = Month::of(day);
        let whole = |rolled: &&Rolled| rolled.month < month || (rolled.month == month && day == month.last());
        let sums = months.iter().filter(whole).fold([0; 2], |sums, rolled| add(sums, rolled.steps));
        if day == month.last() {
            return Ok(sums);
        }
        let days = format!("day between {} and {}", number(month.first()), number(day));
        let of_days = |what: &str| self.one(scope, &format!("sum({what}) from pool_step where {days}"));
        Ok(add(sums, [of_days("received")?, of_days("exited")?]))
    }

    fn one(&self, scope: &PoolScope, sum: &str) -> Result<i128> {
        let (conditions, values) = scope.conditions();
        let sum: Option<i64> = self
            .db
            .prepare_cached(&format!("select {sum}{conditions}"))?
            .query_row(params_from_iter(values), |row| row.get(0))?;
        Ok(i128::from(sum.unwrap_or(0)))
    }
}

fn add([a, b]: [i128; 2], [c, d]: [i128; 2]) -> [i128; 2] {
    [a + c, b + d]
}

/// Days from the first of a month to the first of another.
fn days_between(from: Option<Month>, to: Month) -> i128 {
    from.map_or(0, |from| i128::from((to.first() - from.first()).num_days()))
}
