//! Asset ledgers: known cards stay as they are, cards of assets that came over are offered, and a cut is mended.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use cangliu_api::export;
use cangliu_api::import::{Kind, Options, Progress, Report, SameBy, Stage, import, institution_of};
use cangliu_api::ledger::Order;
use cangliu_domain::asset::{Asset, BookStanding, Command, Condition, HandOver, Purpose, Reach};
use cangliu_domain::basis::Basis;
use cangliu_domain::card::Card;
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId, PersonId, ReservationId, WarehouseId};
use cangliu_domain::institution::Level;
use cangliu_domain::post::Role;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::warehouse::{self, IntakeMode, Storage, Warehouse};
use cangliu_workbook::Source;
use chrono::NaiveDate;
use support::{Office, administrator, at, csv};
use uuid::Uuid;

const GIVER: &str = "12310000MB2F00032J";
const TAKER: &str = "12310115MB2F00040A";
const HEADER: &str = "统一社会信用代码,资产编号,资产名称,资产分类代码,品牌,规格型号,序列号,计量单位,数量,价值类型,原值,净值,取得方式,取得日期,投入使用日期,使用状况,使用部门,使用人,存放地点,是否涉密,备注";

fn unit(uscc: &str) -> InstitutionId {
    institution_of(&Uscc::parse(uscc).unwrap())
}

fn row(uscc: &str, number: &str, serial: &str, department: &str) -> String {
    format!(
        "{uscc},{number},台式计算机,A02010105,远帆,SL-9,{serial},台,1,原值,5000.00,2500.00,购置,2022-03-01,2022-03-05,闲置,{department},示例甲,1号楼101室,否,"
    )
}

fn ledger(rows: &[String]) -> Source {
    let lines: Vec<&str> = std::iter::once(HEADER).chain(rows.iter().map(String::as_str)).collect();
    csv("资产.csv", &lines)
}

async fn office() -> Office {
    let office = Office::open();
    let registry = csv(
        "名录库.csv",
        &[
            "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,有无食堂,列入综合考评",
            "转出单位,12310000MB2F00032J,市级,市级其他系统,310000,310101,某主管部门,30,有,否",
            "转入单位,12310115MB2F00040A,市级,市级其他系统,310000,310115,某主管部门,30,有,否",
        ],
    );
    office.import(Kind::Registry, registry).await;
    office
}

async fn asset(office: &Office, uscc: &str, number: &str) -> AssetId {
    let card = office.node.ledger.load::<Card>(&format!("{}:{number}", unit(uscc))).await.unwrap();
    match card.state {
        Card::Held { asset, .. } => asset,
        Card::Free => panic!("{number} is nobody's"),
    }
}

/// Lets an asset go through a warehouse to the taker.
async fn hand_over(office: &Office, asset: AssetId, purpose: Purpose) {
    let on = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    let (giver, taker, house) = (unit(GIVER), unit(TAKER), WarehouseId(Uuid::from_u128(7)));
    let description = warehouse::Description {
        name: "示例仓".into(),
        level: Level::Municipal,
        authority: giver,
        operator: giver,
        located_in: "310101".parse().unwrap(),
        intake_mode: IntakeMode::CustodyOnly,
    };
    let open = warehouse::Command::Open { warehouse: house, description, on };
    let order = Order::<Warehouse>::new(house.to_string(), Uuid::from_u128(1), open);
    office.node.ledger.execute(&administrator(), order).await.unwrap();
    let (reservation, document) = (ReservationId(Uuid::now_v7()), DocumentId(Uuid::now_v7()));
    let under = || Basis { document, line: None, number: None, reply: None };
    let person = |n| PersonId(Uuid::from_u128(n));
    let (condition, place) = (Condition::Serviceable, None);
    let keeper = at(Role::WarehouseKeeper, giver);
    let steps = [
        (
            &keeper,
            Command::TakeIn {
                warehouse: house,
                storage: Storage::Central,
                condition,
                accepted_by: person(1),
                place: None,
                under: under(),
                on,
            },
        ),
        (
            &keeper,
            Command::List {
                reach: Reach::City,
                transfer: true,
                loan: true,
                opens_on: on,
                closes_on: None,
                applications_until: None,
                first_come: false,
                on,
            },
        ),
        (
            &at(Role::AssetManager, taker),
            Command::Reserve { reservation, unit: taker, purpose, until: None, under: under(), on },
        ),
        (
            &keeper,
            Command::Dispatch {
                reservation,
                hand_over: HandOver { handed_by: person(1), taken_by: person(2), signed_on: on, paper: None },
                under: None,
                on,
            },
        ),
        (&at(Role::AssetManager, taker), Command::Receive { received_by: person(2), condition, place, on }),
    ];
    for (who, command) in steps {
        let order = Order::<Asset>::new(asset.to_string(), Uuid::now_v7(), command);
        office.node.ledger.execute(who, order).await.unwrap();
    }
}

fn warned(report: &Report, code: &str) -> bool {
    report.warnings.iter().any(|warning| warning.code == code)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_card_that_differs_is_reported_by_column_and_left_as_it_is() {
    let office = office().await;
    office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "办公室")])).await;
    let head = office.head().await;
    let report = office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "后勤处")])).await;
    let warning = report.warnings.iter().find(|warning| warning.code == "CARD_DIFFERS").unwrap();
    assert_eq!(warning.row, Some(2));
    assert!(
        warning.message_zh.ends_with("使用部门") && !warning.message_zh.contains("后勤处"),
        "{}",
        warning.message_zh
    );
    assert_eq!((report.accepted, report.unchanged, report.already_imported, office.head().await), (1, 1, false, head));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_takers_ledger_finds_the_same_asset_and_adds_no_second_one() {
    let office = office().await;
    office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "办公室"), row(GIVER, "A2", "S2", "办公室")])).await;
    let given = asset(&office, GIVER, "A1").await;
    hand_over(&office, given, Purpose::GratuitousTransfer).await;

    let theirs = || ledger(&[row(TAKER, "B7", "ｓ1", "信息中心"), row(TAKER, "B8", "S9", "信息中心")]);
    let report = office.import(Kind::Assets, theirs()).await;
    assert_eq!((report.accepted, report.recorded), (1, 1));
    assert_eq!((report.rejected[0].row, report.rejected[0].code), (2, "POSSIBLE_SAME_CARD"));
    let [offered] = report.possible_same_cards.as_slice() else { panic!("{report:?}") };
    assert_eq!((offered.asset, offered.by, offered.number.as_str()), (given, SameBy::Serial, "B7"));
    assert_eq!(
        (offered.former_number.as_deref(), offered.former_owner_name.as_deref()),
        (Some("A1"), Some("转出单位"))
    );

    let confirmed = office.import_with(Kind::Assets, theirs(), |options| options.confirmed.all_by_serial = true).await;
    assert_eq!((confirmed.accepted, confirmed.recorded, confirmed.unchanged), (2, 1, 1));
    assert_eq!(asset(&office, TAKER, "B7").await, given);
    let state = office.node.ledger.load::<Asset>(&given.to_string()).await.unwrap();
    let books = &state.state.situation().registered().unwrap().books;
    assert_eq!((books.owner, books.standing, books.number.as_deref()), (unit(TAKER), BookStanding::Booked, Some("B7")));

    let head = office.head().await;
    let again = office.import(Kind::Assets, theirs()).await;
    assert_eq!((again.unchanged, again.already_imported, office.head().await), (2, true, head));
    let former = office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "办公室")])).await;
    assert!(warned(&former, "CARD_LEFT") && former.recorded == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_serial_numbers_name_model_value_and_date_tell_and_the_row_is_confirmed_by_itself() {
    let office = office().await;
    office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "", "办公室")])).await;
    let given = asset(&office, GIVER, "A1").await;
    hand_over(&office, given, Purpose::GratuitousTransfer).await;
    let theirs = || ledger(&[row(TAKER, "B7", "", "信息中心"), row(TAKER, "B8", "", "信息中心")]);
    let report = office.import(Kind::Assets, theirs()).await;
    assert_eq!(report.possible_same_cards.len(), 2, "a further row like it is not silently added either");
    assert_eq!(report.possible_same_cards[0].by, SameBy::Attributes);
    let wrong = office
        .import_with(Kind::Assets, theirs(), |options| {
            options.confirmed.rows.insert(2, AssetId(Uuid::from_u128(99)));
        })
        .await;
    assert!(wrong.rejected.iter().any(|fault| fault.row == 2 && fault.code == "NOT_A_POSSIBLE_SAME_CARD"));
    let confirmed = office
        .import_with(Kind::Assets, theirs(), |options| {
            options.confirmed.rows.insert(2, given);
        })
        .await;
    assert_eq!((confirmed.recorded, confirmed.possible_same_cards.len()), (1, 1));
    assert_eq!(office.import(Kind::Assets, theirs()).await.recorded, 1, "the other computer is a new one then");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borrowed_asset_is_offered_too_and_cannot_be_entered_in_the_borrowers_books() {
    let office = office().await;
    office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "办公室")])).await;
    let lent = asset(&office, GIVER, "A1").await;
    hand_over(&office, lent, Purpose::Loan { due_on: NaiveDate::from_ymd_opt(2027, 1, 21).unwrap() }).await;
    let theirs = || ledger(&[row(TAKER, "B7", "S1", "信息中心")]);
    assert_eq!(office.import(Kind::Assets, theirs()).await.possible_same_cards[0].asset, lent);
    let confirmed = office.import_with(Kind::Assets, theirs(), |options| options.confirmed.all_by_serial = true).await;
    assert_eq!((confirmed.recorded, confirmed.rejected[0].code), (0, "NOT_OWNER"));
    let card = office.node.ledger.load::<Card>(&format!("{}:B7", unit(TAKER))).await.unwrap();
    assert_eq!(card.state, Card::Free, "a rejected row burns no number");
    let again = office.import(Kind::Assets, theirs()).await;
    assert_eq!((again.accepted, again.rejected[0].code), (0, "POSSIBLE_SAME_CARD"));
    assert!(!warned(&again, "CARD_LEFT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_cut_off_in_the_middle_is_finished_by_sending_the_file_again() {
    let office = office().await;
    let rows: Vec<String> = (0..900).map(|n| row(GIVER, &format!("A{n}"), &format!("S{n}"), "办公室")).collect();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stop = std::sync::Mutex::new(Some(stop));
    let mut options = Options::new(Uuid::now_v7());
    let registering = std::sync::atomic::AtomicBool::new(false);
    options.progress = Progress::to(move |stage| match stage {
        Stage::Began { what: "cards", .. } => registering.store(true, std::sync::atomic::Ordering::SeqCst),
        Stage::At(200) if registering.load(std::sync::atomic::Ordering::SeqCst) => {
            stop.lock().unwrap().take().unwrap().send(()).unwrap();
        }
        _ => {}
    });
    let who = administrator();
    tokio::select! {
        _ = import(&office.node, &who, Kind::Assets, ledger(&rows), options) => panic!("it was not cut off"),
        _ = stopped => {}
    }
    let office = office.reopened().await;
    let claims = async |office: &Office| {
        let all = office.node.log.read_all(0, 10_000).await.unwrap();
        let count = |kind: &str| all.iter().filter(|event| &*event.kind == kind).count();
        (count("card-claimed"), count("asset-registered"))
    };
    let (claimed, registered) = claims(&office).await;
    assert!((200..900).contains(&registered) && claimed >= registered, "{claimed} claims, {registered} assets");
    let report = office.import(Kind::Assets, ledger(&rows)).await;
    assert_eq!((report.accepted, report.rejected.len()), (900, 0));
    assert_eq!((report.recorded, report.unchanged), (900 - registered, registered));
    assert_eq!(claims(&office).await, (900, 900));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_to_come_is_rejected() {
    let office = office().await;
    let late = row(GIVER, "A1", "S1", "办公室").replace("2022-03-05", "2026-11-22");
    let report = office.import(Kind::Assets, ledger(&[late])).await;
    assert_eq!(
        (report.accepted, report.rejected[0].code, report.rejected[0].column.as_str()),
        (0, "IN_FUTURE", "投入使用日期")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_new_owners_export_names_no_person_of_the_former_and_says_where_the_thing_is() {
    let office = office().await;
    office.import(Kind::Assets, ledger(&[row(GIVER, "A1", "S1", "办公室")])).await;
    let given = asset(&office, GIVER, "A1").await;
    hand_over(&office, given, Purpose::GratuitousTransfer).await;
    office.node.catch_up().await.unwrap();
    let taker = Uscc::parse(TAKER).unwrap();
    let awaiting = export::assets(&office.node, Some(&taker)).await.unwrap();
    assert_eq!((awaiting.table.rows.len(), awaiting.awaiting_number), (0, 1), "待入账 is counted, not listed");

    office
        .import_with(Kind::Assets, ledger(&[row(TAKER, "B7", "S1", "信息中心")]), |options| {
            options.confirmed.all_by_serial = true;
        })
        .await;
    office.node.catch_up().await.unwrap();
    let cards = export::assets(&office.node, Some(&taker)).await.unwrap();
    let text = String::from_utf8(cards.table.to_csv()).unwrap();
    assert!(text.contains("B7"), "{text}");
    for former in ["示例甲", "办公室", "1号楼101室"] {
        assert!(!text.contains(former), "{former} is of the former owner: {text}");
    }
    let again = office.import(Kind::Assets, Source { name: "导出.csv".into(), bytes: cards.table.to_csv() }).await;
    assert!(again.rejected.is_empty() && again.already_imported, "{again:?}");
}
