//! Listings: what a unit may have of what others no longer need, and what is shared with partners in the
//! Yangtze Delta, who see no person, no card number and no place below the district.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::Role;
use cangliu_projections::register::{self, Direction, Place, Sort, SortBy, Visibility, Window as Stretch};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::asset::{Asset, AssetFilter, AssetListing, AssetOrder, AssetsAsked, Condition, assets_page};
use super::bad_input::class_code;
use super::desk::Desk;
use super::division::Division;
use super::node_id::{Kind, own_id};
use super::page::{Asked, List, Window, list, total_wanted};
use super::scalar::{Date, Fen, LogPosition, Revision, Whole};
use super::sight::listed_for;
use crate::error::Error;
use crate::ledger::Refused;

/// A listing as it is exchanged with partners.
pub(super) struct SharedListing(pub(super) register::SharedListing);

/// A listing as it is exchanged with partners.
#[Object]
impl SharedListing {
    /// Id of the asset with us.
    async fn asset(&self) -> Uuid {
        self.0.asset.0
    }

    /// Name of the asset among all platforms: ours (division) and its id.
    async fn uid(&self) -> &str {
        &self.0.uid
    }

    /// Class code of GB/T 14885-2022, where it has one.
    #[graphql(name = "classIn2022")]
    async fn class_in_2022(&self) -> Option<&str> {
        self.0.class_2022.as_deref()
    }

    /// 资产名称.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// 品牌.
    async fn brand(&self) -> Option<&str> {
        self.0.brand.as_deref()
    }

    /// 规格型号.
    async fn model(&self) -> Option<&str> {
        self.0.model.as_deref()
    }

    /// 数量.
    async fn pieces(&self) -> Whole {
        Whole(self.0.pieces.get().into())
    }

    /// 计量单位.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// 成色.
    async fn condition(&self) -> Option<Condition> {
        self.0.condition.map(Condition::from)
    }

    /// 原值 of the whole lot.
    async fn original_value(&self) -> Fen {
        Fen(self.0.original_value)
    }

    /// 净值 of the whole lot.
    async fn net_value(&self) -> Option<Fen> {
        self.0.net_value.map(Fen)
    }

    /// 取得日期.
    async fn acquired_on(&self) -> Date {
        self.0.acquired_on.into()
    }

    /// 存放区划.
    async fn located_in(&self) -> Division {
        Division(self.0.located_in)
    }

    /// 统一社会信用代码 of the institution that owns it.
    async fn owner_uscc(&self) -> Option<&str> {
        self.0.owner_uscc.as_deref()
    }

    /// Name of the institution that owns it.
    async fn owner_name(&self) -> &str {
        &self.0.owner_name
    }

    /// How it may be had, and until when.
    async fn listing(&self) -> AssetListing {
        AssetListing(self.0.listing)
    }

    /// Revision of the asset's latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }
}

/// Conditions on shared listings; all that are given hold together.
#[derive(InputObject, Default)]
struct SharedListingFilter {
    /// Class code of any level and either edition; everything below it too.
    class: Option<String>,
    /// 成色, any of these.
    condition: Option<Vec<Condition>>,
    /// Original value at least.
    original_value_from: Option<Fen>,
    /// Original value at most.
    original_value_to: Option<Fen>,
}

impl SharedListingFilter {
    fn read(self) -> Result<register::Filter, Refused> {
        Ok(register::Filter {
            class: self.class.map(|code| class_code("filter.class", &code)).transpose()?,
            condition: self.condition.into_iter().flatten().map(Into::into).collect(),
            value_from: self.original_value_from.map(|fen| fen.0),
            value_to: self.original_value_to.map(|fen| fen.0),
            ..register::Filter::default()
        })
    }
}

/// What a list of shared listings is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
enum SharedListingOrder {
    /// Name.
    Name,
    /// Original value, smallest first.
    OriginalValue,
    /// Latest change first.
    LatestFirst,
}

impl SharedListingOrder {
    fn sort(self) -> Sort {
        let (by, direction) = match self {
            Self::Name => (SortBy::Name, Direction::Ascending),
            Self::OriginalValue => (SortBy::OriginalValue, Direction::Ascending),
            Self::LatestFirst => (SortBy::Position, Direction::Descending),
        };
        Sort { by, direction }
    }
}

/// A place in the list of one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    by: SharedListingOrder,
    place: Place,
}

/// Queries of listings.
#[derive(Default)]
pub(super) struct ListingQuery;

#[Object]
impl ListingQuery {
    /// What is listed, its window open today, for a unit: by default for the units whose assets one
    /// manages. Keepers see what is listed out of their warehouses, whoever it is for.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn listings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the unit.")] for_institution: Option<ID>,
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
        let today = desk.node.clock.today();
        let unit = for_institution.map(|id| own_id(Kind::Institution, &id).map(InstitutionId)).transpose()?;
        if let Some(unit) = unit
            && !desk.sees(unit).await?
        {
            return Err(Error::NotFound);
        }
        let page = Asked { first, after, last, before };
        let filter = filter.unwrap_or_default().listed_on(today);
        let asked = AssetsAsked { filter: Some(filter), search, order: order_by, page };
        let who = desk.who.clone();
        assets_page(ctx, desk, asked, move |views| match unit {
            Some(unit) => listed_for(views, unit, today),
            None if who.reads_city() => Ok(Visibility::All),
            None => {
                let of = |role| who.grants.iter().filter(move |grant| grant.role == role).filter_map(|g| g.institution);
                let mut scopes: Vec<_> = of(Role::WarehouseKeeper).map(Visibility::WarehousesOf).collect();
                for unit in of(Role::AssetManager).chain(of(Role::WarehouseKeeper)) {
                    scopes.push(listed_for(views, unit, today)?);
                }
                Ok(Visibility::AnyOf(scopes))
            }
        })
        .await
        .map(Some)
    }

    /// What is shared with partners: listed for the Yangtze Delta, its window open today, free.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn shared_listings(
        &self,
        ctx: &Context<'_>,
        filter: Option<SharedListingFilter>,
        #[graphql(default_with = "SharedListingOrder::Name")] order_by: SharedListingOrder,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<SharedListing>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let (today, count) = (desk.node.clock.today(), total_wanted(ctx));
        let window: Window<Mark> = Asked { first, after, last, before }.window(desk)?;
        let from = window.from.clone().filter(|mark| mark.by == order_by).map(|mark| mark.place);
        let stretch = Stretch { size: window.rows, from, backwards: window.backwards };
        let (filter, sort) = (filter.unwrap_or_default().read()?, order_by.sort());
        let page = desk.read(move |views| views.shared_listings(today, &filter, sort, &stretch, count)).await?;
        let rows = page.rows.into_iter().map(|(place, shared)| (Mark { by: order_by, place }, SharedListing(shared)));
        list(desk, &window, rows, page.more, page.total.map(|total| total.count)).map(Some)
    }
}
