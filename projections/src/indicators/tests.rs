//! The worked vectors of DOMAIN 9.8, and the edges that 9.1 and 9.3 name.

use cangliu_domain::asset::Condition;
use cangliu_domain::division::Division;
use cangliu_domain::event::decode;
use cangliu_domain::fen::Fen;
use cangliu_domain::institution::{self, Level};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::IntakeMode;
use cangliu_domain::waste::{self, Category, Fact};
use chrono::NaiveDate;

use super::{
    ALL, Ask, AskError, Companion, Definition, ExplainPage, ExplainRow, ExplainWindow, Explained, Figure, Part, Ratio,
};
use crate::testing::{
    Grown, Log, computer, day, description, folds_the_same_in_any_split, premises_id, unit, warehouse_id, weighed,
};
use crate::waste::contributions;

const A: Condition = Condition::Serviceable;
const KG: i64 = 1_000;

fn ask_on(grown: &Grown, id: &str, period: &str, scope: &str, today: &str) -> Result<Figure, AskError> {
    let ask = Ask { period: period.parse().unwrap(), scope: scope.parse().unwrap(), today: day(today) };
    grown.reader.with(|snapshot| Definition::of(id)?.figure(snapshot, &ask)).map(|(figure, _)| figure)
}

fn figure(log: &Log, id: &str, period: &str, scope: &str) -> Figure {
    ask_on(&log.grown(), id, period, scope, "2030-01-01").unwrap()
}

fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

fn companion(figure: &Figure, id: &str) -> Companion {
    figure.companions.iter().find(|companion| companion.id == id).unwrap().clone()
}

fn codes(figure: &Figure) -> Vec<&'static str> {
    figure.warnings.iter().map(|warning| warning.code).collect()
}

/// All rows of a side, page by page.
fn explained(log: &Log, id: &str, period: &str, scope: &str, part: Part) -> Vec<ExplainRow> {
    let grown = log.grown();
    let ask = Ask { period: period.parse().unwrap(), scope: scope.parse().unwrap(), today: day("2030-01-01") };
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let window = ExplainWindow { size: 2, after };
        let page: ExplainPage = grown
            .reader
            .with(|snapshot| Definition::of(id)?.explain(snapshot, &ask, part, &window))
            .unwrap_or_else(|error: AskError| panic!("{error}"))
            .0;
        after = page.rows.last().map(|(place, _)| place.clone());
        rows.extend(page.rows.into_iter().map(|(_, row)| row));
        if !page.more {
            return rows;
        }
    }
}

fn adds_up(log: &Log, id: &str, period: &str, scope: &str) {
    let figure = figure(log, id, period, scope);
    let sum = |part| explained(log, id, period, scope, part).iter().map(|row| row.amount).sum::<Ratio>();
    assert_eq!(sum(Part::Numerator), figure.numerator.value, "numerator of {id} {period} {scope}");
    assert_eq!(sum(Part::Denominator), figure.denominator.value, "denominator of {id} {period} {scope}");
}

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
fn an_empty_pool_without_exits_has_no_value() {
    let figure = figure(&warehouses(), "TURNOVER-1", "2025", "city");
    assert_eq!((figure.value, figure.numerator.value, figure.denominator.value), (None, Ratio::ZERO, Ratio::ZERO));
    assert_eq!(codes(&figure), Vec::<&str>::new());
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

/// DOMAIN 9.8: 30 days, 100 persons and from day 11 on 120; weighed over d1–25; d26–30 missing.
fn waste_vector() -> Log {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 100).heads(1, Some("2024-09-11"), 120).open_premises(1, 1, true, 1);
    let (from, to) = ("2024-09-01", "2024-09-25");
    log.weigh(1, Category::Dry, 1_000 * KG, from, to).weigh(1, Category::Wet, 500 * KG, from, to);
    log.weigh(1, Category::Hazardous, 2 * KG, from, to).weigh(1, Category::Recyclable, 300 * KG, from, to);
    log
}

#[test]
fn at_82_35_percent_coverage_there_is_no_headline_but_a_raw_value_of_0_5364() {
    let log = waste_vector();
    let figure = figure(&log, "WASTEPC-1", "2024-09", "city");
    assert_eq!(figure.value, None);
    assert_eq!(figure.numerator.value, Ratio::whole(1_502));
    assert_eq!(figure.denominator.value, Ratio::whole(2_800));
    assert_eq!(figure.coverage, Some(ratio(2_800, 3_400)));
    let raw = companion(&figure, "WASTEPC-1-RAW");
    assert_eq!(raw.value.unwrap().to_string(), "0.5364");
    assert_eq!(codes(&figure), ["COVERAGE_TOO_LOW"]);
    assert!(figure.warnings[0].zh.contains("82.35%"), "{}", figure.warnings[0].zh);
    assert_eq!(figure.warnings[0].count, 600);
    assert_eq!(companion(&figure, "WASTEPC-G").value, Some(ratio(1_802, 2_800)));
    assert_eq!(companion(&figure, "WASTEPC-1-MISSING").value, Some(Ratio::whole(5)));
    assert_eq!(companion(&figure, "WASTEPC-1-COVERED").value, Some(Ratio::whole(25)));
}

#[test]
fn where_coverage_suffices_the_headline_is_the_raw_value() {
    let figure = figure(&waste_vector(), "WASTEPC-1", "2024-09-01..2024-09-27", "city");
    assert_eq!(figure.coverage, Some(ratio(2_800, 3_040)));
    assert_eq!(figure.value, Some(ratio(1_502, 2_800)));
}

#[test]
fn ninety_percent_exactly_is_enough() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, false, 1);
    log.weigh(1, Category::Dry, 9 * KG, "2024-09-01", "2024-09-09");
    let nine_of_ten = figure(&log, "WASTEPC-1", "2024-09-01..2024-09-10", "city");
    assert_eq!(nine_of_ten.value, Some(ratio(1, 10)));
    assert_eq!(figure(&log, "WASTEPC-1", "2024-09-01..2024-09-11", "city").value, None);
}

#[test]
fn waste_rows_add_up_and_their_events_add_up_to_the_rows() {
    let mut log = waste_vector();
    log.register_unit(2).heads(2, None, 7).open_premises(2, 2, false, 2).open_premises(3, 2, false, 1);
    for days in ["2024-09-03", "2024-09-04", "2024-10-02"] {
        log.record(2, "p2", days, days, weighed(Category::Dry, 1_001)).record(3, "p1", days, days, weighed(Category::Dry, 7));
    }
    for period in ["2024-09", "2024", "2024-09-03..2024-09-20", "2024-09-10..2024-10-02"] {
        for scope in ["city", &format!("institution:{}", unit(2))] {
            adds_up(&log, "WASTEPC-1", period, scope);
        }
    }
    for row in explained(&log, "WASTEPC-1", "2024-09-10..2024-10-02", "city", Part::Numerator) {
        let Explained::Mass { category, grams, days, .. } = row.what else { panic!("{row:?}") };
        let ledger: Vec<_> = log
            .events
            .iter()
            .filter(|event| *event.stream == *row.stream)
            .map(|event| {
                (event.revision, event.id, decode::<waste::Waste>(&event.kind, event.version, &event.data).unwrap())
            })
            .collect();
        let events = contributions(&ledger, category, &days);
        assert_eq!(events.iter().map(|event| event.grams).sum::<i64>(), grams);
        assert!(!events.is_empty());
    }
}

#[test]
fn a_unit_without_a_record_misses_every_day() {
    let mut log = waste_vector();
    log.register_unit(2).heads(2, None, 50);
    let both = figure(&log, "WASTEPC-1", "2024-09", "city");
    assert_eq!(both.coverage, Some(ratio(2_800, 3_400 + 50 * 30)));
    assert_eq!(companion(&both, "WASTEPC-1-MISSING").value, Some(Ratio::whole(5 + 30)));
}

#[test]
fn where_nobody_counts_waste_is_left_out_with_a_warning() {
    let mut log = waste_vector();
    log.register_unit(2).open_premises(2, 2, false, 1);
    log.weigh(2, Category::Dry, 999 * KG, "2024-09-01", "2024-09-30");
    let figure = figure(&log, "WASTEPC-1", "2024-09-01..2024-09-27", "city");
    assert_eq!(figure.value, Some(ratio(1_502, 2_800)));
    assert_eq!(codes(&figure), ["WASTE_WITHOUT_HEADCOUNT"]);
    assert_eq!(figure.warnings[0].count, 1);
}

#[test]
fn before_the_first_dated_statement_nobody_counts() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, Some("2024-09-16"), 10).open_premises(1, 1, false, 1);
    log.weigh(1, Category::Dry, 30 * KG, "2024-09-01", "2024-09-30");
    let figure = figure(&log, "WASTEPC-1", "2024-09", "city");
    assert_eq!(figure.denominator.value, Ratio::whole(150));
    assert_eq!(figure.numerator.value, Ratio::whole(15));
    assert_eq!(figure.coverage, Some(Ratio::whole(1)));
}

#[test]
fn a_closed_unit_stops_on_the_day_it_is_closed() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, false, 1);
    log.weigh(1, Category::Dry, 20 * KG, "2024-09-01", "2024-09-20");
    log.institution(1, &institution::Event::Closed { on: day("2024-09-11"), successor: None });
    let figure = figure(&log, "WASTEPC-1", "2024-09", "city");
    assert_eq!((figure.numerator.value, figure.denominator.value), (Ratio::whole(10), Ratio::whole(100)));
    assert_eq!(figure.coverage, Some(Ratio::whole(1)));
    assert_eq!(companion(&figure, "WASTEPC-1-MISSING").value, Some(Ratio::ZERO));
    adds_up(&log, "WASTEPC-1", "2024-09", "city");
}

#[test]
fn closed_days_count_neither_persons_nor_against_coverage() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, false, 1);
    log.weigh(1, Category::Dry, 10 * KG, "2024-10-08", "2024-10-31");
    log.record(1, "p1", "2024-10-01", "2024-10-07", Fact::Closed { reason: "国庆".into() });
    let figure = figure(&log, "WASTEPC-1", "2024-10", "city");
    assert_eq!(figure.coverage, Some(Ratio::whole(1)));
    assert_eq!(figure.value, Some(ratio(10, 240)));
    assert_eq!(companion(&figure, "WASTEPC-1-CLOSED").value, Some(Ratio::whole(7)));
}

#[test]
fn no_person_days_at_all_is_no_value() {
    let figure = figure(&warehouses(), "WASTEPC-1", "2024", "city");
    assert_eq!((figure.value, figure.coverage), (None, None));
    assert_eq!(codes(&figure), Vec::<&str>::new());
}

#[test]
fn a_day_that_is_not_over_is_not_missing_yet() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, false, 1);
    log.weigh(1, Category::Dry, 10 * KG, "2024-09-01", "2024-09-09");
    let figure = ask_on(&log.grown(), "WASTEPC-1", "2024-09", "city", "2024-09-10").unwrap();
    assert_eq!(figure.coverage, Some(Ratio::whole(1)));
    assert_eq!(codes(&figure), ["PARTIAL_PERIOD"]);
}

#[test]
fn a_late_entry_changes_the_past_and_any_split_gives_the_same() {
    let mut log = waste_vector();
    log.weigh(1, Category::Dry, 5 * KG, "2024-09-26", "2024-09-30").weigh(1, Category::Wet, 5 * KG, "2024-09-26", "2024-09-30");
    let figure = figure(&log, "WASTEPC-1", "2024-09", "located:310101");
    assert_eq!(figure.value, Some(ratio(1_512, 3_400)));
    folds_the_same_in_any_split(&log);
}

#[test]
fn districts_of_waste_are_where_units_are_located() {
    let mut described = description(2);
    described.located_in = Division::parse("310151").unwrap();
    let mut log = waste_vector();
    log.register_as(2, described).heads(2, None, 5).open_premises(2, 2, false, 1);
    log.weigh(2, Category::Dry, 30 * KG, "2024-09-01", "2024-09-30");
    let chongming = figure(&log, "WASTEPC-1", "2024-09", "district:310151");
    assert_eq!(chongming.value, Some(ratio(1, 5)));
    assert_eq!(codes(&chongming), ["DISTRICT_READ_AS"]);
    assert_eq!(figure(&log, "WASTEPC-1", "2024-09", "subordinate:310151").coverage, None);
}

#[test]
fn every_definition_is_found_by_its_id() {
    for definition in ALL {
        assert_eq!(Definition::of(definition.id).unwrap().id, definition.id);
    }
    let september: Vec<NaiveDate> = "2024-09".parse::<cangliu_domain::period::Period>().unwrap().dates().collect();
    assert!(contributions(&[], Category::Dry, &september).is_empty());
    assert_ne!(premises_id(1), premises_id(2));
}
