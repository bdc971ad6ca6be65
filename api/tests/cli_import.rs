//! `cangliu import` and `export` through the real binary.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use std::time::Duration;

use cangliu_store::DataDir;
use serde_json::json;
use support::{CODE, Desk, said, text};

#[test]
fn each_file_answers_with_one_object_and_the_same_file_again_changes_nothing() {
    let desk = Desk::new();
    desk.registry();
    let file = desk.ledger("资产.csv", 0..3);
    let [report] = desk.done(&["import", "assets", text(&file)]).try_into().unwrap();
    assert_eq!(
        (&report["file"], &report["institution"], &report["accepted"]),
        (&json!("资产.csv"), &json!(CODE), &json!(3))
    );
    for key in ["rejected", "withheld", "warnings", "possibleSameCards"] {
        assert!(report[key].is_array(), "{key}");
    }
    assert_eq!(
        (&report["pieces"], &report["original_value_fen"], &report["idle"]),
        (&json!(3), &json!(1_500_000), &json!(3))
    );
    let head = desk.done(&["verify"])[0]["head"].clone();
    let again = &desk.done(&["import", "assets", text(&file), text(&file)])[1];
    assert_eq!(
        (&again["recorded"], &again["unchanged"], &again["alreadyImported"]),
        (&json!(0), &json!(3), &json!(true))
    );
    assert_eq!(desk.done(&["verify"])[0]["head"], head);
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_taken_all_the_same() {
    let desk = Desk::new();
    desk.registry();
    let (good, bad) = (desk.ledger("资产.csv", 0..2), desk.file("bad.xlsx", &["\u{0}\u{1}"]));
    let answer = desk.run(&["import", "assets", text(&bad), text(&good), "missing.xlsx"]);
    assert_eq!(answer.code, 2);
    assert_eq!(answer.lines[0]["error"]["code"], "NOT_A_WORKBOOK");
    assert_eq!(answer.lines[1]["accepted"], 2);
    assert_eq!(answer.lines[2]["error"]["code"], "FILE_UNREADABLE");
}

#[test]
fn an_unknown_institution_says_to_import_the_registry_first() {
    let desk = Desk::new();
    let file = desk.ledger("资产.csv", 0..1);
    let answer = desk.run(&["import", "assets", text(&file)]);
    assert_eq!((answer.code, &answer.lines[0]["error"]["code"]), (2, &json!("INSTITUTION_UNKNOWN")));
    assert!(answer.lines[0]["error"]["message"].as_str().unwrap().contains("请先导入名录库"));
    let english = said(desk.command(&["import", "assets", text(&file), "--lang", "en"]).output().unwrap());
    assert!(english.lines[0]["error"]["message"].as_str().unwrap().contains("import the registry first"));
}

#[test]
fn while_another_process_writes_imports_are_refused_and_say_what_to_do() {
    let desk = Desk::new();
    desk.registry();
    let _held = DataDir::lock(&desk.data()).unwrap();
    let file = desk.ledger("资产.csv", 0..1);
    for command in
        [vec!["import", "assets", text(&file)], vec!["demo"], vec!["restore", "--from", "x"], vec!["rebuild"]]
    {
        let answer = desk.run(&command);
        if command[0] == "restore" {
            continue;
        }
        assert_eq!(answer.code, 3, "{command:?} {}", answer.err);
        assert!(answer.err.contains("DATA_DIR_LOCKED") && answer.err.contains("接口上传"), "{}", answer.err);
    }
    assert_eq!(desk.done(&["verify"])[0]["isSound"], true);
    assert_eq!(desk.run(&["export", "assets", "--to", "all.csv"]).code, 0);
}

#[test]
fn rejected_rows_come_back_as_a_workbook_with_reasons() {
    let desk = Desk::new();
    desk.registry();
    let good = desk.ledger("资产.csv", 0..2);
    let broken = std::fs::read_to_string(good).unwrap().replacen("5000.00", "约五千", 1);
    let file = desk.file("资产_二.csv", &[broken]);
    let [report] = desk.done(&["import", "assets", text(&file), "--rejected-to", "退回"]).try_into().unwrap();
    assert_eq!((&report["accepted"], &report["rejected"][0]["row"]), (&json!(1), &json!(2)));
    let workbook = std::fs::read(desk.path("退回/资产_二_退回.xlsx")).unwrap();
    let again =
        cangliu_workbook::read_assets(&cangliu_workbook::Source { name: "r.xlsx".into(), bytes: workbook }).unwrap();
    assert_eq!((again.rows.len(), again.rejected.len()), (0, 1));
}

#[test]
fn an_import_killed_in_the_middle_is_finished_by_repeating_it() {
    let desk = Desk::new();
    desk.registry();
    let file = desk.ledger("资产.csv", 0..12_000);
    let mut child = desk.command(&["import", "assets", text(&file)]).spawn().unwrap();
    // Until some cards are there; a machine that is done before shows nothing, and nothing breaks.
    let log = desk.data().join("log.db-wal");
    while std::fs::metadata(&log).map_or(0, |log| log.len()) < 400_000 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let cut = desk.done(&["verify"]).remove(0);
    assert_eq!(cut["isSound"], true, "{cut}");
    let [report] = desk.done(&["import", "assets", text(&file)]).try_into().unwrap();
    assert_eq!((&report["accepted"], report["rejected"].as_array().unwrap().len()), (&json!(12_000), 0));
    let whole = desk.done(&["verify", "--views"]).remove(0);
    assert_eq!(
        (&whole["isSound"], &whole["orphanClaims"], &whole["views"]["state"]),
        (&json!(true), &json!([]), &json!("EQUAL"))
    );
    // One registration and one claim per card, and the five events of the institution.
    assert_eq!(whole["events"], 24_005);
}

#[test]
fn what_is_exported_is_read_again_as_the_same() {
    let desk = Desk::new();
    desk.registry();
    let file = desk.ledger("资产.csv", 0..4);
    desk.done(&["import", "assets", text(&file)]);
    for to in ["导出.xlsx", "导出.csv"] {
        let [told] = desk.done(&["export", "assets", "--institution", CODE, "--to", to]).try_into().unwrap();
        assert_eq!(told["rows"], 4);
        let [again] = desk.done(&["import", "assets", to]).try_into().unwrap();
        assert_eq!((&again["unchanged"], &again["alreadyImported"]), (&json!(4), &json!(true)), "{again}");
    }
    let csv = std::fs::read_to_string(desk.path("导出.csv")).unwrap();
    assert!(csv.contains("示例甲") && csv.contains("'=台式计算机"), "{csv}");

    let waste = desk.file(
        "垃圾.csv",
        &[
            "某馆生活垃圾分类台账（2026年10月）",
            "统一社会信用代码,12310000MB2F00032J",
            "日期,干垃圾(kg),湿垃圾(kg),可回收物(kg),有害垃圾(kg),计量方式,清运单位",
            "2026-10-01,12.5,0,,,称重,绿源",
            "2026-10-02,8,/,3,0.2,按桶估算,绿源",
        ],
    );
    desk.done(&["import", "waste", text(&waste)]);
    desk.done(&["export", "waste", "--institution", CODE, "--month", "2026-10", "--to", "垃圾.xlsx"]);
    let [again] = desk.done(&["import", "waste", "垃圾.xlsx"]).try_into().unwrap();
    assert_eq!((&again["unchanged"], &again["alreadyImported"]), (&json!(2), &json!(true)), "{again}");
}

#[test]
fn a_workbook_of_another_kind_is_told_with_the_command_that_takes_it() {
    let desk = Desk::new();
    desk.registry();
    let refused = desk.told(&["import", "assets", "名录库.csv"]);
    assert_eq!(refused.code, 2);
    for word in ["WRONG_KIND", "名录库", "cangliu import registry"] {
        assert!(refused.err.contains(word), "{word}: {}", refused.err);
    }
}

#[test]
fn a_rejected_row_is_told_with_what_to_do_and_lists_read_as_people_write_them() {
    let desk = Desk::new();
    desk.registry();
    let header = "统一社会信用代码,资产编号,资产名称,资产分类代码,数量,原值,取得日期,是否涉密";
    let row = |number: &str, value: &str, secret: &str| {
        format!("{CODE},{number},电脑,A02010105,1,{value},2022-03-01,{secret}")
    };
    let rows = [row("A0", "1", "否"), row("A1", "约5000", "否"), row("A2", "1", "是"), row("A3", "1", "待定")];
    let lines = [&[header.to_owned()][..], &rows].concat();
    let file = desk.file("资产.csv", &lines);
    let told = desk.told(&["import", "assets", text(&file)]);
    assert!(told.out.contains("BAD_MONEY") && told.out.contains("建议：填写准确金额"), "{}", told.out);
    assert!(told.out.contains("涉密行 4、5"), "{}", told.out);
    let english = desk.told(&["import", "assets", text(&file), "--lang", "en"]);
    assert!(english.out.contains("give the exact amount"), "{}", english.out);
}

#[test]
fn reasons_of_the_system_are_told_in_the_language_of_the_sentence() {
    let desk = Desk::new();
    desk.registry();
    let missing = desk.told(&["import", "assets", "没有.xlsx"]);
    assert!(missing.err.contains("FILE_UNREADABLE") && !missing.err.contains("No such"), "{}", missing.err);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = desk.told(&["serve", "--dev", "--listen", &address]);
    assert!(refused.err.contains("地址已被占用") && !refused.err.contains("cannot listen"), "{}", refused.err);
    let unknown = desk.told(&["indicator", "XX", "--period", "2026"]);
    assert!(unknown.err.contains("XX") && !unknown.err.contains("there is no"), "{}", unknown.err);
}
