//! The demo city: loaded through the real commands, quickly, and with something to see in every corner.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cangliu_api::auth::dev;
use cangliu_api::clock::Clock;
use cangliu_api::config::DataSettings;
use cangliu_api::demo;
use cangliu_api::import::{Progress, Stage};
use cangliu_api::node::Node;
use cangliu_domain::asset::{BookStanding, Reach};
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_domain::post::Role;
use cangliu_projections::directory::InstitutionFilter;
use cangliu_projections::indicators::{Ask, AskError, Definition, Figure, Ratio, Scope};
use cangliu_projections::register::{Filter, OccupationKind, Page, Query, Sort, Visibility, Window};
use chrono::NaiveDate;

/// The day of the tests that are not about the day.
const TODAY: &str = "2026-11-21";
/// Days at which months, years and holidays turn.
const AWKWARD_DAYS: [&str; 4] = [TODAY, "2027-01-01", "2028-02-29", "2027-05-31"];

fn open(dir: &std::path::Path, day: &str) -> Node {
    let clock = Clock::Fixed(format!("{day}T02:00:00Z").parse().unwrap());
    let settings = DataSettings { log: cangliu_esdb_stand_in::beside(dir), ..DataSettings::at(dir) };
    Node::open_at(&settings, clock).unwrap()
}

fn figure(node: &Node, id: &str, period: Period, scope: Scope) -> Figure {
    let ask = Ask { period, scope, today: node.clock.today() };
    let asked = node.reader.with(|snapshot| Definition::of(id)?.figure(snapshot, &ask));
    asked.map_err(|error: AskError| error.to_string()).unwrap().0
}

fn assets(node: &Node, filter: Filter) -> Page {
    let window = Window { size: 100, from: None, backwards: false };
    let sort = Sort::default();
    let query = Query { visibility: Visibility::All, filter, search: None, sort, window, count: true };
    node.reader.with(|snapshot| snapshot.assets(&query)).unwrap().0
}

fn count(page: &Page) -> u64 {
    page.total.unwrap().count
}

/// The months before the present one, the latest last.
fn months(today: NaiveDate, back: usize) -> Vec<Month> {
    let mut months: Vec<Month> =
        std::iter::successors(Some(Month::of(today).previous()), |month| Some(month.previous())).take(back).collect();
    months.reverse();
    months
}

fn through(months: &[Month]) -> Period {
    Period::through(months[0].first(), months[months.len() - 1].last()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_city_shows_a_trend_a_null_an_overdue_loan_and_a_listing_of_every_reach() {
    for day in AWKWARD_DAYS {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path(), day);
        let began = Instant::now();
        let summary = demo::load(&node, node.clock.today(), &Progress::default()).await.unwrap();
        node.catch_up().await.unwrap();
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        assert!((40..=60).contains(&summary.institutions) && (600..=1_000).contains(&summary.cards), "{summary:?}");
        turnover_rises(&node);
        waste_falls(&node);
        one_is_null_at_87_percent(&node);
        the_warehouse_is_busy(&node);
        the_dev_subjects_have_posts(&node);
    }
}

fn turnover_rises(node: &Node) {
    let months = months(node.clock.today(), 12);
    let turnover = |months: &[Month]| figure(node, "TURNOVER-1", through(months), Scope::City);
    let halves: Vec<Ratio> = months.chunks(6).map(|half| turnover(half).value.unwrap()).collect();
    assert!(halves[1] > halves[0], "{} then {}", halves[0], halves[1]);
    let year = turnover(&months);
    let value = year.value.unwrap().to_f64();
    assert!((0.2..4.0).contains(&value), "{value} times a year");
}

fn waste_falls(node: &Node) {
    let by_month: Vec<f64> = months(node.clock.today(), 12)
        .iter()
        .map(|month| figure(node, "WASTEPC-1", through(&[*month]), Scope::City).value.unwrap().to_f64())
        .collect();
    assert!(by_month.iter().all(|kilograms| (0.3..0.9).contains(kilograms)), "{by_month:?}");
    let (first, last) = by_month.split_at(6);
    let mean = |months: &[f64]| months.iter().sum::<f64>() / 6.0;
    assert!(mean(last) < mean(first), "{by_month:?}");
}

fn one_is_null_at_87_percent(node: &Node) {
    let month = through(&months(node.clock.today(), 1));
    let (page, _) = node.reader.with(|s| s.institutions(&InstitutionFilter::default(), None, 100, false)).unwrap();
    let nulls: Vec<(String, f64)> = page
        .rows
        .iter()
        .map(|(_, institution)| (institution, figure(node, "WASTEPC-1", month, Scope::Institution(institution.id))))
        .filter(|(_, figure)| figure.value.is_none())
        .map(|(institution, figure)| (institution.name.clone(), figure.coverage.unwrap().to_f64()))
        .collect();
    let [(name, coverage)] = nulls.as_slice() else { panic!("{nulls:?}") };
    assert!(name.contains("发展规划") && (0.855..0.875).contains(coverage), "{name} {coverage}");
}

fn the_warehouse_is_busy(node: &Node) {
    let today = node.clock.today();
    let overdue = Filter { occupation: vec![OccupationKind::OnLoan], due_by: today.pred_opt(), ..Filter::default() };
    assert!(count(&assets(node, overdue)) >= 1);
    let on_loan = Filter { occupation: vec![OccupationKind::OnLoan], ..Filter::default() };
    assert!(count(&assets(node, on_loan)) >= 5);
    for reach in [Reach::OwnUnit, Reach::Department, Reach::Level, Reach::City, Reach::Delta, Reach::Disposal] {
        let listed = Filter {
            reach: Some(reach),
            listed_on: Some(today),
            occupation: vec![OccupationKind::Free],
            ..Filter::default()
        };
        assert!(count(&assets(node, listed)) >= 1, "{reach:?}");
    }
    let (directory, _) = node.reader.with(|snapshot| snapshot.warehouses()).unwrap();
    assert_eq!(directory.len(), 3);
    for warehouse in directory {
        let inside = Filter { warehouse: Some(warehouse.id), ..Filter::default() };
        assert!(count(&assets(node, inside)) >= 3, "{}", warehouse.name);
    }
    let receiver = node.reader.with(|s| s.posts_held(dev::ISSUER, "dev:receiver", today)).unwrap().0[0].institution;
    let awaiting = Filter { owner: Some(receiver), standing: Some(BookStanding::AwaitingBookIn), ..Filter::default() };
    assert!(count(&assets(node, awaiting)) >= 3, "something for the receiver to enter in its books");
}

fn the_dev_subjects_have_posts(node: &Node) {
    let mut roles: BTreeMap<String, Vec<Role>> = BTreeMap::new();
    for subject in
        ["administrator", "asset-manager", "receiver", "warehouse-keeper", "waste-officer", "manager", "auditor"]
    {
        let subject = format!("dev:{subject}");
        let held =
            node.reader.with(|snapshot| snapshot.posts_held(dev::ISSUER, &subject, node.clock.today())).unwrap().0;
        roles.insert(subject, held.iter().map(|post| post.role).collect());
    }
    assert_eq!(roles["dev:receiver"], [Role::AssetManager]);
    assert_eq!(roles["dev:warehouse-keeper"], [Role::WarehouseKeeper; 2]);
    assert!(roles.values().all(|roles| !roles.is_empty()), "{roles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_has_a_reversal_a_reclaim_a_split_lot_a_closure_and_a_correction() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path(), TODAY);
    demo::load(&node, node.clock.today(), &Progress::default()).await.unwrap();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let (mut after, mut estimated, mut closed) = (0, 0, 0);
    loop {
        let page = node.log.read_all(after, 5_000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = last.position;
        for event in &page {
            *kinds.entry(event.kind.to_string()).or_default() += 1;
            estimated += usize::from(event.data.contains("ESTIMATED"));
            closed += usize::from(event.data.contains("\"CLOSED\""));
        }
    }
    let at_least =
        |kind: &str, count: usize| assert!(kinds.get(kind).copied().unwrap_or_default() >= count, "{kind}: {kinds:?}");
    at_least("asset-event-reversed", 2);
    at_least("asset-reclaimed", 2);
    at_least("asset-lot-split", 3);
    at_least("asset-loan-returned", 20);
    at_least("asset-booked-in", 40);
    at_least("waste-corrected", 1);
    assert!(estimated > 500 && closed >= 3, "{estimated} estimated, {closed} closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_again_writes_nothing_and_a_load_that_was_cut_off_is_finished() {
    let dir = tempfile::tempdir().unwrap();
    let node = open(dir.path(), TODAY);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let (stop, cards) = (Arc::new(Mutex::new(Some(stop))), Arc::new(AtomicBool::new(false)));
    let progress = Progress::to(move |stage| match stage {
        Stage::Began { what: "cards", .. } => cards.store(true, Ordering::SeqCst),
        Stage::At(100) if cards.load(Ordering::SeqCst) => drop(stop.lock().unwrap().take().map(|stop| stop.send(()))),
        _ => {}
    });
    tokio::select! {
        loaded = demo::load_if_empty(&node, &progress) => panic!("it was not cut off: {loaded:?}"),
        _ = stopped => {}
    }
    node.close().await;
    let node = open(dir.path(), TODAY);
    assert!(demo::load_if_empty(&node, &Progress::default()).await.unwrap().is_some(), "finished");
    let head = node.head().await.unwrap();
    assert!(demo::load_if_empty(&node, &Progress::default()).await.unwrap().is_none(), "there is nothing left to load");
    demo::load(&node, node.clock.today(), &Progress::default()).await.unwrap();
    assert_eq!(node.head().await.unwrap(), head);

    let whole = tempfile::tempdir().unwrap();
    let other = open(whole.path(), TODAY);
    demo::load(&other, other.clock.today(), &Progress::default()).await.unwrap();
    assert_eq!(other.head().await.unwrap(), head, "as much as without the cut");
}
