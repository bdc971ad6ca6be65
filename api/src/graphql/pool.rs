//! The pool of a warehouse by day: what `TURNOVER-1` divides by.

use async_graphql::{Context, ID, Object, SimpleObject};
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_projections::pool;
use chrono::NaiveDate;
use uuid::Uuid;

use super::bad_input::{bad, period};
use super::desk::Desk;
use super::node_id::{Kind, own_id};
use super::scalar::{Date, Fen, LogPosition, Whole};
use crate::error::Error;

/// Longest period shown day by day.
const DAYS_MAX: u32 = 366;

/// What was in a warehouse on a day: present at any time of it, reserved and lent things too, those due
/// for scrapping not. Of a day to come nothing is known: its figures are null.
#[derive(SimpleObject)]
struct PoolDay {
    /// The day.
    day: Date,
    /// Pieces of all classes.
    pieces: Option<Whole>,
    /// Of these, 通用资产.
    general_pieces: Option<Whole>,
    /// Original value of all classes.
    original_value: Option<Fen>,
    /// Pieces on loan among them.
    lent_pieces: Option<Whole>,
}

impl PoolDay {
    fn of(of: pool::PoolDay, today: NaiveDate) -> Self {
        let known = of.day <= today;
        let whole = |number| known.then_some(Whole(number));
        Self {
            day: of.day.into(),
            pieces: whole(of.pieces),
            general_pieces: whole(of.general_pieces),
            original_value: known.then_some(Fen(cangliu_domain::fen::Fen::new(of.fen))),
            lent_pieces: whole(of.lent_pieces),
        }
    }
}

/// Queries of the pool.
#[derive(Default)]
pub(super) struct PoolQuery;

#[Object]
impl PoolQuery {
    /// The pool of a warehouse day by day; for those who see the data of its operator or its authority,
    /// and for a depositor, who sees what he brought.
    async fn warehouse_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the warehouse.")] warehouse: ID,
        #[graphql(desc = "Such as `2026`, `2026-Q3`, `2026-11` or `2026-01-01..2026-03-31`; at most 366 days.")]
        period: String,
        #[graphql(desc = "Only what this institution brought.")] depositor: Option<Uuid>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<PoolDay>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let id = WarehouseId(own_id(Kind::Warehouse, &warehouse)?);
        let days = self::period("period", &period)?;
        if days.days() > DAYS_MAX {
            return Err(bad("PERIOD_TOO_LONG", "period", "按日最多 366 天", "at most 366 days, day by day").into());
        }
        let depositor = depositor.map(InstitutionId);
        let found = desk.read(move |views| views.warehouse(id)).await?.ok_or(Error::NotFound)?;
        let own_part = match depositor {
            Some(depositor) => desk.sees(depositor).await?,
            None => false,
        };
        if !own_part && !desk.sees(found.operator).await? && !desk.sees(found.authority).await? {
            return Err(Error::Forbidden);
        }
        let pool = desk.read(move |views| views.pool_by_day(id, depositor, days)).await?;
        let today = desk.node.clock.today();
        Ok(Some(pool.into_iter().map(|day| PoolDay::of(day, today)).collect()))
    }
}
