//! Rows behind the sums of the pool.

use cangliu_domain::id::{AssetId, InstitutionId, WarehouseId};
use cangliu_domain::period::Period;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use uuid::Uuid;

use super::measure::PoolScope;
use super::stay::{ExitKind, Verdict};
use crate::Result;
use crate::column::{Day, Id, Num, date, number};
use crate::indicators::{ExplainPage, ExplainPlace, ExplainRow, ExplainWindow, Explained, Ratio};
use crate::reader::Snapshot;

/// The ids that rows of the pool name.
const IDS: &str = "(select id from asset a where a.key = r.asset), (select id from warehouse w where w.key = r.warehouse), \
     (select id from institution d where d.key = r.depositor)";

impl Snapshot<'_> {
    /// Exits of a period that count (or those that do not), by day.
    pub(crate) fn explain_exits(
        &self,
        scope: &PoolScope,
        period: Period,
        counting: bool,
        window: &ExplainWindow,
    ) -> Result<ExplainPage> {
        let verdict = if counting { "verdict = 1" } else { "verdict <> 1" };
        let sql = format!(
            "select r.day, r.asset, r.revision, {IDS}, (select id from institution u where u.key = r.unit),
                    r.kind, r.pieces, r.verdict
             from pool_exit r
             where {verdict} and day between {} and {}",
            number(period.start()),
            number(period.last())
        );
        self.page(scope, &sql, ["day", "asset", "revision"], window, |row| {
            let revision: i64 = row.get(2)?;
            let place = ExplainPlace { numbers: vec![row.get(0)?, row.get(1)?, revision], text: String::new() };
            let (asset, warehouse, depositor) = ids(row)?;
            let pieces: i64 = row.get(8)?;
            let exit = Explained::Exit {
                asset,
                warehouse,
                depositor,
                unit: InstitutionId(id(row, 6)?),
                kind: row.get::<_, Num<ExitKind>>(7)?.0,
                on: row.get::<_, Day>(0)?.0,
                pieces,
                verdict: row.get::<_, Num<Verdict>>(9)?.0,
            };
            let amount = Ratio::whole(if counting { i128::from(pieces) } else { 0 });
            let revisions = vec![revision.unsigned_abs()];
            Ok((place, ExplainRow { amount, stream: format!("asset-{asset}"), revisions, what: exit }))
        })
    }

    /// Stays that share days with a period, each with its part of the mean daily pool.
    pub(crate) fn explain_stays(
        &self,
        scope: &PoolScope,
        period: Period,
        window: &ExplainWindow,
    ) -> Result<ExplainPage> {
        let (first, last) = (number(period.start()), number(period.last()));
        let sql = format!(
            "select r.asset, r.place, min(r.until_day, {last}) - max(r.from_day, {first}) + 1, {IDS},
                    r.from_day, r.until_day, r.pieces, r.opened_by, r.closed_by
             from pool_spell r
             where general = 1 and scrap_due = 0 and from_day <= {last} and until_day >= {first}"
        );
        self.page(scope, &sql, ["asset", "place"], window, |row| {
            let place = ExplainPlace { numbers: vec![row.get(0)?, row.get(1)?], text: String::new() };
            let (asset, warehouse, depositor) = ids(row)?;
            let (days, pieces): (i64, i64) = (row.get(2)?, row.get(8)?);
            let from = row.get::<_, Day>(6)?.0;
            let stay = Explained::Stay { asset, warehouse, depositor, from, until: date(row.get(7)?), pieces, days };
            let piece_days = i128::from(pieces) * i128::from(days);
            let revisions = [row.get::<_, Option<i64>>(9)?, row.get(10)?].into_iter().flatten();
            Ok((
                place,
                ExplainRow {
                    amount: Ratio::new(piece_days, i128::from(period.days())).unwrap_or(Ratio::ZERO),
                    stream: format!("asset-{asset}"),
                    revisions: revisions.map(i64::unsigned_abs).collect(),
                    what: stay,
                },
            ))
        })
    }

    fn page<const N: usize>(
        &self,
        scope: &PoolScope,
        select: &str,
        order: [&str; N],
        window: &ExplainWindow,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<(ExplainPlace, ExplainRow)>,
    ) -> Result<ExplainPage> {
        let (conditions, mut values) = scope.conditions();
        let columns = order.map(|column| format!("r.{column}")).join(", ");
        let after = window.after.as_ref().filter(|after| after.numbers.len() == N).map(|after| {
            values.extend(after.numbers.iter().copied().map(Value::Integer));
            format!(" and ({columns}) > ({})", ["?"; N].join(", "))
        });
        let after = after.unwrap_or_default();
        let sql = format!("{select}{conditions}{after} order by {columns} limit {}", window.size + 1);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), read)?;
        let mut rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        let more = rows.len() > window.size;
        rows.truncate(window.size);
        Ok(ExplainPage { rows, more })
    }
}

fn ids(row: &Row<'_>) -> rusqlite::Result<(AssetId, WarehouseId, InstitutionId)> {
    Ok((AssetId(id(row, 3)?), WarehouseId(id(row, 4)?), InstitutionId(id(row, 5)?)))
}

fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<Uuid> {
    row.get::<_, Id>(column).map(|id| id.0)
}
