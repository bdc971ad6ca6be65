//! What can have happened to an asset. Stored for ever: names and fields are only ever added to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::reach::Reach;
use super::situation::{Condition, InWarehouse};
use crate::asset_class::AssetClass;
use crate::basis::Basis;
use crate::fen::Fen;
use crate::id::{AssetId, InstitutionId, NoteId, PersonId, ReservationId, WarehouseId};
use crate::pieces::Pieces;
use crate::warehouse::{IntakeMode, Storage};

/// What the value of a card is (价值类型).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValueKind {
    /// 原值.
    Original,
    /// 名义金额 (1 元): counted in pieces, never in value (DOMAIN 9.1).
    Nominal,
    /// 评估.
    Appraised,
    /// 暂估.
    Provisional,
}

/// 使用状况.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Usage {
    /// 在用.
    InUse,
    /// 闲置.
    Idle,
    /// 待处置.
    AwaitingDisposal,
    /// 出租出借.
    LetOut,
}

/// What an asset card (资产卡片) says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CardFacts {
    /// 资产名称.
    pub name: String,
    /// GB/T 14885 class; the edition is part of it.
    pub class: AssetClass,
    /// 品牌.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// 规格型号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// 计量单位.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 数量: a lot of equal things on one card.
    pub pieces: Pieces,
    /// 价值类型.
    pub value_kind: ValueKind,
    /// 原值 of the whole card, in fen.
    pub original_value: Fen,
    /// 净值 of the whole card, in fen, as the books had it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_value: Option<Fen>,
    /// 取得方式, as in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acquisition: Option<String>,
    /// 取得日期.
    pub acquired_on: NaiveDate,
    /// 投入使用日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use_on: Option<NaiveDate>,
    /// 使用状况.
    pub usage: Usage,
    /// 使用部门.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// 使用人: a reference; the name is in the people store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<PersonId>,
    /// 存放地点.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 备注: a reference; the text is in the people store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<NoteId>,
}

/// The file and sheet row that something was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// SHA-256 of the file, in hexadecimal.
    pub file: String,
    /// Sheet row, from 1.
    pub row: u32,
}

/// The law a reservation or hand-over is made under (DOMAIN 0.8: legal class and effect are two facts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Purpose {
    /// 无偿划转: the card moves.
    GratuitousTransfer,
    /// 借用: the owner stays; due back on this day.
    Loan { due_on: NaiveDate },
}

/// The signatures of a hand-over (出库交接).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// Who gave it.
    pub handed_by: PersonId,
    /// Who took it.
    pub taken_by: PersonId,
    /// The day both signed.
    pub signed_on: NaiveDate,
    /// Number of the paper, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
}

/// How a loan came back (归还验收).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LoanReturn {
    /// As it went.
    Sound,
    /// Needs repair.
    NeedsRepair,
    /// Damaged.
    Damaged,
}

/// What a lot split off starts with: everything but the number of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Carried {
    /// The owner.
    pub owner: InstitutionId,
    /// Card number of the lot it comes from, while the owner's books have it on that card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The card, with the lot's own pieces and values.
    pub card: CardFacts,
    /// Its condition, once somebody judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// The place, as last said of the lot it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Where it lies in a warehouse, with its listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_warehouse: Option<InWarehouse>,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// 登记: it is on its owner's books.
    #[serde(rename = "asset-registered")]
    Registered {
        asset: AssetId,
        owner: InstitutionId,
        number: String,
        card: CardFacts,
        on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// A part of the lot went its own way.
    #[serde(rename = "asset-lot-split")]
    LotSplit {
        lot: AssetId,
        pieces: Pieces,
        original_value: Fen,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        net_value: Option<Fen>,
        on: NaiveDate,
    },
    /// This asset began as a part of another.
    #[serde(rename = "asset-lot-begun")]
    LotBegun { asset: AssetId, parent: AssetId, parent_revision: u64, carried: Box<Carried>, on: NaiveDate },
    /// 入仓: accepted into a warehouse with a condition.
    #[serde(rename = "asset-taken-in")]
    TakenIn {
        warehouse: WarehouseId,
        warehouse_revision: u64,
        operator: InstitutionId,
        depositor: InstitutionId,
        mode: IntakeMode,
        storage: Storage,
        condition: Condition,
        accepted_by: PersonId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        under: Basis,
        on: NaiveDate,
    },
    /// Listed for others, with a reach and a window.
    #[serde(rename = "asset-listed")]
    Listed {
        reach: Reach,
        transfer: bool,
        loan: bool,
        opens_on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes_on: Option<NaiveDate>,
        on: NaiveDate,
    },
    /// Taken off the list.
    #[serde(rename = "asset-unlisted")]
    Unlisted { on: NaiveDate },
    /// 预留.
    #[serde(rename = "asset-reserved")]
    Reserved {
        reservation: ReservationId,
        unit: InstitutionId,
        purpose: Purpose,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
        under: Basis,
        /// Version of the terms it was decided by.
        terms: u32,
        on: NaiveDate,
    },
    /// A reservation ended without a hand-over.
    #[serde(rename = "asset-reservation-released")]
    ReservationReleased { reservation: ReservationId, reason: String, on: NaiveDate },
    /// 出库交接: it left the warehouse, signed by both sides. This is what indicators count.
    #[serde(rename = "asset-dispatched")]
    Dispatched {
        reservation: ReservationId,
        warehouse: WarehouseId,
        depositor: InstitutionId,
        unit: InstitutionId,
        purpose: Purpose,
        pieces: Pieces,
        original_value: Fen,
        hand_over: HandOver,
        under: Basis,
        on: NaiveDate,
    },
    /// 接收: the unit has it.
    #[serde(rename = "asset-received")]
    Received {
        unit: InstitutionId,
        received_by: PersonId,
        condition: Condition,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        on: NaiveDate,
    },
    /// 归还: a loan is back, inspected.
    #[serde(rename = "asset-loan-returned")]
    LoanReturned {
        unit: InstitutionId,
        outcome: LoanReturn,
        condition: Condition,
        inspected_by: PersonId,
        /// Where it was put; nothing is known of it where nobody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
        on: NaiveDate,
    },
    /// 撤仓: the depositor took it back.
    #[serde(rename = "asset-reclaimed")]
    Reclaimed { depositor: InstitutionId, reason: String, under: Basis, on: NaiveDate },
    /// 入账: it has a number on its new owner's books.
    #[serde(rename = "asset-booked-in")]
    BookedIn {
        owner: InstitutionId,
        number: String,
        on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// 冲销: an earlier event is taken back, with effect from its own business date.
    #[serde(rename = "asset-event-reversed")]
    Reversed {
        /// Revision of the event taken back, on this stream.
        revision: u64,
        /// Its stored name, for readers.
        what: String,
        /// Its business date.
        effective_on: NaiveDate,
        reason: String,
        on: NaiveDate,
    },
}

impl Event {
    /// Its stored name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "asset-registered",
            Self::LotSplit { .. } => "asset-lot-split",
            Self::LotBegun { .. } => "asset-lot-begun",
            Self::TakenIn { .. } => "asset-taken-in",
            Self::Listed { .. } => "asset-listed",
            Self::Unlisted { .. } => "asset-unlisted",
            Self::Reserved { .. } => "asset-reserved",
            Self::ReservationReleased { .. } => "asset-reservation-released",
            Self::Dispatched { .. } => "asset-dispatched",
            Self::Received { .. } => "asset-received",
            Self::LoanReturned { .. } => "asset-loan-returned",
            Self::Reclaimed { .. } => "asset-reclaimed",
            Self::BookedIn { .. } => "asset-booked-in",
            Self::Reversed { .. } => "asset-event-reversed",
        }
    }

    /// Its business date.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Registered { on, .. }
            | Self::LotSplit { on, .. }
            | Self::LotBegun { on, .. }
            | Self::TakenIn { on, .. }
            | Self::Listed { on, .. }
            | Self::Unlisted { on }
            | Self::Reserved { on, .. }
            | Self::ReservationReleased { on, .. }
            | Self::Dispatched { on, .. }
            | Self::Received { on, .. }
            | Self::LoanReturned { on, .. }
            | Self::Reclaimed { on, .. }
            | Self::BookedIn { on, .. }
            | Self::Reversed { on, .. } => *on,
        }
    }
}
