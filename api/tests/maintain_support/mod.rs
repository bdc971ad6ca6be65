//! What the tests of maintenance share: an office with a little of everything, and SQL against its closed files.
#![allow(dead_code, unused_imports, reason = "each test uses a part")]

#[path = "../import_support/mod.rs"]
mod import_support;

use std::path::Path;

use cangliu_api::import::{Kind, Progress, institution_of};
use cangliu_api::ledger::{Order, Served};
use cangliu_api::maintain::verify::{VerifyReport, verify};
use cangliu_api::node::Node;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{self, Institution};
use cangliu_domain::uscc::Uscc;
use cangliu_store::SqliteLog;
use rusqlite::Connection;
use uuid::Uuid;

pub(crate) use import_support::{Office, administrator, csv, open, settings_at};

pub(crate) const CODE: &str = "12310000MB2F00032J";
const HEADER: &str = "统一社会信用代码,资产编号,资产名称,资产分类代码,规格型号,序列号,计量单位,数量,价值类型,原值,取得方式,取得日期,使用状况,使用人,是否涉密,备注";

/// An institution with twelve cards, users and remarks, and a few weighings.
pub(crate) async fn office() -> Office {
    let office = Office::open();
    let registry = [
        "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
        "某馆,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
    ];
    office.import(Kind::Registry, csv("名录库.csv", &registry)).await;
    let cards: Vec<String> = (1..=12)
        .map(|n| format!("{CODE},N{n:04},台式计算机,A02010105,SL-9,S{n},台,1,原值,5000.00,购置,2022-03-01,闲置,示例{n},否,放在{n}号柜"))
        .collect();
    let lines: Vec<&str> = std::iter::once(HEADER).chain(cards.iter().map(String::as_str)).collect();
    assert_eq!(office.import(Kind::Assets, csv("资产.csv", &lines)).await.recorded, 12);
    let waste = [
        "某馆生活垃圾分类台账（2026年10月）",
        "统一社会信用代码,12310000MB2F00032J",
        "日期,干垃圾(kg),湿垃圾(kg),可回收物(kg),有害垃圾(kg),计量方式,清运单位",
        "2026-10-01,12.5,0,,,称重,绿源",
        "2026-10-02,8,/,3,0.2,按桶估算,绿源",
    ];
    office.import(Kind::Waste, csv("垃圾.csv", &waste)).await;
    office.node.catch_up().await.unwrap();
    office
}

pub(crate) fn unit() -> InstitutionId {
    institution_of(&Uscc::parse(CODE).unwrap())
}

/// Carries a command out.
pub(crate) async fn tell<A: Served>(node: &Node, subject: impl ToString, command: A::Command) {
    let order = Order::<A>::new(subject.to_string(), Uuid::new_v4(), command);
    node.ledger.execute(&administrator(), order).await.unwrap();
}

/// Registers another institution.
pub(crate) async fn register(node: &Node, name: &str) -> InstitutionId {
    let institution = InstitutionId(Uuid::new_v4());
    let description = institution::Description {
        name: name.into(),
        kind: institution::Kind::LegalPerson,
        level: institution::Level::Municipal,
        system: institution::System::MunicipalOrgans,
        competent_department: None,
        subordinate_to: cangliu_domain::division::Division::SHANGHAI,
        located_in: cangliu_domain::division::Division::SHANGHAI,
        floor_area_m2: None,
        has_canteen: false,
        evaluated: false,
    };
    let on = node.clock.today();
    let command = institution::Command::Register { institution, description, established_on: None, on };
    tell::<Institution>(node, institution, command).await;
    institution
}

/// Changes a file behind everybody's back; the statement must change something.
pub(crate) fn damage(file: &Path, sql: &str) {
    let connection = Connection::open(file).unwrap();
    assert!(connection.execute(sql, []).unwrap() > 0, "{sql} changed nothing");
}

/// Changes the log of a closed office.
pub(crate) fn damage_log(data_dir: &Path, sql: &str) {
    damage(&SqliteLog::file(data_dir), sql);
}

/// Closes an office and keeps its files.
pub(crate) async fn closed(office: Office) -> tempfile::TempDir {
    let Office { node, dir } = office;
    node.close().await;
    dir
}

pub(crate) fn verified(data_dir: &Path, with_views: bool) -> VerifyReport {
    verify(&settings_at(data_dir), with_views, &Progress::default()).unwrap()
}

/// Codes of all damage, the people store's behind the rest.
pub(crate) fn codes(report: &VerifyReport) -> Vec<&'static str> {
    report.damage.iter().chain(&report.people.damage).map(|damage| damage.code()).collect()
}
