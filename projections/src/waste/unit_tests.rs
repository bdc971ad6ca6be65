//! When a unit's day is covered, rule by rule (DOMAIN 9.3).

use cangliu_domain::grams::Grams;
use cangliu_domain::institution::{self, Level};
use cangliu_domain::month::Month;
use cangliu_domain::premises::{self, Point};
use cangliu_domain::waste::{Category, Destination, Fact, Method};

use super::DayState::{self, Closed, Missing, Recorded, ZeroConfirmed};
use crate::testing::{Log, day, description, premises_id, unit, weighed};

use Category::{Dry, Hazardous, Recyclable, Wet};

const D1: &str = "2024-09-01";
const D2: &str = "2024-09-02";

fn unit_with(canteen: bool, points: usize) -> Log {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, canteen, points);
    log
}

/// States of the first days of September 2024.
fn states<const N: usize>(log: &Log) -> [DayState; N] {
    let month = log.grown().ask(|snapshot| snapshot.waste_month(unit(1), Month::parse("2024-09").unwrap())).unwrap();
    std::array::from_fn(|day| month.days[day].state)
}

fn zero(category: Category) -> Fact {
    Fact::Zero { category }
}

fn closed() -> Fact {
    Fact::Closed { reason: "放假".into() }
}

#[test]
fn dry_and_wet_decide_and_the_others_do_not() {
    let mut log = unit_with(true, 1);
    log.weigh(1, Dry, 10, D1, D1).weigh(1, Wet, 10, D1, D1);
    log.weigh(1, Dry, 10, D2, D2).weigh(1, Recyclable, 5, D2, D2).weigh(1, Hazardous, 5, D2, D2);
    assert_eq!(states(&log), [Recorded, Missing, Missing]);
}

#[test]
fn without_a_canteen_wet_is_not_required() {
    let mut log = unit_with(false, 1);
    log.weigh(1, Dry, 10, D1, D1);
    assert_eq!(states(&log), [Recorded, Missing]);
}

#[test]
fn a_canteen_that_was_given_up_requires_wet_only_until_then() {
    let mut log = unit_with(true, 1);
    log.weigh(1, Dry, 10, D1, D2);
    let mut described = description(1);
    described.has_canteen = false;
    log.institution(1, &institution::Event::Redescribed { description: described, on: day(D2) });
    assert_eq!(states(&log), [Missing, Recorded]);
}

#[test]
fn a_confirmed_zero_covers_like_a_weighing_and_is_told_apart() {
    let mut log = unit_with(true, 1);
    log.record(1, "p1", D1, D2, zero(Dry)).record(1, "p1", D1, D1, zero(Wet)).weigh(1, Wet, 10, D2, D2);
    assert_eq!(states(&log), [ZeroConfirmed, Recorded, Missing]);
}

#[test]
fn any_point_of_the_premises_may_say_so() {
    let mut log = unit_with(true, 2);
    log.record(1, "p1", D1, D1, weighed(Dry, 10)).record(1, "p2", D1, D1, weighed(Wet, 10));
    assert_eq!(states(&log), [Recorded]);
}

#[test]
fn each_open_premises_has_to_be_covered() {
    let mut log = unit_with(false, 1);
    log.open_premises(2, 1, false, 1);
    log.weigh(1, Dry, 10, D1, D2).weigh(2, Dry, 10, D2, D2);
    assert_eq!(states(&log), [Missing, Recorded]);
    // Premises that were given up by then are not asked for.
    log.add(&format!("premises-{}", premises_id(2)), &premises::Event::Closed { on: day(D1) });
    assert_eq!(states(&log), [Recorded, Recorded]);
}

#[test]
fn premises_are_closed_when_all_their_points_are() {
    let mut log = unit_with(false, 2);
    log.record(1, "p1", D1, D2, closed()).record(1, "p2", D2, D2, closed());
    assert_eq!(states(&log), [Missing, Closed]);
    let point = Point { key: "p3".into(), name: "新点".into() };
    log.add(&format!("premises-{}", premises_id(1)), &premises::Event::PointAdded { point, on: day(D2) });
    assert_eq!(states(&log), [Missing, Missing]);
}

#[test]
fn a_closed_site_does_not_close_the_unit() {
    let mut log = unit_with(false, 1);
    log.open_premises(2, 1, false, 1);
    log.record(2, "p1", D1, D2, closed()).weigh(1, Dry, 10, D1, D1);
    assert_eq!(states(&log), [Recorded, Missing]);
}

#[test]
fn without_open_premises_the_day_is_missing() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10);
    assert_eq!(states(&log), [Missing]);
}

#[test]
fn a_unit_is_there_from_the_day_it_was_set_up() {
    let mut log = Log::default();
    let description = description(1);
    let (established_on, on) = (Some(day("2024-09-29")), day("2024-10-01"));
    log.institution(1, &institution::Event::Registered { institution: unit(1), description, established_on, on });
    let month = log.grown().ask(|snapshot| snapshot.waste_month(unit(1), Month::parse("2024-09").unwrap())).unwrap();
    assert_eq!(month.days.len(), 2);
    assert_eq!(description_level(), Level::Municipal);
}

fn description_level() -> Level {
    description(1).level
}

#[test]
fn what_is_treated_on_the_premises_is_generated_but_does_not_leave() {
    let mut log = unit_with(true, 1);
    let machine = Fact::Weighed {
        category: Wet,
        grams: Grams::new(700),
        method: Method::Weighed,
        destination: Destination::TreatedOnSite,
        hauler: None,
    };
    let by_bins = Fact::Weighed {
        category: Dry,
        grams: Grams::new(300),
        method: Method::Estimated,
        destination: Destination::HauledAway,
        hauler: None,
    };
    log.record(1, "p1", D1, D1, machine).record(1, "p1", D1, D1, by_bins);
    let month = log.grown().ask(|snapshot| snapshot.waste_month(unit(1), Month::parse("2024-09").unwrap())).unwrap();
    assert_eq!(month.days[0].state, Recorded);
    let sums = month.sums;
    assert_eq!(
        (sums.counted_grams(), sums.wet_grams, sums.generated_grams, sums.estimated_grams),
        (300, 0, 1_000, 300)
    );
}
