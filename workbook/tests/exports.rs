//! What is written can be read again, computes nothing by itself, and is the same every time.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use std::io::Read;

use cangliu_domain::fen::Fen;
use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::write::{
    Footer, LedgerKind, Table, TableCell, WriteError, asset_table, registry_table, rejected_workbook, template,
    waste_table,
};
use cangliu_workbook::{AssetRow, Entry, ReadError, Source, WasteDay, read_assets, read_registry, read_waste};
use fixture::{Blank, N, T, line, text, xlsx};

fn source(bytes: Vec<u8>) -> Source {
    Source { name: "导出".into(), bytes }
}

fn uscc() -> Uscc {
    Uscc::parse("12310000MB78982390").unwrap()
}

fn assets() -> Vec<AssetRow> {
    let csv = "统一社会信用代码,资产编号,资产名称,资产分类代码,品牌,规格型号,序列号,计量单位,数量,价值类型,原值,净值,取得方式,取得日期,投入使用日期,使用状况,使用部门,使用人,存放地点,备注\n\
        12310000MB78982390,0012,=HYPERLINK(1),2010104,+牌,-X1,@SN,台,40,名义金额,92233720368547.07,,购置,2024-09-01,,出租出借,\"办公室,一\",张伟,1室,\"3\"\"屏\"\n\
        12310000MB78982390,3100002015000001,办公椅,A05010301,,,,,1,暂估,0.01,0,,1999-12-31,2000-01-01,待处置,,,,\n";
    read_assets(&text(csv)).unwrap().rows
}

/// The rows without the place where they stood.
fn placeless(mut rows: Vec<AssetRow>) -> Vec<AssetRow> {
    rows.iter_mut().for_each(|row| row.row = 0);
    rows
}

fn parts(bytes: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..package.len() {
        package.by_index(index).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}

#[test]
fn exported_cards_are_read_again_as_the_same_cards() {
    let rows = assets();
    assert_eq!(rows.len(), 2);
    let table = asset_table(Some(&uscc()), "东滩师范学院", &rows);
    for bytes in [table.to_xlsx().unwrap(), table.to_csv()] {
        let sheet = read_assets(&source(bytes)).unwrap();
        assert_eq!((sheet.rejected.len(), sheet.withheld.len(), sheet.institution), (0, 0, Some(uscc())));
        assert_eq!(placeless(sheet.rows), placeless(rows.clone()));
    }
}

#[test]
fn an_exported_month_of_waste_is_read_again_as_the_same_month() {
    let month = Month::try_new(2024, 9).unwrap();
    let day = |day: u32, dry, wet, recyclable| WasteDay {
        point: Some("北门".into()),
        dry,
        wet,
        recyclable,
        hauler: Some("绿源环卫".into()),
        ..WasteDay::blank(month.date(day).unwrap())
    };
    let grams = Grams::new;
    let days = vec![
        day(1, Some(Entry::Weighed(grams(12_345))), Some(Entry::NotApplicable), None),
        day(2, Some(Entry::Zero), Some(Entry::Zero), Some(Entry::Weighed(grams(1)))),
        day(3, Some(Entry::Estimated(grams(80_000))), Some(Entry::Estimated(grams(500))), None),
        day(4, Some(Entry::Weighed(grams(80_000))), Some(Entry::Estimated(grams(500))), Some(Entry::Zero)),
    ];
    let table = waste_table(Some(&uscc()), "东滩师范学院", month, &days);
    for bytes in [table.to_xlsx().unwrap(), table.to_csv()] {
        let sheet = read_waste(&source(bytes)).unwrap();
        assert_eq!((sheet.rejected.len(), sheet.month), (0, Some(month)));
        let found: Vec<WasteDay> = sheet.days.into_iter().map(|day| WasteDay { row: 0, ..day }).collect();
        assert_eq!(found, days);
        assert_eq!(sheet.missing_days, (5..=30).collect::<Vec<u32>>());
        assert_eq!(sheet.zero_dry_days, [2]);
    }
}

#[test]
fn an_exported_registry_is_read_again_as_the_same_registry() {
    let csv = "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,主管部门,编制人数,全日制学生,建筑面积,有无食堂,列入综合考评\n\
        东滩师范学院,12310000MB78982390,市级,市级教育系统,310000,静安区,市教委（示例）,235,29294,28245,有,是\n";
    let mut rows = read_registry(&text(csv)).unwrap().rows;
    let mut again = read_registry(&source(registry_table(&rows).to_xlsx().unwrap())).unwrap();
    rows.iter_mut().chain(&mut again.rows).for_each(|row| row.row = 0);
    assert_eq!((again.rejected.len(), again.rows), (0, rows));
}

#[test]
fn text_is_never_a_formula_and_codes_are_never_numbers() {
    let table = Table {
        title: "=标题".into(),
        above: vec!["=上".into()],
        headers: vec!["编号".into(), "=列".into()],
        rows: vec![vec![TableCell::Text("0012".into()), TableCell::Text("=1+1".into())]],
        footer: None,
    };
    let shown = parts(&table.to_xlsx().unwrap());
    assert!(!shown.contains("<f>") && shown.contains("=1+1") && shown.contains(">0012<"));
    let csv = String::from_utf8(table.to_csv()).unwrap();
    assert!(csv.starts_with('\u{FEFF}') && csv.contains(",'=1+1") && csv.contains(",'=列"), "{csv}");
}

#[test]
fn a_report_has_its_signatures_and_equal_input_gives_equal_bytes() {
    let reported_on = chrono::NaiveDate::from_ymd_opt(2024, 12, 31);
    let footer = Footer { prepared_by: "王芳".into(), reported_on, ..Footer::default() };
    let rows = vec![vec![TableCell::Fen(Fen::new(i64::MIN)), TableCell::Int(-3), TableCell::Blank]];
    let headers = vec!["金额".to_owned(), "数".to_owned(), "备注".to_owned()];
    let table = Table { title: "汇总表".into(), above: vec![], headers, rows, footer: Some(footer) };
    let bytes = table.to_xlsx().unwrap();
    assert_eq!(bytes, table.to_xlsx().unwrap());
    let shown = parts(&bytes);
    for part in [
        "填表人：王芳",
        "审核人：",
        "单位负责人：",
        "报出日期：2024年12月31日",
        "-92233720368547758.08",
        "autoFilter",
        "frozen",
    ] {
        assert!(shown.contains(part), "{part}");
    }
}

#[test]
fn a_template_is_read_as_an_empty_ledger_and_offers_its_choices() {
    let assets = template(LedgerKind::Assets).unwrap();
    let sheet = read_assets(&source(assets.clone())).unwrap();
    assert_eq!((sheet.rows.len(), sheet.rejected.len(), sheet.withheld.len()), (0, 0, 0));
    assert!(parts(&assets).contains("在用,闲置,待处置,出租出借"));
    let waste = template(LedgerKind::Waste).unwrap();
    assert!(read_waste(&source(waste.clone())).unwrap().days.is_empty());
    assert!(parts(&waste).contains("称重,按桶估算"));
    let registry = template(LedgerKind::Registry).unwrap();
    assert!(read_registry(&source(registry.clone())).unwrap().rows.is_empty());
    assert!(parts(&registry).contains("310151") && parts(&registry).contains("dataValidation"));
}

#[test]
fn rejected_rows_come_back_as_they_stood_and_can_be_sent_again_when_corrected() {
    let header = ["资产编号", "资产名称", "资产分类代码", "原值（万元）", "取得日期", "是否涉密"];
    let good = vec![T("P1"), T("打印机"), T("A02021000"), N(5.0), T("2024-09-01"), T("否")];
    let bad = vec![N(7.0), T("打印机"), T("A02021000"), T("约5000"), T("2024-09-01"), T("否")];
    let original = xlsx(&[line(&["统一社会信用代码：12310000MB78982390"]), line(&header), good, vec![Blank], bad]);
    let first = read_assets(&original).unwrap();
    let bytes = rejected_workbook(&original, LedgerKind::Assets, &first.rejected, &first.withheld).unwrap();
    let shown = parts(&bytes);
    for part in ["原行号", "CODE_AS_NUMBER；BAD_MONEY", "不是金额", "文本格式", "约5000"] {
        assert!(shown.contains(part), "{part}");
    }
    let again = read_assets(&source(bytes)).unwrap();
    assert_eq!((again.rows.len(), again.institution), (0, Some(uscc())));
    let codes: Vec<_> = again.rejected.iter().map(|fault| (fault.row, fault.code, fault.more[0].code)).collect();
    assert_eq!(codes, [(3, "CODE_AS_NUMBER", "BAD_MONEY")]);
}

#[test]
fn rejected_rows_of_another_file_are_refused() {
    let other = xlsx(&[line(&["日期", "干垃圾"])]);
    let refused = rejected_workbook(&other, LedgerKind::Assets, &[], &[]).unwrap_err();
    assert!(matches!(refused, WriteError::Unreadable(ReadError::NoHeader { .. })), "{refused}");
}
