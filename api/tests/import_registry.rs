//! Registries: entered once, amended when they say something else, and never twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use cangliu_api::import::{ImportError, Kind, Options, Report, import};
use cangliu_domain::institution::{HeadcountKind, Institution};
use cangliu_domain::post::Role;
use cangliu_domain::premises::Premises;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::Source;
use chrono::NaiveDate;
use support::{Office, administrator, at, csv};
use uuid::Uuid;

const HEADER: &str =
    "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,编外人数,有无食堂,列入综合考评";
const CODE: &str = "12310000MB2F00032J";

fn registry(name: &str, staff: u32) -> Source {
    csv("名录库.csv", &[HEADER, &format!("{name},{CODE},市级,市级其他系统,310000,310101,某主管部门,{staff},4,有,否")])
}

fn codes(report: &Report) -> Vec<&str> {
    report.warnings.iter().map(|warning| warning.code).collect()
}

async fn institution(office: &Office) -> Institution {
    let id = cangliu_api::import::institution_of(&Uscc::parse(CODE).unwrap());
    office.node.ledger.load::<Institution>(&id.to_string()).await.unwrap().state.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_institution_gets_its_code_its_headcount_and_premises() {
    let office = Office::open();
    let report = office.import(Kind::Registry, registry("某馆", 30)).await;
    assert_eq!((report.accepted, report.recorded), (1, 1));
    assert!(codes(&report).contains(&"HEADCOUNT_UNDATED"));
    let state = institution(&office).await;
    let now = state.active().unwrap();
    assert_eq!(now.uscc.as_ref().unwrap().as_str(), CODE);
    assert_eq!(now.headcounts[&None][&HeadcountKind::Establishment], 30);
    let premises = cangliu_api::import::default_premises(now.id).to_string();
    let site = office.node.ledger.load::<Premises>(&premises).await.unwrap();
    assert!(matches!(&site.state, Premises::Known(site) if site.points.contains_key("main")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_name_and_headcount_amend_the_institution_from_a_day_on() {
    let office = Office::open();
    office.import(Kind::Registry, registry("某馆", 30)).await;
    let from = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap();
    let report =
        office.import_with(Kind::Registry, registry("某新馆", 44), |options| options.effective_from = Some(from)).await;
    assert_eq!((report.recorded, report.unchanged), (1, 0));
    assert!(codes(&report).contains(&"INSTITUTION_CHANGED") && !codes(&report).contains(&"HEADCOUNT_UNDATED"));
    let state = institution(&office).await;
    let now = state.active().unwrap();
    assert_eq!(now.description.name, "某新馆");
    assert_eq!(now.headcounts[&Some(from)][&HeadcountKind::Establishment], 44);
    assert_eq!(now.headcounts[&None][&HeadcountKind::Establishment], 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_administrator_imports_a_registry() {
    let office = Office::open();
    let who = at(Role::AssetManager, cangliu_api::import::institution_of(&Uscc::parse(CODE).unwrap()));
    let refused = import(&office.node, &who, Kind::Registry, registry("某馆", 3), Options::new(Uuid::now_v7())).await;
    assert!(matches!(refused, Err(error @ ImportError::Denied(_)) if error.code() == "FORBIDDEN"));
    assert_eq!(office.head().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_workbook_is_one_error_and_not_a_report() {
    let office = Office::open();
    let source = Source { name: "x.xlsx".into(), bytes: vec![0, 1, 2, 3] };
    let read = import(&office.node, &administrator(), Kind::Registry, source, Options::new(Uuid::now_v7())).await;
    assert_eq!(read.unwrap_err().code(), "NOT_A_WORKBOOK");
}
