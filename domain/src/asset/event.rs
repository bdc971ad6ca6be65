//! What can have happened to an asset. Stored for ever: names and fields are only ever added to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::books::Settling;
use super::card::{CardFacts, Source, Usage};
use super::disposal::{AppraisalKind, DisposalMethod};
use super::liability::LiabilityGround;
use super::queue::DocumentLine;
use super::reach::Reach;
use super::situation::{Condition, InWarehouse, Loan};
use crate::basis::Basis;
use crate::fen::Fen;
use crate::id::{AssetId, DocumentId, InstitutionId, NoteId, PersonId, ReservationId, WarehouseId};
use crate::pieces::Pieces;
use crate::warehouse::{IntakeMode, Storage};

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
    /// The loan it is out on: a part that is brought back begins with the borrower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan: Option<Loan>,
    /// What is still to settle between the books of its owners.
    #[serde(default, skip_serializing_if = "Settling::is_nothing")]
    pub settling: Settling,
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
        /// Last day of 受理期; by the terms where the listing does not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        applications_until: Option<NaiveDate>,
        /// Whether who applies first has it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        first_come: bool,
        on: NaiveDate,
    },
    /// 申请: an application is on record, in the order it came. It locks nothing.
    #[serde(rename = "asset-applied-for")]
    AppliedFor { application: DocumentLine, unit: InstitutionId, purpose: Purpose, pieces: Pieces, on: NaiveDate },
    /// It is no more.
    #[serde(rename = "asset-application-withdrawn")]
    ApplicationWithdrawn { application: DocumentLine, unit: InstitutionId, on: NaiveDate },
    /// 分配: to one application, with the reason; a reservation follows in the same append.
    #[serde(rename = "asset-allocated")]
    Allocated {
        application: DocumentLine,
        unit: InstitutionId,
        reason: String,
        /// Whether the next of those who wait was called, by rule.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        called: bool,
        /// 候补, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waitlist: Vec<DocumentLine>,
        on: NaiveDate,
    },
    /// 提货预约.
    #[serde(rename = "asset-pickup-agreed")]
    PickupAgreed { reservation: ReservationId, pick_up_on: NaiveDate, on: NaiveDate },
    /// The next step of the waterfall, with a window from that day on.
    #[serde(rename = "asset-reach-widened")]
    ReachWidened {
        reach: Reach,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes_on: Option<NaiveDate>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        applications_until: Option<NaiveDate>,
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
    /// 续借: due on a later day.
    #[serde(rename = "asset-loan-renewed")]
    LoanRenewed {
        unit: InstitutionId,
        due_on: NaiveDate,
        /// Which renewal of this loan it is, from 1.
        renewal: u32,
        under: Basis,
        /// Version of the terms it was decided by.
        terms: u32,
        on: NaiveDate,
    },
    /// Damage or loss of a loan: who is liable, for how much.
    #[serde(rename = "asset-liability-stated")]
    LiabilityStated {
        unit: InstitutionId,
        ground: LiabilityGround,
        amount: Fen,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
        on: NaiveDate,
    },
    /// The compensation, or a part of it, was paid.
    #[serde(rename = "asset-compensated")]
    Compensated {
        unit: InstitutionId,
        amount: Fen,
        /// Number of the receipt, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<String>,
        on: NaiveDate,
    },
    /// 冻结: kept from every other act by a document.
    #[serde(rename = "asset-frozen")]
    Frozen { under: Basis, on: NaiveDate },
    /// 解冻: that document lets go of it.
    #[serde(rename = "asset-unfrozen")]
    Unfrozen { document: DocumentId, on: NaiveDate },
    /// 送修.
    #[serde(rename = "asset-repair-begun")]
    RepairBegun {
        /// Where it is repaired; its place stays what it was where nobody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
        on: NaiveDate,
    },
    /// 修复: back from repair, judged.
    #[serde(rename = "asset-repaired")]
    Repaired {
        condition: Condition,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<Fen>,
        on: NaiveDate,
    },
    /// 评估 or 技术鉴定.
    #[serde(rename = "asset-appraised")]
    Appraised {
        kind: AppraisalKind,
        by: String,
        report: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Fen>,
        under: Basis,
        on: NaiveDate,
    },
    /// 处置: it left by a legal method; whether that is reuse is another fact.
    #[serde(rename = "asset-disposed")]
    Disposed {
        method: DisposalMethod,
        reuse: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warehouse: Option<WarehouseId>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        depositor: Option<InstitutionId>,
        /// Who got it; the text is in the people store.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<NoteId>,
        /// Proceeds expected.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proceeds: Option<Fen>,
        pieces: Pieces,
        original_value: Fen,
        under: Basis,
        /// Version of the terms it was decided by.
        terms: u32,
        on: NaiveDate,
    },
    /// 应缴: the proceeds, with 缴款书号.
    #[serde(rename = "asset-proceeds-stated")]
    ProceedsStated { amount: Fen, notice: String, on: NaiveDate },
    /// 已缴.
    #[serde(rename = "asset-proceeds-paid")]
    ProceedsPaid {
        amount: Fen,
        notice: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receipt: Option<String>,
        on: NaiveDate,
    },
    /// The finance fields of the card, as a later file has them; what is not said stays.
    #[serde(rename = "asset-card-refreshed")]
    CardRefreshed {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        net_value: Option<Fen>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        department: Option<String>,
        source: Source,
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
    /// 下账 (销账): these books let go of it, with the voucher.
    #[serde(rename = "asset-booked-off")]
    BookedOff {
        owner: InstitutionId,
        /// The number it had there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        voucher: String,
        on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// The voucher of a booking in, as the office's books have it.
    #[serde(rename = "asset-voucher-recorded")]
    VoucherRecorded {
        owner: InstitutionId,
        voucher: String,
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
