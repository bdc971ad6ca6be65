//! Lists go along an index, whatever they are narrowed and sorted by; SQLite's own plans are looked at.

use cangliu_domain::asset::{CardFacts, Condition, Reach, UnitFacts, Usage};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::division::Division;
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::IntakeMode;
use rusqlite::params_from_iter;

use super::found::Found;
use super::page::{List, Query, Window};
use super::plan::Source;
use super::{Direction, Filter, OccupationKind, Place, Sort, SortBy, SortValue, Visibility};
use crate::testing::{Grown, Log, computer, day, unit, warehouse_id};

const SORTS: [SortBy; 6] =
    [SortBy::Number, SortBy::Name, SortBy::AcquiredOn, SortBy::OriginalValue, SortBy::Position, SortBy::DueOn];

/// 600 cards of three owners, of two classes, two in three idle; half in a warehouse and listed.
fn register() -> Grown {
    let mut log = Log::default();
    for n in 1..=4 {
        log.register_unit(n);
    }
    log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
    for n in 1..=600 {
        let class = AssetClass::parse(if n % 2 == 0 { "A02010105" } else { "A05010301" }).unwrap();
        let usage = if n % 3 == 0 { Usage::InUse } else { Usage::Idle };
        log.register(n, n % 3 + 1, CardFacts { class, usage, ..computer() });
        if n % 2 == 0 {
            log.take_in(n, n % 3 + 1, Condition::Serviceable, "2025-01-01").list(n, Reach::City, "2025-01-02", None);
        }
    }
    log.register(601, 4, computer());
    log.grown()
}

fn query(visibility: Visibility, filter: Filter, by: SortBy) -> Query {
    let sort = Sort { by, direction: Direction::Descending };
    let window = Window { size: 3, from: Some(behind(by)), backwards: false };
    Query { visibility, filter, search: None, sort, window, count: false }
}

fn behind(by: SortBy) -> Place {
    let value = match by {
        SortBy::Number | SortBy::Name => SortValue::Text("台".into()),
        _ => SortValue::Number(500_000),
    };
    Place { value, key: 300 }
}

/// Where the rows come from, and how SQLite says it reads them.
fn read(grown: &Grown, query: &Query) -> (Source, String) {
    grown.ask(|snapshot| {
        let found = Found::of(snapshot, query.search.as_deref())?.unwrap();
        let list = List::of(snapshot, query, &query.visibility, found)?;
        let (sql, values) = list.ordered("", list.condition());
        let mut statement = snapshot.db.prepare(&format!("explain query plan {sql} limit 4"))?;
        let steps = statement.query_map(params_from_iter(values.iter()), |row| row.get::<_, String>(3))?;
        let steps = steps.collect::<rusqlite::Result<Vec<_>>>()?.join("; ");
        Ok((list.plan.source.clone(), steps))
    })
}

#[test]
fn what_matches_often_is_read_along_the_index_of_its_order() {
    let grown = register();
    let listings = Visibility::ListingsFor {
        unit: UnitFacts {
            institution: unit(1),
            level: Level::Municipal,
            competent_department: Some("市机管局".into()),
            subordinate_to: Division::parse("310101").unwrap(),
            closed_on: None,
        },
        today: day("2025-06-01"),
    };
    let idle = Filter { usage: vec![Usage::Idle], ..Filter::default() };
    let computers = Filter { class: Some("A02010000".into()), general: Some(true), ..idle.clone() };
    let kept = Filter { warehouse: Some(warehouse_id(1)), ..Filter::default() };
    let cases = [
        (Visibility::All, Filter::default()),
        (Visibility::All, idle.clone()),
        (Visibility::City, computers),
        (Visibility::District(Division::parse("310101").unwrap()), idle.clone()),
        (Visibility::Department("市机管局".into()), idle),
        (Visibility::Institution(unit(1)), Filter::default()),
        (Visibility::All, kept),
        (Visibility::WarehousesOf(unit(900)), Filter::default()),
        (listings, Filter::default()),
        (Visibility::Partner { today: day("2025-06-01") }, Filter::default()),
    ];
    for (visibility, filter) in cases {
        for by in SORTS {
            let query = query(visibility.clone(), filter.clone(), by);
            let (source, steps) = read(&grown, &query);
            let index = match source {
                Source::Walk(by) => by.index(),
                Source::WalkKept(by) => by.kept_index(),
                other => panic!("{query:?} is read by {other:?}"),
            };
            // A search in the index from the page's place on, that never asks for the row.
            assert!(steps.contains(&format!("SEARCH a USING COVERING INDEX {index}")), "{query:?}: {steps}");
            assert!(!steps.contains("TEMP B-TREE"), "{query:?}: {steps}");
        }
    }
}

#[test]
fn what_matches_rarely_is_read_through_its_own_index() {
    let grown = register();
    let of = |filter: Filter| read(&grown, &query(Visibility::All, filter, SortBy::Name));
    let (source, steps) = of(Filter { owner: Some(unit(4)), ..Filter::default() });
    assert_eq!(source, Source::Through("asset_by_owner"));
    assert!(steps.contains("INDEX asset_by_owner (owner=?)"), "{steps}");
    let (source, steps) = of(Filter { number: Some("ZC000007".into()), ..Filter::default() });
    assert_eq!(source, Source::Through("asset_by_number"));
    assert!(steps.contains("INDEX asset_by_number (number=?)"), "{steps}");
    let (source, steps) = of(Filter { occupation: vec![OccupationKind::OnLoan], ..Filter::default() });
    assert_eq!(source, Source::Through("asset_by_occupation"));
    assert!(steps.contains("INDEX asset_by_occupation (occupation=?)"), "{steps}");
    let (source, steps) = read(&grown, &query(Visibility::Institution(unit(4)), Filter::default(), SortBy::Name));
    assert!(matches!(source, Source::Party(_)), "{source:?}");
    assert!(steps.contains("asset_by_owner (owner=?)") && steps.contains("INTEGER PRIMARY KEY (rowid=?)"), "{steps}");
}

#[test]
fn a_search_with_few_hits_is_read_through_them() {
    let grown = register();
    let query = Query { search: Some("zc000007".into()), ..query(Visibility::All, Filter::default(), SortBy::Name) };
    let (source, steps) = read(&grown, &query);
    assert_eq!(source, Source::Keys);
    assert!(steps.contains("INTEGER PRIMARY KEY (rowid=?)"), "{steps}");
}

#[test]
fn hits_far_along_the_list_are_found_without_reading_all_rows_before_them() {
    let mut log = Log::default();
    log.register_unit(1);
    // More hits than are looked up one by one, all behind more rows than are probed.
    for n in 1..=8_000 {
        let name = if n > 4_000 { "空调" } else { "计算机" };
        log.register(n, 1, CardFacts { name: name.into(), ..computer() });
    }
    let grown = log.grown();
    for count in [false, true] {
        let query = Query {
            search: Some("空调 zc00".into()),
            sort: Sort::default(),
            window: Window { size: 2, from: None, backwards: false },
            count,
            ..query(Visibility::Institution(unit(1)), Filter::default(), SortBy::Number)
        };
        let page = grown.ask(|snapshot| snapshot.assets(&query));
        let numbers: Vec<_> = page.rows.iter().map(|(_, asset)| asset.now.books.number.clone().unwrap()).collect();
        assert_eq!(numbers, ["ZC004001", "ZC004002"]);
        assert!(page.more);
        assert_eq!(page.total.map(|total| (total.count, total.exact)), count.then_some((4_000, true)));
    }
}
