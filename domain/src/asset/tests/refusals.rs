//! Every no of an asset, one row each.

use strum::VariantNames;

use super::*;
use crate::given::{Decided, refuses};

type Row = (Decided<Asset>, Rejection);

#[test]
fn every_refusal_has_its_reason() {
    refuses::<Asset>(
        Rejection::VARIANTS,
        [
            books(),
            settling(),
            dates(),
            into_the_warehouse(),
            onto_the_list(),
            reservations(),
            hand_overs(),
            super::loan::refusals(),
            super::queue::refusals(),
            super::disposal::refusals(),
            lots(),
            reversals(),
        ]
        .into_iter()
        .flatten(),
    );
}

fn register(card: CardFacts, number: &str, on: NaiveDate) -> Command {
    Command::Register { asset: CHAIRS, owner: SCHOOL, number: number.into(), card, on, source: None }
}

fn books() -> Vec<Row> {
    let new = |card| given([]).with_facts(known(SCHOOL)).when(register(card, "TY2026-0001", MAY_1));
    let negative = |field| Rejection::NegativeMoney { field };
    let mut closed = known(SCHOOL);
    closed.unit.as_mut().unwrap().closed_on = Some(MAY_1);
    let received = || after(to_received(TRANSFER));
    let unnumbered = Command::BookIn { owner: BUREAU, number: " ".into(), on: JUNE_10, source: None };
    vec![
        (after(vec![]).when(receive(JUNE_1)), Rejection::AssetNotRegistered),
        (after(vec![registered()]).when(register(card(), "2", MAY_1)), Rejection::AssetAlreadyRegistered),
        (given([]).when(register(card(), "1", MAY_1)), Rejection::InstitutionUnknown),
        (given([]).with_facts(known(BUREAU)).when(register(card(), "1", MAY_1)), Rejection::InstitutionUnknown),
        (given([]).with_facts(closed).when(register(card(), "1", MAY_1)), Rejection::InstitutionClosed { on: MAY_1 }),
        (
            given([]).with_facts(known(SCHOOL)).when(register(card(), " ", MAY_1)),
            Rejection::FieldEmpty { field: "number" },
        ),
        (new(CardFacts { name: "\u{3000}".into(), ..card() }), Rejection::FieldEmpty { field: "name" }),
        (new(CardFacts { original_value: Fen::new(-1), ..card() }), negative("originalValue")),
        (new(CardFacts { net_value: Some(Fen::new(-1)), ..card() }), negative("netValue")),
        (new(CardFacts { acquired_on: TOMORROW, ..card() }), Rejection::AcquiredInFuture { acquired_on: TOMORROW }),
        (received().when(unnumbered), Rejection::FieldEmpty { field: "number" }),
        (received().when(book_in(SCHOOL, JUNE_10)), Rejection::NotOwner { owner: BUREAU }),
        (received().when(book_in(BUREAU, JUNE_1)), Rejection::BookedBeforeOwned { since: JUNE_10 }),
        (
            after([to_received(TRANSFER), vec![booked_in(JUNE_10)]].concat()).when(book_in(BUREAU, JUNE_20)),
            Rejection::AlreadyBookedIn,
        ),
    ]
}

fn settling() -> Vec<Row> {
    let received = || after(to_received(TRANSFER));
    let booked = || after([to_received(TRANSFER), vec![booked_in(JUNE_10)]].concat());
    let blank = Command::BookOff { owner: SCHOOL, voucher: " ".into(), on: JUNE_10, source: None };
    let unnumbered = Command::RecordVoucher { owner: BUREAU, voucher: String::new(), on: JUNE_10, source: None };
    let recorded = || after([to_received(TRANSFER), vec![booked_in(JUNE_10), voucher_recorded(JUNE_10)]].concat());
    vec![
        (received().when(blank), Rejection::FieldEmpty { field: "voucher" }),
        (booked().when(unnumbered), Rejection::FieldEmpty { field: "voucher" }),
        (received().when(book_off(SCHOOL, TOMORROW)), Rejection::InFuture { on: TOMORROW }),
        (booked().when(record_voucher(TOMORROW)), Rejection::InFuture { on: TOMORROW }),
        (received().when(book_off(BUREAU, JUNE_10)), Rejection::NothingToBookOff),
        (after(to_received(LOAN)).when(book_off(SCHOOL, JUNE_10)), Rejection::NothingToBookOff),
        (received().when(book_off(SCHOOL, JUNE_1)), Rejection::BookedOffTooEarly { since: JUNE_10 }),
        (received().when(record_voucher(JUNE_10)), Rejection::NotBookedIn),
        (booked().when(record_voucher(JUNE_1)), Rejection::BookedBeforeOwned { since: JUNE_10 }),
        (recorded().when(record_voucher(JUNE_20)), Rejection::NoVoucherDue),
        (
            after(vec![registered()]).when(Command::RecordVoucher {
                owner: SCHOOL,
                voucher: "1".into(),
                on: MAY_1,
                source: None,
            }),
            Rejection::NoVoucherDue,
        ),
        (after(vec![registered()]).when(record_voucher(MAY_1)), Rejection::NotOwner { owner: SCHOOL }),
    ]
}

/// No command of a day to come, and no step before the latest one.
fn dates() -> Vec<Row> {
    let release = |on| Command::ReleaseReservation { reservation: FIRST, reason: "不需要了".into(), on };
    let to_come = [
        (vec![registered()], take_in(Storage::Central, Condition::Serviceable, TOMORROW)),
        (vec![registered(), taken_in()], list(Reach::City, TOMORROW)),
        (to_listed(), Command::Unlist { on: TOMORROW }),
        (to_listed(), reclaim(TOMORROW)),
        (to_listed(), reserve(FIRST, BUREAU, TRANSFER, TOMORROW)),
        (to_listed(), split(15, TOMORROW)),
        (to_listed(), Command::Reverse { revision: 2, reason: "录错".into(), on: TOMORROW }),
        (to_reserved(LOAN), release(TOMORROW)),
        (to_reserved(LOAN), dispatch(FIRST, TOMORROW)),
        (to_dispatched(LOAN), receive(TOMORROW)),
        (to_received(LOAN), return_loan(Condition::Serviceable, TOMORROW)),
        (to_received(TRANSFER), book_in(BUREAU, TOMORROW)),
        (vec![], Command::BeginLot { asset: PART, parent: CHAIRS, on: TOMORROW }),
    ]
    .into_iter()
    .map(|(history, command)| (after(history).when(command), Rejection::InFuture { on: TOMORROW }));
    let early = [
        (vec![registered()], take_in(Storage::Central, Condition::Serviceable, day(4, 30)), MAY_1),
        (vec![registered(), taken_in()], list(Reach::City, MAY_1), MAY_10),
        (to_listed(), Command::Unlist { on: MAY_10 }, MAY_20),
        (to_listed(), reclaim(MAY_10), MAY_20),
        (to_listed(), reserve(FIRST, BUREAU, TRANSFER, MAY_10), MAY_20),
        (to_listed(), split(15, MAY_10), MAY_20),
        (to_reserved(LOAN), release(MAY_20), JUNE_1),
        (to_reserved(LOAN), dispatch(FIRST, MAY_20), JUNE_1),
        (to_dispatched(LOAN), receive(JUNE_1), JUNE_10),
        (to_received(LOAN), return_loan(Condition::Serviceable, JUNE_1), JUNE_10),
        (to_returned(Condition::Serviceable), reserve(SECOND, BUREAU, TRANSFER, JUNE_10), JUNE_20),
    ]
    .into_iter()
    .map(|(history, command, latest)| (after(history).when(command), Rejection::BeforeLatestStep { latest }));
    to_come.chain(early).collect()
}

fn into_the_warehouse() -> Vec<Row> {
    let takes = |warehouse| {
        let facts = Facts { warehouse, ..known(BUREAU) };
        let command = take_in(Storage::Central, Condition::Serviceable, MAY_10);
        given([registered()]).with_facts(facts).when(command)
    };
    let city = known(BUREAU).warehouse.unwrap();
    let without_reason = Command::Reclaim { reason: " ".into(), under: under(), on: JUNE_1 };
    vec![
        (takes(None), Rejection::WarehouseUnknown),
        (takes(Some(WarehouseFacts { warehouse: id(21), ..city.clone() })), Rejection::WarehouseUnknown),
        (takes(Some(WarehouseFacts { open: false, ..city })), Rejection::WarehouseClosed),
        (
            after(to_listed()).when(take_in(Storage::Central, Condition::Serviceable, JUNE_1)),
            Rejection::AlreadyInWarehouse { since: MAY_10 },
        ),
        (
            after(to_received(LOAN)).when(take_in(Storage::Central, Condition::Serviceable, JUNE_10)),
            Rejection::AlreadyInWarehouse { since: MAY_10 },
        ),
        (after(vec![registered()]).when(reclaim(JUNE_1)), Rejection::NotInWarehouse),
        (after(to_received(TRANSFER)).when(reclaim(JUNE_20)), Rejection::NotInWarehouse),
        (after(to_listed()).when(without_reason), Rejection::FieldEmpty { field: "reason" }),
        (after(to_reserved(LOAN)).when(reclaim(JUNE_1)), Rejection::AlreadyReserved),
        (after(to_dispatched(LOAN)).when(reclaim(JUNE_10)), Rejection::AlreadyDispatched { since: JUNE_10 }),
        (after(to_received(LOAN)).when(reclaim(JUNE_10)), Rejection::AlreadyOnLoan { due_on: DUE }),
    ]
}

fn onto_the_list() -> Vec<Row> {
    let lists = |condition, reach, transfer, loan, closes_on| {
        let history = vec![registered(), taken_in_as(IntakeMode::CustodyOnly, Storage::Central, condition)];
        after(history).when(Command::List {
            reach,
            transfer,
            loan,
            opens_on: MAY_20,
            closes_on,
            on: MAY_20,
            applications_until: None,
            first_come: false,
        })
    };
    let (sound, scrap) = (Condition::Serviceable, Condition::ScrapDue);
    vec![
        (after(vec![registered()]).when(list(Reach::City, MAY_20)), Rejection::NotInWarehouse),
        (lists(scrap, Reach::City, true, true, None), Rejection::ScrapDueNotForReuse),
        (lists(sound, Reach::City, false, false, None), Rejection::ListingForNothing),
        (lists(sound, Reach::City, true, true, Some(MAY_10)), Rejection::WindowBackwards { closes_on: MAY_10 }),
        (after(to_listed()).when(list(Reach::Delta, MAY_20)), Rejection::AlreadyListed),
        (after(vec![registered(), taken_in()]).when(Command::Unlist { on: MAY_20 }), Rejection::NotListed),
        (after(to_reserved(LOAN)).when(Command::Unlist { on: JUNE_1 }), Rejection::AlreadyReserved),
    ]
}

fn reservations() -> Vec<Row> {
    let asks = |history, purpose| after(history).when(reserve(SECOND, BUREAU, purpose, JUNE_20));
    let within = |listing| vec![registered(), taken_in(), listing];
    let window = |opens_on, closes_on| {
        let (reach, on) = (Reach::City, MAY_20);
        within(Event::Listed {
            reach,
            transfer: true,
            loan: true,
            opens_on,
            closes_on,
            on,
            applications_until: None,
            first_come: false,
        })
    };
    let shut = |opens_on, closes_on| Rejection::WindowNotOpen { opens_on, closes_on };
    let loan_to = |due_on| asks(to_listed(), Purpose::Loan { due_on });
    let depositor = |depositor| {
        let facts = Facts { depositor, ..known(BUREAU) };
        given(to_listed()).with_facts(facts).when(reserve(FIRST, BUREAU, TRANSFER, JUNE_1))
    };
    let kept = Command::Reserve {
        reservation: FIRST,
        unit: BUREAU,
        purpose: TRANSFER,
        until: Some(MAY_20),
        under: under(),
        on: JUNE_1,
    };
    let release =
        |reservation, reason: &str| Command::ReleaseReservation { reservation, reason: reason.into(), on: JUNE_10 };
    vec![
        (asks(vec![registered()], TRANSFER), Rejection::NotInWarehouse),
        (asks(vec![registered(), taken_in()], TRANSFER), Rejection::NotListed),
        (given(to_listed()).when(reserve(FIRST, BUREAU, TRANSFER, JUNE_1)), Rejection::InstitutionUnknown),
        (depositor(None), Rejection::InstitutionUnknown),
        (depositor(Some(unit(OPERATOR))), Rejection::InstitutionUnknown),
        (
            given(to_listed()).with_facts(known(SCHOOL)).when(reserve(FIRST, SCHOOL, LOAN, JUNE_1)),
            Rejection::DepositorReclaims,
        ),
        (
            asks(within(listed_for(Reach::OwnUnit, true, true)), TRANSFER),
            Rejection::OutsideReach { reach: Reach::OwnUnit },
        ),
        (asks(window(day(6, 21), None), TRANSFER), shut(day(6, 21), None)),
        (asks(window(MAY_20, Some(day(6, 19))), TRANSFER), shut(MAY_20, Some(day(6, 19)))),
        (asks(within(listed_for(Reach::City, false, true)), TRANSFER), Rejection::NotListedForPurpose),
        (asks(within(listed_for(Reach::City, true, false)), LOAN), Rejection::NotListedForPurpose),
        (asks(to_returned(Condition::ScrapDue), TRANSFER), Rejection::DueForScrapping),
        (asks(to_reserved(LOAN), TRANSFER), Rejection::AlreadyReserved),
        (asks(to_dispatched(LOAN), TRANSFER), Rejection::AlreadyDispatched { since: JUNE_10 }),
        (asks(to_received(LOAN), TRANSFER), Rejection::AlreadyOnLoan { due_on: DUE }),
        (asks(to_received(TRANSFER), TRANSFER), Rejection::NotInWarehouse),
        (loan_to(JUNE_20), Rejection::DueTooEarly { due_on: JUNE_20 }),
        (loan_to(day(12, 18)), Rejection::LoanTooLong { days_max: 180 }),
        (after(to_listed()).when(kept), Rejection::KeptTooShort { until: MAY_20 }),
        (after(to_listed()).when(release(FIRST, "不需要了")), Rejection::NotReserved),
        (after(to_reserved(LOAN)).when(release(SECOND, "不需要了")), Rejection::OtherReservation),
        (after(to_reserved(LOAN)).when(release(FIRST, "")), Rejection::FieldEmpty { field: "reason" }),
    ]
}

fn hand_overs() -> Vec<Row> {
    let hands = |hand_over| {
        after(to_reserved(LOAN)).when(Command::Dispatch { reservation: FIRST, hand_over, under: None, on: JUNE_10 })
    };
    let short = Purpose::Loan { due_on: JUNE_10 };
    let mut dissolved = known(BUREAU);
    dissolved.unit.as_mut().unwrap().closed_on = Some(JUNE_1);
    vec![
        (
            after(to_reserved(LOAN)).with_facts(dissolved).when(dispatch(FIRST, JUNE_10)),
            Rejection::InstitutionClosed { on: JUNE_1 },
        ),
        (after(vec![registered()]).when(dispatch(FIRST, JUNE_10)), Rejection::NotInWarehouse),
        (after(to_listed()).when(dispatch(FIRST, JUNE_10)), Rejection::NotReserved),
        (after(to_reserved(LOAN)).when(dispatch(SECOND, JUNE_10)), Rejection::OtherReservation),
        (after(to_dispatched(LOAN)).when(dispatch(FIRST, JUNE_10)), Rejection::AlreadyDispatched { since: JUNE_10 }),
        (after(to_received(LOAN)).when(dispatch(FIRST, JUNE_10)), Rejection::AlreadyOnLoan { due_on: DUE }),
        (hands(HandOver { taken_by: id(51), ..signed(JUNE_10) }), Rejection::SamePersonBothSides),
        (hands(signed(JUNE_20)), Rejection::SignedAfterDispatch { signed_on: JUNE_20 }),
        (
            after(to_reserved_until(LOAN, JUNE_1)).when(dispatch(FIRST, JUNE_10)),
            Rejection::ReservationLapsed { until: JUNE_1 },
        ),
        (hands(signed(MAY_1)), Rejection::SignedBeforeReservation { since: JUNE_1 }),
        (after(to_reserved(short)).when(dispatch(FIRST, JUNE_10)), Rejection::DueTooEarly { due_on: JUNE_10 }),
        (after(to_reserved(LOAN)).when(receive(JUNE_10)), Rejection::NotUnderWay),
        (after(to_received(LOAN)).when(receive(JUNE_10)), Rejection::NotUnderWay),
        (after(to_dispatched(LOAN)).when(return_loan(Condition::Serviceable, JUNE_10)), Rejection::NotOnLoan),
        (after(to_received(TRANSFER)).when(return_loan(Condition::Serviceable, JUNE_10)), Rejection::NotOnLoan),
    ]
}

fn lots() -> Vec<Row> {
    let whole = |count| after(vec![registered()]).when(split(count, MAY_20));
    let taken = Facts { lot_exists: true, ..known(BUREAU) };
    let own = Command::SplitLot { lot: CHAIRS, pieces: pieces(15), on: MAY_20 };
    let split_off = Event::LotSplit {
        lot: PART,
        pieces: pieces(15),
        original_value: Fen::new(375_001),
        net_value: None,
        on: MAY_20,
    };
    let told = Asset::fold(&[registered(), split_off.clone()]).split_off(PART).unwrap();
    let begins = |parent_lot, asset, parent, on| {
        let facts = Facts { parent_lot, ..Facts::default() };
        (given([]).with_facts(facts).when(Command::BeginLot { asset, parent, on }), Rejection::NotSplitOff { parent })
    };
    vec![
        (whole(40), Rejection::NotAPart { pieces: 40 }),
        (whole(41), Rejection::NotAPart { pieces: 40 }),
        (after(to_reserved(LOAN)).when(split(15, JUNE_1)), Rejection::LotNotFree),
        (after(to_dispatched(LOAN)).when(split(15, JUNE_10)), Rejection::LotNotFree),
        (given([registered()]).with_facts(taken).when(split(15, MAY_20)), Rejection::LotIdTaken { lot: PART }),
        (after(vec![registered(), split_off]).when(split(15, MAY_20)), Rejection::LotIdTaken { lot: PART }),
        (after(vec![registered()]).when(own), Rejection::LotIdTaken { lot: CHAIRS }),
        begins(None, PART, CHAIRS, MAY_20),
        begins(Some(told.clone()), PART, id(99), MAY_20),
        begins(Some(told.clone()), id(99), CHAIRS, MAY_20),
        begins(Some(told), PART, CHAIRS, MAY_10),
        (
            after(vec![registered()]).when(Command::BeginLot { asset: PART, parent: CHAIRS, on: MAY_20 }),
            Rejection::AssetAlreadyRegistered,
        ),
    ]
}

fn reversals() -> Vec<Row> {
    let unreasoned = Command::Reverse { revision: 2, reason: "".into(), on: JUNE_20 };
    let early = Command::Reverse { revision: 2, reason: "录错".into(), on: MAY_10 };
    let reversal = Event::Reversed {
        revision: 2,
        what: "asset-listed".into(),
        effective_on: MAY_20,
        reason: "录错".into(),
        on: JUNE_20,
    };
    let split_off = Event::LotSplit {
        lot: PART,
        pieces: pieces(15),
        original_value: Fen::new(375_001),
        net_value: None,
        on: MAY_20,
    };
    let fixed = |what| Rejection::NotReversible { what };
    vec![
        (after(to_listed()).when(unreasoned), Rejection::FieldEmpty { field: "reason" }),
        (after(to_listed()).when(early), Rejection::ReversedTooEarly { happened_on: MAY_20 }),
        (after(to_listed()).when(reverse(3)), Rejection::NothingToReverse { revision: 3 }),
        (
            after([to_listed(), vec![reversal.clone()]].concat()).when(reverse(2)),
            Rejection::NothingToReverse { revision: 2 },
        ),
        (after([to_listed(), vec![reversal]].concat()).when(reverse(3)), Rejection::NothingToReverse { revision: 3 }),
        (after(to_listed()).when(reverse(0)), fixed("asset-registered")),
        (after(vec![registered(), split_off]).when(reverse(1)), fixed("asset-lot-split")),
        (after(to_reserved(LOAN)).when(reverse(2)), Rejection::HasDependents { revisions: vec![3] }),
    ]
}
