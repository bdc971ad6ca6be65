//! One asset, and lists of them, as far as whoever asks may see them.

use async_graphql::{Context, ID, Object};
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_projections::Snapshot;
use cangliu_projections::register::{Place, Query, Visibility, Window as Stretch};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Asset, AssetFilter, AssetOrder};
use crate::error::Error;
use crate::graphql::bad_input::optional_name;
use crate::graphql::desk::Desk;
use crate::graphql::node_id::{Kind, own_id};
use crate::graphql::page::{Asked, List, Window, list, total_wanted};
use crate::graphql::scalar::LogPosition;
use crate::graphql::sight::{own_assets, own_or_listed_assets};

/// An asset that whoever asks may see, because he has to do with it or because it is listed for him.
///
/// # Errors
/// [`Error::NotFound`] for what there is not, and for what he may not know of.
pub(in crate::graphql) async fn asset_seen(desk: Desk<'_>, id: AssetId) -> Result<Asset, Error> {
    seen(desk, id, own_or_listed_assets).await
}

/// # Errors
/// [`Error::NotFound`] for those who have nothing to do with the asset, even where it is listed for them.
pub(super) async fn assert_party(desk: Desk<'_>, id: AssetId) -> Result<(), Error> {
    seen(desk, id, own_assets).await.map(|_| ())
}

type Scope = fn(&Snapshot<'_>, &crate::auth::Who, chrono::NaiveDate) -> cangliu_projections::Result<Visibility>;

async fn seen(desk: Desk<'_>, id: AssetId, scope: Scope) -> Result<Asset, Error> {
    let (who, today) = (desk.who.clone(), desk.node.clock.today());
    let found = desk.read(move |views| views.asset(id, &scope(views, &who, today)?)).await?;
    found.map(Asset::from).ok_or(Error::NotFound)
}

/// The lots split off an asset, as far as whoever asks may see them.
pub(super) async fn lots_seen(desk: Desk<'_>, id: AssetId) -> Result<Vec<Asset>, Error> {
    let (who, today) = (desk.who.clone(), desk.node.clock.today());
    let lots = desk.read(move |views| views.lots_of(id, &own_or_listed_assets(views, &who, today)?)).await?;
    Ok(lots.into_iter().map(Asset::from).collect())
}

/// A question for a list of assets.
pub(in crate::graphql) struct AssetsAsked {
    pub(in crate::graphql) filter: Option<AssetFilter>,
    pub(in crate::graphql) search: Option<String>,
    pub(in crate::graphql) order: Option<AssetOrder>,
    pub(in crate::graphql) page: Asked,
}

/// Where a page begins: a place is of one order only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::graphql) struct Mark {
    by: String,
    place: Place,
}

/// A page of the assets that a scope shows.
///
/// # Errors
/// Those of the arguments and of the views.
pub(in crate::graphql) async fn assets_page(
    ctx: &Context<'_>,
    desk: Desk<'_>,
    asked: AssetsAsked,
    scope: impl FnOnce(&Snapshot<'_>) -> cangliu_projections::Result<Visibility> + Send + 'static,
) -> Result<List<Asset>, Error> {
    let sort = asked.order.map(|order| order.sort()).unwrap_or_default();
    let by = format!("{sort:?}");
    let window: Window<Mark> = asked.page.window(desk)?;
    if window.from.as_ref().is_some_and(|mark| mark.by != by) {
        return Err(other_order());
    }
    let stretch = Stretch {
        size: window.rows,
        from: window.from.as_ref().map(|mark| mark.place.clone()),
        backwards: window.backwards,
    };
    let filter = asked.filter.unwrap_or_default().read()?;
    let search = optional_name("search", asked.search.as_deref())?;
    let count = total_wanted(ctx);
    let page = desk
        .read(move |views| {
            views.assets(&Query { visibility: scope(views)?, filter, search, sort, window: stretch, count })
        })
        .await?;
    let rows = page.rows.into_iter().map(|(place, seen)| (Mark { by: by.clone(), place }, Asset::from(seen)));
    list(desk, &window, rows, page.more, page.total.map(|total| total.count))
}

fn other_order() -> Error {
    Error::BadInput {
        code: "CURSOR_MALFORMED",
        field: "after",
        zh: "该游标属于另一种排序".into(),
        en: "this cursor is of another order".into(),
    }
}

/// Queries of assets.
#[derive(Default)]
pub(in crate::graphql) struct AssetQuery;

#[Object]
impl AssetQuery {
    /// An asset by its global or own id; `NOT_FOUND` for what one may not know of.
    async fn asset(
        &self,
        ctx: &Context<'_>,
        id: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Asset>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        asset_seen(desk, AssetId(own_id(Kind::Asset, &id)?)).await.map(Some)
    }

    /// The register of assets, as far as one has to do with them. `search` looks for words on the card
    /// (one or two Chinese characters do) and for fragments of card and serial numbers.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn assets(
        &self,
        ctx: &Context<'_>,
        filter: Option<AssetFilter>,
        search: Option<String>,
        order_by: Option<AssetOrder>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Asset>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let page = Asked { first, after, last, before };
        let asked = AssetsAsked { filter, search, order: order_by, page };
        let (who, today) = (desk.who.clone(), desk.node.clock.today());
        assets_page(ctx, desk, asked, move |views| own_assets(views, &who, today)).await.map(Some)
    }

    /// Assets on loan, the earliest due first; with `overdue`, those due before today.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn loans(
        &self,
        ctx: &Context<'_>,
        #[graphql(default)] overdue: bool,
        borrower: Option<Uuid>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Asset>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let today = desk.node.clock.today();
        let page = Asked { first, after, last, before };
        let filter = AssetFilter::on_loan(borrower.map(InstitutionId), overdue.then(|| today.pred_opt()).flatten());
        let asked = AssetsAsked { filter: Some(filter), search: None, order: Some(AssetOrder::by_due_day()), page };
        let who = desk.who.clone();
        assets_page(ctx, desk, asked, move |views| own_assets(views, &who, today)).await.map(Some)
    }
}
