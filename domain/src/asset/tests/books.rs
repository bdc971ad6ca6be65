//! Whose books have it, and who is awaited with what after it became another's.

use super::*;

fn awaited(history: &[Event]) -> Vec<(InstitutionId, Booking)> {
    facets(history).books.awaited().iter().map(|awaited| (awaited.unit, awaited.booking)).collect()
}

fn transferred(more: &[Event]) -> Vec<Event> {
    [to_received(TRANSFER), more.to_vec()].concat()
}

#[test]
fn what_is_on_its_first_owners_books_is_in_step() {
    assert!(facets(&[registered()]).books.in_step());
    assert!(facets(&to_received(LOAN)).books.in_step());
}

#[test]
fn a_change_of_owner_awaits_the_former_owner_and_the_new_one_until_both_have_their_voucher() {
    assert_eq!(awaited(&transferred(&[])), [(SCHOOL, Booking::Off), (BUREAU, Booking::In)]);
    after(transferred(&[])).when(book_off(SCHOOL, JUNE_20)).then([booked_off(JUNE_20)]);
    assert_eq!(awaited(&transferred(&[booked_off(JUNE_20)])), [(BUREAU, Booking::In)]);
    let booked = [booked_off(JUNE_20), booked_in(JUNE_20)];
    assert_eq!(awaited(&transferred(&booked)), [(BUREAU, Booking::Voucher)]);
    after(transferred(&booked)).when(record_voucher(JUNE_20)).then([voucher_recorded(JUNE_20)]);
    let settled = [booked_off(JUNE_20), booked_in(JUNE_20), voucher_recorded(JUNE_20)];
    assert!(facets(&transferred(&settled)).books.in_step());
}

#[test]
fn the_books_may_be_settled_in_any_order_and_later_than_the_next_step() {
    let taken_in_again = Event::Listed {
        reach: Reach::City,
        transfer: true,
        loan: false,
        opens_on: JUNE_20,
        closes_on: None,
        on: JUNE_20,
        applications_until: None,
        first_come: false,
    };
    after(transferred(&[booked_in(JUNE_10), taken_in_again]))
        .when(book_off(SCHOOL, JUNE_10))
        .then([booked_off(JUNE_10)]);
    after(transferred(&[booked_in(JUNE_10)])).when(record_voucher(JUNE_10)).then([voucher_recorded(JUNE_10)]);
}

#[test]
fn who_gets_it_back_before_letting_go_has_it_on_the_books_still() {
    let with_books = taken_in_as(IntakeMode::WithBooks, Storage::Central, Condition::Serviceable);
    let back = Event::Reclaimed { depositor: SCHOOL, reason: "开学要用".into(), under: under(), on: JUNE_1 };
    assert_eq!(awaited(&[registered(), with_books.clone()]), [(SCHOOL, Booking::Off), (OPERATOR, Booking::In)]);
    let now = facets(&[registered(), with_books.clone(), back.clone()]).books;
    assert_eq!((now.owner, now.number.as_deref(), now.standing), (SCHOOL, Some("TY2026-0001"), BookStanding::Booked));
    assert!(now.in_step());
    let off = Event::BookedOff {
        owner: SCHOOL,
        number: Some("TY2026-0001".into()),
        voucher: "记-5-1".into(),
        on: MAY_20,
        source: None,
    };
    assert_eq!(awaited(&[registered(), with_books, off, back]), [(SCHOOL, Booking::In)]);
}

#[test]
fn an_owner_who_never_booked_it_in_has_nothing_to_let_go_of() {
    let with_books = taken_in_as(IntakeMode::WithBooks, Storage::Central, Condition::Serviceable);
    let mut history = to_received(TRANSFER);
    history[1] = with_books;
    assert_eq!(awaited(&history), [(SCHOOL, Booking::Off), (BUREAU, Booking::In)]);
}

#[test]
fn a_part_begins_with_what_its_lot_had_still_to_settle() {
    let history = transferred(&[booked_in(JUNE_10)]);
    let Ok(split) = Asset::fold(&history).decide(split(15, JUNE_20), &known(BUREAU), JUNE_20) else { panic!() };
    let told = Asset::fold(&[history.clone(), split].concat()).split_off(PART).unwrap();
    assert_eq!(told.carried.settling, facets(&history).books.settling);
    let begun = Event::LotBegun {
        asset: PART,
        parent: CHAIRS,
        parent_revision: told.revision,
        carried: Box::new(told.carried),
        on: JUNE_20,
    };
    assert_eq!(awaited(&[begun]), [(SCHOOL, Booking::Off), (BUREAU, Booking::Voucher)]);
}

#[test]
fn a_booking_off_rests_on_the_transfer() {
    let history = transferred(&[booked_off(JUNE_10)]);
    after(history).when(reverse(5)).then_rejected(Rejection::HasDependents { revisions: vec![6] });
}
