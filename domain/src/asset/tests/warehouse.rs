//! Into the warehouse, onto the list, and back to the depositor.

use super::*;

#[test]
fn an_asset_is_accepted_with_a_condition_and_the_warehouse_as_it_was_read() {
    after(vec![registered()]).when(take_in(Storage::Central, Condition::Serviceable, MAY_10)).then([taken_in()]);
}

#[test]
fn central_storage_moves_custody_and_a_listing_in_place_does_not() {
    let central = facets(&[registered(), taken_in()]);
    assert_eq!(central.custody, Custody { custodian: OPERATOR, place: Some("A-3".into()) });
    let in_place = taken_in_as(IntakeMode::CustodyOnly, Storage::InPlace, Condition::Serviceable);
    assert_eq!(facets(&[registered(), in_place]).custody.custodian, SCHOOL);
}

#[test]
fn books_move_on_the_receipt_only_where_the_warehouse_takes_them() {
    let stay = facets(&[registered(), taken_in()]).books;
    assert_eq!((stay.owner, stay.standing), (SCHOOL, BookStanding::Booked));
    let with_books = taken_in_as(IntakeMode::WithBooks, Storage::Central, Condition::Serviceable);
    let moved = facets(&[registered(), with_books]).books;
    assert_eq!((moved.owner, moved.number, moved.standing), (OPERATOR, None, BookStanding::AwaitingBookIn));
}

#[test]
fn an_asset_in_the_warehouse_is_listed_with_reach_and_window() {
    after(vec![registered(), taken_in()]).when(list(Reach::City, MAY_20)).then([listed()]);
}

#[test]
fn scrap_is_listed_for_disposal_without_a_purpose_of_reuse() {
    let scrap = taken_in_as(IntakeMode::CustodyOnly, Storage::Central, Condition::ScrapDue);
    let disposal = |on| Command::List {
        reach: Reach::Disposal,
        transfer: false,
        loan: false,
        opens_on: on,
        closes_on: Some(on),
        on,
        applications_until: None,
        first_come: false,
    };
    after(vec![registered(), scrap]).when(disposal(MAY_20)).then([Event::Listed {
        reach: Reach::Disposal,
        transfer: false,
        loan: false,
        opens_on: MAY_20,
        closes_on: Some(MAY_20),
        on: MAY_20,
        applications_until: None,
        first_come: false,
    }]);
}

#[test]
fn a_listing_ends_and_another_follows() {
    after(to_listed()).when(Command::Unlist { on: JUNE_1 }).then([Event::Unlisted { on: JUNE_1 }]);
    let unlisted = [to_listed(), vec![Event::Unlisted { on: MAY_20 }]].concat();
    after(unlisted).when(list(Reach::City, MAY_20)).then([listed()]);
}

#[test]
fn the_depositor_takes_a_free_asset_back_listed_or_not() {
    let reclaimed = Event::Reclaimed { depositor: SCHOOL, reason: "开学要用".into(), under: under(), on: JUNE_1 };
    after(vec![registered(), taken_in()]).when(reclaim(JUNE_1)).then([reclaimed.clone()]);
    after(to_listed()).when(reclaim(JUNE_1)).then([reclaimed.clone()]);
    let back = facets(&[to_listed(), vec![reclaimed]].concat());
    assert_eq!((back.in_warehouse, back.custody.custodian, back.books.owner), (None, SCHOOL, SCHOOL));
    assert_eq!(back.books.standing, BookStanding::Booked);
}

#[test]
fn a_reclaimed_asset_is_on_the_depositors_books_still_while_they_did_not_let_go_of_it() {
    let with_books = taken_in_as(IntakeMode::WithBooks, Storage::Central, Condition::Serviceable);
    let reclaimed = Event::Reclaimed { depositor: SCHOOL, reason: "误入".into(), under: under(), on: JUNE_1 };
    let back = facets(&[registered(), with_books, reclaimed]).books;
    assert_eq!((back.owner, back.standing, back.since), (SCHOOL, BookStanding::Booked, JUNE_1));
}

#[test]
fn a_reclaimed_asset_may_come_in_again() {
    let reclaimed = Event::Reclaimed { depositor: SCHOOL, reason: "误入".into(), under: under(), on: MAY_10 };
    after(vec![registered(), taken_in(), reclaimed])
        .when(take_in(Storage::Central, Condition::Serviceable, MAY_10))
        .then([taken_in()]);
}

#[test]
fn a_window_includes_both_its_days() {
    let listing = |closes_on| Listing {
        reach: Reach::City,
        transfer: true,
        loan: true,
        opens_on: MAY_10,
        closes_on,
        applications_until: None,
        first_come: false,
    };
    for (on, open) in [(day(5, 9), false), (MAY_10, true), (MAY_20, true), (day(5, 21), false)] {
        assert_eq!(listing(Some(MAY_20)).open_on(on), open, "{on}");
    }
    assert!(listing(None).open_on(TOMORROW));
}

#[test]
fn each_reach_covers_what_the_one_before_it_covers() {
    let district = |code| UnitFacts {
        level: Level::District,
        competent_department: None,
        subordinate_to: Division::parse(code).unwrap(),
        ..unit(BUREAU)
    };
    let other_department = UnitFacts { competent_department: Some("市卫生健康委员会".into()), ..unit(BUREAU) };
    let no_department = UnitFacts { competent_department: None, ..unit(BUREAU) };
    let from = |depositor: &UnitFacts, to: &UnitFacts| {
        use Reach::{City, Delta, Department, Disposal, Level, OwnUnit};
        [OwnUnit, Department, Level, City, Delta, Disposal].map(|reach| u8::from(reach.covers(depositor, to)))
    };
    let school = unit(SCHOOL);
    assert_eq!(from(&school, &school), [1, 1, 1, 1, 1, 0]);
    assert_eq!(from(&school, &unit(BUREAU)), [0, 1, 1, 1, 1, 0]);
    assert_eq!(from(&school, &other_department), [0, 0, 1, 1, 1, 0]);
    assert_eq!(from(&school, &district("310101")), [0, 0, 0, 1, 1, 0]);
    let huangpu = UnitFacts { institution: SCHOOL, ..district("310101") };
    assert_eq!(from(&huangpu, &district("310101")), [0, 0, 1, 1, 1, 0]);
    assert_eq!(from(&huangpu, &district("310104")), [0, 0, 0, 1, 1, 0]);
    assert_eq!(from(&UnitFacts { institution: SCHOOL, ..no_department.clone() }, &no_department), [0, 0, 1, 1, 1, 0]);
}
