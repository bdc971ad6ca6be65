//! Lines and roll-ups: corrections, withdrawals, spreading, late facts about the unit.

use cangliu_domain::grams::Grams;
use cangliu_domain::id::EntryId;
use cangliu_domain::institution;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{Category, Entry, Event, Fact, Method};
use proptest::prelude::*;
use uuid::Uuid;

use super::Sums;
use crate::testing::{Grown, Log, day, folds_the_same_in_any_split, unit, weighed};

const SEPTEMBER: &str = "2024-09";

fn unit_with_a_point() -> Log {
    let mut log = Log::default();
    log.register_unit(1).heads(1, None, 10).open_premises(1, 1, false, 1);
    log
}

fn hauled(grown: &Grown) -> Vec<i64> {
    let month = grown.ask(|snapshot| snapshot.waste_month(unit(1), Month::parse(SEPTEMBER).unwrap())).unwrap();
    month.days.iter().map(|day| day.hauled[0]).collect()
}

fn rolled_up(grown: &Grown) -> Vec<(Month, Sums)> {
    let (from, to) = (Month::parse("2020-01").unwrap(), Month::parse("2030-12").unwrap());
    grown.ask(|snapshot| snapshot.waste_months(unit(1), from, to))
}

fn entry(n: u128, from: &str, to: &str, grams: i64) -> Entry {
    Entry { entry: EntryId(Uuid::from_u128(n)), from: day(from), to: day(to), fact: weighed(Category::Dry, grams) }
}

fn recorded(entry: &Entry) -> Event {
    let to = (entry.to != entry.from).then_some(entry.to);
    Event::Recorded { entry: entry.entry, from: entry.from, to, fact: entry.fact.clone() }
}

#[test]
fn a_mass_is_spread_over_its_days_in_whole_grams() {
    let mut log = unit_with_a_point();
    log.weigh(1, Category::Dry, 1_000, "2024-09-28", "2024-09-30");
    assert_eq!(hauled(&log.grown())[26..], [0, 334, 333, 333]);
}

#[test]
fn a_correction_takes_the_old_mass_out_and_the_new_one_in() {
    let mut log = unit_with_a_point();
    let was = entry(9, "2024-09-01", "2024-09-03", 1_000);
    log.waste(1, "p1", SEPTEMBER, &recorded(&was));
    log.waste(
        1,
        "p1",
        SEPTEMBER,
        &Event::Corrected { was, grams: Grams::new(200), method: Method::Estimated, reason: "单位写错".into() },
    );
    let grown = log.grown();
    assert_eq!(hauled(&grown)[..4], [67, 67, 66, 0]);
    let [(_, sums)] = rolled_up(&grown)[..] else { panic!() };
    assert_eq!((sums.dry_grams, sums.estimated_grams, sums.days_recorded), (200, 200, 3));
}

#[test]
fn a_withdrawn_entry_leaves_its_days_missing_again() {
    let mut log = unit_with_a_point();
    let was = entry(9, "2024-09-01", "2024-09-03", 1_000);
    log.waste(1, "p1", SEPTEMBER, &recorded(&was));
    log.waste(1, "p1", SEPTEMBER, &Event::Withdrawn { was, reason: "重复".into() });
    assert!(rolled_up(&log.grown()).is_empty());
    folds_the_same_in_any_split(&log);
}

#[test]
fn facts_about_the_unit_that_come_late_add_its_months_up_again() {
    let mut log = unit_with_a_point();
    log.weigh(1, Category::Dry, 1_000, "2024-09-01", "2024-09-10").weigh(
        1,
        Category::Dry,
        1_000,
        "2024-10-01",
        "2024-10-10",
    );
    log.heads(1, Some("2024-09-06"), 20);
    let person_days: Vec<i64> = rolled_up(&log.grown()).iter().map(|(_, sums)| sums.person_days_covered).collect();
    assert_eq!(person_days, [150, 200]);
    // An earlier statement, made later still, holds until the one that follows it.
    log.heads(1, Some("2024-09-01"), 1);
    let person_days: Vec<i64> = rolled_up(&log.grown()).iter().map(|(_, sums)| sums.person_days_covered).collect();
    assert_eq!(person_days, [5 + 100, 200]);
    log.institution(1, &institution::Event::Closed { on: day("2024-10-01"), successor: None });
    let person_days: Vec<i64> = rolled_up(&log.grown()).iter().map(|(_, sums)| sums.person_days_covered).collect();
    assert_eq!(person_days, [105, 0]);
    folds_the_same_in_any_split(&log);
}

#[test]
fn a_ledger_of_unknown_premises_shows_nowhere() {
    let mut log = Log::default();
    log.register_unit(1);
    log.weigh(7, Category::Dry, 1_000, "2024-09-01", "2024-09-10");
    assert!(rolled_up(&log.grown()).is_empty());
}

#[derive(Debug, Clone)]
enum Act {
    Record { from: u32, days: u32, grams: i64, category: usize },
    Zero { on: u32, category: usize },
    Correct { which: usize, grams: i64 },
    Withdraw { which: usize },
    Heads { on: u32, heads: u32 },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1_u32..=28, 0_u32..3, 1_i64..5_000, 0_usize..4)
            .prop_map(|(from, days, grams, category)| Act::Record { from, days, grams, category }),
        1 => (1_u32..=30, 0_usize..4).prop_map(|(on, category)| Act::Zero { on, category }),
        1 => (0_usize..20, 1_i64..5_000).prop_map(|(which, grams)| Act::Correct { which, grams }),
        1 => (0_usize..20).prop_map(|which| Act::Withdraw { which }),
        1 => (1_u32..=30, 0_u32..50).prop_map(|(on, heads)| Act::Heads { on, heads }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// What was corrected or withdrawn is as if only the last form had ever been recorded, and the
    /// roll-up is what its days add up to.
    #[test]
    fn the_views_are_those_of_the_entries_in_force(acts in proptest::collection::vec(act(), 1..40)) {
        let mut log = unit_with_a_point();
        let mut plain = unit_with_a_point();
        let mut entries: Vec<Entry> = Vec::new();
        for (n, act) in (1_u128..).zip(acts) {
            let at = |day: u32| Month::parse(SEPTEMBER).unwrap().date(day).unwrap();
            match act {
                Act::Record { from, days, grams, category } => {
                    let fact = weighed(Category::ALL[category], grams);
                    let entry = Entry { entry: EntryId(Uuid::from_u128(n)), from: at(from), to: at(from + days), fact };
                    log.waste(1, "p1", SEPTEMBER, &recorded(&entry));
                    entries.push(entry);
                }
                Act::Zero { on, category } => {
                    let fact = Fact::Zero { category: Category::ALL[category] };
                    let entry = Entry { entry: EntryId(Uuid::from_u128(n)), from: at(on), to: at(on), fact };
                    log.waste(1, "p1", SEPTEMBER, &recorded(&entry));
                    entries.push(entry);
                }
                Act::Correct { which, grams } => {
                    let Some(was) = entries.get(which).cloned() else { continue };
                    if !matches!(was.fact, Fact::Weighed { .. }) { continue }
                    entries[which] = was.weighing(Grams::new(grams), Method::Estimated);
                    let (grams, reason) = (Grams::new(grams), "改".to_owned());
                    log.waste(1, "p1", SEPTEMBER, &Event::Corrected { was, grams, method: Method::Estimated, reason });
                }
                Act::Withdraw { which } => {
                    if which >= entries.len() { continue }
                    let was = entries.remove(which);
                    log.waste(1, "p1", SEPTEMBER, &Event::Withdrawn { was, reason: "撤".into() });
                }
                Act::Heads { on, heads } => {
                    log.heads(1, Some(&at(on).to_string()), heads);
                    plain.heads(1, Some(&at(on).to_string()), heads);
                }
            }
        }
        for entry in &entries {
            plain.waste(1, "p1", SEPTEMBER, &recorded(entry));
        }
        let month = |grown: &Grown| grown.ask(|snapshot| snapshot.waste_month(unit(1), Month::parse(SEPTEMBER).unwrap())).unwrap();
        let (corrected, straight) = (log.grown(), plain.grown());
        prop_assert_eq!(month(&corrected).days, month(&straight).days);
        let sums: Vec<Sums> = rolled_up(&corrected).into_iter().map(|(_, sums)| sums).collect();
        prop_assert_eq!(sums.first().copied().unwrap_or_default(), month(&corrected).sums);
    }
}
