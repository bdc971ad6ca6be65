//! What should come into a warehouse (应入仓清单): a unit's assets that stand idle longer than the terms allow, and
//! whatever a closed unit still has. Nothing is decided here.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use cangliu_domain::asset::{Registered, UnitFacts, Usage};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::policy;
use cangliu_domain::terms::Terms;
use cangliu_projections::Snapshot;
use cangliu_projections::register::{Filter, OccupationKind, Query, Sort, Visibility, Window};
use chrono::{Days, NaiveDate};

use super::asset::Asset;
use super::desk::Desk;
use super::node_id::{Kind, own_id};
use super::scalar::{Date, LogPosition};
use crate::error::Error;

/// Most rows shown; once some are in a warehouse, others follow.
const ROWS_MAX: usize = 100;

/// Why something should come into a warehouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum DepositReason {
    /// It stands idle longer than the terms allow (闲置超期).
    IdleTooLong,
    /// Its unit was closed (撤销单位).
    UnitClosed,
}

/// An asset that should come into a warehouse.
#[derive(SimpleObject)]
struct AssetToDeposit {
    /// The asset.
    asset: Asset,
    /// Why.
    reason: DepositReason,
    /// Since when: the day of its latest step, or the first day without the unit.
    since: Date,
    /// The first day on which it should have been in a warehouse.
    due_from: Date,
}

/// Queries of what should come in.
#[derive(Default)]
pub(super) struct DepositQuery;

#[Object]
impl DepositQuery {
    /// What of a unit should come into a warehouse (应入仓清单), at most 100; for those who see its own data. Idle counts
    /// since the registration or the latest step, by the terms of the unit's level or district.
    async fn should_be_deposited(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the unit.")] unit: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<AssetToDeposit>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let unit = InstitutionId(own_id(Kind::Institution, &unit)?);
        if !desk.sees(unit).await? {
            return Err(Error::NotFound);
        }
        let today = desk.node.clock.today();
        desk.read(move |views| due(views, unit, today)).await.map(Some)
    }
}

fn due(
    views: &Snapshot<'_>,
    unit: InstitutionId,
    today: NaiveDate,
) -> cangliu_projections::Result<Vec<AssetToDeposit>> {
    let Some(known) = views.institution(unit)? else { return Ok(Vec::new()) };
    let facts = UnitFacts {
        institution: known.id,
        level: known.level,
        competent_department: known.competent_department,
        subordinate_to: known.subordinate_to,
        closed_on: known.closed_on,
    };
    let adopted = views.policy_on(policy::division_of(&facts), today)?;
    let terms = adopted.map_or(Terms::TABLE, |version| version.terms);
    let closed_on = facts.closed_on.filter(|closed_on| *closed_on <= today);
    let mut query = question(unit, closed_on.is_some());
    let mut rows = Vec::new();
    loop {
        let page = views.assets(&query)?;
        query.window.from = page.rows.last().map(|(place, _)| place.clone());
        for (_, asset) in page.rows {
            if let Some((reason, since, due_from)) = reason(&asset.now, closed_on, &terms, today) {
                let (since, due_from) = (since.into(), due_from.into());
                rows.push(AssetToDeposit { asset: asset.into(), reason, since, due_from });
            }
        }
        if !page.more || rows.len() >= ROWS_MAX {
            rows.truncate(ROWS_MAX);
            return Ok(rows);
        }
    }
}

/// Why an asset that is in no warehouse should be in one, since when, and from which day on.
fn reason(
    now: &Registered,
    closed_on: Option<NaiveDate>,
    terms: &Terms,
    today: NaiveDate,
) -> Option<(DepositReason, NaiveDate, NaiveDate)> {
    if let Some(closed_on) = closed_on {
        return Some((DepositReason::UnitClosed, closed_on, closed_on));
    }
    let since = now.latest_step_on;
    let due_from = since.checked_add_days(Days::new(terms.idle_days.into())).unwrap_or(NaiveDate::MAX);
    (due_from <= today).then_some((DepositReason::IdleTooLong, since, due_from))
}

/// What a unit owns that is free and in no warehouse; of a unit that goes on, only what stands idle.
fn question(owner: InstitutionId, closed: bool) -> Query {
    let filter = Filter {
        owner: Some(owner),
        usage: if closed { Vec::new() } else { vec![Usage::Idle] },
        in_warehouse: Some(false),
        occupation: vec![OccupationKind::Free],
        ..Filter::default()
    };
    let window = Window { size: ROWS_MAX, from: None, backwards: false };
    Query { visibility: Visibility::All, filter, search: None, sort: Sort::default(), window, count: false }
}
