//! How an asset says no. Codes derive from the variants and never change.

use chrono::NaiveDate;

use super::reach::Reach;
use crate::Refusal;
use crate::id::{AssetId, InstitutionId};

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such asset.
    #[error("the asset is not registered")]
    AssetNotRegistered,
    /// Its id is taken.
    #[error("an asset is already registered under this id")]
    AssetAlreadyRegistered,
    /// A unit in the command is unknown.
    #[error("the institution is not registered")]
    InstitutionUnknown,
    /// A unit in the command was closed.
    #[error("the institution was closed on {on}")]
    InstitutionClosed { on: NaiveDate },
    /// A text that must be there is not.
    #[error("{field} is empty")]
    FieldEmpty { field: &'static str },
    /// Money below zero.
    #[error("{field} is negative")]
    NegativeMoney { field: &'static str },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// Acquired on a day still to come.
    #[error("the asset cannot have been acquired on {acquired_on}, which is in the future")]
    AcquiredInFuture { acquired_on: NaiveDate },
    /// Steps of one thing happen in order.
    #[error("the latest step of this asset was on {latest}; this one cannot be earlier")]
    BeforeLatestStep { latest: NaiveDate },
    /// The warehouse is unknown.
    #[error("the warehouse is not registered")]
    WarehouseUnknown,
    /// The warehouse takes nothing in.
    #[error("the warehouse is closed")]
    WarehouseClosed,
    /// It is in a warehouse.
    #[error("the asset is already in a warehouse since {since}")]
    AlreadyInWarehouse { since: NaiveDate },
    /// It is in none.
    #[error("the asset is in no warehouse")]
    NotInWarehouse,
    /// 待报废 is not for reuse.
    #[error("an asset that is due for scrapping can only be listed for disposal")]
    ScrapDueNotForReuse,
    /// 待报废 is not for reuse, whatever its listing says.
    #[error("the asset is due for scrapping and no longer for reuse")]
    DueForScrapping,
    /// Neither transfer nor loan.
    #[error("say whether the listing is for transfer, for loan or for both")]
    ListingForNothing,
    /// The window ends before it begins.
    #[error("the window closes on {closes_on}, before it opens")]
    WindowBackwards { closes_on: NaiveDate },
    /// It is listed.
    #[error("the asset is already listed")]
    AlreadyListed,
    /// It is not.
    #[error("the asset is not listed")]
    NotListed,
    /// The window is not open.
    #[error("the listing is open from {opens_on} to {}", closes_on.map_or_else(|| "an open end".to_owned(), |d| d.to_string()))]
    WindowNotOpen { opens_on: NaiveDate, closes_on: Option<NaiveDate> },
    /// The listing is not for this unit.
    #[error("the listing does not reach this institution")]
    OutsideReach { reach: Reach },
    /// Not for this purpose.
    #[error("the asset is not listed for this purpose")]
    NotListedForPurpose,
    /// The depositor takes it back, it does not reserve.
    #[error("the depositor reclaims the asset instead of reserving it")]
    DepositorReclaims,
    /// Someone was first.
    #[error("the asset is already reserved")]
    AlreadyReserved,
    /// It has left.
    #[error("the asset was handed over on {since} and is not free")]
    AlreadyDispatched { since: NaiveDate },
    /// It is lent.
    #[error("the asset is on loan until {due_on}")]
    AlreadyOnLoan { due_on: NaiveDate },
    /// Nobody reserved it.
    #[error("the asset is not reserved")]
    NotReserved,
    /// Another reservation holds it.
    #[error("another reservation holds the asset")]
    OtherReservation,
    /// The reservation would end before it begins.
    #[error("a reservation cannot end on {until}, before it begins")]
    KeptTooShort { until: NaiveDate },
    /// Due on or before the day of the act.
    #[error("a loan is due after it begins, not on {due_on}")]
    DueTooEarly { due_on: NaiveDate },
    /// Longer than the terms allow.
    #[error("a loan lasts at most {days_max} days")]
    LoanTooLong { days_max: i64 },
    /// One person cannot sign for both sides.
    #[error("one person cannot hand over and take at once")]
    SamePersonBothSides,
    /// The signature lies after the act.
    #[error("the hand-over was signed on {signed_on}, which is after the dispatch")]
    SignedAfterDispatch { signed_on: NaiveDate },
    /// The signature lies before the reservation it is given on.
    #[error("the hand-over cannot have been signed before {since}, when the asset was reserved")]
    SignedBeforeReservation { since: NaiveDate },
    /// It was kept until a day that is past.
    #[error("the reservation was kept until {until}; release it and reserve again")]
    ReservationLapsed { until: NaiveDate },
    /// Nothing is on its way.
    #[error("the asset is not on its way to anybody")]
    NotUnderWay,
    /// Nothing is lent.
    #[error("the asset is not on loan")]
    NotOnLoan,
    /// Its books know it.
    #[error("the asset is already on its owner's books")]
    AlreadyBookedIn,
    /// Onto the books before it came to the owner.
    #[error("the asset has been the owner's since {since}; it cannot be on the books earlier")]
    BookedBeforeOwned { since: NaiveDate },
    /// Not the owner.
    #[error("this institution does not own the asset")]
    NotOwner { owner: InstitutionId },
    /// More than there is, or all of it.
    #[error("the lot has {pieces} pieces; a part is 1 to {} of them", pieces.saturating_sub(1))]
    NotAPart { pieces: u32 },
    /// A lot is split while nobody else has a claim on it.
    #[error("a lot that is reserved, under way or on loan is not split")]
    LotNotFree,
    /// The id of the part is another asset's, or was split off before.
    #[error("{lot} already is an asset; a part needs an id of its own")]
    LotIdTaken { lot: AssetId },
    /// The parent's stream does not say so, or not on that day.
    #[error("asset {parent} was not split into this lot on that day")]
    NotSplitOff { parent: AssetId },
    /// No such event.
    #[error("there is no event of revision {revision} to reverse")]
    NothingToReverse { revision: u64 },
    /// This kind is corrected another way.
    #[error("{what} cannot be reversed")]
    NotReversible { what: &'static str },
    /// Taken back before it happened.
    #[error("the event happened on {happened_on}; it cannot be reversed earlier")]
    ReversedTooEarly { happened_on: NaiveDate },
    /// Later events rest on it.
    #[error("later events rest on it; reverse them first: revisions {revisions:?}")]
    HasDependents { revisions: Vec<u64> },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::InstitutionUnknown | Self::InstitutionClosed { .. } | Self::OutsideReach { .. } => "institution",
            Self::FieldEmpty { field } | Self::NegativeMoney { field } => field,
            Self::InFuture { .. }
            | Self::BeforeLatestStep { .. }
            | Self::WindowNotOpen { .. }
            | Self::BookedBeforeOwned { .. }
            | Self::ReversedTooEarly { .. } => "on",
            Self::AcquiredInFuture { .. } => "acquiredOn",
            Self::WarehouseUnknown | Self::WarehouseClosed => "warehouse",
            Self::ScrapDueNotForReuse => "reach",
            Self::ListingForNothing => "transfer",
            Self::WindowBackwards { .. } => "closesOn",
            Self::NotListedForPurpose => "purpose",
            Self::NotReserved | Self::OtherReservation => "reservation",
            Self::KeptTooShort { .. } => "until",
            Self::LotIdTaken { .. } => "lot",
            Self::DueTooEarly { .. } | Self::LoanTooLong { .. } => "dueOn",
            Self::SamePersonBothSides => "takenBy",
            Self::SignedAfterDispatch { .. } | Self::SignedBeforeReservation { .. } => "signedOn",
            Self::ReservationLapsed { .. } => "reservation",
            Self::NotOwner { .. } => "owner",
            Self::NotAPart { .. } => "pieces",
            Self::NotSplitOff { .. } => "parent",
            Self::NothingToReverse { .. } | Self::NotReversible { .. } | Self::HasDependents { .. } => "revision",
            Self::AssetNotRegistered
            | Self::AssetAlreadyRegistered
            | Self::AlreadyInWarehouse { .. }
            | Self::NotInWarehouse
            | Self::DueForScrapping
            | Self::AlreadyListed
            | Self::NotListed
            | Self::DepositorReclaims
            | Self::AlreadyReserved
            | Self::AlreadyDispatched { .. }
            | Self::AlreadyOnLoan { .. }
            | Self::NotUnderWay
            | Self::NotOnLoan
            | Self::AlreadyBookedIn
            | Self::LotNotFree => "asset",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::AssetNotRegistered => "该资产尚未登记".into(),
            Self::AssetAlreadyRegistered => "该资产标识已登记".into(),
            Self::InstitutionUnknown => "该单位尚未登记".into(),
            Self::InstitutionClosed { on } => format!("该单位已于 {on} 撤销"),
            Self::FieldEmpty { field } => format!("{field} 为空"),
            Self::NegativeMoney { field } => format!("{field} 为负数"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::AcquiredInFuture { acquired_on } => format!("取得日期 {acquired_on} 是未来日期"),
            Self::BeforeLatestStep { latest } => format!("该资产最近一次变动为 {latest}，本次不能更早"),
            Self::WarehouseUnknown => "该公物仓尚未设立".into(),
            Self::WarehouseClosed => "该公物仓已停用".into(),
            Self::AlreadyInWarehouse { since } => format!("该资产已于 {since} 入仓"),
            Self::NotInWarehouse => "该资产不在公物仓内".into(),
            Self::ScrapDueNotForReuse => "待报废资产只能以“处置”范围发布".into(),
            Self::DueForScrapping => "该资产已待报废，不再调剂或借用".into(),
            Self::ListingForNothing => "请说明可调剂、可借用或两者皆可".into(),
            Self::WindowBackwards { closes_on } => format!("截止日 {closes_on} 早于开始日"),
            Self::AlreadyListed => "该资产已发布".into(),
            Self::NotListed => "该资产未发布".into(),
            Self::WindowNotOpen { opens_on, closes_on } => match closes_on {
                Some(last) => format!("发布期为 {opens_on} 至 {last}"),
                None => format!("发布期自 {opens_on} 开始"),
            },
            Self::OutsideReach { .. } => "该资产的发布范围不含本单位".into(),
            Self::NotListedForPurpose => "该资产未按此方式发布".into(),
            Self::DepositorReclaims => "入仓单位应办理撤仓，而不是预留".into(),
            Self::AlreadyReserved => "该资产已被预留".into(),
            Self::AlreadyDispatched { since } => format!("该资产已于 {since} 出库交接"),
            Self::AlreadyOnLoan { due_on } => format!("该资产已借出，应于 {due_on} 归还"),
            Self::NotReserved => "该资产未被预留".into(),
            Self::OtherReservation => "该资产由另一预留占用".into(),
            Self::KeptTooShort { until } => format!("预留截止日 {until} 早于预留日"),
            Self::DueTooEarly { due_on } => format!("归还日 {due_on} 须晚于借用开始日"),
            Self::LoanTooLong { days_max } => format!("借用最长 {days_max} 天"),
            Self::SamePersonBothSides => "移交人和接收人不能是同一人".into(),
            Self::SignedAfterDispatch { signed_on } => format!("交接签字日 {signed_on} 晚于出库日"),
            Self::SignedBeforeReservation { since } => format!("交接签字日不能早于预留日 {since}"),
            Self::ReservationLapsed { until } => format!("预留已于 {until} 到期，请释放后重新预留"),
            Self::NotUnderWay => "该资产没有待接收的交接".into(),
            Self::NotOnLoan => "该资产未借出".into(),
            Self::AlreadyBookedIn => "该资产已在权属单位账上".into(),
            Self::BookedBeforeOwned { since } => format!("该资产自 {since} 起归此单位，入账日不能更早"),
            Self::NotOwner { .. } => "该资产不属于此单位".into(),
            Self::NotAPart { pieces } => format!("该批共 {pieces} 件，拆分数量须少于总数"),
            Self::LotNotFree => "已预留、在途或借出的批次不能拆分".into(),
            Self::LotIdTaken { .. } => "拆出部分的标识已被占用".into(),
            Self::NotSplitOff { .. } => "原批次当日没有拆分出该批".into(),
            Self::NothingToReverse { revision } => format!("没有可冲销的第 {revision} 号事件"),
            Self::NotReversible { what } => format!("{what} 不能冲销"),
            Self::ReversedTooEarly { happened_on } => format!("该事件发生于 {happened_on}，冲销日不能更早"),
            Self::HasDependents { revisions } => format!("后续事件以此为前提，请先冲销：{revisions:?}"),
        }
    }
}
