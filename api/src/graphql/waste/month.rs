//! A unit's month of waste: the state of each day, and what the days add up to.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use cangliu_domain::id::InstitutionId;
use cangliu_projections::waste::{DayState, Sums, UnitDay, UnitMonth};
use chrono::NaiveDate;

use super::ledger::WasteLedger;
use crate::error::Error;
use crate::graphql::bad_input::month;
use crate::graphql::desk::Desk;
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::node_id::{Kind, own_id};
use crate::graphql::page::{Asked, List, cut};
use crate::graphql::scalar::{Date, Grams, LogPosition, Whole};

/// The state of a unit's day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum WasteDayState {
    /// Covered, and something was weighed.
    Recorded,
    /// Covered by confirmed zeros alone (零).
    ZeroConfirmed,
    /// Closed (停用): nobody counts.
    Closed,
    /// Over, and not covered (漏记): dropped from both sums.
    Missing,
    /// Not over yet, and not covered so far.
    NotOver,
}

/// Masses of the four categories.
#[derive(SimpleObject)]
pub(super) struct GramsByCategory {
    /// 干垃圾.
    dry: Grams,
    /// 湿垃圾.
    wet: Grams,
    /// 可回收物.
    recyclable: Grams,
    /// 有害垃圾.
    hazardous: Grams,
}

impl From<[i64; 4]> for GramsByCategory {
    fn from([dry, wet, recyclable, hazardous]: [i64; 4]) -> Self {
        let [dry, wet, recyclable, hazardous] = [dry, wet, recyclable, hazardous].map(grams);
        Self { dry, wet, recyclable, hazardous }
    }
}

fn grams(number: i64) -> Grams {
    Grams(cangliu_domain::grams::Grams::new(number))
}

/// A unit's day.
#[derive(SimpleObject)]
pub(super) struct WasteDay {
    /// The day.
    day: Date,
    /// Its state.
    state: WasteDayState,
    /// Persons that day (用能人数).
    heads: Whole,
    /// What was hauled away. A weighing over several days is spread evenly.
    hauled: GramsByCategory,
    /// Of these, estimated by bins.
    estimated: GramsByCategory,
    /// What was treated on the premises.
    treated: GramsByCategory,
}

impl WasteDay {
    /// A unit's day, as it stands today.
    fn of(day: UnitDay, today: NaiveDate) -> Self {
        let state = match day.state {
            DayState::Recorded => WasteDayState::Recorded,
            DayState::ZeroConfirmed => WasteDayState::ZeroConfirmed,
            DayState::Closed => WasteDayState::Closed,
            DayState::Missing if day.day < today => WasteDayState::Missing,
            DayState::Missing => WasteDayState::NotOver,
        };
        Self {
            day: day.day.into(),
            state,
            heads: Whole(day.heads),
            hauled: day.hauled.into(),
            estimated: day.estimated.into(),
            treated: day.treated.into(),
        }
    }
}

/// What a unit's days add up to, as `WASTEPC-1` counts.
#[derive(SimpleObject)]
pub(super) struct WasteSums {
    /// Days covered by a weighing.
    days_recorded: Whole,
    /// Days covered by confirmed zeros alone.
    days_zero: Whole,
    /// Days closed.
    days_closed: Whole,
    /// Person-days that are covered.
    person_days_covered: Whole,
    /// Person-days that do not count, the unit being closed.
    person_days_closed: Whole,
    /// 干, 湿 and 有害 together that left on covered days: the headline's mass.
    counted: Grams,
    /// 干垃圾 that left on covered days.
    dry: Grams,
    /// 湿垃圾 that left on covered days.
    wet: Grams,
    /// 有害垃圾 that left on covered days.
    hazardous: Grams,
    /// Of these three, estimated by bins.
    estimated: Grams,
    /// All four categories at source on covered days.
    generated: Grams,
    /// The three that left on days not covered.
    uncovered: Grams,
}

impl From<Sums> for WasteSums {
    fn from(sums: Sums) -> Self {
        Self {
            days_recorded: Whole(sums.days_recorded),
            days_zero: Whole(sums.days_zero),
            days_closed: Whole(sums.days_closed),
            person_days_covered: Whole(sums.person_days_covered),
            person_days_closed: Whole(sums.person_days_closed),
            counted: grams(sums.counted_grams()),
            dry: grams(sums.dry_grams),
            wet: grams(sums.wet_grams),
            hazardous: grams(sums.hazardous_grams),
            estimated: grams(sums.estimated_grams),
            generated: grams(sums.generated_grams),
            uncovered: grams(sums.uncovered_grams),
        }
    }
}

/// A unit's month of waste.
pub(super) struct WasteMonth {
    unit: InstitutionId,
    month: UnitMonth,
    today: NaiveDate,
}

/// A unit's month of waste.
#[Object]
impl WasteMonth {
    /// The unit.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.unit).await
    }

    /// The month, such as `2026-11`.
    async fn month(&self) -> String {
        self.month.month.to_string()
    }

    /// Each day on which the unit was there.
    async fn days(&self) -> Vec<WasteDay> {
        self.month.days.iter().map(|day| WasteDay::of(*day, self.today)).collect()
    }

    /// The ledgers of its collection points that something was recorded in, with their entries.
    async fn ledgers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<WasteLedger>, Error> {
        let desk = Desk::of(ctx)?;
        let window = Asked::forwards(first, after).window(desk)?;
        let unit = self.unit;
        let mut ledgers = Vec::new();
        for site in desk.read(move |views| views.premises_of(unit)).await? {
            for point in &site.points {
                ledgers.extend(WasteLedger::of(desk, site.id, &point.key, self.month.month).await?);
            }
        }
        cut(desk, &window, ledgers)
    }

    /// What the days add up to.
    async fn sums(&self) -> WasteSums {
        self.month.sums.into()
    }
}

/// Queries of waste.
#[derive(Default)]
pub(in crate::graphql) struct WasteQuery;

#[Object]
impl WasteQuery {
    /// A unit's month of waste, day by day; for those who see the institution's own data.
    async fn waste_month(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the institution.")] institution: ID,
        #[graphql(desc = "Such as `2026-11`.")] month: String,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<WasteMonth>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let unit = InstitutionId(own_id(Kind::Institution, &institution)?);
        let of = self::month("month", &month)?;
        if !desk.sees(unit).await? {
            return Err(Error::NotFound);
        }
        let found = desk.read(move |views| views.waste_month(unit, of)).await?.ok_or(Error::NotFound)?;
        Ok(Some(WasteMonth { unit, month: found, today: desk.node.clock.today() }))
    }
}
