//! What an asset can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::card::{CardFacts, Source, Usage};
use super::disposal::{AppraisalKind, DisposalMethod};
use super::event::{HandOver, LoanReturn, Purpose};
use super::liability::LiabilityGround;
use super::queue::DocumentLine;
use super::reach::Reach;
use super::situation::Condition;
use crate::basis::Basis;
use crate::fen::Fen;
use crate::id::{AssetId, DocumentId, InstitutionId, NoteId, PersonId, ReservationId, WarehouseId};
use crate::pieces::Pieces;
use crate::warehouse::Storage;

/// What it can be asked. Business dates come with the command; the ledger supplies ids of persons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Register it from its owner's books. The card number is claimed first, by the ledger.
    Register {
        asset: AssetId,
        owner: InstitutionId,
        number: String,
        card: CardFacts,
        on: NaiveDate,
        source: Option<Source>,
    },
    /// Split a part off into a lot of its own.
    SplitLot { lot: AssetId, pieces: Pieces, on: NaiveDate },
    /// Begin as a lot split off another; follows `SplitLot` on the parent.
    BeginLot { asset: AssetId, parent: AssetId, on: NaiveDate },
    /// Accept it into a warehouse.
    TakeIn {
        warehouse: WarehouseId,
        storage: Storage,
        condition: Condition,
        accepted_by: PersonId,
        place: Option<String>,
        under: Basis,
        on: NaiveDate,
    },
    /// List it.
    List {
        reach: Reach,
        transfer: bool,
        loan: bool,
        opens_on: NaiveDate,
        closes_on: Option<NaiveDate>,
        /// Last day of 受理期. Left out of the fingerprint when absent, as commands from before it was there are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        applications_until: Option<NaiveDate>,
        /// Whether who applies first has it; left out likewise.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        first_come: bool,
        on: NaiveDate,
    },
    /// Put an application on record, in the order it comes.
    ApplyFor { application: DocumentLine, unit: InstitutionId, purpose: Purpose, pieces: Pieces, on: NaiveDate },
    /// Withdraw an application.
    WithdrawApplication { application: DocumentLine, on: NaiveDate },
    /// Allocate it to the application that `to` names, and reserve it.
    Allocate {
        reservation: ReservationId,
        to: Basis,
        reason: String,
        waitlist: Vec<DocumentLine>,
        until: Option<NaiveDate>,
        on: NaiveDate,
    },
    /// Call the next of those who wait, after a reservation was released or lapsed.
    CallNext { reservation: ReservationId, until: Option<NaiveDate>, on: NaiveDate },
    /// Agree on the day a reserved asset is picked up.
    AgreePickup { reservation: ReservationId, pick_up_on: NaiveDate, on: NaiveDate },
    /// List it for more, with a new window from that day on.
    WidenReach { reach: Reach, closes_on: Option<NaiveDate>, applications_until: Option<NaiveDate>, on: NaiveDate },
    /// Take it off the list.
    Unlist { on: NaiveDate },
    /// Reserve it for a unit.
    Reserve {
        reservation: ReservationId,
        unit: InstitutionId,
        purpose: Purpose,
        until: Option<NaiveDate>,
        under: Basis,
        on: NaiveDate,
    },
    /// Give a reservation up.
    ReleaseReservation { reservation: ReservationId, reason: String, on: NaiveDate },
    /// Hand it over, signed by both sides.
    Dispatch { reservation: ReservationId, hand_over: HandOver, under: Option<Basis>, on: NaiveDate },
    /// Receive it.
    Receive { received_by: PersonId, condition: Condition, place: Option<String>, on: NaiveDate },
    /// Take a loan back and inspect it.
    ReturnLoan {
        outcome: LoanReturn,
        condition: Condition,
        inspected_by: PersonId,
        /// Where it was put. Left out of the fingerprint when absent, as commands from before it was there are.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<String>,
        note: Option<NoteId>,
        on: NaiveDate,
    },
    /// Let the borrower keep it until a later day (续借).
    RenewLoan { due_on: NaiveDate, under: Basis, on: NaiveDate },
    /// State who answers for a damaged or lost loan, for how much.
    StateLiability { ground: LiabilityGround, amount: Fen, note: Option<NoteId>, on: NaiveDate },
    /// Record that the compensation, or a part of it, was paid.
    Compensate { amount: Fen, receipt: Option<String>, on: NaiveDate },
    /// Keep it from every act but those of this document.
    Freeze { under: Basis, on: NaiveDate },
    /// Let go of it again.
    Unfreeze { document: DocumentId, on: NaiveDate },
    /// Send it to be repaired.
    BeginRepair { place: Option<String>, note: Option<NoteId>, on: NaiveDate },
    /// Have it back from repair, judged.
    FinishRepair { condition: Condition, place: Option<String>, cost: Option<Fen>, on: NaiveDate },
    /// Record what a report says of it.
    Appraise { kind: AppraisalKind, by: String, report: String, value: Option<Fen>, under: Basis, on: NaiveDate },
    /// Dispose of it by a legal method other than 无偿划转, which is handed over.
    Dispose { method: DisposalMethod, receiver: Option<NoteId>, proceeds: Option<Fen>, under: Basis, on: NaiveDate },
    /// State the proceeds that are to be paid, with 缴款书号.
    StateProceeds { amount: Fen, notice: String, on: NaiveDate },
    /// Record that they were paid.
    PayProceeds { receipt: Option<String>, on: NaiveDate },
    /// Take the finance fields of its card over from a later file.
    RefreshCard {
        net_value: Option<Fen>,
        usage: Option<Usage>,
        department: Option<String>,
        source: Source,
        on: NaiveDate,
    },
    /// Take it back out of the warehouse, as its depositor.
    Reclaim { reason: String, under: Basis, on: NaiveDate },
    /// Enter it on its new owner's books. The number is claimed first, by the ledger.
    BookIn { owner: InstitutionId, number: String, on: NaiveDate, source: Option<Source> },
    /// Let go of it on a former owner's books.
    BookOff { owner: InstitutionId, voucher: String, on: NaiveDate, source: Option<Source> },
    /// Record the voucher of its owner's booking.
    RecordVoucher { owner: InstitutionId, voucher: String, on: NaiveDate, source: Option<Source> },
    /// Reverse the event of a revision.
    Reverse { revision: u64, reason: String, on: NaiveDate },
}
