//! The worked vector of `TURNOVER-1` (DOMAIN 9.8), and the edges that 9.1 names.

use cangliu_domain::asset::Condition;
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::institution::{self, Level};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::IntakeMode;

use super::tests::{adds_up, ask_on, codes, companion, explained, figure, ratio};
use super::{Explained, Part, Ratio};
use crate::testing::{Log, computer, day, description, unit, warehouse_id};

const A: Condition = Condition::Serviceable;

fn warehouses() -> Log {
    let mut log = Log::default();
    for n in 1..=4 {
        log.register_unit(n);
    }
    log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
    log.open_warehouse(2, Level::District, 900, IntakeMode::CustodyOnly);
    log
}

/// DOMAIN 9.8: A lent, back and transferred; B stays; C in and out on one day; D of condition C.
fn turnover_vector() -> Log {
    let mut log = warehouses();
    for n in 1..=4 {
        log.register(n, 1, computer());
    }
    log.take_in(1, 1, A, "2024-12-01").lend(1, 1, 2, "2025-03-01").give_back(1, 2, A, "2025-05-01");
    log.transfer(1, 1, 3, "2025-10-01");
    log.take_in(2, 1, A, "2025-07-01");
    log.take_in(3, 1, A, "2025-08-08").transfer(3, 1, 2, "2025-08-08");
    log.take_in(4, 1, Condition::ScrapDue, "2025-01-15");
    log
}

#[test]
fn three_exits_from_a_mean_pool_of_1_2575_turn_over_2_3856_times() {
    let log = turnover_vector();
    let figure = figure(&log, "TURNOVER-1", "2025", "city");
    assert_eq!(figure.numerator.value, Ratio::whole(3));
    assert_eq!(figure.denominator.value, ratio(459, 365));
    assert_eq!(figure.denominator.value.to_string(), "1.2575");
    assert_eq!(figure.value, Some(ratio(3 * 365, 459)));
    assert_eq!(figure.value.unwrap().to_string(), "2.3856");
    assert_eq!(codes(&figure), Vec::<&str>::new());
    assert_eq!(figure.position, log.events.len() as u64);
}

#[test]
fn its_companions_stand_beside_it() {
    let figure = figure(&turnover_vector(), "TURNOVER-1", "2025", "city");
    // All are worth the same: by value it turns over as often.
    assert_eq!(companion(&figure, "TURNOVER-1-V").value, figure.value);
    // One piece when the year opens, one when it closes.
    assert_eq!(companion(&figure, "TURNOVER-1-S").value, Some(Ratio::whole(3)));
    // A, B, C and D came in; A and C went out.
    assert_eq!(companion(&figure, "TURNOVER-1-OUT").value, Some(ratio(2, 4)));
    // 90 days before the loan, 153 after its return, none on the same day.
    assert_eq!(companion(&figure, "TURNOVER-1-DAYS").value, Some(Ratio::whole(90)));
    // From 1 March to 1 May.
    assert_eq!(companion(&figure, "TURNOVER-1-LOAN").value, Some(ratio(62, 459)));
}

#[test]
fn its_rows_add_up_to_both_sides() {
    let log = turnover_vector();
    for period in ["2025", "2025-Q1", "2025-03", "2024-12-15..2025-08-08", "2025-08-08"] {
        adds_up(&log, "TURNOVER-1", period, "city");
    }
    let rows = explained(&log, "TURNOVER-1", "2025", "city", Part::Numerator);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0].stream, format!("asset-{}", crate::testing::asset_id(1)));
    assert_eq!(rows[0].revisions, [3]);
}

#[test]
fn what_does_not_count_is_listed_with_the_reason() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_in(1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01");
    log.give_back(1, 2, A, "2025-02-10").lend(1, 1, 2, "2025-02-20");
    let left_out = explained(&log, "TURNOVER-1", "2025", "city", Part::LeftOut);
    let [row] = left_out.as_slice() else { panic!("{left_out:?}") };
    assert_eq!(row.amount, Ratio::ZERO);
    assert!(matches!(row.what, Explained::Exit { verdict: crate::pool::Verdict::ShortlyAfterReturn, .. }));
}

#[test]
fn an_empty_pool_without_exits_has_no_value_and_says_so() {
    let figure = figure(&warehouses(), "TURNOVER-1", "2025", "city");
    assert_eq!((figure.value, figure.numerator.value, figure.denominator.value), (None, Ratio::ZERO, Ratio::ZERO));
    assert_eq!(codes(&figure), ["NOTHING_TO_MEASURE"]);
}

#[test]
fn a_warehouse_whose_level_does_not_count_says_so() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_into(2, 1, 1, A, "2025-01-01");
    let of = |n| figure(&log, "TURNOVER-1", "2025", &format!("warehouse:{}", warehouse_id(n)));
    assert_eq!((of(2).value, codes(&of(2))), (None, vec!["WAREHOUSE_NOT_COUNTED"]));
    assert_eq!((of(1).value, codes(&of(1))), (None, vec!["NOTHING_TO_MEASURE"]));
}

#[test]
fn a_leap_year_has_366_days() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_in(1, 1, A, "2023-01-01").lend(1, 1, 2, "2024-02-29");
    let year = figure(&log, "TURNOVER-1", "2024", "city");
    assert_eq!(year.value, Some(Ratio::whole(1)));
    let february = figure(&log, "TURNOVER-1", "2024-02", "city");
    assert_eq!(february.value, Some(ratio(366, 29)));
}

#[test]
fn reversed_events_are_as_if_they_had_not_been() {
    let mut log = turnover_vector();
    // The transfer of A: reserved 5, handed over 6, received 7.
    log.reverse(1, 7, "asset-received", "2025-10-01").reverse(1, 6, "asset-dispatched", "2025-10-01");
    let figure = figure(&log, "TURNOVER-1", "2025", "city");
    assert_eq!(figure.numerator.value, Ratio::whole(2));
    assert_eq!(figure.denominator.value, ratio(365 + 184 + 1, 365));
    adds_up(&log, "TURNOVER-1", "2025", "city");
}

#[test]
fn only_municipal_warehouses_count() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_into(2, 1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01");
    let figure = figure(&log, "TURNOVER-1", "2025", "city");
    assert_eq!((figure.value, figure.numerator.value), (None, Ratio::ZERO));
}

#[test]
fn pieces_of_a_lot_count_each() {
    let mut chairs = computer();
    chairs.pieces = Pieces::try_new(40).unwrap();
    chairs.original_value = Fen::new(40_000);
    let mut log = warehouses();
    log.register(1, 1, chairs).take_in(1, 1, A, "2025-01-01");
    log.dispatch_of(1, 1, 2, cangliu_domain::asset::Purpose::GratuitousTransfer, "2025-12-31", 40, 40_000);
    let figure = figure(&log, "TURNOVER-1", "2025", "city");
    assert_eq!((figure.numerator.value, figure.denominator.value), (Ratio::whole(40), Ratio::whole(40)));
    assert_eq!(companion(&figure, "TURNOVER-1-V").numerator, Ratio::whole(400));
}

#[test]
fn scopes_are_by_what_the_depositor_was_on_the_last_day() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_in(1, 1, A, "2025-01-01").transfer(1, 1, 2, "2025-06-01");
    let mut moved = description(1);
    moved.subordinate_to = Division::parse("310115").unwrap();
    moved.competent_department = Some("市教委".into());
    log.institution(1, &institution::Event::Redescribed { description: moved, on: day("2025-09-01") });
    let exits = |period: &str, scope: &str| figure(&log, "TURNOVER-1", period, scope).numerator.value;
    let one = Ratio::whole(1);
    assert_eq!(exits("2025-H1", "subordinate:310101"), one);
    assert_eq!(exits("2025-H1", "subordinate:310115"), Ratio::ZERO);
    assert_eq!(exits("2025", "district:310115"), one);
    assert_eq!(exits("2025", "department:市教委"), one);
    assert_eq!(exits("2025", "system:MUNICIPAL_ORGANS"), one);
    assert_eq!(exits("2025", "system:MUNICIPAL_HEALTH"), Ratio::ZERO);
    assert_eq!(exits("2025", &format!("institution:{}", unit(1))), one);
    assert_eq!(exits("2025", &format!("institution:{}", unit(2))), Ratio::ZERO);
    assert_eq!(exits("2025", &format!("warehouse:{}", warehouse_id(1))), one);
    assert_eq!(exits("2025", &format!("warehouse:{}", warehouse_id(2))), Ratio::ZERO);
    assert_eq!(exits("2025", &format!("operator:{}", unit(900))), one);
    assert_eq!(exits("2025", &format!("operator:{}", unit(1))), Ratio::ZERO);
    assert_eq!(codes(&figure(&log, "TURNOVER-1", "2025", "district:310115")), ["DISTRICT_READ_AS"]);
}

#[test]
fn a_scope_that_names_nothing_is_an_error() {
    let grown = warehouses().grown();
    let ask = |id: &str, scope: &str| ask_on(&grown, id, "2025", scope, "2030-01-01").unwrap_err().code();
    assert_eq!(ask("TURNOVER-1", &format!("institution:{}", unit(77))), "SCOPE_UNKNOWN");
    assert_eq!(ask("TURNOVER-1", "institution:12310000MB2F00032J"), "SCOPE_UNKNOWN");
    assert_eq!(ask("WASTEPC-1", &format!("warehouse:{}", warehouse_id(1))), "SCOPE_NOT_APPLICABLE");
    assert_eq!(ask("SORTPASS-9", "city"), "INDICATOR_UNKNOWN");
}

#[test]
fn a_period_that_is_not_over_is_measured_up_to_today() {
    let mut log = warehouses();
    log.register(1, 1, computer()).take_in(1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01");
    let grown = log.grown();
    let figure = ask_on(&grown, "TURNOVER-1", "2025", "city", "2025-02-09").unwrap();
    assert_eq!(figure.value, Some(ratio(365, 40)));
    assert_eq!(codes(&figure), ["PARTIAL_PERIOD"]);
    assert_eq!(figure.measured.unwrap().days(), 40);
    let ahead = ask_on(&grown, "TURNOVER-1", "2026", "city", "2025-02-09").unwrap();
    assert_eq!((ahead.value, ahead.measured, codes(&ahead)), (None, None, vec!["PARTIAL_PERIOD"]));
}
