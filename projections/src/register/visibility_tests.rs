//! Who sees which rows: in lists, totals and single look-ups alike.

use cangliu_domain::asset::{Reach, UnitFacts};
use cangliu_domain::division::Division;
use cangliu_domain::institution::{self, Level};
use cangliu_domain::warehouse::IntakeMode;
use proptest::prelude::*;

use super::tests::{A, city, found, query};
use super::{Filter, Sort, Total, Visibility, Window};
use crate::testing::{Log, asset_id, computer, day, description, folded, unit};

#[test]
fn each_sees_his_rows_and_counts_no_others() {
    let mut log = city();
    let mut elsewhere = description(4);
    elsewhere.subordinate_to = Division::parse("310115").unwrap();
    elsewhere.competent_department = Some("市教委".into());
    log.institution(4, &institution::Event::Redescribed { description: elsewhere, on: day("2021-01-01") });
    for n in 1..=4 {
        log.register(n, n, computer());
    }
    log.take_in(1, 1, A, "2025-01-01").lend(1, 1, 2, "2025-02-01");
    let grown = log.grown();
    let sees = |visibility: Visibility| found(&grown, &query(visibility));
    assert_eq!(sees(Visibility::Institution(unit(1))), [1]);
    assert_eq!(sees(Visibility::Institution(unit(2))), [1, 2]);
    assert_eq!(sees(Visibility::Institution(unit(77))), Vec::<u128>::new());
    assert_eq!(sees(Visibility::WarehousesOf(unit(900))), [1]);
    assert_eq!(sees(Visibility::District(Division::parse("310115").unwrap())), [4]);
    assert_eq!(sees(Visibility::District(Division::parse("310101").unwrap())), [1, 2, 3]);
    assert_eq!(sees(Visibility::Department("市教委".into())), [4]);
    let two = Visibility::AnyOf(vec![Visibility::Institution(unit(3)), Visibility::Department("市教委".into())]);
    assert_eq!(sees(two), [3, 4]);
    assert!(sees(Visibility::AnyOf(Vec::new())).is_empty());
    let hidden = grown.ask(|snapshot| snapshot.asset(asset_id(4), &Visibility::Institution(unit(1))));
    assert_eq!(hidden, None);
    let by_number = grown.ask(|snapshot| snapshot.assets_by_number("ZC000004", &Visibility::Institution(unit(1))));
    assert!(by_number.is_empty());
}

#[test]
fn partners_see_what_is_listed_for_the_delta_open_and_free() {
    let mut log = city();
    for n in 1..=4 {
        log.register(n, 1, computer()).take_in(n, 1, A, "2025-01-01");
    }
    log.list(1, Reach::Delta, "2025-02-01", Some("2025-02-28")).list(2, Reach::City, "2025-02-01", None);
    log.list(3, Reach::Delta, "2025-02-01", None).lend(3, 1, 2, "2025-02-02");
    let grown = log.grown();
    let shared = |today: &str| {
        let window = Window { size: 10, from: None, backwards: false };
        grown.ask(|snapshot| snapshot.shared_listings(day(today), &Filter::default(), Sort::default(), &window, true))
    };
    assert!(shared("2025-01-31").rows.is_empty());
    assert!(shared("2025-03-01").rows.is_empty());
    let page = shared("2025-02-28");
    let [(_, listing)] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!(listing.asset, asset_id(1));
    assert_eq!(listing.class_2022.as_deref(), Some("A02010105"));
    assert_eq!(listing.uid, format!("310000-{}", asset_id(1)));
    assert_eq!(page.total, Some(Total { count: 1, exact: true }));
}

fn reach() -> impl Strategy<Value = Reach> {
    prop_oneof![
        Just(Reach::OwnUnit),
        Just(Reach::Department),
        Just(Reach::Level),
        Just(Reach::City),
        Just(Reach::Delta),
        Just(Reach::Disposal)
    ]
}

fn described() -> impl Strategy<Value = (Level, Option<String>, &'static str)> {
    (
        prop_oneof![Just(Level::Central), Just(Level::Municipal), Just(Level::District)],
        prop_oneof![Just(None), Just(Some("甲局".to_owned())), Just(Some("乙局".to_owned()))],
        prop_oneof![Just("310101"), Just("310115")],
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Who may see a listing is the domain's rule, said once more in SQL.
    #[test]
    fn listings_for_a_unit_are_those_whose_reach_covers_it(
        units in proptest::collection::vec(described(), 4),
        listings in proptest::collection::vec((1_u128..=4, reach(), 0_u64..40, proptest::option::of(0_u64..40)), 1..10),
        today in 0_u64..60,
    ) {
        let mut log = Log::default();
        let mut facts = Vec::new();
        for (n, (level, department, district)) in (1_u128..).zip(units) {
            let subordinate_to = Division::parse(district).unwrap();
            let described = institution::Description {
                level,
                competent_department: department.clone(),
                subordinate_to,
                ..description(n)
            };
            log.register_as(n, described);
            facts.push(UnitFacts { institution: unit(n), level, competent_department: department, subordinate_to, closed_on: None });
        }
        log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
        let first = day("2025-03-01");
        for (n, (owner, reach, opens, open_for)) in (1_u128..).zip(&listings) {
            let opens_on = first + chrono::Days::new(*opens);
            let closes_on = open_for.map(|days| (opens_on + chrono::Days::new(days)).to_string());
            log.register(n, *owner, computer()).take_in(n, *owner, A, "2025-01-01");
            log.list(n, *reach, &opens_on.to_string(), closes_on.as_deref());
        }
        let grown = log.grown();
        let today = first + chrono::Days::new(today);
        for unit in &facts {
            let covered: Vec<u128> = (1_u128..)
                .zip(&listings)
                .filter(|(n, (owner, reach, _, _))| {
                    let open = folded(&log, *n).situation().registered().unwrap().in_warehouse.clone().unwrap();
                    let depositor = &facts[usize::try_from(*owner).unwrap() - 1];
                    open.listing.unwrap().open_on(today) && reach.covers(depositor, unit)
                })
                .map(|(n, _)| n)
                .collect();
            prop_assert_eq!(found(&grown, &query(Visibility::ListingsFor { unit: unit.clone(), today })), covered);
        }
    }
}
