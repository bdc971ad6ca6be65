//! Assets: what they are, where they are, whose they are, who uses them, what they wait for.
//!
//! | file | holds |
//! |---|---|
//! | `card` | what the asset card says, in and out |
//! | `facet` | books, custody, use, occupation, place in a warehouse, listing |
//! | `query` | one asset, and lists of them |
//! | `filter` | what a list is narrowed and sorted by |
//! | `history`, `as_of` | its events, and how it stood before |
//! | `changed` | following one |
//! | `register`, `lot` | onto the books; splitting a lot |
//! | `books`, `liability` | what is to settle between owners, and what somebody answers for |
//! | `intake`, `list`, `application`, `allocate`, `reserve`, `hand_over`, `loan`, `upkeep`, `disposal`, `dispose`, `reverse` | the acts |

mod allocate;
mod application;
mod as_of;
mod books;
mod card;
mod changed;
mod disposal;
mod dispose;
mod facet;
mod filter;
mod hand_over;
mod history;
mod intake;
mod liability;
mod list;
mod loan;
mod lot;
mod query;
mod register;
mod reserve;
mod reverse;
mod staff;
mod upkeep;

use async_graphql::{Context, Enum, ID, MergedObject, Object};
use cangliu_domain::asset::{self, Registered};
use cangliu_projections::register as views;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

pub(super) use changed::AssetSubscription;
pub(super) use disposal::DisposalMethod;
pub(super) use facet::{AssetListing, Condition, ReallocationKind};
pub(super) use filter::{AssetFilter, AssetOrder};
pub(super) use hand_over::LoanOutcome;
pub(super) use history::EventActor;
pub(super) use query::{AssetQuery, AssetsAsked, asset_seen, assets_page};

use super::desk::Desk;
use super::node_id::{Kind, global_id};
use super::page::{Asked, List, cut};
use super::payload::Decided;
use super::scalar::{Date, LogPosition, Revision};
use crate::error::Error;
use crate::ledger::Done;
use application::AssetApplication;
use books::AssetBooks;
use card::AssetCard;
use disposal::{AssetAppraisal, AssetDisposal};
use facet::{AssetCustody, AssetInWarehouse, AssetOccupation, AssetUse};
use history::AssetEvent;
use liability::AssetLiability;

/// 使用状况.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::Usage")]
pub(super) enum AssetUsage {
    /// 在用.
    InUse,
    /// 闲置.
    Idle,
    /// 待处置.
    AwaitingDisposal,
    /// 出租出借.
    LetOut,
}

/// An asset, or a lot of equal ones, as its unreversed history leaves it.
#[derive(Debug, Clone)]
pub(super) struct Asset {
    pub(super) now: Registered,
    pub(super) revision: u64,
    pub(super) registered_on: NaiveDate,
}

impl From<views::Asset> for Asset {
    fn from(seen: views::Asset) -> Self {
        Self { now: seen.now, revision: seen.revision, registered_on: seen.registered_on }
    }
}

impl Asset {
    /// An asset folded from its events; `None` before it was registered.
    fn folded(state: &asset::Asset, revision: u64) -> Option<Self> {
        let now = state.situation().registered()?.clone();
        let registered_on = state.history().first().map_or(now.latest_step_on, |(_, event)| event.on());
        Some(Self { now, revision, registered_on })
    }
}

impl Decided for Asset {
    type Aggregate = asset::Asset;

    async fn decided(_: Desk<'_>, _: &str, done: &Done<asset::Asset>) -> Result<Option<Self>, Error> {
        Ok(Self::folded(&done.state, done.revision))
    }
}

// What waits is boxed: every field shares one future as large as that of the largest.
/// An asset, or a lot of equal ones, as its unreversed history leaves it.
#[Object]
impl Asset {
    /// Global id, for `node`.
    pub(in crate::graphql) async fn id(&self) -> ID {
        global_id(Kind::Asset, self.now.id.0)
    }

    /// Its own id, which never changes, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.now.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.revision)
    }

    /// Business date of its first event.
    async fn registered_on(&self) -> Date {
        self.registered_on.into()
    }

    /// Business date of its latest physical step.
    async fn latest_step_on(&self) -> Date {
        self.now.latest_step_on.into()
    }

    /// What the asset card (资产卡片) says.
    async fn card(&self, ctx: &Context<'_>) -> Result<AssetCard<'_>, Error> {
        let named = self.names_persons_to(Desk::of(ctx)?);
        Ok(AssetCard { card: &self.now.card, named })
    }

    /// 账属: whose it is, under which number, and where the books stand.
    async fn books(&self) -> AssetBooks<'_> {
        AssetBooks(&self.now.books)
    }

    /// 保管: who answers for the thing itself, and where it is.
    async fn custody(&self) -> AssetCustody<'_> {
        AssetCustody(&self.now.custody)
    }

    /// 使用: who uses it, and until when.
    #[graphql(name = "use")]
    async fn in_use(&self) -> AssetUse {
        AssetUse::of(&self.now)
    }

    /// 占用: what keeps it from anybody else.
    async fn occupation(&self) -> AssetOccupation<'_> {
        AssetOccupation(&self.now.occupation)
    }

    /// What somebody answers for after a loan, until it is paid; for those who have to do with it.
    async fn liability(&self, ctx: &Context<'_>) -> Result<Option<AssetLiability>, Error> {
        let desk = Desk::of(ctx)?;
        let party = |unit| desk.who.belongs_to(unit);
        let seen = self.now.liability.filter(|open| self.names_persons_to(desk) || party(open.unit));
        Ok(seen.map(AssetLiability))
    }

    /// What reports said of it (评估, 技术鉴定), oldest first; for those who have to do with it.
    async fn appraisals(&self, ctx: &Context<'_>) -> Result<Vec<AssetAppraisal<'_>>, Error> {
        let named = self.names_persons_to(Desk::of(ctx)?);
        Ok(self.now.appraisals.iter().filter(|_| named).map(AssetAppraisal).collect())
    }

    /// Applications on record, in the order they came: all of them for those who have to do with it, and his own
    /// for who applied.
    async fn applications(&self, ctx: &Context<'_>) -> Result<Vec<AssetApplication<'_>>, Error> {
        let desk = Desk::of(ctx)?;
        let all = self.names_persons_to(desk);
        let shown = self.now.queue.applications.iter().filter(|one| all || desk.who.belongs_to(one.unit));
        Ok(shown.map(|application| AssetApplication { application, queue: &self.now.queue }).collect())
    }

    /// How it was disposed of (处置), once it was.
    async fn disposal(&self) -> Option<AssetDisposal<'_>> {
        self.now.disposal.as_ref().map(AssetDisposal)
    }

    /// 成色, once judged.
    async fn condition(&self) -> Option<Condition> {
        self.now.condition.map(Condition::from)
    }

    /// Its place in a warehouse (公物仓), while it is in one.
    async fn in_warehouse(&self) -> Option<AssetInWarehouse<'_>> {
        self.now.in_warehouse.as_ref().map(AssetInWarehouse)
    }

    /// Its listing, while it is listed.
    async fn listing(&self) -> Option<AssetListing> {
        self.now.in_warehouse.as_ref().and_then(|inside| inside.listing).map(AssetListing)
    }

    /// The lot it was split off.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Self>, Error> {
        match self.now.parent {
            Some(parent) => match Box::pin(asset_seen(Desk::of(ctx)?, parent)).await {
                Ok(parent) => Ok(Some(parent)),
                Err(Error::NotFound) => Ok(None),
                Err(failure) => Err(failure),
            },
            None => Ok(None),
        }
    }

    /// The lots split off it, oldest first, as far as one may see them.
    async fn lots(&self, ctx: &Context<'_>) -> Result<Vec<Self>, Error> {
        Box::pin(query::lots_seen(Desk::of(ctx)?, self.now.id)).await
    }

    /// Its events, oldest first, reversed ones included; for those who have to do with it.
    async fn history(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Option<List<AssetEvent>>, Error> {
        let desk = Desk::of(ctx)?;
        let asked = Asked { first, after, last, before }.window(desk)?;
        let events = Box::pin(history::events(desk, self.now.id, self.names_persons_to(desk))).await?;
        cut(desk, &asked, events).map(Some)
    }

    /// How it stood at a position that the log has reached, or at a time that is past; for those who have
    /// to do with it. Null before it was registered.
    async fn as_of(
        &self,
        ctx: &Context<'_>,
        position: Option<LogPosition>,
        at: Option<DateTime<Utc>>,
    ) -> Result<Option<Self>, Error> {
        Box::pin(as_of::as_of(Desk::of(ctx)?, self.now.id, position, at)).await
    }
}

impl Asset {
    /// Names of persons are for the institutions that have to do with the asset, and for those who
    /// audit the city.
    fn names_persons_to(&self, desk: Desk<'_>) -> bool {
        let inside = self.now.in_warehouse.as_ref();
        let parties = [self.now.books.owner, self.now.custody.custodian, self.now.used_by];
        let keepers = inside.into_iter().flat_map(|inside| [inside.operator, inside.depositor]);
        desk.audits_city() || parties.into_iter().chain(keepers).any(|party| desk.who.belongs_to(party))
    }
}

/// Mutations of assets.
#[derive(MergedObject, Default)]
pub(super) struct AssetMutation(
    register::BooksMutation,
    lot::LotMutation,
    intake::IntakeMutation,
    list::ListMutation,
    reserve::ReserveMutation,
    hand_over::HandOverMutation,
    loan::LoanMutation,
    liability::LiabilityMutation,
    books::SettlingMutation,
    upkeep::UpkeepMutation,
    application::ApplicationMutation,
    allocate::AllocationMutation,
    dispose::DisposalMutation,
    reverse::ReverseMutation,
);
