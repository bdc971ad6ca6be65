//! Out of the warehouse: reserved, handed over, received, and brought back.

use super::*;

#[test]
fn a_listed_asset_is_reserved_for_a_unit_within_its_reach() {
    for purpose in [TRANSFER, LOAN] {
        after(to_listed()).when(reserve(FIRST, BUREAU, purpose, JUNE_1)).then([reserved(purpose)]);
    }
}

#[test]
fn a_reservation_may_be_kept_for_its_own_day_only() {
    let until = Some(JUNE_1);
    let command = |until| Command::Reserve {
        reservation: FIRST,
        unit: BUREAU,
        purpose: TRANSFER,
        until,
        under: under(),
        on: JUNE_1,
    };
    after(to_listed()).when(command(until)).then([Event::Reserved {
        reservation: FIRST,
        unit: BUREAU,
        purpose: TRANSFER,
        until,
        under: under(),
        terms: TERMS_VERSION,
        on: JUNE_1,
    }]);
}

#[test]
fn a_loan_of_180_days_is_the_longest() {
    let last = Purpose::Loan { due_on: day(11, 28) };
    after(to_listed()).when(reserve(FIRST, BUREAU, last, JUNE_1)).then([reserved(last)]);
    let next = Purpose::Loan { due_on: day(11, 29) };
    after(to_listed())
        .when(reserve(FIRST, BUREAU, next, JUNE_1))
        .then_rejected(Rejection::LoanTooLong { days_max: 180 });
}

#[test]
fn a_released_asset_is_reserved_again() {
    let release = Command::ReleaseReservation { reservation: FIRST, reason: "不需要了".into(), on: JUNE_10 };
    after(to_reserved(LOAN)).when(release).then([released()]);
    after([to_reserved(LOAN), vec![released()]].concat())
        .when(reserve(SECOND, BUREAU, TRANSFER, JUNE_10))
        .then([reserved_by(SECOND, TRANSFER, JUNE_10)]);
}

#[test]
fn a_hand_over_names_what_went_out_to_whom_and_under_what() {
    after(to_reserved(LOAN)).when(dispatch(FIRST, JUNE_10)).then([dispatched(LOAN)]);
    let reply = Basis { document: id(41), ..under() };
    let Event::Dispatched {
        reservation,
        warehouse,
        depositor,
        unit,
        purpose,
        pieces,
        original_value,
        hand_over,
        on,
        ..
    } = dispatched(LOAN)
    else {
        panic!()
    };
    after(to_reserved(LOAN))
        .when(Command::Dispatch { reservation, hand_over: hand_over.clone(), under: Some(reply.clone()), on })
        .then([Event::Dispatched {
            reservation,
            warehouse,
            depositor,
            unit,
            purpose,
            pieces,
            original_value,
            hand_over,
            under: reply,
            on,
        }]);
}

#[test]
fn reserving_and_handing_over_move_nothing_until_it_is_received() {
    let (listed, under_way) = (facets(&to_listed()), facets(&to_dispatched(TRANSFER)));
    assert_eq!(listed.books, under_way.books);
    assert_eq!(listed.custody, under_way.custody);
    assert_eq!(listed.in_warehouse, under_way.in_warehouse);
    assert_eq!(
        under_way.occupation,
        Occupation::UnderWay(UnderWay { unit: BUREAU, purpose: TRANSFER, since: JUNE_10 })
    );
}

#[test]
fn a_transfer_received_leaves_the_warehouse_and_changes_the_owner() {
    after(to_dispatched(TRANSFER)).when(receive(JUNE_10)).then([received()]);
    let now = facets(&to_received(TRANSFER));
    assert_eq!((now.in_warehouse, now.occupation), (None, Occupation::Free));
    assert_eq!(now.custody, Custody { custodian: BUREAU, place: Some("5-501".into()) });
    assert_eq!((now.books.owner, now.books.standing, now.used_by), (BUREAU, BookStanding::AwaitingBookIn, BUREAU));
}

#[test]
fn a_loan_received_stays_with_its_owner_and_its_warehouse() {
    after(to_dispatched(LOAN)).when(receive(JUNE_10)).then([received()]);
    let now = facets(&to_received(LOAN));
    assert_eq!(now.occupation, Occupation::OnLoan(Loan { unit: BUREAU, due_on: DUE, since: JUNE_10, renewals: 0 }));
    assert_eq!((now.books.owner, now.custody.custodian, now.used_by), (SCHOOL, BUREAU, BUREAU));
    assert_eq!(now.in_warehouse.unwrap().warehouse, CITY);
}

#[test]
fn a_loan_comes_back_inspected_even_after_its_due_date() {
    after(to_received(LOAN))
        .when(return_loan(Condition::Repairable, JUNE_20))
        .then([loan_returned(Condition::Repairable)]);
    let late = day(9, 2);
    after(to_received(LOAN)).on(late).when(return_loan(Condition::Serviceable, late)).then([Event::LoanReturned {
        unit: BUREAU,
        outcome: LoanReturn::Sound,
        condition: Condition::Serviceable,
        inspected_by: id(50),
        place: Some("A-02".into()),
        note: None,
        on: late,
    }]);
}

#[test]
fn a_returned_loan_is_back_with_its_keeper_and_free_for_the_next() {
    let now = facets(&to_returned(Condition::Serviceable));
    assert_eq!((now.occupation, now.custody.custodian, now.used_by), (Occupation::Free, OPERATOR, SCHOOL));
    assert_eq!(now.custody.place.as_deref(), Some("A-02"));
    after(to_returned(Condition::Serviceable))
        .when(reserve(SECOND, BUREAU, TRANSFER, JUNE_20))
        .then([reserved_by(SECOND, TRANSFER, JUNE_20)]);
}

#[test]
fn a_loan_from_storage_in_place_goes_back_to_the_depositor() {
    let in_place = taken_in_as(IntakeMode::CustodyOnly, Storage::InPlace, Condition::Serviceable);
    let mut history = to_returned(Condition::Serviceable);
    history[1] = in_place;
    assert_eq!(facets(&history).custody.custodian, SCHOOL);
}
