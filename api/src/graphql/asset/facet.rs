//! The facets of an asset, each with the institutions it names.

use async_graphql::{Context, Enum, Object};
use cangliu_domain::asset::{self, Custody, InWarehouse, Listing, Occupation, Purpose, Registered};
use cangliu_domain::id::InstitutionId;
use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::Error;
use crate::graphql::basis::Basis;
use crate::graphql::desk::Desk;
use crate::graphql::institution::Institution;
use crate::graphql::loader::{institution_named, warehouse_named};
use crate::graphql::scalar::Date;
use crate::graphql::warehouse::{IntakeMode, Storage, Warehouse};

/// 成色, judged at intake, at receipt and at each return of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::Condition")]
pub(in crate::graphql) enum Condition {
    /// A 完好.
    Serviceable,
    /// B 可修复.
    Repairable,
    /// C 待报废.
    ScrapDue,
}

/// Where the books stand (账属).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::BookStanding")]
pub(in crate::graphql) enum BookStanding {
    /// 已入账.
    Booked,
    /// 待入账: the owner changed, the new books do not have it yet.
    AwaitingBookIn,
    /// 待下账: it was disposed of, its owner's books still have it.
    AwaitingBookOff,
    /// 已下账: its owner's books let go of what was disposed of.
    BookedOff,
}

/// Who may see and claim a listing; each step includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::Reach")]
pub(in crate::graphql) enum Reach {
    /// 本单位.
    OwnUnit,
    /// 本主管部门.
    Department,
    /// 本级.
    Level,
    /// 全市跨级.
    City,
    /// 长三角: partners may see it and register interest too.
    Delta,
    /// 处置: nobody took it.
    Disposal,
}

/// The law a reservation or hand-over is made under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum ReallocationKind {
    /// 无偿划转: the card moves.
    GratuitousTransfer,
    /// 借用: the owner stays.
    Loan,
}

impl From<Purpose> for ReallocationKind {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::GratuitousTransfer => Self::GratuitousTransfer,
            Purpose::Loan { .. } => Self::Loan,
        }
    }
}

/// What keeps an asset from anybody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(in crate::graphql) enum OccupationKind {
    /// Nothing.
    Free,
    /// 预留.
    Reserved,
    /// Handed over, not yet received.
    UnderWay,
    /// 借出.
    OnLoan,
    /// 冻结: kept by a document.
    Frozen,
    /// 维修.
    InRepair,
    /// 已处置.
    Disposed,
}

/// 保管: who answers for the thing itself.
pub(super) struct AssetCustody<'a>(pub(super) &'a Custody);

/// 保管: who answers for the thing itself.
#[Object]
impl AssetCustody<'_> {
    /// The custodian.
    async fn custodian(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.custodian).await
    }

    /// The custodian's id.
    async fn custodian_uuid(&self) -> Uuid {
        self.0.custodian.0
    }

    /// The place, as last said.
    async fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }
}

/// 使用: who uses an asset.
pub(super) struct AssetUse {
    unit: InstitutionId,
    due_on: Option<NaiveDate>,
}

impl AssetUse {
    pub(super) fn of(now: &Registered) -> Self {
        let due_on = match &now.occupation {
            Occupation::OnLoan(loan) => Some(loan.due_on),
            _ => None,
        };
        Self { unit: now.used_by, due_on }
    }
}

/// 使用: who uses an asset.
#[Object]
impl AssetUse {
    /// The unit that uses it.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.unit).await
    }

    /// The unit's id.
    async fn unit_uuid(&self) -> Uuid {
        self.unit.0
    }

    /// The day a loan is due back.
    async fn due_on(&self) -> Option<Date> {
        self.due_on.map(Date)
    }
}

/// 占用: what keeps an asset from anybody else.
pub(super) struct AssetOccupation<'a>(pub(super) &'a Occupation);

impl AssetOccupation<'_> {
    fn claim(&self) -> Option<(InstitutionId, ReallocationKind, Option<NaiveDate>)> {
        match self.0 {
            Occupation::Free | Occupation::Frozen(_) | Occupation::InRepair(_) | Occupation::Disposed => None,
            Occupation::Reserved(held) => Some((held.unit, held.purpose.into(), due(held.purpose))),
            Occupation::UnderWay(way) => Some((way.unit, way.purpose.into(), due(way.purpose))),
            Occupation::OnLoan(loan) => Some((loan.unit, ReallocationKind::Loan, Some(loan.due_on))),
        }
    }
}

fn due(purpose: Purpose) -> Option<NaiveDate> {
    match purpose {
        Purpose::Loan { due_on } => Some(due_on),
        Purpose::GratuitousTransfer => None,
    }
}

/// 占用: what keeps an asset from anybody else.
#[Object]
impl AssetOccupation<'_> {
    /// What it is.
    async fn kind(&self) -> OccupationKind {
        match self.0 {
            Occupation::Free => OccupationKind::Free,
            Occupation::Reserved(_) => OccupationKind::Reserved,
            Occupation::UnderWay(_) => OccupationKind::UnderWay,
            Occupation::OnLoan(_) => OccupationKind::OnLoan,
            Occupation::Frozen(_) => OccupationKind::Frozen,
            Occupation::InRepair(_) => OccupationKind::InRepair,
            Occupation::Disposed => OccupationKind::Disposed,
        }
    }

    /// For whom it is reserved, to whom it is under way or lent.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        match self.claim() {
            Some((unit, ..)) => institution_named(ctx, unit).await,
            None => Ok(None),
        }
    }

    /// Under which law.
    async fn purpose(&self) -> Option<ReallocationKind> {
        self.claim().map(|(_, purpose, _)| purpose)
    }

    /// The day a loan is, or will be, due back.
    async fn due_on(&self) -> Option<Date> {
        self.claim().and_then(|(.., due_on)| due_on).map(Date)
    }

    /// Whether it is on loan and was due before today.
    async fn overdue(&self, ctx: &Context<'_>) -> Result<bool, Error> {
        let today = Desk::of(ctx)?.node.clock.today();
        Ok(matches!(self.0, Occupation::OnLoan(loan) if loan.due_on < today))
    }

    /// Days since a loan was due; null for what is not on loan, 0 until the day after.
    async fn days_overdue(&self, ctx: &Context<'_>) -> Result<Option<u32>, Error> {
        let today = Desk::of(ctx)?.node.clock.today();
        Ok(match self.0 {
            Occupation::OnLoan(loan) => Some(loan.days_overdue(today)),
            _ => None,
        })
    }

    /// How often a loan was renewed (续借).
    async fn renewals(&self) -> Option<u32> {
        match self.0 {
            Occupation::OnLoan(loan) => Some(loan.renewals),
            _ => None,
        }
    }

    /// Since when it is under way, lent, frozen or in repair.
    async fn since(&self) -> Option<Date> {
        match self.0 {
            Occupation::UnderWay(way) => Some(way.since.into()),
            Occupation::OnLoan(loan) => Some(loan.since.into()),
            Occupation::Frozen(by) => Some(by.since.into()),
            Occupation::InRepair(repair) => Some(repair.since.into()),
            Occupation::Free | Occupation::Reserved(_) | Occupation::Disposed => None,
        }
    }

    /// The reservation, as `dispatchAsset` takes it.
    async fn reservation(&self) -> Option<Uuid> {
        match self.0 {
            Occupation::Reserved(held) => Some(held.reservation.0),
            _ => None,
        }
    }

    /// The document that keeps it from every other act (冻结).
    async fn frozen_by(&self) -> Option<Uuid> {
        match self.0 {
            Occupation::Frozen(by) => Some(by.document.0),
            _ => None,
        }
    }

    /// The last day a reservation is kept.
    async fn until(&self) -> Option<Date> {
        match self.0 {
            Occupation::Reserved(held) => held.until.map(Date),
            _ => None,
        }
    }

    /// The day a reserved asset is to be picked up, once agreed.
    async fn pick_up_on(&self) -> Option<Date> {
        match self.0 {
            Occupation::Reserved(held) => held.pick_up_on.map(Date),
            _ => None,
        }
    }

    /// The document a reservation was made under.
    async fn under(&self) -> Option<Basis> {
        match self.0 {
            Occupation::Reserved(held) => Some(Basis::from(&held.under)),
            _ => None,
        }
    }
}

/// The place of an asset in a warehouse (公物仓).
pub(super) struct AssetInWarehouse<'a>(pub(super) &'a InWarehouse);

/// The place of an asset in a warehouse (公物仓).
#[Object]
impl AssetInWarehouse<'_> {
    /// The warehouse.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<Warehouse>, Error> {
        warehouse_named(ctx, self.0.warehouse).await
    }

    /// The warehouse's id.
    async fn warehouse_uuid(&self) -> Uuid {
        self.0.warehouse.0
    }

    /// Who runs it.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.operator).await
    }

    /// Who brought the asset.
    async fn depositor(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.depositor).await
    }

    /// Whether the books moved with the goods.
    async fn intake_mode(&self) -> IntakeMode {
        self.0.mode.into()
    }

    /// Where the goods stand.
    async fn storage(&self) -> Storage {
        self.0.storage.into()
    }

    /// Since when.
    async fn since(&self) -> Date {
        self.0.since.into()
    }
}

/// A listing: who may have an asset, and how.
pub(in crate::graphql) struct AssetListing(pub(in crate::graphql) Listing);

/// A listing: who may have an asset, and how.
#[Object]
impl AssetListing {
    /// Who may see and claim it.
    async fn reach(&self) -> Reach {
        self.0.reach.into()
    }

    /// May be had by 无偿划转.
    async fn for_gratuitous_transfer(&self) -> bool {
        self.0.transfer
    }

    /// May be had on loan (借用).
    async fn for_loan(&self) -> bool {
        self.0.loan
    }

    /// First day of the window.
    async fn opens_on(&self) -> Date {
        self.0.opens_on.into()
    }

    /// Last day of the window; null for an open end.
    async fn closes_on(&self) -> Option<Date> {
        self.0.closes_on.map(Date)
    }

    /// Last day on which applications are taken (受理期).
    async fn applications_until(&self) -> Date {
        self.0.accepts_until().into()
    }

    /// Whether who applies first has it.
    async fn is_first_come(&self) -> bool {
        self.0.first_come
    }

    /// Whether the window is open today.
    async fn is_open(&self, ctx: &Context<'_>) -> Result<bool, Error> {
        Ok(self.0.open_on(Desk::of(ctx)?.node.clock.today()))
    }
}
