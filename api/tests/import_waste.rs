//! Waste ledgers: what is recorded stands, zero is not missing, and a correction has a reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use cangliu_api::import::{Figures, Kind, Options, Report, default_premises, import, institution_of};
use cangliu_api::ledger::{Order, waste_subject};
use cangliu_domain::grams::Grams;
use cangliu_domain::id::{EntryId, PremisesId};
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::premises::{self, Point, Premises};
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::{Category, Command, Destination, Entry, Fact, Method, Waste};
use cangliu_workbook::Source;
use chrono::NaiveDate;
use support::{Office, administrator, at, csv};
use uuid::Uuid;

const CODE: &str = "12310000MB2F00032J";
const REGISTRY: [&str; 2] = [
    "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
    "某馆,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
];

fn ledger(days: &[&str]) -> Source {
    let head = [
        "某馆生活垃圾分类台账（2026年10月）",
        "统一社会信用代码,12310000MB2F00032J",
        "日期,干垃圾(kg),湿垃圾(kg),可回收物(kg),有害垃圾(kg),计量方式,清运单位",
    ];
    csv("垃圾.csv", &[&head, days].concat())
}

async fn office() -> Office {
    let office = Office::open();
    office.import(Kind::Registry, csv("名录库.csv", &REGISTRY)).await;
    office
}

async fn facts(office: &Office, month: &str) -> Vec<(u32, Fact)> {
    facts_at(office, home(), "main", month).await
}

async fn facts_at(office: &Office, premises: PremisesId, point: &str, month: &str) -> Vec<(u32, Fact)> {
    use chrono::Datelike;
    let subject = waste_subject(premises, point, Month::parse(month).unwrap());
    let history = office.node.ledger.load::<Waste>(&subject).await.unwrap();
    let mut facts: Vec<_> =
        history.state.entries().values().map(|entry| (entry.from.day(), entry.fact.clone())).collect();
    facts.sort_by_key(|(day, fact)| (*day, fact.category()));
    facts
}

/// The premises that the registry opened.
fn home() -> PremisesId {
    default_premises(institution_of(&Uscc::parse(CODE).unwrap()))
}

async fn tell(office: &Office, premises: PremisesId, command: premises::Command) {
    let order = Order::<Premises>::new(premises.to_string(), Uuid::now_v7(), command);
    office.node.ledger.execute(&administrator(), order).await.unwrap();
}

/// Key of a point of the premises by its name.
async fn key(office: &Office, name: &str) -> Option<String> {
    let history = office.node.ledger.load::<Premises>(&home().to_string()).await.unwrap();
    let Premises::Known(site) = &history.state else { panic!("the premises are not open") };
    site.points.iter().find(|(_, known)| *known == name).map(|(key, _)| key.clone())
}

fn rejected(report: &Report) -> Vec<(u32, &str, &str)> {
    report.rejected.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code)).collect()
}

fn grams(report: &Report) -> [i64; 4] {
    match &report.figures {
        Figures::Waste { grams, .. } => *grams,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn zero_is_recorded_estimates_are_marked_and_what_does_not_apply_is_not_recorded() {
    let office = office().await;
    let report = office
        .import(Kind::Waste, ledger(&["2026-10-01,12.5,0,,,称重,绿源", "2026-10-02,8,/,3,0.2,按桶估算,绿源"]))
        .await;
    assert_eq!((report.accepted, report.recorded, grams(&report)), (2, 2, [20_500, 0, 3_000, 200]));
    let facts = facts(&office, "2026-10").await;
    assert_eq!(facts.len(), 5);
    assert!(matches!(facts[1], (1, Fact::Zero { .. })));
    assert!(
        facts[2..]
            .iter()
            .all(|(day, fact)| *day == 2 && matches!(fact, Fact::Weighed { method: Method::Estimated, .. }))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_append_holds_a_month() {
    let office = office().await;
    let before = office.head().await;
    office.import(Kind::Waste, ledger(&["2026-10-01,12,3,,,称重,绿源", "2026-10-02,8,2,,,称重,绿源"])).await;
    let events = office.node.log.read_all(before, 10).await.unwrap();
    assert_eq!(events.len(), 4);
    assert!(events.iter().all(|event| event.command_id == events[0].command_id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_differing_day_is_reported_and_left_and_corrected_only_for_a_reason() {
    let office = office().await;
    office.import(Kind::Waste, ledger(&["2026-10-01,12,3,,,称重,绿源", "2026-10-02,8,0,,,称重,绿源"])).await;
    let other = || ledger(&["2026-10-01,15,3,,,称重,绿源", "2026-10-02,8,2,,,称重,绿源"]);
    let head = office.head().await;
    let report = office.import(Kind::Waste, other()).await;
    let codes: Vec<_> = report.warnings.iter().map(|warning| (warning.row, warning.code)).collect();
    assert!(codes.contains(&(Some(4), "WASTE_DIFFERS")) && codes.contains(&(Some(5), "WASTE_DIFFERS")), "{codes:?}");
    assert_eq!((report.unchanged, report.already_imported, office.head().await), (2, false, head));

    let correcting = |options: &mut Options| options.correct_reason = Some("复核".into());
    let report = office.import_with(Kind::Waste, other(), correcting).await;
    assert_eq!((report.recorded, report.unchanged), (2, 0));
    let now = facts(&office, "2026-10").await;
    assert!(matches!(&now[0].1, Fact::Weighed { grams, .. } if grams.get() == 15_000));
    assert!(matches!(&now[3].1, Fact::Weighed { grams, .. } if grams.get() == 2_000), "{now:?}");
    let again = office.import(Kind::Waste, other()).await;
    assert!(again.already_imported);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_to_come_is_rejected_and_does_not_count_as_missing() {
    let office = office().await;
    let head =
        ["某馆生活垃圾分类台账（2026年11月）", "统一社会信用代码,12310000MB2F00032J", "日期,干垃圾(kg),湿垃圾(kg)"];
    let source = csv("垃圾.csv", &[&head[..], &["2026-11-20,8,2", "2026-11-22,9,3"]].concat());
    let report = office.import(Kind::Waste, source).await;
    assert_eq!((report.accepted, report.rejected[0].row, report.rejected[0].code), (1, 5, "IN_FUTURE"));
    let Figures::Waste { missing_days, .. } = &report.figures else { panic!() };
    assert_eq!(missing_days.last(), Some(&21));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_institution_asks_for_the_registry_first() {
    let office = Office::open();
    let options = || Options::new(Uuid::now_v7());
    let source = || ledger(&["2026-10-01,12,3,,,称重,绿源"]);
    let refused = import(&office.node, &administrator(), Kind::Waste, source(), options()).await.unwrap_err();
    assert_eq!(refused.code(), "INSTITUTION_UNKNOWN");
    assert!(refused.zh().contains("名录库"), "{}", refused.zh());
    let stranger = at(Role::WasteOfficer, institution_of(&Uscc::parse("12310115MB2F00040A").unwrap()));
    let hidden = import(&office.node, &stranger, Kind::Waste, source(), options()).await.unwrap_err();
    assert_eq!(hidden.code(), "NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_a_code_takes_the_one_it_is_given_and_no_other() {
    let office = office().await;
    let bare =
        || csv("垃圾.csv", &["某馆生活垃圾分类台账（2026年10月）", "日期,干垃圾(kg),湿垃圾(kg)", "2026-10-01,12,3"]);
    let options = Options::new(Uuid::now_v7());
    let refused = import(&office.node, &administrator(), Kind::Waste, bare(), options).await.unwrap_err();
    assert_eq!(refused.code(), "INSTITUTION_NOT_STATED");
    let given = |options: &mut Options| options.institution = Some(Uscc::parse(CODE).unwrap());
    assert_eq!(office.import_with(Kind::Waste, bare(), given).await.recorded, 1);
    let mut options = Options::new(Uuid::now_v7());
    options.institution = Some(Uscc::parse("12310115MB2F00040A").unwrap());
    let source = ledger(&["2026-10-01,12,3,,,称重,绿源"]);
    let differs = import(&office.node, &administrator(), Kind::Waste, source, options).await.unwrap_err();
    assert_eq!(differs.code(), "INSTITUTION_DIFFERS");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_impossible_day_is_rejected_alone_and_the_rest_of_the_month_recorded() {
    let office = office().await;
    let on = NaiveDate::from_ymd_opt(2026, 10, 20).unwrap();
    tell(&office, home(), premises::Command::Close { on }).await;
    let days = ["2026-10-01,12,3,,,称重,绿源", "2026-10-02,2000000,2,,,称重,绿源", "2026-10-20,9,2,,,称重,绿源"];
    let report = office.import(Kind::Waste, ledger(&days)).await;
    let expected = [(5, "干垃圾", "MASS_IMPLAUSIBLE"), (6, "日期", "PREMISES_NOT_OPEN_THEN")];
    assert_eq!(rejected(&report), expected);
    assert_eq!((report.accepted, report.recorded, grams(&report)), (1, 1, [12_000, 3_000, 0, 0]));
    assert_eq!(facts(&office, "2026-10").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_point_has_its_own_ledger_and_a_new_one_is_added() {
    let office = office().await;
    let head = [
        "某馆生活垃圾分类台账（2026年10月）",
        "统一社会信用代码,12310000MB2F00032J",
        "日期,点位,干垃圾(kg),湿垃圾(kg)",
    ];
    let days = ["2026-10-01,某馆,12,3", "2026-10-01,食堂后门,8,20", "2026-10-02,食堂后门,7,0", "2026-10-02,main,1,1"];
    let source = || csv("垃圾.csv", &[&head[..], &days[..]].concat());
    let report = office.import(Kind::Waste, source()).await;
    assert_eq!((report.accepted, report.recorded, grams(&report)), (4, 4, [28_000, 24_000, 0, 0]));
    let added: Vec<_> = report.warnings.iter().filter(|warning| warning.code == "POINT_ADDED").collect();
    assert_eq!(added.iter().map(|warning| warning.row).collect::<Vec<_>>(), [Some(5)]);
    let canteen = key(&office, "食堂后门").await.unwrap();
    assert_eq!(
        (facts(&office, "2026-10").await.len(), facts_at(&office, home(), &canteen, "2026-10").await.len()),
        (4, 4)
    );
    let head = office.head().await;
    let again = office.import(Kind::Waste, source()).await;
    assert!(again.already_imported && again.rejected.is_empty() && office.head().await == head, "{again:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_point_is_not_clear_is_rejected_and_nothing_is_added() {
    let office = office().await;
    let (institution, branch) = (institution_of(&Uscc::parse(CODE).unwrap()), PremisesId(Uuid::from_u128(9)));
    let open = premises::Command::Open {
        premises: branch,
        institution,
        name: "分馆".into(),
        located_in: "310115".parse().unwrap(),
        has_canteen: false,
        points: vec![Point { key: "gate".into(), name: "某馆".into() }],
        on: None,
    };
    tell(&office, branch, open).await;
    let head = [
        "某馆生活垃圾分类台账（2026年10月）",
        "统一社会信用代码,12310000MB2F00032J",
        "日期,点位,干垃圾(kg),湿垃圾(kg)",
    ];
    let days = [
        "2026-10-01,某馆,12,3",
        "2026-10-02,分馆·某馆,8,2",
        "2026-10-02,gate,9,2",
        "2026-10-03,西门,3000000,2",
        "2026-10-04,,6,2",
    ];
    let report = office.import(Kind::Waste, csv("垃圾.csv", &[&head[..], &days[..]].concat())).await;
    let expected = [(4, "点位", "POINT_UNCLEAR"), (6, "日期", "DUPLICATE_DAY"), (7, "干垃圾", "MASS_IMPLAUSIBLE")];
    assert_eq!((rejected(&report), report.recorded), (expected.to_vec(), 2));
    assert_eq!(facts_at(&office, branch, "gate", "2026-10").await.len(), 2);
    assert_eq!(key(&office, "西门").await, None, "no point is added for rows that are all rejected");
}

async fn at_main(office: &Office, command: Command) {
    let subject = waste_subject(home(), "main", Month::parse("2026-10").unwrap());
    let order = Order::<Waste>::new(subject, Uuid::now_v7(), command);
    office.node.ledger.execute(&administrator(), order).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn weighings_that_come_to_what_the_file_says_are_the_same_and_others_differ() {
    let office = office().await;
    let day = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let run = |grams| {
        let (category, method, destination) = (Category::Dry, Method::Weighed, Destination::HauledAway);
        let fact = Fact::Weighed { category, grams: Grams::new(grams), method, destination, hauler: None };
        Entry { entry: EntryId(Uuid::now_v7()), from: day, to: day, fact }
    };
    let month = Month::of(day);
    at_main(&office, Command::Record { month, entries: vec![run(7_000), run(5_000)] }).await;
    let same = office.import(Kind::Waste, ledger(&["2026-10-01,12,,,,称重,绿源"])).await;
    assert!(same.already_imported, "{:?}", same.warnings);
    let other = office.import(Kind::Waste, ledger(&["2026-10-01,13,,,,称重,绿源"])).await;
    assert!(other.warnings.iter().any(|warning| warning.code == "WASTE_DIFFERS"), "{:?}", other.warnings);
    assert_eq!((other.recorded, facts(&office, "2026-10").await.len()), (0, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_is_recorded_again_where_a_file_says_it_again() {
    let office = office().await;
    let source = || ledger(&["2026-10-01,12,3,,,称重,绿源"]);
    office.import(Kind::Waste, source()).await;
    let date = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
    let entry = cangliu_api::import::entry_id(home(), "main", Category::Dry, date);
    at_main(&office, Command::Withdraw { entry, reason: "复核".into() }).await;
    assert_eq!(facts(&office, "2026-10").await.len(), 1);
    let again = office.import(Kind::Waste, source()).await;
    assert_eq!((again.recorded, again.rejected.len(), facts(&office, "2026-10").await.len()), (1, 0, 2));
}
