//! The pool's tables: sums equal a count day by day, whatever happened, in whatever batches.

use cangliu_domain::asset::{Asset, Condition, Event, Situation};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{self, Level};
use cangliu_domain::period::Period;
use cangliu_domain::warehouse::IntakeMode;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::measure::{PoolScope, PoolSums};
use super::{Life, Verdict, life};
use crate::indicators::{DistrictMeans, Scope};
use crate::register::Visibility;
use crate::testing::{
    Grown, Log, asset_id, basis, computer, day, folded, folds_the_same_in_any_split, unit, warehouse_id,
};

const ASSETS: u128 = 3;

fn city() -> Log {
    let mut log = Log::default();
    for n in 1..=4 {
        log.register_unit(n);
    }
    log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
    log.open_warehouse(2, Level::District, 900, IntakeMode::CustodyOnly);
    log
}

fn scope(grown: &Grown, on: NaiveDate) -> PoolScope {
    let members =
        grown.reader.with(|snapshot| Scope::City.members(snapshot, on, DistrictMeans::Subordinate)).unwrap().0;
    PoolScope { members, level: Level::Municipal }
}

fn sums(grown: &Grown, period: Period) -> PoolSums {
    let scope = scope(grown, period.last());
    grown.ask(|snapshot| snapshot.pool_sums(&scope, period))
}

/// The same sums by looking at each day of each life.
fn counted(lives: &[Life], period: Period) -> PoolSums {
    let mut sums = PoolSums::default();
    for life in lives.iter().filter(|life| life.general) {
        for spell in life.spells.iter().filter(|spell| !spell.scrap_due && spell.warehouse == warehouse_id(1)) {
            let there = |on: NaiveDate| spell.from <= on && spell.until.is_none_or(|last| on <= last);
            let present = period.dates().filter(|on| there(*on)).count() as i128;
            sums.piece_days += present * i128::from(spell.pieces);
            sums.fen_days += present * i128::from(spell.fen);
            let stays_over = |on: NaiveDate| there(on) && spell.until.is_none_or(|last| on < last);
            sums.opening += i128::from(spell.pieces) * i128::from(stays_over(period.start().pred_opt().unwrap()));
            sums.closing += i128::from(spell.pieces) * i128::from(stays_over(period.last()));
        }
        for loan in life.loans.iter().filter(|loan| loan.warehouse == warehouse_id(1)) {
            let lent = |on: NaiveDate| loan.from <= on && loan.until.is_none_or(|last| on <= last);
            sums.loan_days += i128::from(loan.pieces) * period.dates().filter(|on| lent(*on)).count() as i128;
        }
        for exit in
            life.exits.iter().filter(|exit| exit.verdict == Verdict::Counts && exit.warehouse == warehouse_id(1))
        {
            sums.exits += i128::from(exit.pieces) * i128::from(period.contains(exit.on));
            sums.exits_fen += i128::from(exit.fen) * i128::from(period.contains(exit.on));
        }
        for step in life.steps.iter().filter(|step| step.on <= period.last() && step.warehouse == warehouse_id(1)) {
            sums.received += i128::from(step.received);
            sums.exited += i128::from(step.exited);
        }
    }
    sums
}

/// One thing that may happen to an asset, so many days after the last.
fn act(log: &mut Log, n: u128, choice: u8, to: u128, on: &str) {
    let asset = folded(log, n);
    let Situation::Registered(now) = asset.situation().clone() else { return };
    let latest = asset.history().last().map(|(revision, event)| (*revision, event.clone()));
    match (&now.in_warehouse, choice) {
        (None, 0..=6) => {
            let into = if choice == 0 { 2 } else { 1 };
            let condition = if choice == 1 { Condition::ScrapDue } else { Condition::Serviceable };
            let owner = now.books.owner.0.as_u128() - 0x1000;
            log.take_into(into, n, owner, condition, on);
        }
        (Some(_), _) if matches!(now.occupation, cangliu_domain::asset::Occupation::OnLoan(_)) => {
            let cangliu_domain::asset::Occupation::OnLoan(loan) = now.occupation else { return };
            let condition = if choice == 1 { Condition::ScrapDue } else { Condition::Serviceable };
            log.give_back(n, loan.unit.0.as_u128() - 0x1000, condition, on);
        }
        (Some(inside), 0..=3) => {
            let depositor = inside.depositor.0.as_u128() - 0x1000;
            log.lend(n, depositor, to, on);
        }
        (Some(inside), 4) => {
            let depositor = inside.depositor;
            log.asset(n, &Event::Reclaimed { depositor, reason: "撤".into(), under: basis(), on: day(on) });
        }
        (Some(inside), 5..=6) => {
            let depositor = inside.depositor.0.as_u128() - 0x1000;
            log.transfer(n, depositor, to, on);
        }
        _ => {
            if let Some((revision, event)) = latest.filter(|(revision, _)| *revision > 0) {
                log.reverse(n, revision, event.name(), &event.on().to_string());
            }
        }
    }
}

fn lives(log: &Log) -> Vec<Life> {
    let alone = |unit: InstitutionId, _: NaiveDate| unit;
    (1..=ASSETS).map(|n| life(folded(log, n).history(), alone)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sums_equal_a_count_day_by_day(
        acts in proptest::collection::vec((1..=ASSETS, 0_u8..8, 1_u128..=4, 0_u64..40), 1..40),
        start in 0_u64..500,
        length in 1_u64..500,
    ) {
        let mut log = city();
        for n in 1..=ASSETS {
            log.register(n, n, computer());
        }
        let mut on = day("2024-01-15");
        for (asset, choice, to, later) in acts {
            on = on + Days::new(later);
            act(&mut log, asset, choice, to, &on.to_string());
        }
        let first = day("2023-12-20") + Days::new(start);
        let period = Period::through(first, first + Days::new(length - 1)).unwrap();
        let grown = log.grown();
        prop_assert_eq!(sums(&grown, period), counted(&lives(&log), period));
        for n in 1..=ASSETS {
            let shown = grown.ask(|snapshot| snapshot.asset(asset_id(n), &Visibility::All)).unwrap().now;
            let domain = folded(&log, n);
            prop_assert_eq!(Some(&shown), domain.situation().registered());
        }
        let mut one_by_one = Grown::empty();
        for event in &log.events {
            one_by_one.views.apply(std::slice::from_ref(event)).unwrap();
        }
        prop_assert_eq!(one_by_one.dump(), grown.dump());
    }
}

#[test]
fn a_closure_that_names_a_successor_judges_earlier_exits_anew() {
    let mut log = city();
    log.register(1, 1, computer()).take_in(1, 1, Condition::Serviceable, "2025-01-01");
    log.lend(1, 1, 2, "2025-02-01").give_back(1, 2, Condition::Serviceable, "2025-03-01").lend(1, 1, 3, "2025-03-15");
    let year = Period::parse("2025").unwrap();
    assert_eq!(sums(&log.grown(), year).exits, 2);
    // Recorded late: by the second loan, unit 2 had become unit 3.
    log.institution(2, &institution::Event::Closed { on: day("2025-03-10"), successor: Some(unit(3)) });
    assert_eq!(sums(&log.grown(), year).exits, 1);
    folds_the_same_in_any_split(&log);
}

#[test]
fn a_merger_after_the_exit_changes_nothing_about_it() {
    let mut log = city();
    log.register(1, 1, computer()).take_in(1, 1, Condition::Serviceable, "2025-01-01").transfer(1, 1, 2, "2025-02-01");
    log.institution(2, &institution::Event::Closed { on: day("2025-06-01"), successor: Some(unit(1)) });
    assert_eq!(sums(&log.grown(), Period::parse("2025").unwrap()).exits, 1);
}

#[test]
fn the_pool_of_a_warehouse_is_shown_day_by_day() {
    let mut log = city();
    log.register(1, 1, computer()).take_in(1, 1, Condition::Serviceable, "2025-03-02");
    log.register(2, 2, computer()).take_in(2, 2, Condition::ScrapDue, "2025-03-01");
    log.lend(1, 1, 2, "2025-03-03").give_back(1, 2, Condition::Serviceable, "2025-03-04");
    let period = Period::parse("2025-03-01..2025-03-05").unwrap();
    let days = log.grown().ask(|snapshot| snapshot.pool_by_day(warehouse_id(1), None, period));
    assert_eq!(days.iter().map(|of| of.general_pieces).collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
    assert_eq!(days.iter().map(|of| of.lent_pieces).collect::<Vec<_>>(), [0, 0, 1, 1, 0]);
    let of_other = log.grown().ask(|snapshot| snapshot.pool_by_day(warehouse_id(1), Some(unit(2)), period));
    assert!(of_other.iter().all(|of| of.pieces == 0));
}

#[test]
fn an_empty_history_has_no_pool() {
    assert_eq!(sums(&city().grown(), Period::parse("2025").unwrap()), PoolSums::default());
    assert_eq!(life(Asset::default().history(), |unit, _| unit), Life::default());
}
