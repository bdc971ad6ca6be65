//! What is exported can be imported again: here it changes nothing, elsewhere it comes to the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use std::path::Path;

use cangliu_api::export;
use cangliu_api::import::{Kind, Report, default_premises, institution_of};
use cangliu_api::ledger::{Order, waste_subject};
use cangliu_domain::grams::Grams;
use cangliu_domain::id::{EntryId, PremisesId};
use cangliu_domain::month::Month;
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::{Category, Command, Destination, Entry, Fact, Method, Waste};
use cangliu_workbook::Source;
use cangliu_workbook::write::Table;
use chrono::NaiveDate;
use serde_json::Value;
use support::{Office, administrator, csv, samples, source};
use uuid::Uuid;

/// Both forms of a table, as files.
fn files(table: &Table) -> [Source; 2] {
    let file = |name: &str, bytes| Source { name: name.into(), bytes };
    [file("导出.xlsx", table.to_xlsx().unwrap()), file("导出.csv", table.to_csv())]
}

fn uscc(sample: &Value) -> Uscc {
    Uscc::parse(sample["institution"].as_str().unwrap()).unwrap()
}

/// Sends both forms back where they come from, and the workbook to an office that has nothing yet.
async fn comes_back(here: &Office, elsewhere: &Office, kind: Kind, before: &Report, table: &Table) {
    let [xlsx, csv] = files(table);
    for file in [xlsx.clone(), csv] {
        // A .csv has no place for the code of a waste ledger.
        let again = here.import_with(kind, file, |options| options.institution = before.institution.clone()).await;
        assert!(again.rejected.is_empty(), "{:?}", again.rejected);
        assert_eq!((again.recorded, again.already_imported), (0, true), "{:?}", again.warnings);
        assert_eq!(again.figures, before.figures);
    }
    let fresh = elsewhere.import(kind, xlsx).await;
    assert!(fresh.rejected.is_empty(), "{:?}", fresh.rejected);
    assert_eq!((fresh.recorded, &fresh.figures), (fresh.accepted, &before.figures));
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_samples_change_nothing_here_and_come_to_the_same_elsewhere() {
    for folder in samples() {
        sample_comes_back(&folder).await;
    }
}

async fn sample_comes_back(folder: &Path) {
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let file = |sample: &Value| source(&folder.join(sample["file"].as_str().unwrap()));
    let (here, elsewhere) = (Office::open(), Office::open());
    for office in [&here, &elsewhere] {
        office.import(Kind::Registry, file(&expected["registry"])).await;
    }
    for sample in expected["assets"].as_array().unwrap() {
        let before = here.import(Kind::Assets, file(sample)).await;
        here.node.catch_up().await.unwrap();
        let table = export::assets(&here.node, Some(&uscc(sample))).await.unwrap().table;
        assert_eq!(table.rows.len(), before.accepted);
        comes_back(&here, &elsewhere, Kind::Assets, &before, &table).await;
    }
    for sample in expected["waste"].as_array().unwrap() {
        let before = here.import(Kind::Waste, file(sample)).await;
        here.node.catch_up().await.unwrap();
        let month = Month::parse("2024-09").unwrap();
        let table = export::waste(&here.node, &uscc(sample), month).await.unwrap();
        comes_back(&here, &elsewhere, Kind::Waste, &before, &table).await;
    }
}

const CODE: &str = "12310000MB2F00032J";
const REGISTRY: [&str; 2] = [
    "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
    "某馆,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
];

fn october() -> Month {
    Month::parse("2026-10").unwrap()
}

fn code() -> Uscc {
    Uscc::parse(CODE).unwrap()
}

fn home() -> PremisesId {
    default_premises(institution_of(&code()))
}

fn entry(first: u32, last: u32, fact: Fact) -> Entry {
    let day = |day| NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
    Entry { entry: EntryId(Uuid::now_v7()), from: day(first), to: day(last), fact }
}

fn weighed(category: Category, grams: i64, method: Method, destination: Destination, hauler: Option<&str>) -> Fact {
    Fact::Weighed { category, grams: Grams::new(grams), method, destination, hauler: hauler.map(str::to_owned) }
}

/// Everything that can be said of a month at one point.
fn of_all_kinds() -> Vec<Entry> {
    use Category::{Dry, Hazardous, Recyclable, Wet};
    use Destination::{HauledAway, TreatedOnSite};
    use Method::{Estimated, Weighed};
    vec![
        entry(1, 1, weighed(Dry, 12_345, Weighed, HauledAway, Some("绿源"))),
        entry(1, 1, weighed(Wet, 7_000, Weighed, HauledAway, Some("绿源"))),
        entry(1, 1, weighed(Wet, 5_000, Estimated, TreatedOnSite, None)),
        // A second and a third run on one day, the third by another hauler.
        entry(2, 2, weighed(Dry, 10_000, Weighed, HauledAway, Some("绿源"))),
        entry(2, 2, weighed(Dry, 20_000, Estimated, HauledAway, Some("绿源"))),
        entry(2, 2, weighed(Dry, 30_000, Weighed, HauledAway, Some("城环"))),
        entry(2, 2, Fact::Zero { category: Wet }),
        // Several days in one entry, over days that have entries of their own.
        entry(1, 7, weighed(Recyclable, 40_001, Weighed, HauledAway, None)),
        entry(3, 5, Fact::Zero { category: Hazardous }),
        entry(3, 4, weighed(Dry, 8_000, Weighed, HauledAway, None)),
        entry(8, 10, Fact::Closed { reason: "国庆放假".into() }),
        entry(12, 12, Fact::Closed { reason: "检修".into() }),
    ]
}

async fn record(office: &Office, premises: PremisesId, point: &str, entries: Vec<Entry>) {
    let record = Command::Record { month: october(), entries };
    let order = Order::<Waste>::new(waste_subject(premises, point, october()), Uuid::now_v7(), record);
    office.node.ledger.execute(&administrator(), order).await.unwrap();
}

async fn tell(office: &Office, premises: PremisesId, command: premises::Command) {
    let order = Order::<Premises>::new(premises.to_string(), Uuid::now_v7(), command);
    office.node.ledger.execute(&administrator(), order).await.unwrap();
}

/// What is recorded at each point of the premises, by its name.
async fn recorded(office: &Office, premises: PremisesId) -> Vec<(String, NaiveDate, NaiveDate, String)> {
    let site = office.node.ledger.load::<Premises>(&premises.to_string()).await.unwrap();
    let Premises::Known(site) = &site.state else { panic!("the premises are not open") };
    let mut recorded = Vec::new();
    for (key, name) in &site.points {
        let history = office.node.ledger.load::<Waste>(&waste_subject(premises, key, october())).await.unwrap();
        let entries = history.state.entries().values();
        recorded.extend(entries.map(|entry| (name.clone(), entry.from, entry.to, format!("{:?}", entry.fact))));
    }
    recorded.sort();
    recorded
}

async fn with_two_points() -> Office {
    let office = Office::open();
    office.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
    let on = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let point = Point { key: "canteen".into(), name: "食堂后门".into() };
    tell(&office, home(), premises::Command::AddPoint { point, on }).await;
    record(&office, home(), "main", of_all_kinds()).await;
    record(&office, home(), "canteen", of_all_kinds()[..3].to_vec()).await;
    office.node.catch_up().await.unwrap();
    office
}

/// Sends a table back where it comes from, in both forms: nothing changes.
async fn changes_nothing(office: &Office, table: &Table) {
    let head = office.head().await;
    for file in files(table) {
        let again = office.import_with(Kind::Waste, file, |options| options.institution = Some(code())).await;
        assert!(again.rejected.is_empty(), "{:?}", again.rejected);
        assert!(again.already_imported && again.recorded == 0, "{:?}", again.warnings);
    }
    assert_eq!(office.head().await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn waste_of_every_kind_and_of_two_points_changes_nothing_here_and_is_the_same_elsewhere() {
    let here = with_two_points().await;
    let table = export::waste(&here.node, &code(), october()).await.unwrap();
    changes_nothing(&here, &table).await;
    for file in files(&table) {
        let elsewhere = Office::open();
        elsewhere.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
        let report = elsewhere.import_with(Kind::Waste, file, |options| options.institution = Some(code())).await;
        assert!(report.rejected.is_empty(), "{:?}", report.rejected);
        assert_eq!(recorded(&elsewhere, home()).await, recorded(&here, home()).await);
        elsewhere.node.catch_up().await.unwrap();
        let again = export::waste(&elsewhere.node, &code(), october()).await.unwrap();
        assert_eq!((again.headers, again.rows.len()), (table.headers.clone(), table.rows.len()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn points_of_one_name_in_two_premises_are_told_apart() {
    let here = with_two_points().await;
    let branch = PremisesId(Uuid::from_u128(9));
    let open = premises::Command::Open {
        premises: branch,
        institution: institution_of(&code()),
        name: "分馆".into(),
        located_in: "310115".parse().unwrap(),
        has_canteen: true,
        points: vec![Point { key: "canteen".into(), name: "食堂后门".into() }],
        on: None,
    };
    tell(&here, branch, open).await;
    let entries = of_all_kinds();
    record(&here, branch, "canteen", vec![entries[0].clone(), entries[7].clone()]).await;
    here.node.catch_up().await.unwrap();
    let table = export::waste(&here.node, &code(), october()).await.unwrap();
    changes_nothing(&here, &table).await;
}
