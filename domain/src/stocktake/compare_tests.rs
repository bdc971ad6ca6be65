//! The books against what was found, one situation at a time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{BookCard, Change, Difference, DifferenceKind, Entry, Found, Movement, MovementKind, Outcome, compare};
use crate::asset_class::AssetClass;
use crate::count::Scan;
use crate::fen::Fen;
use crate::given::id;
use crate::id::{AssetId, StocktakeId};
use crate::pieces::Pieces;

const CAMPAIGN: StocktakeId = StocktakeId(Uuid::from_u128(5));

/// An hour of the day on which is counted.
fn hour(hour: u32) -> DateTime<Utc> {
    format!("2026-06-30T{hour:02}:00:00Z").parse().unwrap()
}

fn card(pieces: u32, place: Option<&str>) -> BookCard {
    BookCard {
        number: Some("TY-0001".into()),
        name: "会议椅".into(),
        class: AssetClass::parse("A05010301").unwrap(),
        pieces: Pieces::try_new(pieces).unwrap(),
        original_value: Fen::new(60_000),
        place: place.map(Into::into),
    }
}

fn entry(pieces: u32) -> Entry {
    Entry::unmoved(id(1), card(pieces, Some("3 号楼 201")))
}

/// The same, with what an event of an hour left of it here.
fn then(entry: Entry, at: u32, what: &str, here: Option<BookCard>) -> Entry {
    let revision = 1 + entry.changes.len() as u64;
    let mut changes = entry.changes;
    changes.push(Change { at: hour(at), revision, what: what.into(), here });
    Entry { changes, ..entry }
}

fn scan(n: u128, at: u32, pieces: u32) -> Scan {
    Scan {
        scan: id(n),
        asset: Some(id(1)),
        code: None,
        at: hour(at),
        place: "３号楼201".into(),
        pieces,
        condition: None,
        name: None,
        photo: None,
        note: None,
        round: 0,
    }
}

fn at_place(place: &str, scan: Scan) -> Scan {
    Scan { place: place.into(), ..scan }
}

fn recount(scan: Scan) -> Scan {
    Scan { round: 1, ..scan }
}

fn outcome(entries: &[Entry], scans: &[Scan]) -> Outcome {
    compare(CAMPAIGN, entries, scans, &BTreeMap::new())
}

/// Kind, expected and counted of each difference.
fn told(outcome: &Outcome) -> Vec<(DifferenceKind, u32, u32)> {
    outcome.differences.iter().map(|known| (known.kind, known.expected, known.counted)).collect()
}

fn moved(outcome: &Outcome) -> Vec<MovementKind> {
    outcome.movements.iter().map(|movement| movement.kind).collect()
}

#[test]
fn what_is_where_the_books_have_it_is_no_difference() {
    let outcome = outcome(&[entry(1)], &[scan(1, 2, 1)]);
    assert_eq!(outcome, Outcome { found: Found { things: 1, pieces: 1 }, ..Outcome::default() });
}

#[test]
fn what_nobody_found_is_short() {
    let outcome = outcome(&[entry(4)], &[]);
    assert_eq!(told(&outcome), [(DifferenceKind::Shortage, 4, 0)]);
    let [Difference { asset, card: of_books, .. }] = outcome.differences.as_slice() else { panic!() };
    assert_eq!((*asset, of_books.clone()), (Some(id(1)), Some(card(4, Some("3 号楼 201")))));
}

#[test]
fn what_was_looked_for_in_vain_is_short_too() {
    assert_eq!(told(&outcome(&[entry(1)], &[scan(1, 2, 0)])), [(DifferenceKind::Shortage, 1, 0)]);
}

#[test]
fn fewer_pieces_are_a_shortage_and_more_a_surplus() {
    assert_eq!(told(&outcome(&[entry(10)], &[scan(1, 2, 7)])), [(DifferenceKind::Shortage, 10, 7)]);
    assert_eq!(told(&outcome(&[entry(10)], &[scan(1, 2, 12)])), [(DifferenceKind::Surplus, 10, 12)]);
}

#[test]
fn what_stands_elsewhere_is_a_mismatch_that_says_where() {
    let outcome = outcome(&[entry(1)], &[at_place("食堂", scan(1, 2, 1))]);
    assert_eq!(told(&outcome), [(DifferenceKind::Mismatch, 1, 1)]);
    assert_eq!(outcome.differences[0].place.as_deref(), Some("食堂"));
}

#[test]
fn books_that_say_no_place_agree_with_any() {
    let silent = Entry::unmoved(id(1), card(1, None));
    assert_eq!(told(&outcome(&[silent], &[at_place("食堂", scan(1, 2, 1))])), []);
}

#[test]
fn what_two_teams_scan_at_one_place_is_counted_once() {
    let outcome = outcome(&[entry(10)], &[scan(1, 2, 10), scan(2, 3, 10)]);
    assert_eq!((told(&outcome), outcome.found), (vec![], Found { things: 1, pieces: 10 }));
}

#[test]
fn a_lot_at_two_places_is_added_up() {
    let scans = [scan(1, 2, 6), at_place("食堂", scan(2, 3, 4))];
    assert_eq!(told(&outcome(&[entry(10)], &scans)), []);
}

#[test]
fn one_thing_at_two_places_is_where_it_was_seen_last() {
    let scans = [at_place("食堂", scan(1, 2, 1)), scan(2, 3, 1)];
    assert_eq!(told(&outcome(&[entry(1)], &scans)), []);
    let scans = [scan(1, 2, 1), at_place("食堂", scan(2, 3, 1))];
    assert_eq!(told(&outcome(&[entry(1)], &scans)), [(DifferenceKind::Mismatch, 1, 1)]);
}

#[test]
fn a_code_that_nobody_knows_is_a_surplus_with_its_photo() {
    let found = |n, at, pieces| Scan {
        asset: None,
        code: Some("QR-77".into()),
        name: Some("投影仪".into()),
        photo: Some("0f".repeat(32)),
        ..scan(n, at, pieces)
    };
    let outcome = outcome(&[], &[found(1, 2, 2), found(2, 3, 1)]);
    assert_eq!(told(&outcome), [(DifferenceKind::Surplus, 0, 1)]);
    let difference = &outcome.differences[0];
    assert_eq!((difference.code.as_deref(), difference.name.as_deref()), (Some("QR-77"), Some("投影仪")));
    assert!(difference.photo.is_some());
}

#[test]
fn a_code_that_is_the_number_of_a_card_is_a_scan_of_it() {
    let by_number = Scan { asset: None, code: Some("ｔｙ-0001".into()), ..scan(1, 2, 1) };
    assert_eq!(told(&outcome(&[entry(1)], &[by_number])), []);
}

#[test]
fn an_asset_of_others_found_here_is_a_surplus_that_names_it() {
    let of_others = Entry { at_snapshot: None, ..entry(1) };
    let outcome = outcome(&[of_others], &[scan(1, 2, 1)]);
    assert_eq!(told(&outcome), [(DifferenceKind::Surplus, 0, 1)]);
    assert_eq!(outcome.differences[0].asset, Some(id(1)));
}

#[test]
fn an_asset_that_no_ledger_knows_is_a_surplus() {
    assert_eq!(told(&outcome(&[], &[scan(1, 2, 1)])), [(DifferenceKind::Surplus, 0, 1)]);
    assert_eq!(told(&outcome(&[], &[scan(1, 2, 0)])), []);
}

#[test]
fn what_left_during_the_count_is_a_movement_scanned_or_not() {
    let gone = || then(entry(1), 4, "asset-received", None);
    for scans in [vec![], vec![scan(1, 3, 1)], vec![scan(1, 3, 0)]] {
        let outcome = outcome(&[gone()], &scans);
        assert_eq!((told(&outcome), moved(&outcome)), (vec![], vec![MovementKind::Left]), "{scans:?}");
    }
    let movement = Movement { asset: id(1), kind: MovementKind::Left, revision: 1, what: "asset-received".into() };
    assert_eq!(outcome(&[gone()], &[]).movements, [movement]);
}

#[test]
fn what_was_disposed_of_in_between_and_is_still_there_is_a_mismatch() {
    let gone = then(entry(1), 4, "asset-disposed", None);
    let outcome = outcome(&[gone], &[scan(1, 5, 1)]);
    assert_eq!((told(&outcome), moved(&outcome)), (vec![(DifferenceKind::Mismatch, 0, 1)], vec![MovementKind::Left]));
}

#[test]
fn what_came_during_the_count_need_not_be_counted_and_may_be() {
    let came = || then(Entry { at_snapshot: None, ..entry(1) }, 4, "asset-taken-in", Some(card(1, None)));
    for scans in [vec![], vec![scan(1, 5, 1)], vec![scan(1, 3, 1)]] {
        let outcome = outcome(&[came()], &scans);
        assert_eq!((told(&outcome), moved(&outcome)), (vec![], vec![MovementKind::Came]), "{scans:?}");
    }
}

#[test]
fn what_left_and_came_back_and_was_not_found_is_short() {
    let back = then(then(entry(1), 3, "asset-received", None), 4, "asset-loan-returned", Some(card(1, None)));
    let outcome = outcome(&[back], &[]);
    assert_eq!(told(&outcome), [(DifferenceKind::Shortage, 1, 0)]);
    assert_eq!(moved(&outcome), [MovementKind::Left, MovementKind::Came]);
}

#[test]
fn pieces_split_off_before_or_after_the_scan_are_reconciled() {
    let split = || then(entry(10), 4, "asset-lot-split", Some(card(7, Some("3 号楼 201"))));
    for (at, pieces) in [(3, 10), (5, 7), (3, 7)] {
        let outcome = outcome(&[split()], &[scan(1, at, pieces)]);
        assert_eq!((told(&outcome), moved(&outcome)), (vec![], vec![MovementKind::Changed]), "{at} {pieces}");
    }
    assert_eq!(told(&outcome(&[split()], &[scan(1, 5, 10)])), [(DifferenceKind::Surplus, 7, 10)]);
}

#[test]
fn an_event_that_changes_nothing_here_is_no_movement() {
    let listed = then(entry(1), 4, "asset-listed", Some(card(1, Some("3 号楼 201"))));
    assert_eq!(outcome(&[listed], &[scan(1, 5, 1)]).movements, []);
}

#[test]
fn a_recount_overrides_what_was_counted_before_even_when_it_comes_in_first() {
    let scans = [recount(scan(2, 3, 10)), scan(1, 4, 7)];
    assert_eq!(told(&outcome(&[entry(10)], &scans)), []);
    let asked: BTreeMap<AssetId, u32> = [(id(1), 1)].into();
    assert_eq!(compare(CAMPAIGN, &[entry(10)], &scans, &asked).awaiting_recount, []);
}

#[test]
fn a_recount_that_nobody_made_is_awaited_unless_the_thing_has_left() {
    let asked: BTreeMap<AssetId, u32> = [(id(1), 1)].into();
    let awaited = |entry: Entry| compare(CAMPAIGN, &[entry], &[scan(1, 2, 7)], &asked).awaiting_recount;
    assert_eq!(awaited(entry(10)), [id::<AssetId>(1)]);
    assert_eq!(awaited(then(entry(10), 4, "asset-received", None)), []);
}

#[test]
fn the_difference_about_one_thing_keeps_its_id() {
    let [first, second] = [outcome(&[entry(10)], &[]), outcome(&[entry(10)], &[scan(1, 2, 7)])];
    assert_eq!(first.differences[0].difference, second.differences[0].difference);
}
