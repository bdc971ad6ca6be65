//! The rules of DOMAIN 9.1, one by one.

use cangliu_domain::Aggregate;
use cangliu_domain::asset::{Asset, Condition, Event, Purpose};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::pieces::Pieces;
use chrono::NaiveDate;

use super::{Life, Spell, Verdict, life};
use crate::testing::{Log, asset_id, computer, day, folded, unit};

const A: Condition = Condition::Serviceable;
const C: Condition = Condition::ScrapDue;

fn alone(unit: InstitutionId, _: NaiveDate) -> InstitutionId {
    unit
}

fn of(log: &Log) -> Life {
    life(folded(log, 1).history(), alone)
}

fn log() -> Log {
    let mut log = Log::default();
    log.register(1, 1, computer());
    log
}

fn days(spells: &[Spell]) -> Vec<(String, String, i64, bool)> {
    let shown = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
    spells.iter().map(|spell| (spell.from.to_string(), shown(spell.until), spell.pieces, spell.scrap_due)).collect()
}

fn verdicts(life: &Life) -> Vec<Verdict> {
    life.exits.iter().map(|exit| exit.verdict).collect()
}

#[test]
fn an_asset_is_there_on_the_day_it_comes_and_on_the_day_it_goes() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").transfer(1, 1, 2, "2025-03-10");
    let life = of(&log);
    assert_eq!(days(&life.spells), [("2025-03-01".into(), "2025-03-10".into(), 1, false)]);
    assert_eq!((life.spells[0].opened_by, life.spells[0].closed_by), (1, Some(3)));
    assert_eq!(verdicts(&life), [Verdict::Counts]);
    assert_eq!(life.exits[0].waited_days, 9);
}

#[test]
fn handed_over_counts_before_it_is_received() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").reserve(1, 2, Purpose::GratuitousTransfer, "2025-03-02");
    assert!(of(&log).exits.is_empty());
    log.dispatch(1, 1, 2, Purpose::GratuitousTransfer, "2025-03-10");
    assert_eq!(verdicts(&of(&log)), [Verdict::Counts]);
}

#[test]
fn in_and_out_on_one_day_is_one_day() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-08-08").transfer(1, 1, 2, "2025-08-08");
    assert_eq!(days(&of(&log).spells), [("2025-08-08".into(), "2025-08-08".into(), 1, false)]);
}

#[test]
fn a_loan_ends_no_stay_and_its_days_are_known() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").lend(1, 1, 2, "2025-03-05").give_back(1, 2, A, "2025-03-20");
    let life = of(&log);
    assert_eq!(days(&life.spells), [("2025-03-01".into(), "…".into(), 1, false)]);
    assert_eq!((life.loans[0].from, life.loans[0].until), (day("2025-03-05"), Some(day("2025-03-20"))));
}

#[test]
fn taking_back_ends_the_stay_without_an_exit() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").asset(
        1,
        &Event::Reclaimed {
            depositor: unit(1),
            reason: "仍需使用".into(),
            under: crate::testing::basis(),
            on: day("2025-03-03"),
        },
    );
    let life = of(&log);
    assert_eq!(days(&life.spells), [("2025-03-01".into(), "2025-03-03".into(), 1, false)]);
    assert!(life.exits.is_empty());
}

#[test]
fn coming_back_on_the_day_it_went_counts_that_day_once() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").transfer(1, 1, 2, "2025-03-10").take_in(1, 2, A, "2025-03-10");
    assert_eq!(
        days(&of(&log).spells),
        [("2025-03-01".into(), "2025-03-10".into(), 1, false), ("2025-03-11".into(), "…".into(), 1, false)]
    );
    log.transfer(1, 2, 3, "2025-03-10");
    let life = of(&log);
    assert_eq!(days(&life.spells), [("2025-03-01".into(), "2025-03-10".into(), 1, false)]);
    assert_eq!(verdicts(&life), [Verdict::Counts, Verdict::Counts]);
}

#[test]
fn condition_c_is_out_of_the_pool_from_intake_or_from_the_day_after_a_return() {
    let mut log = log();
    log.take_in(1, 1, C, "2025-03-01");
    assert_eq!(days(&of(&log).spells), [("2025-03-01".into(), "…".into(), 1, true)]);

    let mut log = self::log();
    log.take_in(1, 1, A, "2025-03-01").lend(1, 1, 2, "2025-03-05").give_back(1, 2, C, "2025-03-20");
    assert_eq!(
        days(&of(&log).spells),
        [("2025-03-01".into(), "2025-03-20".into(), 1, false), ("2025-03-21".into(), "…".into(), 1, true)]
    );
    log.lend(1, 1, 3, "2025-04-01").give_back(1, 3, A, "2025-04-10");
    assert_eq!(verdicts(&of(&log)), [Verdict::Counts, Verdict::ScrapDue]);
    assert_eq!(
        days(&of(&log).spells)[1..],
        [("2025-03-21".into(), "2025-04-09".into(), 1, true), ("2025-04-10".into(), "…".into(), 1, false)]
    );
}

#[test]
fn what_the_borrower_says_of_the_condition_changes_nothing() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").reserve(1, 2, Purpose::Loan { due_on: day("2025-05-01") }, "2025-03-05");
    log.dispatch(1, 1, 2, Purpose::Loan { due_on: day("2025-05-01") }, "2025-03-05");
    log.asset(
        1,
        &Event::Received {
            unit: unit(2),
            received_by: crate::testing::person(2),
            condition: C,
            place: None,
            on: day("2025-03-06"),
        },
    );
    assert_eq!(days(&of(&log).spells), [("2025-03-01".into(), "…".into(), 1, false)]);
}

#[test]
fn the_same_unit_within_thirty_days_of_its_return_counts_once() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01").give_back(1, 2, A, "2025-03-01");
    let mut again = log.clone();
    again.lend(1, 1, 2, "2025-03-31");
    assert_eq!(verdicts(&of(&again)), [Verdict::Counts, Verdict::ShortlyAfterReturn]);
    let mut later = log.clone();
    later.lend(1, 1, 2, "2025-04-01");
    assert_eq!(verdicts(&of(&later)), [Verdict::Counts, Verdict::Counts]);
    let mut other = log.clone();
    other.lend(1, 1, 3, "2025-03-02");
    assert_eq!(verdicts(&of(&other)), [Verdict::Counts, Verdict::Counts]);
}

#[test]
fn a_merged_unit_is_its_successor() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01").give_back(1, 2, A, "2025-03-01").lend(
        1,
        1,
        3,
        "2025-03-15",
    );
    let merged = |from: u128, to: u128| {
        move |id: InstitutionId, on: NaiveDate| if id == unit(from) && on >= day("2025-03-10") { unit(to) } else { id }
    };
    assert_eq!(verdicts(&life(folded(&log, 1).history(), merged(2, 3)))[1], Verdict::ShortlyAfterReturn);
    assert_eq!(verdicts(&life(folded(&log, 1).history(), merged(1, 3)))[1], Verdict::ToDepositor);
    assert_eq!(verdicts(&of(&log))[1], Verdict::Counts);
}

#[test]
fn other_classes_are_there_but_their_exits_do_not_count() {
    let mut card = computer();
    card.class = AssetClass::parse("A02030500").unwrap();
    let mut log = Log::default();
    log.register(1, 1, card).take_in(1, 1, A, "2025-01-01").transfer(1, 1, 2, "2025-02-01");
    let life = of(&log);
    assert!(!life.general);
    assert_eq!(verdicts(&life), [Verdict::NotGeneral]);
    assert!(life.steps.is_empty());
}

#[test]
fn a_nominal_value_counts_in_pieces_only() {
    let mut card = computer();
    card.value_kind = cangliu_domain::asset::ValueKind::Nominal;
    card.original_value = Fen::new(100);
    let mut log = Log::default();
    log.register(1, 1, card).take_in(1, 1, A, "2025-01-01").transfer(1, 1, 2, "2025-02-01");
    let life = of(&log);
    assert_eq!((life.spells[0].pieces, life.spells[0].fen, life.exits[0].fen), (1, 0, 0));
}

#[test]
fn a_part_of_a_lot_takes_its_pieces_along_on_that_day() {
    let mut chairs = computer();
    chairs.pieces = Pieces::try_new(40).unwrap();
    chairs.original_value = Fen::new(40_000);
    let mut log = Log::default();
    log.register(1, 1, chairs).take_in(1, 1, A, "2025-03-01");
    let split = Event::LotSplit {
        lot: asset_id(2),
        pieces: Pieces::try_new(15).unwrap(),
        original_value: Fen::new(15_000),
        net_value: None,
        on: day("2025-03-05"),
    };
    let carried = folded(&log, 1).situation().registered().unwrap().carried(&split).unwrap();
    log.asset(1, &split);
    log.asset(
        2,
        &Event::LotBegun {
            asset: asset_id(2),
            parent: asset_id(1),
            parent_revision: 2,
            carried: Box::new(carried),
            on: day("2025-03-05"),
        },
    );
    log.dispatch_of(2, 1, 2, Purpose::GratuitousTransfer, "2025-03-09", 15, 15_000);
    let parent = of(&log);
    let lot = life(folded(&log, 2).history(), alone);
    assert_eq!(
        days(&parent.spells),
        [("2025-03-01".into(), "2025-03-04".into(), 40, false), ("2025-03-05".into(), "…".into(), 25, false)]
    );
    assert_eq!(days(&lot.spells), [("2025-03-05".into(), "2025-03-09".into(), 15, false)]);
    assert_eq!(parent.spells[1].fen + lot.spells[0].fen, 40_000);
    assert_eq!((lot.exits[0].pieces, lot.exits[0].verdict, lot.exits[0].waited_days), (15, Verdict::Counts, 8));
    let received: i64 = parent.steps.iter().chain(&lot.steps).map(|step| step.received).sum();
    let exited: i64 = parent.steps.iter().chain(&lot.steps).map(|step| step.exited).sum();
    assert_eq!((received, exited), (40, 15));
}

#[test]
fn a_reversed_hand_over_never_was() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").lend(1, 1, 2, "2025-03-05");
    log.reverse(1, 4, "asset-received", "2025-03-05").reverse(1, 3, "asset-dispatched", "2025-03-05");
    let mut without = self::log();
    without.take_in(1, 1, A, "2025-03-01").reserve(1, 2, Purpose::Loan { due_on: day("2025-06-03") }, "2025-03-05");
    assert_eq!(of(&log), of(&without));
}

#[test]
fn nothing_happens_in_the_pool_to_what_never_came_in() {
    assert_eq!(of(&log()), Life { general: true, ..Life::default() });
    assert_eq!(life(Asset::fold(&[]).history(), alone), Life::default());
}

#[test]
fn a_part_brought_back_takes_its_days_on_loan_with_it_and_the_hand_over_counts_once() {
    let mut card = computer();
    card.pieces = Pieces::try_new(200).unwrap();
    let mut log = Log::default();
    log.register(1, 1, card).take_in(1, 1, A, "2025-01-01");
    let loan = Purpose::Loan { due_on: day("2025-06-01") };
    log.reserve(1, 2, loan, "2025-02-01").dispatch_of(1, 1, 2, loan, "2025-02-01", 200, 500_000);
    log.receive(1, 2, "2025-02-02").split_off(1, 2, 150, "2025-03-01").give_back(2, 2, A, "2025-03-01");
    let (rest, part) = (of(&log), life(folded(&log, 2).history(), alone));
    let lent = |life: &Life| -> Vec<(String, String, i64)> {
        let until = |day: Option<NaiveDate>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        life.loans.iter().map(|loan| (loan.from.to_string(), until(loan.until), loan.pieces)).collect()
    };
    assert_eq!(lent(&rest), [("2025-02-01".into(), "2025-02-28".into(), 200), ("2025-03-01".into(), "…".into(), 50)]);
    assert_eq!(lent(&part), [("2025-03-01".into(), "2025-03-01".into(), 150)]);
    assert_eq!((rest.exits.len(), rest.exits[0].pieces, part.exits.len()), (1, 200, 0));
    let there = |life: &Life| -> i64 { life.spells.iter().filter(|s| s.until.is_none()).map(|s| s.pieces).sum() };
    assert_eq!((there(&rest), there(&part)), (50, 150));
    let ever = |life: &Life| -> (i64, i64) {
        life.steps.iter().fold((0, 0), |sum, step| (sum.0 + step.received, sum.1 + step.exited))
    };
    assert_eq!((ever(&rest), ever(&part)), ((50, 50), (150, 150)));
}

fn disposed(on: &str) -> Event {
    Event::Disposed {
        method: cangliu_domain::asset::DisposalMethod::Donation,
        reuse: false,
        warehouse: None,
        depositor: None,
        receiver: None,
        proceeds: None,
        pieces: Pieces::ONE,
        original_value: Fen::new(500_000),
        under: crate::testing::basis(),
        terms: 1,
        on: day(on),
    }
}

#[test]
fn disposal_ends_the_stay_without_an_exit_and_a_transfer_counts_once() {
    let mut log = log();
    log.take_in(1, 1, A, "2025-03-01").asset(1, &disposed("2025-03-10"));
    let life = of(&log);
    assert_eq!(days(&life.spells), [("2025-03-01".into(), "2025-03-10".into(), 1, false)]);
    assert!(life.exits.is_empty());
    let mut lost = self::log();
    lost.take_in(1, 1, A, "2025-03-01").lend(1, 1, 2, "2025-03-05").asset(1, &disposed("2025-03-20"));
    let life = of(&lost);
    assert_eq!((verdicts(&life), life.loans[0].until), (vec![Verdict::Counts], Some(day("2025-03-20"))));
    assert_eq!(life.spells.last().unwrap().until, Some(day("2025-03-20")));
}

#[test]
fn what_is_repaired_is_in_the_pool_again() {
    let mut log = log();
    log.take_in(1, 1, C, "2025-03-01").asset(1, &Event::RepairBegun { place: None, note: None, on: day("2025-03-05") });
    let repaired = Event::Repaired { condition: A, place: None, cost: None, on: day("2025-03-08") };
    log.asset(1, &repaired);
    assert_eq!(
        days(&of(&log).spells),
        [("2025-03-01".into(), "2025-03-07".into(), 1, true), ("2025-03-08".into(), "…".into(), 1, false)]
    );
}
