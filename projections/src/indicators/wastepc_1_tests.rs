//! The worked vector of `WASTEPC-1` (DOMAIN 9.8), and the edges that 9.3 names.

use cangliu_domain::division::Division;
use cangliu_domain::event::decode;
use cangliu_domain::institution;
use cangliu_domain::waste::{self, Category, Fact};

use super::tests::{adds_up, ask_on, codes, companion, explained, figure, ratio};
use super::{Explained, Part, Ratio};
use crate::testing::{Log, day, description, folds_the_same_in_any_split, unit, weighed};
use crate::waste::contributions;

const KG: i64 = 1_000;

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
        log.record(2, "p2", days, days, weighed(Category::Dry, 1_001)).record(
            3,
            "p1",
            days,
            days,
            weighed(Category::Dry, 7),
        );
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
fn no_person_days_at_all_is_no_value_and_says_so() {
    let figure = figure(&Log::default(), "WASTEPC-1", "2024", "city");
    assert_eq!((figure.value, figure.coverage), (None, None));
    assert_eq!(codes(&figure), ["NOTHING_TO_MEASURE"]);
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
    log.weigh(1, Category::Dry, 5 * KG, "2024-09-26", "2024-09-30").weigh(
        1,
        Category::Wet,
        5 * KG,
        "2024-09-26",
        "2024-09-30",
    );
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
