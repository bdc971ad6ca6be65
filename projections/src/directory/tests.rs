//! The directory: what is in force, what was, and lists.

use cangliu_domain::division::Division;
use cangliu_domain::id::{AssetId, DelegationId, NoteId, PostId};
use cangliu_domain::institution::{self, Level};
use cangliu_domain::post::{self, Holder, Listed, OpenDuties, Role, Scope};
use cangliu_domain::premises;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::warehouse::{self, IntakeMode};
use uuid::Uuid;

use super::{HandOver, InstitutionFilter, InstitutionPlace};
use crate::testing::{Log, day, description, folds_the_same_in_any_split, premises_id, unit, warehouse_id};

fn post(n: u128) -> PostId {
    PostId(Uuid::from_u128(0x9000 + n))
}

fn holder(subject: &str) -> Holder {
    Holder { issuer: "https://id.example".into(), subject: subject.into() }
}

fn with_post() -> Log {
    let mut log = Log::default();
    log.register_unit(1);
    let opened = post::Event::Opened {
        post: post(1),
        institution: unit(1),
        role: Role::AssetManager,
        scope: Scope::Located(Division::parse("310151").unwrap()),
        title: "资产管理员".into(),
        on: day("2024-01-01"),
    };
    let stream = format!("post-{}", post(1));
    log.add(&stream, &opened);
    log.add(&stream, &post::Event::Assigned { holder: holder("a"), from: day("2024-02-01") });
    log.add(&stream, &post::Event::Assigned { holder: holder("b"), from: day("2024-06-01") });
    log.add(&stream, &post::Event::Vacated { on: day("2024-09-01") });
    log
}

#[test]
fn a_post_is_held_by_one_person_at_a_time() {
    let grown = with_post().grown();
    let held =
        |who: &str, on: &str| grown.ask(|snapshot| snapshot.posts_held("https://id.example", who, day(on))).len();
    assert_eq!((held("a", "2024-01-31"), held("a", "2024-02-01"), held("a", "2024-05-31")), (0, 1, 1));
    assert_eq!((held("a", "2024-06-01"), held("b", "2024-06-01")), (0, 1));
    assert_eq!((held("b", "2024-08-31"), held("b", "2024-09-01")), (1, 0));
    let posts = grown.ask(|snapshot| snapshot.posts_of(unit(1)));
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].scope, Scope::Located(Division::parse("310151").unwrap()));
    let tenures = grown.ask(|snapshot| snapshot.tenures(post(1)));
    assert_eq!(
        tenures.iter().map(|tenure| tenure.until).collect::<Vec<_>>(),
        [Some(day("2024-06-01")), Some(day("2024-09-01"))]
    );
}

#[test]
fn a_closed_post_is_held_by_nobody() {
    let mut log = with_post();
    let stream = format!("post-{}", post(1));
    log.add(&stream, &post::Event::Assigned { holder: holder("c"), from: day("2024-10-01") });
    log.add(&stream, &post::Event::Closed { on: day("2024-11-01") });
    let grown = log.grown();
    assert!(grown.ask(|snapshot| snapshot.posts_held("https://id.example", "c", day("2024-11-01"))).is_empty());
    assert_eq!(grown.ask(|snapshot| snapshot.post(post(1))).unwrap().closed_on, Some(day("2024-11-01")));
    folds_the_same_in_any_split(&log);
}

fn delegated(n: u128, to: &str, from: &str, last: &str) -> post::Event {
    post::Event::Delegated {
        delegation: DelegationId(Uuid::from_u128(n)),
        delegate: holder(to),
        from: day(from),
        to: day(last),
        acts: vec![],
        reason: NoteId(Uuid::from_u128(1)),
        on: day(from),
    }
}

#[test]
fn a_delegate_exercises_the_post_for_its_holder_within_the_window() {
    let mut log = with_post();
    let stream = format!("post-{}", post(1));
    log.add(&stream, &post::Event::Assigned { holder: holder("c"), from: day("2024-10-01") });
    log.add(&stream, &delegated(1, "d", "2024-10-10", "2024-10-20"));
    log.add(&stream, &delegated(2, "d", "2024-11-01", "2024-11-30"));
    let ended = DelegationId(Uuid::from_u128(2));
    log.add(&stream, &post::Event::DelegationEnded { delegation: ended, on: day("2024-11-10") });
    log.add(&stream, &delegated(3, "d", "2024-12-01", "2024-12-31"));
    log.add(&stream, &post::Event::Vacated { on: day("2024-12-05") });
    let grown = log.grown();
    let acts = |on: &str| grown.ask(|snapshot| snapshot.posts_delegated("https://id.example", "d", day(on)));
    let days = ["2024-10-09", "2024-10-10", "2024-10-20", "2024-10-21", "2024-11-09", "2024-11-10", "2024-12-04"];
    assert_eq!(days.map(|on| acts(on).len()), [0, 1, 1, 0, 1, 0, 1]);
    assert!(acts("2024-12-05").is_empty(), "a vacated post ends it");
    assert_eq!(acts("2024-10-10")[0].holder, holder("c"));
    folds_the_same_in_any_split(&log);
}

#[test]
fn behind_its_last_day_a_post_grants_nothing_not_even_through_a_delegation() {
    let mut log = with_post();
    let stream = format!("post-{}", post(1));
    log.add(&stream, &post::Event::Assigned { holder: holder("c"), from: day("2024-10-01") });
    log.add(&stream, &delegated(1, "d", "2024-10-10", "2024-10-20"));
    log.add(&stream, &post::Event::TermSet { until: day("2024-10-15"), on: day("2024-10-01") });
    let grown = log.grown();
    let held = |on: &str| {
        let own = grown.ask(|snapshot| snapshot.posts_held("https://id.example", "c", day(on)));
        let others = grown.ask(|snapshot| snapshot.posts_delegated("https://id.example", "d", day(on)));
        (own.len(), others.len())
    };
    assert_eq!((held("2024-10-15"), held("2024-10-16")), ((1, 1), (0, 0)));
    folds_the_same_in_any_split(&log);
}

#[test]
fn what_was_handed_over_is_read_back() {
    let mut log = with_post();
    let stream = format!("post-{}", post(1));
    let (by, to, on) = (holder("c"), holder("d"), day("2024-11-01"));
    log.add(&stream, &post::Event::Assigned { holder: by.clone(), from: day("2024-10-01") });
    let open =
        OpenDuties { loans: Listed { count: 1, assets: vec![AssetId(Uuid::from_u128(5))] }, ..OpenDuties::default() };
    log.add(&stream, &post::Event::DutiesHandedOver { by: by.clone(), to: to.clone(), open: open.clone(), on });
    let found = log.grown().ask(|snapshot| snapshot.hand_overs(post(1)));
    assert_eq!(found, [HandOver { by, to, open, on }]);
    folds_the_same_in_any_split(&log);
}

#[test]
fn an_institution_is_found_by_id_and_by_code() {
    let mut log = Log::default();
    log.register_unit(1);
    let uscc = Uscc::parse("12310000MB2F00032J").unwrap();
    log.institution(1, &institution::Event::UsccAssigned { uscc, check_override: None, from: None });
    let grown = log.grown();
    let by_code = grown.ask(|snapshot| snapshot.institution_by_uscc("１２３１００００ｍｂ２ｆ０００３２ｊ")).unwrap();
    assert_eq!(by_code.id, unit(1));
    assert_eq!(Some(by_code), grown.ask(|snapshot| snapshot.institution(unit(1))));
    assert_eq!(grown.ask(|snapshot| snapshot.institution(unit(2))), None);
    assert_eq!(grown.ask(|snapshot| snapshot.institutions_by_id(&[unit(2), unit(1)])).len(), 1);
}

#[test]
fn one_that_was_only_mentioned_is_not_in_the_registry() {
    let mut log = Log::default();
    log.register_unit(1);
    log.institution(1, &institution::Event::Closed { on: day("2025-01-01"), successor: Some(unit(2)) });
    let grown = log.grown();
    assert_eq!(grown.ask(|snapshot| snapshot.institution(unit(2))), None);
    let closed = grown.ask(|snapshot| snapshot.institution(unit(1))).unwrap();
    assert_eq!((closed.closed_on, closed.successor), (Some(day("2025-01-01")), Some(unit(2))));
    assert!(closed.active_on(day("2024-12-31")) && !closed.active_on(day("2025-01-01")));
}

#[test]
fn lists_are_by_name_page_by_page() {
    let mut log = Log::default();
    for n in 1..=5 {
        let mut described = description(n);
        described.level = if n % 2 == 0 { Level::District } else { Level::Municipal };
        log.register_as(n, described);
    }
    let grown = log.grown();
    let page = |filter: &InstitutionFilter, after: Option<&InstitutionPlace>| {
        grown.ask(|snapshot| snapshot.institutions(filter, after, 2, true))
    };
    let municipal = InstitutionFilter { level: Some(Level::Municipal), ..InstitutionFilter::default() };
    let first = page(&municipal, None);
    assert_eq!((first.rows.len(), first.more, first.total), (2, true, Some(3)));
    let second = page(&municipal, first.rows.last().map(|(place, _)| place));
    assert_eq!((second.rows.len(), second.more), (1, false));
    let found = InstitutionFilter { search: Some("位4".into()), ..InstitutionFilter::default() };
    assert_eq!(page(&found, None).rows[0].1.id, unit(4));
    let among = InstitutionFilter { among: Some(vec![unit(3), unit(5)]), ..InstitutionFilter::default() };
    assert_eq!(page(&among, None).total, Some(2));
}

#[test]
fn headcounts_are_listed_by_the_day_they_hold_from() {
    let mut log = Log::default();
    log.register_unit(1).heads(1, Some("2025-01-01"), 20).heads(1, None, 10);
    let listed = log.grown().ask(|snapshot| snapshot.headcounts(unit(1)));
    let totals: Vec<_> = listed.iter().map(|(from, kinds)| (*from, kinds.values().sum::<u32>())).collect();
    assert_eq!(totals, [(None, 10), (Some(day("2025-01-01")), 20)]);
}

#[test]
fn premises_and_warehouses_are_there_with_what_belongs_to_them() {
    let mut log = Log::default();
    log.register_unit(1).open_premises(1, 1, true, 2).open_warehouse(1, Level::Municipal, 1, IntakeMode::WithBooks);
    log.add(&format!("premises-{}", premises_id(1)), &premises::Event::Closed { on: day("2025-05-01") });
    log.add(&format!("warehouse-{}", warehouse_id(1)), &warehouse::Event::Closed { on: day("2025-06-01") });
    let grown = log.grown();
    let site = grown.ask(|snapshot| snapshot.premises(premises_id(1))).unwrap();
    assert_eq!((site.points.len(), site.opened_on, site.closed_on), (2, None, Some(day("2025-05-01"))));
    assert_eq!(grown.ask(|snapshot| snapshot.premises_of(unit(1))), [site]);
    let [warehouse] = &grown.ask(|snapshot| snapshot.warehouses())[..] else { panic!() };
    assert_eq!((warehouse.operator, warehouse.closed_on), (unit(1), Some(day("2025-06-01"))));
    assert_eq!(Some(warehouse.clone()), grown.ask(|snapshot| snapshot.warehouse(warehouse_id(1))));
}
