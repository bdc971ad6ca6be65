//! Stock-takes, for those who see what belongs to the institution alone.

use std::collections::HashMap;

use async_graphql::{Context, Object};
use cangliu_domain::id::{InstitutionId, StocktakeId};
use cangliu_domain::stocktake;
use uuid::Uuid;

use super::campaign::{Stocktake, StocktakePhase};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::page::{Asked, List, cut, list};
use crate::graphql::scalar::LogPosition;

/// A stock-take.
///
/// # Errors
/// [`Error::NotFound`] for what there is not, and for those who do not see the institution's own data; counters with an
/// account see theirs.
async fn seen(desk: Desk<'_>, id: StocktakeId) -> Result<Stocktake, Error> {
    let history = desk.node.ledger.load::<stocktake::Stocktake>(&id.to_string()).await?;
    let campaign = history.state.campaign().ok_or(Error::NotFound)?;
    let who = desk.who;
    let counts = campaign.counters().any(|known| known.issuer == who.issuer && known.subject == who.subject);
    if counts || desk.sees(campaign.institution).await? {
        Ok(Stocktake::of(campaign, history.revision_last().unwrap_or_default()))
    } else {
        Err(Error::NotFound)
    }
}

/// Queries of stock-takes.
#[derive(Default)]
pub(in crate::graphql) struct StocktakeQuery;

#[Object]
impl StocktakeQuery {
    /// A stock-take by its id; `NOT_FOUND` for what one may not know of.
    async fn stocktake(
        &self,
        ctx: &Context<'_>,
        id: Uuid,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Stocktake>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        seen(desk, StocktakeId(id)).await.map(Some)
    }

    /// Stock-takes of the institutions whose own data one sees, the latest planned first.
    async fn stocktakes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those that this institution answers for.")] institution: Option<Uuid>,
        phase: Option<StocktakePhase>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Stocktake>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let window = Asked::forwards(first, after).window(desk)?;
        let institution = institution.map(InstitutionId);
        let (mut may, mut ids) = (HashMap::new(), Vec::new());
        for row in desk.read(|views| views.stocktakes()).await? {
            let other = institution.is_some_and(|asked| asked != row.institution);
            if other || phase.is_some_and(|phase| phase != row.phase.into()) {
                continue;
            }
            let sees = match may.get(&row.institution) {
                Some(sees) => *sees,
                None => desk.sees(row.institution).await?,
            };
            may.insert(row.institution, sees);
            ids.extend(sees.then_some(row.id.0));
        }
        let count = ids.len() as u64;
        let page = cut(desk, &window, ids)?;
        let more = page.has_next_page;
        let total = Some(count);
        let start = window.from.map_or(0, |after| after.saturating_add(1));
        let mut rows = Vec::with_capacity(page.edges.len());
        for (place, edge) in (start..).zip(page.edges) {
            rows.push((place, seen(desk, StocktakeId(edge.node)).await?));
        }
        list(desk, &window, rows, more, total).map(Some)
    }
}
