//! Onto the books: registered by the owner, booked in by the next one.

use super::*;

fn register(card: CardFacts) -> Command {
    Command::Register { asset: CHAIRS, owner: SCHOOL, number: "TY2026-0001".into(), card, on: MAY_1, source: None }
}

#[test]
fn an_asset_is_registered_from_its_owners_books() {
    given::<Asset>([]).with_facts(known(SCHOOL)).when(register(card())).then([registered()]);
}

#[test]
fn the_owner_has_uses_and_keeps_what_it_registered() {
    let now = facets(&[registered()]);
    assert_eq!((now.books.owner, now.used_by, now.custody.custodian), (SCHOOL, SCHOOL, SCHOOL));
    assert_eq!((now.books.number.as_deref(), now.books.standing), (Some("TY2026-0001"), BookStanding::Booked));
    assert_eq!(now.custody.place.as_deref(), Some("东楼 203"));
    assert_eq!((now.in_warehouse, now.occupation, now.condition), (None, Occupation::Free, None));
}

#[test]
fn a_card_of_no_value_and_a_card_acquired_today_are_cards() {
    let given_away = CardFacts { original_value: Fen::ZERO, net_value: Some(Fen::ZERO), ..card() };
    let new = CardFacts { acquired_on: crate::given::TODAY, net_value: None, ..card() };
    for card in [given_away, new] {
        given::<Asset>([]).with_facts(known(SCHOOL)).when(register(card.clone())).then([Event::Registered {
            asset: CHAIRS,
            owner: SCHOOL,
            number: "TY2026-0001".into(),
            card,
            on: MAY_1,
            source: None,
        }]);
    }
}

#[test]
fn a_unit_that_closed_later_still_had_it_on_its_books() {
    let mut facts = known(SCHOOL);
    facts.unit.as_mut().unwrap().closed_on = Some(MAY_10);
    given::<Asset>([]).with_facts(facts).when(register(card())).then([registered()]);
}

#[test]
fn the_receiver_of_a_transfer_enters_it_on_its_books() {
    after(to_received(TRANSFER)).when(book_in(BUREAU, JUNE_10)).then([booked_in(JUNE_10)]);
    let now = facets(&[to_received(TRANSFER), vec![booked_in(JUNE_20)]].concat());
    assert_eq!(
        now.books,
        Books {
            owner: BUREAU,
            number: Some("JG-77".into()),
            standing: BookStanding::Booked,
            since: JUNE_10,
            settling: facets(&to_received(TRANSFER)).books.settling,
        }
    );
}

#[test]
fn an_office_books_in_when_it_gets_to_it_even_after_it_deposited_the_thing_again() {
    let again = Event::TakenIn {
        warehouse: CITY,
        warehouse_revision: 4,
        operator: OPERATOR,
        depositor: BUREAU,
        mode: IntakeMode::CustodyOnly,
        storage: Storage::Central,
        condition: Condition::Serviceable,
        accepted_by: id(50),
        place: None,
        under: under(),
        on: JUNE_20,
    };
    after([to_received(TRANSFER), vec![again]].concat()).when(book_in(BUREAU, JUNE_10)).then([booked_in(JUNE_10)]);
}
