//! The register against the domain: what is shown is what the domain folds, whoever asks sees his rows only.

use cangliu_domain::asset::{CardFacts, Condition, Event, Reach, Situation, Usage};
use cangliu_domain::asset_class::{AssetClass, Scheme};
use cangliu_domain::fen::Fen;
use cangliu_domain::institution::Level;
use cangliu_domain::warehouse::IntakeMode;
use proptest::prelude::*;

use super::{Direction, Filter, OccupationKind, Page, Query, Sort, SortBy, Total, Visibility, Window};
use crate::testing::{Grown, Log, asset_id, computer, day, folded, folds_the_same_in_any_split, unit, warehouse_id};

pub(super) const A: Condition = Condition::Serviceable;

pub(super) fn city() -> Log {
    let mut log = Log::default();
    for n in 1..=4 {
        log.register_unit(n);
    }
    log.register_unit(900).open_warehouse(1, Level::Municipal, 900, IntakeMode::CustodyOnly);
    log
}

pub(super) fn query(visibility: Visibility) -> Query {
    let window = Window { size: 100, from: None, backwards: false };
    Query { visibility, filter: Filter::default(), search: None, sort: Sort::default(), window, count: true }
}

pub(super) fn page(grown: &Grown, query: &Query) -> Page {
    grown.ask(|snapshot| snapshot.assets(query))
}

/// Numbers of the assets a query finds, in its order.
pub(super) fn found(grown: &Grown, query: &Query) -> Vec<u128> {
    let page = page(grown, query);
    let found: Vec<u128> =
        page.rows.iter().map(|(_, asset)| asset.now.id.0.as_u128() - asset_id(0).0.as_u128()).collect();
    if query.window.size >= 100 {
        assert_eq!(page.total, Some(Total { count: found.len() as u64, exact: true }), "{query:?}");
    }
    found
}

fn searched(grown: &Grown, text: &str) -> Vec<u128> {
    found(grown, &Query { search: Some(text.into()), ..query(Visibility::All) })
}

fn filtered(grown: &Grown, filter: Filter) -> Vec<u128> {
    found(grown, &Query { filter, ..query(Visibility::All) })
}

#[test]
fn every_row_is_what_the_domain_folds() {
    let mut log = city();
    for n in 1..=5 {
        log.register(n, 1, computer());
    }
    log.take_in(2, 1, A, "2025-01-01").list(2, Reach::Delta, "2025-01-02", Some("2025-12-31")).lend(
        2,
        1,
        2,
        "2025-02-01",
    );
    log.take_in(3, 1, A, "2025-01-01").transfer(3, 1, 2, "2025-02-01");
    log.take_in(4, 1, A, "2025-01-01").lend(4, 1, 3, "2025-02-01").give_back(4, 3, Condition::ScrapDue, "2025-03-01");
    log.take_in(5, 1, A, "2025-01-01").reserve(5, 4, cangliu_domain::asset::Purpose::GratuitousTransfer, "2025-02-01");
    let grown = log.grown();
    for n in 1..=5 {
        let shown = grown.ask(|snapshot| snapshot.asset(asset_id(n), &Visibility::All)).unwrap();
        let domain = folded(&log, n);
        let Situation::Registered(now) = domain.situation() else { panic!() };
        assert_eq!(shown.now, **now, "asset {n}");
        assert_eq!(shown.registered_on, day("2020-06-01"));
    }
    assert_eq!(grown.ask(|snapshot| snapshot.asset(asset_id(9), &Visibility::All)), None);
    folds_the_same_in_any_split(&log);
}

#[test]
fn a_reversal_is_the_history_without_it() {
    let mut log = city();
    log.register(1, 1, computer()).take_in(1, 1, A, "2025-01-01").reverse(1, 1, "asset-taken-in", "2025-01-01");
    let shown = log.grown().ask(|snapshot| snapshot.asset(asset_id(1), &Visibility::All)).unwrap();
    let Situation::Registered(now) = folded(&log, 1).situation().clone() else { panic!() };
    assert_eq!((shown.now, shown.revision), (*now, 2));
    assert!(found(&log.grown(), &query(Visibility::WarehousesOf(unit(900)))).is_empty());
}

#[test]
fn a_former_card_number_still_finds_the_asset() {
    let mut log = city();
    log.register(1, 1, computer()).take_in(1, 1, A, "2025-01-01").transfer(1, 1, 2, "2025-02-01");
    log.asset(1, &Event::BookedIn { owner: unit(2), number: "XH-2025-77".into(), on: day("2025-02-10"), source: None });
    let grown = log.grown();
    let by_number = |number: &str| grown.ask(|snapshot| snapshot.assets_by_number(number, &Visibility::All)).len();
    assert_eq!((by_number("ZC000001"), by_number("xh-2025-77"), by_number("ZC")), (1, 1, 0));
    assert_eq!(searched(&grown, "C0000"), [1]);
    assert_eq!(searched(&grown, "2025-77"), [1]);
    let of_owner = |n: u128| filtered(&grown, Filter { owner: Some(unit(n)), ..Filter::default() });
    assert_eq!((of_owner(1).len(), of_owner(2)), (0, vec![1]));
    assert!(filtered(&grown, Filter { number: Some("ZC000001".into()), ..Filter::default() }).is_empty());
}

pub(super) fn card(name: &str, class: &str) -> CardFacts {
    CardFacts { name: name.into(), class: AssetClass::parse(class).unwrap(), ..computer() }
}

/// Five cards to look for.
fn furnished() -> Log {
    let mut log = city();
    log.register(1, 1, CardFacts { brand: Some("格力".into()), ..card("挂式空调机", "A02061804") });
    log.register(2, 1, CardFacts { brand: Some("格力".into()), ..card("柜式空调机", "A02061804") });
    log.register(3, 2, CardFacts { serial: Some("PF-3XK9Q2".into()), ..card("笔记本电脑", "A02010108") });
    log.register(
        4,
        2,
        CardFacts { brand: None, model: Some("ThinkPad E14".into()), ..card("便携式计算机", "A02010108") },
    );
    log.register(5, 3, CardFacts { place: Some("3号楼0512室".into()), ..card("会议桌椅", "A05010202") });
    log
}

#[test]
fn one_and_two_characters_find_what_longer_words_hold() {
    let grown = furnished().grown();
    assert_eq!(searched(&grown, "空调"), [1, 2]);
    assert_eq!(searched(&grown, "椅"), [5]);
    assert_eq!(searched(&grown, "桌椅"), [5]);
    assert_eq!(searched(&grown, "式空调机"), [1, 2]);
    assert_eq!(searched(&grown, "0512室"), [5]);
    assert_eq!(searched(&grown, "办公室 柜式"), [2]);
    assert!(searched(&grown, "沙发").is_empty());
    assert!(searched(&grown, "调空").is_empty());
}

#[test]
fn width_and_case_do_not_matter_and_neither_does_where_a_fragment_lies() {
    let grown = furnished().grown();
    assert_eq!(searched(&grown, "ｔｈｉｎｋｐａｄ　e14"), [4]);
    assert_eq!(searched(&grown, "hinkP"), [4]);
    assert_eq!(searched(&grown, "3xk9"), [3]);
    assert_eq!(searched(&grown, "F-3XK"), [3]);
    assert_eq!(searched(&grown, "000005"), [5]);
    assert!(searched(&grown, "q2zc").is_empty());
}

#[test]
fn the_class_is_found_by_its_name() {
    assert_eq!(searched(&furnished().grown(), "便携式计算机"), [3, 4]);
}

#[test]
fn a_moved_asset_is_found_at_its_new_place_only() {
    let mut log = furnished();
    log.take_in(5, 3, A, "2025-01-01");
    let grown = log.grown();
    assert_eq!(searched(&grown, "一号库"), [5]);
    assert!(searched(&grown, "0512").is_empty());
    assert_eq!(
        grown.ask(|snapshot| snapshot.asset(asset_id(5), &Visibility::All)).unwrap().now.card.place.unwrap(),
        "3号楼0512室"
    );
}

#[test]
fn numbers_that_came_after_the_reader_was_warm_are_found() {
    let log = furnished();
    let mut grown = log.grown();
    grown.reader.warm().unwrap();
    let mut more = log.clone();
    more.register(6, 1, computer());
    grown.views.apply(&more.events).unwrap();
    assert_eq!(searched(&grown, "0006"), [6]);
}

#[test]
fn who_is_awaited_to_book_it_off_finds_it_until_it_is_done() {
    let mut log = furnished();
    log.take_in(1, 1, A, "2025-01-01").transfer(1, 1, 4, "2025-02-01");
    let awaited = |log: &Log, of: u128| {
        let filter = Filter { in_step: Some(false), ..Filter::default() };
        let asked = Query { filter, ..query(Visibility::Institution(unit(of))) };
        let page = log.grown().ask(|snapshot| snapshot.assets(&Query { count: true, ..asked.clone() }));
        (page.rows.len() as u64, page.total.unwrap().count)
    };
    assert_eq!((awaited(&log, 1), awaited(&log, 4)), ((1, 1), (1, 1)));
    log.asset(
        1,
        &Event::BookedOff {
            owner: unit(1),
            number: None,
            voucher: "记-2-7".into(),
            on: day("2025-02-03"),
            source: None,
        },
    );
    assert_eq!((awaited(&log, 1), awaited(&log, 4)), ((0, 0), (1, 1)));
}

#[test]
fn filters_hold_together() {
    let mut log = furnished();
    log.register(6, 1, CardFacts { usage: Usage::InUse, original_value: Fen::new(9), ..card("旧电脑", "2010104") });
    log.take_in(1, 1, A, "2025-01-01").lend(1, 1, 4, "2025-02-01");
    log.take_in(2, 1, Condition::Repairable, "2025-01-01");
    let grown = log.grown();
    let class = |class: &str| filtered(&grown, Filter { class: Some(class.into()), ..Filter::default() });
    assert_eq!(class("A02010000"), [3, 4]);
    assert_eq!(class("A02010108"), [3, 4]);
    assert_eq!(class("2010000"), [6]);
    assert_eq!(filtered(&grown, Filter { scheme: Some(Scheme::Gbt14885_2010), ..Filter::default() }), [6]);
    assert_eq!(filtered(&grown, Filter { usage: vec![Usage::InUse], ..Filter::default() }), [6]);
    assert_eq!(filtered(&grown, Filter { condition: vec![A, Condition::Repairable], ..Filter::default() }), [1, 2]);
    assert_eq!(filtered(&grown, Filter { warehouse: Some(warehouse_id(1)), ..Filter::default() }), [1, 2]);
    assert_eq!(filtered(&grown, Filter { in_warehouse: Some(false), ..Filter::default() }), [3, 4, 5, 6]);
    assert_eq!(filtered(&grown, Filter { occupation: vec![OccupationKind::OnLoan], ..Filter::default() }), [1]);
    let by = |due_by: &str| filtered(&grown, Filter { due_by: Some(day(due_by)), ..Filter::default() });
    assert_eq!((by("2025-05-01").len(), by("2025-05-02")), (0, vec![1]));
    assert_eq!(filtered(&grown, Filter { claimant: Some(unit(4)), ..Filter::default() }), [1]);
    assert_eq!(filtered(&grown, Filter { custodian: Some(unit(900)), ..Filter::default() }), [2]);
    assert_eq!(filtered(&grown, Filter { value_to: Some(Fen::new(10)), ..Filter::default() }), [6]);
    let owner = Some(unit(1));
    assert_eq!(filtered(&grown, Filter { owner, class: Some("A02060000".into()), ..Filter::default() }), [1, 2]);
    assert_eq!(
        filtered(&grown, Filter { owner, usage: vec![Usage::Idle], general: Some(true), ..Filter::default() }),
        [1, 2]
    );
}

#[test]
fn pages_run_through_the_whole_list_in_both_directions() {
    let mut log = city();
    for n in 1..=23 {
        let value = Fen::new(i64::try_from(n % 5).unwrap() * 100);
        log.register(n, n % 3 + 1, CardFacts { original_value: value, ..computer() });
    }
    let grown = log.grown();
    for by in [SortBy::Number, SortBy::Name, SortBy::AcquiredOn, SortBy::OriginalValue, SortBy::Position, SortBy::DueOn]
    {
        for direction in [Direction::Ascending, Direction::Descending] {
            for filter in [Filter::default(), Filter { owner: Some(unit(1)), ..Filter::default() }] {
                let whole = Query { filter, sort: Sort { by, direction }, ..query(Visibility::All) };
                let all = found(&grown, &whole);
                for backwards in [false, true] {
                    assert_eq!(paged(&grown, &whole, backwards), all, "{by:?} {direction:?} {backwards}");
                }
            }
        }
    }
}

fn paged(grown: &Grown, whole: &Query, backwards: bool) -> Vec<u128> {
    let mut all: Vec<u128> = Vec::new();
    let mut from = None;
    loop {
        let query = Query { window: Window { size: 4, from, backwards }, ..whole.clone() };
        let of_page = found(grown, &query);
        let page = page(grown, &query);
        if backwards {
            all.splice(0..0, of_page);
            from = page.rows.first().map(|(place, _)| place.clone());
        } else {
            all.extend(of_page);
            from = page.rows.last().map(|(place, _)| place.clone());
        }
        if !page.more {
            return all;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever path a list is read along, the rows are those that match.
    #[test]
    fn every_plan_finds_the_same_rows(
        cards in proptest::collection::vec((1_u128..=3, 0_usize..4, 0_usize..3, 0_usize..5), 1..60),
        owner in proptest::option::of(1_u128..=3),
        class in proptest::option::of(0_usize..5),
        usage in proptest::option::of(0_usize..4),
        text in proptest::option::of(0_usize..6),
        by in 0_usize..6,
    ) {
        const CLASSES: [&str; 5] = ["A02010105", "A02061804", "A05010202", "2010104", "A02000000"];
        const NAMES: [&str; 5] = ["空调", "台式计算机", "办公桌", "会议椅", "PC-空调"];
        const TEXTS: [&str; 6] = ["空调", "椅", "c0000", "001", "沙发", "计算 联想"];
        const USAGES: [Usage; 4] = [Usage::InUse, Usage::Idle, Usage::AwaitingDisposal, Usage::LetOut];
        const SORTS: [SortBy; 6] = [SortBy::Number, SortBy::Name, SortBy::AcquiredOn, SortBy::OriginalValue, SortBy::Position, SortBy::DueOn];
        let mut log = city();
        let mut expected = Vec::new();
        for (n, (of, class_of, usage_of, name)) in (1_u128..).zip(cards) {
            let card = CardFacts { usage: USAGES[usage_of], ..card(NAMES[name], CLASSES[class_of]) };
            log.register(n, of, card.clone());
            let number = format!("zc{n:06}");
            let written = format!("{} {} {number}", card.name.to_lowercase(), "联想 启天m428 二楼201 办公室");
            let class_name = card.class.name().unwrap_or_default();
            let matches = owner.is_none_or(|owner| owner == of)
                && class.is_none_or(|class| {
                    let stem = CLASSES[class].trim_end_matches("00").trim_end_matches("00").trim_end_matches("00");
                    CLASSES[class_of].starts_with(stem)
                })
                && usage.is_none_or(|usage| usage == usage_of)
                && text.is_none_or(|text| TEXTS[text].split(' ').all(|term| written.contains(term) || class_name.contains(term)));
            if matches {
                expected.push(n);
            }
        }
        let filter = Filter {
            owner: owner.map(unit),
            class: class.map(|class| CLASSES[class].to_owned()),
            usage: usage.map(|usage| USAGES[usage]).into_iter().collect(),
            ..Filter::default()
        };
        let search = text.map(|text| TEXTS[text].to_owned());
        let sort = Sort { by: SORTS[by], direction: Direction::Ascending };
        let mut rows = found(&log.grown(), &Query { filter, search, sort, ..query(Visibility::All) });
        rows.sort_unstable();
        prop_assert_eq!(rows, expected);
    }
}
