//! An asset, said in sentences. A school deposits, units of the city reserve, borrow and receive.

mod books;
mod disposal;
mod exit;
mod loan;
mod lot;
mod queue;
mod refusals;
mod register;
mod reversal;
mod warehouse;

use chrono::NaiveDate;
use uuid::Uuid;

use super::*;
use crate::Aggregate;
use crate::asset_class::AssetClass;
use crate::basis::Basis;
use crate::division::Division;
use crate::fen::Fen;
use crate::given::{Given, day, given, id};
use crate::id::{AssetId, InstitutionId, ReservationId, WarehouseId};
use crate::institution::Level;
use crate::pieces::Pieces;
use crate::terms::TERMS_VERSION;
use crate::warehouse::{IntakeMode, Storage};

const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
const BUREAU: InstitutionId = InstitutionId(Uuid::from_u128(2));
const OPERATOR: InstitutionId = InstitutionId(Uuid::from_u128(3));
const CHAIRS: AssetId = AssetId(Uuid::from_u128(10));
const PART: AssetId = AssetId(Uuid::from_u128(11));
const CITY: WarehouseId = WarehouseId(Uuid::from_u128(20));
const FIRST: ReservationId = ReservationId(Uuid::from_u128(30));
const SECOND: ReservationId = ReservationId(Uuid::from_u128(31));

const MAY_1: NaiveDate = day(5, 1);
const MAY_10: NaiveDate = day(5, 10);
const MAY_20: NaiveDate = day(5, 20);
const JUNE_1: NaiveDate = day(6, 1);
const JUNE_10: NaiveDate = day(6, 10);
const JUNE_20: NaiveDate = day(6, 20);
const TOMORROW: NaiveDate = day(7, 1);
const DUE: NaiveDate = day(9, 1);

fn pieces(count: u32) -> Pieces {
    Pieces::try_new(count).unwrap()
}

/// A card of 40 chairs of 10,000.03 yuan together.
fn card() -> CardFacts {
    CardFacts {
        name: "会议椅".into(),
        class: AssetClass::parse("A05010303").unwrap(),
        brand: None,
        model: Some("HY-2".into()),
        serial: None,
        unit: Some("把".into()),
        pieces: pieces(40),
        value_kind: ValueKind::Original,
        original_value: Fen::new(1_000_003),
        net_value: Some(Fen::new(250_001)),
        acquisition: Some("购置".into()),
        acquired_on: day(1, 15),
        in_use_on: None,
        usage: Usage::Idle,
        department: None,
        user: None,
        place: Some("东楼 203".into()),
        remark: None,
    }
}

fn unit(institution: InstitutionId) -> UnitFacts {
    UnitFacts {
        institution,
        level: Level::Municipal,
        competent_department: Some("市教育委员会".into()),
        subordinate_to: Division::SHANGHAI,
        closed_on: None,
    }
}

/// Facts in which the named unit is active, beside the depositor and the warehouse.
fn known(institution: InstitutionId) -> Facts {
    Facts {
        unit: Some(unit(institution)),
        depositor: Some(unit(SCHOOL)),
        warehouse: Some(WarehouseFacts {
            warehouse: CITY,
            revision: 4,
            operator: OPERATOR,
            intake_mode: IntakeMode::CustodyOnly,
            open: true,
        }),
        ..Facts::default()
    }
}

fn under() -> Basis {
    Basis { document: id(40), line: Some(1), number: None, reply: None }
}

fn registered() -> Event {
    Event::Registered {
        asset: CHAIRS,
        owner: SCHOOL,
        number: "TY2026-0001".into(),
        card: card(),
        on: MAY_1,
        source: None,
    }
}

fn take_in(storage: Storage, condition: Condition, on: NaiveDate) -> Command {
    let place = Some("A-3".into());
    Command::TakeIn { warehouse: CITY, storage, condition, accepted_by: id(50), place, under: under(), on }
}

fn taken_in_as(mode: IntakeMode, storage: Storage, condition: Condition) -> Event {
    Event::TakenIn {
        warehouse: CITY,
        warehouse_revision: 4,
        operator: OPERATOR,
        depositor: SCHOOL,
        mode,
        storage,
        condition,
        accepted_by: id(50),
        place: Some("A-3".into()),
        under: under(),
        on: MAY_10,
    }
}

fn taken_in() -> Event {
    taken_in_as(IntakeMode::CustodyOnly, Storage::Central, Condition::Serviceable)
}

fn list(reach: Reach, on: NaiveDate) -> Command {
    Command::List {
        reach,
        transfer: true,
        loan: true,
        opens_on: on,
        closes_on: None,
        on,
        applications_until: None,
        first_come: false,
    }
}

fn listed_for(reach: Reach, transfer: bool, loan: bool) -> Event {
    Event::Listed {
        reach,
        transfer,
        loan,
        opens_on: MAY_20,
        closes_on: None,
        on: MAY_20,
        applications_until: None,
        first_come: false,
    }
}

fn listed() -> Event {
    listed_for(Reach::City, true, true)
}

fn reserve(reservation: ReservationId, unit: InstitutionId, purpose: Purpose, on: NaiveDate) -> Command {
    Command::Reserve { reservation, unit, purpose, until: None, under: under(), on }
}

fn reserved_by(reservation: ReservationId, purpose: Purpose, on: NaiveDate) -> Event {
    Event::Reserved { reservation, unit: BUREAU, purpose, until: None, under: under(), terms: TERMS_VERSION, on }
}

fn reserved(purpose: Purpose) -> Event {
    reserved_by(FIRST, purpose, JUNE_1)
}

fn released() -> Event {
    Event::ReservationReleased { reservation: FIRST, reason: "不需要了".into(), on: JUNE_10 }
}

fn signed(on: NaiveDate) -> HandOver {
    HandOver { handed_by: id(51), taken_by: id(52), signed_on: on, paper: None }
}

fn dispatch(reservation: ReservationId, on: NaiveDate) -> Command {
    Command::Dispatch { reservation, hand_over: signed(on), under: None, on }
}

fn dispatched(purpose: Purpose) -> Event {
    Event::Dispatched {
        reservation: FIRST,
        warehouse: CITY,
        depositor: SCHOOL,
        unit: BUREAU,
        purpose,
        pieces: pieces(40),
        original_value: Fen::new(1_000_003),
        hand_over: signed(JUNE_10),
        under: under(),
        on: JUNE_10,
    }
}

fn receive(on: NaiveDate) -> Command {
    Command::Receive { received_by: id(52), condition: Condition::Serviceable, place: Some("5-501".into()), on }
}

fn received() -> Event {
    Event::Received {
        unit: BUREAU,
        received_by: id(52),
        condition: Condition::Serviceable,
        place: Some("5-501".into()),
        on: JUNE_10,
    }
}

fn return_loan(condition: Condition, on: NaiveDate) -> Command {
    let place = Some("A-02".into());
    Command::ReturnLoan { outcome: LoanReturn::Sound, condition, inspected_by: id(50), place, note: None, on }
}

fn loan_returned(condition: Condition) -> Event {
    Event::LoanReturned {
        unit: BUREAU,
        outcome: LoanReturn::Sound,
        condition,
        inspected_by: id(50),
        place: Some("A-02".into()),
        note: None,
        on: JUNE_20,
    }
}

fn reclaim(on: NaiveDate) -> Command {
    Command::Reclaim { reason: "开学要用".into(), under: under(), on }
}

fn book_in(owner: InstitutionId, on: NaiveDate) -> Command {
    Command::BookIn { owner, number: "JG-77".into(), on, source: None }
}

fn booked_in(on: NaiveDate) -> Event {
    Event::BookedIn { owner: BUREAU, number: "JG-77".into(), on, source: None }
}

fn book_off(owner: InstitutionId, on: NaiveDate) -> Command {
    Command::BookOff { owner, voucher: "记-6-12".into(), on, source: None }
}

fn booked_off(on: NaiveDate) -> Event {
    Event::BookedOff { owner: SCHOOL, number: Some("TY2026-0001".into()), voucher: "记-6-12".into(), on, source: None }
}

fn record_voucher(on: NaiveDate) -> Command {
    Command::RecordVoucher { owner: BUREAU, voucher: "记-6-44".into(), on, source: None }
}

fn voucher_recorded(on: NaiveDate) -> Event {
    Event::VoucherRecorded { owner: BUREAU, voucher: "记-6-44".into(), on, source: None }
}

fn split(count: u32, on: NaiveDate) -> Command {
    Command::SplitLot { lot: PART, pieces: pieces(count), on }
}

fn reverse(revision: u64) -> Command {
    Command::Reverse { revision, reason: "录错".into(), on: JUNE_20 }
}

const LOAN: Purpose = Purpose::Loan { due_on: DUE };
const TRANSFER: Purpose = Purpose::GratuitousTransfer;

/// Up to each step of a hand-over.
fn to_listed() -> Vec<Event> {
    vec![registered(), taken_in(), listed()]
}

fn to_reserved(purpose: Purpose) -> Vec<Event> {
    [to_listed(), vec![reserved(purpose)]].concat()
}

fn to_reserved_until(purpose: Purpose, last: NaiveDate) -> Vec<Event> {
    let mut history = to_reserved(purpose);
    if let Some(Event::Reserved { until, .. }) = history.last_mut() {
        *until = Some(last);
    }
    history
}

fn to_dispatched(purpose: Purpose) -> Vec<Event> {
    [to_reserved(purpose), vec![dispatched(purpose)]].concat()
}

fn to_received(purpose: Purpose) -> Vec<Event> {
    [to_dispatched(purpose), vec![received()]].concat()
}

fn to_returned(condition: Condition) -> Vec<Event> {
    [to_received(LOAN), vec![loan_returned(condition)]].concat()
}

/// A history, the bureau being the unit named in the command.
fn after(history: Vec<Event>) -> Given<Asset> {
    given(history).with_facts(known(BUREAU))
}

/// The facets that a history amounts to.
fn facets(history: &[Event]) -> Registered {
    Asset::fold(history).situation().registered().unwrap().clone()
}
