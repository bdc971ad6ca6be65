//! How an asset says no. Codes derive from the variants and never change.

use chrono::NaiveDate;

use super::reach::Reach;
use crate::fen::Fen;
use crate::id::{AssetId, DocumentId, InstitutionId};

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
    /// Renewed as often as the terms allow.
    #[error("a loan is renewed at most {renewals_max} times")]
    RenewedTooOften { renewals_max: u32 },
    /// A renewal that is none.
    #[error("the loan is due on {due_on} already; a renewal is due later")]
    DueNotLater { due_on: NaiveDate },
    /// Nothing on loan, and nothing that came back damaged.
    #[error("there is no loan that somebody answers for in this way")]
    NothingToAnswerFor,
    /// One at a time.
    #[error("a compensation of {} fen is still to be paid", fen_left.get())]
    LiabilityOpen { fen_left: Fen },
    /// Before the loan, its return or the statement.
    #[error("nobody answered for it before {since}")]
    AnsweredTooEarly { since: NaiveDate },
    /// Money that is nothing or less.
    #[error("the amount must be positive")]
    AmountNotPositive,
    /// Nobody is liable.
    #[error("no compensation is to be paid")]
    NothingToCompensate,
    /// More than is left.
    #[error("only {} fen are still to be paid", fen_left.get())]
    CompensatedTooMuch { fen_left: Fen },
    /// A document keeps it.
    #[error("document {document} keeps the asset from every other act")]
    Frozen { document: DocumentId },
    /// No document keeps it.
    #[error("no document keeps the asset")]
    NotFrozen,
    /// It is being repaired.
    #[error("the asset is in repair since {since}")]
    InRepair { since: NaiveDate },
    /// It is not.
    #[error("the asset is not in repair")]
    NotInRepair,
    /// It is gone.
    #[error("the asset was disposed of on {on}")]
    AlreadyDisposed { on: NaiveDate },
    /// It is not.
    #[error("the asset was not disposed of")]
    NotDisposed,
    /// 无偿划转 is a hand-over.
    #[error("a gratuitous transfer is reserved, handed over and received")]
    TransferIsHandedOver,
    /// A sale for nothing.
    #[error("a sale has proceeds; say how much is expected")]
    ProceedsMissing,
    /// The terms want a report first.
    #[error("this method needs a valuation on record first")]
    AppraisalMissing,
    /// They were.
    #[error("the proceeds were stated already")]
    ProceedsAlreadyStated,
    /// Before the disposal, or before they were stated.
    #[error("there were no proceeds before {since}")]
    ProceedsTooEarly { since: NaiveDate },
    /// None stated, or paid already.
    #[error("no proceeds are to be paid")]
    NoProceedsDue,
    /// 销账 only after.
    #[error("the books let go of the asset once its proceeds are paid")]
    ProceedsNotPaid,
    /// A refresh that says what is so.
    #[error("the card says all that already")]
    NothingChanges,
    /// No such application on record.
    #[error("no such application is on record")]
    NoSuchApplication,
    /// The same line applied before.
    #[error("this application is on record already")]
    AlreadyApplied,
    /// 受理期 is over.
    #[error("applications were taken until {until}")]
    ApplicationsClosed { until: NaiveDate },
    /// 受理期 is not over.
    #[error("applications are taken until {until}; the allocation follows")]
    ApplicationsOpen { until: NaiveDate },
    /// Withdrawn before it was made.
    #[error("the application was made on {on}; it cannot be withdrawn earlier")]
    BeforeApplication { on: NaiveDate },
    /// More than there is.
    #[error("there are {pieces} pieces")]
    MoreThanThereIs { pieces: u32 },
    /// Who comes first has it.
    #[error("who applied first has it")]
    NotFirst,
    /// One who waits twice, has it, or never applied.
    #[error("who waits has an application on record, waits once, and is not who gets it")]
    CannotWait,
    /// The waitlist is at its end.
    #[error("nobody waits for the asset")]
    NobodyWaits,
    /// An application for a part.
    #[error("the application is for {pieces} pieces; split the rest off first")]
    SplitFirst { pieces: u32 },
    /// Not between that day and the end of the reservation.
    #[error("it is picked up from {from} to {}", until.map_or_else(|| "an open end".to_owned(), |d| d.to_string()))]
    PickupOutside { from: NaiveDate, until: Option<NaiveDate> },
    /// No step further.
    #[error("the listing reaches this far already")]
    NotWider { reach: Reach },
    /// 受理期 outside the window.
    #[error("applications cannot be taken until {until}: that is outside the window")]
    AcceptanceOutside { until: NaiveDate },
    /// Its books know it.
    #[error("the asset is already on its owner's books")]
    AlreadyBookedIn,
    /// Onto the books before it came to the owner.
    #[error("the asset has been the owner's since {since}; it cannot be on the books earlier")]
    BookedBeforeOwned { since: NaiveDate },
    /// Nothing of this institution's to book off.
    #[error("the books of this institution have nothing to let go of")]
    NothingToBookOff,
    /// Off the books before it left the owner.
    #[error("the asset left this owner on {since}; it cannot be off the books earlier")]
    BookedOffTooEarly { since: NaiveDate },
    /// A voucher of a booking that was not made.
    #[error("the asset is not on its owner's books yet")]
    NotBookedIn,
    /// A voucher that nobody waits for.
    #[error("no booking of this owner awaits a voucher")]
    NoVoucherDue,
    /// Not the owner.
    #[error("this institution does not own the asset")]
    NotOwner { owner: InstitutionId },
    /// More than there is, or all of it.
    #[error("the lot has {pieces} pieces; a part is 1 to {} of them", pieces.saturating_sub(1))]
    NotAPart { pieces: u32 },
    /// A lot is split while nobody else has a claim on it.
    #[error("a lot that is reserved or under way is not split")]
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
