//! A card of 40 chairs, of which 15 go their own way.

use super::*;

fn split_off() -> Event {
    Event::LotSplit {
        lot: PART,
        pieces: pieces(15),
        original_value: Fen::new(375_001),
        net_value: Some(Fen::new(93_750)),
        on: MAY_20,
    }
}

fn part_of(parent: &[Event]) -> ParentLot {
    Asset::fold(parent).split_off(PART).unwrap()
}

fn begin(on: NaiveDate) -> Command {
    Command::BeginLot { asset: PART, parent: CHAIRS, on }
}

fn begun(split: &ParentLot) -> Event {
    Event::LotBegun {
        asset: PART,
        parent: CHAIRS,
        parent_revision: split.revision,
        carried: Box::new(split.carried.clone()),
        on: MAY_20,
    }
}

#[test]
fn fifteen_of_forty_take_their_share_of_the_value_in_whole_fen() {
    after(vec![registered()]).when(split(15, MAY_20)).then([split_off()]);
    let left = facets(&[registered(), split_off()]).card;
    assert_eq!(left.pieces, pieces(25));
    assert_eq!((left.original_value, left.net_value), (Fen::new(625_002), Some(Fen::new(156_251))));
}

#[test]
fn a_card_without_a_net_value_gives_parts_without_one() {
    let bare = |event| match event {
        Event::Registered { asset, owner, number, card, on, source } => {
            let card = CardFacts { net_value: None, ..card };
            Event::Registered { asset, owner, number, card, on, source }
        }
        other => other,
    };
    after(vec![bare(registered())]).when(split(1, MAY_20)).then([Event::LotSplit {
        lot: PART,
        pieces: Pieces::ONE,
        original_value: Fen::new(25_000),
        net_value: None,
        on: MAY_20,
    }]);
}

#[test]
fn the_part_begins_as_the_parents_stream_says() {
    let split = part_of(&[registered(), split_off()]);
    let facts = Facts { parent_lot: Some(split.clone()), ..Facts::default() };
    given::<Asset>([]).with_facts(facts).when(begin(MAY_20)).then([begun(&split)]);
    let part = facets(&[begun(&split)]);
    assert_eq!((part.id, part.parent, part.card.pieces), (PART, Some(CHAIRS), pieces(15)));
    assert_eq!((part.card.original_value, part.card.net_value), (Fen::new(375_001), Some(Fen::new(93_750))));
    assert_eq!((part.books.number.as_deref(), part.books.standing), (Some("TY2026-0001"), BookStanding::Booked));
}

#[test]
fn an_interrupted_split_is_completed_as_it_was_whatever_the_parent_did_since() {
    let at_once = part_of(&[registered(), split_off()]);
    let later = part_of(&[registered(), split_off(), taken_in(), listed()]);
    assert_eq!(at_once, later);
}

#[test]
fn a_part_of_a_listed_lot_lies_where_the_lot_lies_and_is_listed_like_it() {
    let parent = facets(&to_listed());
    let part = facets(&[begun(&part_of(&[to_listed(), vec![split_off()]].concat()))]);
    assert_eq!(part.in_warehouse, parent.in_warehouse);
    assert_eq!(part.custody, parent.custody);
    assert_eq!((part.used_by, part.condition), (parent.used_by, parent.condition));
}

#[test]
fn a_part_of_a_lot_stored_in_place_stays_with_the_depositor_whoever_owns_it() {
    let in_place = taken_in_as(IntakeMode::WithBooks, Storage::InPlace, Condition::Serviceable);
    let history = [registered(), in_place];
    let parent = facets(&history);
    let part = facets(&[begun(&part_of(&[history.to_vec(), vec![split_off()]].concat()))]);
    assert_eq!(part.custody, parent.custody);
    assert_eq!((part.books.owner, part.used_by, part.custody.custodian), (OPERATOR, SCHOOL, SCHOOL));
    assert_eq!((part.books.number, part.books.standing), (None, BookStanding::AwaitingBookIn));
}

#[test]
fn what_leaves_after_a_split_is_what_is_left() {
    let mut history = to_listed();
    history.push(split_off());
    history.push(reserved(TRANSFER));
    let Event::Dispatched { reservation, warehouse, depositor, unit, purpose, hand_over, under, on, .. } =
        dispatched(TRANSFER)
    else {
        panic!()
    };
    after(history).when(dispatch(FIRST, JUNE_10)).then([Event::Dispatched {
        reservation,
        warehouse,
        depositor,
        unit,
        purpose,
        pieces: pieces(25),
        original_value: Fen::new(625_002),
        hand_over,
        under,
        on,
    }]);
}
