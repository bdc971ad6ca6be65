//! Asset ledgers in the forms offices keep them: what is taken, what is not, and why.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use cangliu_domain::asset::{Usage, ValueKind};
use cangliu_workbook::{AssetSheet, MoneyUnit, ReadError, Source, read_assets};
use fixture::{Blank, C, D, F, N, T, book, line, merged, text, xlsx};

const HEADER: [&str; 10] =
    ["资产编号", "资产名称", "资产分类代码", "数量", "原值", "净值", "取得日期", "使用状况", "是否涉密", "备注"];

/// A sound card of one printer.
fn printer(number: &'static str) -> Vec<C> {
    vec![T(number), T("打印机"), T("A02021000"), N(1.0), N(1200.5), N(300.0), T("2024/9/1"), T("在用"), T("否")]
}

/// The sound card with one cell changed.
fn but(column: usize, cell: C) -> Vec<C> {
    let mut row = printer("P1");
    row[column] = cell;
    row
}

fn ledger(rows: Vec<Vec<C>>) -> Source {
    let mut all =
        vec![line(&["单位名称：东滩师范学院", "统一社会信用代码：12310000MB78982390", "单位：元"]), line(&HEADER)];
    all.extend(rows);
    xlsx(&all)
}

fn read(source: &Source) -> AssetSheet {
    read_assets(source).unwrap()
}

/// Row, column and code of each rejected row.
fn faults(sheet: &AssetSheet) -> Vec<(u32, &str, &str)> {
    sheet.rejected.iter().map(|fault| (fault.row, fault.column.as_str(), fault.code)).collect()
}

fn codes(sheet: &AssetSheet) -> Vec<&'static str> {
    sheet.notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn every_wrong_cell_has_its_code_its_row_and_the_header_of_the_file() {
    for (column, cell, header, code) in [
        (0, Blank, "资产编号", "MISSING_NUMBER"),
        (0, N(3_100_002_022_000_418.0), "资产编号", "CODE_AS_NUMBER"),
        (1, Blank, "资产名称", "MISSING_NAME"),
        (2, T("A99999999"), "资产分类代码", "UNKNOWN_CLASS"),
        (2, T("打印机"), "资产分类代码", "UNKNOWN_CLASS"),
        (2, N(2_010_601.0), "资产分类代码", "CODE_AS_NUMBER"),
        (2, Blank, "资产分类代码", "MISSING_CLASS"),
        (3, N(0.0), "数量", "BAD_PIECES"),
        (3, N(1.5), "数量", "BAD_PIECES"),
        (3, T("一批"), "数量", "BAD_PIECES"),
        (4, T("约5000"), "原值", "BAD_MONEY"),
        (4, N(-1.0), "原值", "NEGATIVE_MONEY"),
        (4, Blank, "原值", "MISSING_MONEY"),
        (5, T("-1"), "净值", "NEGATIVE_MONEY"),
        (6, T("2021-02-30"), "取得日期", "BAD_DATE"),
        (6, Blank, "取得日期", "MISSING_DATE"),
        (7, T("坏了"), "使用状况", "BAD_STATUS"),
    ] {
        let sheet = read(&ledger(vec![but(column, cell)]));
        assert_eq!(faults(&sheet), [(3, header, code)]);
        assert!(sheet.rows.is_empty());
    }
}

#[test]
fn a_row_with_several_faults_is_rejected_for_the_first_and_lists_the_others() {
    let mut row = but(4, T("约5000"));
    row[1] = Blank;
    let sheet = read(&ledger(vec![row]));
    assert_eq!(faults(&sheet), [(3, "资产名称", "MISSING_NAME")]);
    let more: Vec<&str> = sheet.rejected[0].more.iter().map(|fault| fault.code).collect();
    assert_eq!(more, ["BAD_MONEY"]);
}

#[test]
fn a_number_repeats_only_an_accepted_row_and_the_first_stands() {
    let mut wrong = printer("P1");
    wrong[4] = T("约5000");
    let sheet = read(&ledger(vec![wrong, printer("P1"), printer("Ｐ１"), printer("P2")]));
    assert_eq!(faults(&sheet), [(3, "原值", "BAD_MONEY"), (5, "资产编号", "DUPLICATE_NUMBER")]);
    assert_eq!(sheet.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 6]);
}

#[test]
fn a_sound_row_is_read_to_its_last_cell() {
    let header = line(&[
        "序号",
        "卡片编号",
        "资产名称",
        "国标分类代码",
        "品牌",
        "规格及型号",
        "出厂编号",
        "计量单位",
        "数量",
        "价值类型",
        "资产原值(元)",
        "账面净值",
        "资产来源",
        "购置日期",
        "启用日期",
        "资产状态",
        "使用科室",
        "保管人",
        "存放位置",
        "密级",
        "备注",
    ]);
    let row = vec![
        N(1.0),
        T("３１００１"),
        T("办公椅"),
        T("A05010301"),
        T("永艺"),
        T("X269"),
        T("SN-7"),
        T("把"),
        N(40.0),
        T("暂估"),
        T("29,975.20"),
        N(0.0),
        T("购置"),
        D(43_151.0),
        T("20180303"),
        T("未使用"),
        T("财务处"),
        T("张伟"),
        T("3号楼133室"),
        Blank,
        T("成批"),
    ];
    let sheet = read(&xlsx(&[header, row]));
    let asset = &sheet.rows[0];
    assert_eq!((asset.number.as_str(), asset.name.as_str(), asset.class.code()), ("31001", "办公椅", "A05010301"));
    assert_eq!((asset.pieces.get(), asset.original_value.get(), asset.net_value.unwrap().get()), (40, 2_997_520, 0));
    assert_eq!((asset.value_kind, asset.usage), (ValueKind::Provisional, Usage::Idle));
    assert_eq!(
        (asset.acquired_on.to_string(), asset.in_use_on.unwrap().to_string()),
        ("2018-02-20".into(), "2018-03-03".into())
    );
    let texts = [
        &asset.brand,
        &asset.model,
        &asset.serial,
        &asset.unit_of_measure,
        &asset.acquisition,
        &asset.department,
        &asset.user,
        &asset.place,
        &asset.remark,
    ];
    let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
    assert_eq!(texts, ["永艺", "X269", "SN-7", "把", "购置", "财务处", "张伟", "3号楼133室", "成批"]);
}

#[test]
fn subtotals_totals_blank_lines_captions_repeated_headers_and_signatures_are_no_rows() {
    let sheet = read(&ledger(vec![
        line(&["一、办公设备"]),
        printer("P1"),
        vec![],
        printer("P2"),
        vec![T("小计"), Blank, Blank, N(2.0), N(2401.0)],
        line(&HEADER),
        printer("P3"),
        vec![Blank, T("办公设备小计"), Blank, N(1.0), N(1200.5)],
        vec![T("合  计"), Blank, Blank, N(3.0), F("=SUM(E4:E10)", Some("3601.5"))],
        vec![],
        line(&["填表人：王芳", "", "审核人：李娜", "", "报出日期：2024年12月31日"]),
    ]));
    assert_eq!(sheet.rows.iter().map(|row| row.row).collect::<Vec<_>>(), [4, 6, 9]);
    assert_eq!((faults(&sheet), sheet.withheld.as_slice()), (vec![], [].as_slice()));
    assert_eq!(codes(&sheet), ["ROW_NOT_READ"]);
    assert_eq!(sheet.stated.original_value.unwrap().get(), 360_150);
    assert_eq!(sheet.stated.pieces, Some(3));
}

#[test]
fn a_total_that_disagrees_is_noticed_and_keeps_no_row_out() {
    let sheet = read(&ledger(vec![printer("P1"), vec![T("合计"), Blank, Blank, N(1.0), N(9999.0)]]));
    assert_eq!((sheet.rows.len(), codes(&sheet)), (1, vec!["TOTAL_DIFFERS"]));
    assert_eq!((sheet.notices[0].row, sheet.notices[0].column.as_deref()), (Some(4), Some("原值")));
}

#[test]
fn a_total_may_count_cards_instead_of_pieces_and_a_formula_may_have_kept_no_result() {
    let mut lot = printer("P1");
    lot[3] = N(40.0);
    let sheet = read(&ledger(vec![lot, printer("P2"), vec![T("合计"), Blank, Blank, N(2.0), F("=SUM(E3:E4)", None)]]));
    assert_eq!((sheet.rows.len(), codes(&sheet)), (2, vec![]));
}

#[test]
fn odd_but_possible_rows_are_taken_with_a_notice() {
    let mut row = printer("P1");
    row[1] = T("办公椅");
    row[5] = N(5000.0);
    let sheet = read(&ledger(vec![row]));
    assert_eq!((sheet.rows.len(), codes(&sheet)), (1, vec!["NET_EXCEEDS_ORIGINAL", "CLASS_NAME_DIFFERS"]));
}

#[test]
fn the_unit_of_money_stands_in_the_header_or_above_it() {
    let value = |above: &'static str, header: &'static str, cell: C| {
        let mut head = HEADER;
        head[4] = header;
        let mut row = but(4, cell);
        row[5] = Blank;
        let sheet = read(&xlsx(&[line(&[above]), line(&head), row]));
        (sheet.rows[0].original_value.get(), sheet.money_unit)
    };
    assert_eq!(value("单位：万元", "原值", T("0.708585")), (708_585, MoneyUnit::Wan));
    assert_eq!(value("固定资产台账", "资产原值（万元）", N(1.5)), (1_500_000, MoneyUnit::Wan));
    assert_eq!(value("单位：万元", "原值(元)", N(1.5)), (150, MoneyUnit::Yuan));
    assert_eq!(value("金额单位：人民币元", "账面原值", N(1.5)), (150, MoneyUnit::Yuan));
    assert_eq!(value("固定资产台账", "原值", N(1.5)), (150, MoneyUnit::Yuan));
}

#[test]
fn a_unit_that_is_not_read_refuses_the_file() {
    let mut head = HEADER;
    head[4] = "原值（千元）";
    let refused = read_assets(&xlsx(&[line(&head), printer("P1")])).unwrap_err();
    assert_eq!(refused, ReadError::UnitNotRead { unit: "千元".into() });
}

#[test]
fn columns_may_stand_in_any_order_under_other_words_and_among_others() {
    let header = line(&["车牌号", "购置日期", "资产原值(元)", "资产国标分类代码", "品名", "固定资产编号"]);
    let sheet =
        read(&xlsx(&[header, vec![T("沪A"), T("2024.9.1"), N(5.0), T("２０１０１０４"), T("台式机"), T("D-1")]]));
    let asset = &sheet.rows[0];
    assert_eq!((asset.number.as_str(), asset.class.code(), asset.original_value.get()), ("D-1", "2010104", 500));
    assert!(codes(&sheet).contains(&"COLUMNS_NOT_READ") && codes(&sheet).contains(&"SECRECY_NOT_ASKED"));
}

#[test]
fn a_header_merged_over_two_rows_is_read() {
    let rows = [
        line(&["固定资产台账"]),
        line(&["卡片编号", "资产", "", "价值（万元）", "", "日期", "", "是否涉密"]),
        line(&["", "名称", "分类代码", "原值", "净值", "取得日期", "投入使用日期", ""]),
        vec![T("P1"), T("打印机"), T("A02021000"), N(0.05), N(0.04), T("2024/9/1"), T("2024/9/2"), T("否")],
        vec![T("P2"), T("打印机"), T("A02021000"), N(5.0), N(4.0), T("2024/9/31"), Blank, T("否")],
    ];
    let regions = [(0, 0, 0, 7), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6), (1, 7, 2, 7)];
    let sheet = read(&merged(&rows, &regions));
    assert_eq!(sheet.rows.len(), 1);
    assert_eq!(sheet.rows[0].in_use_on.unwrap().to_string(), "2024-09-02");
    assert_eq!(sheet.rows[0].original_value.get(), 50_000);
    assert_eq!(faults(&sheet), [(5, "取得日期", "BAD_DATE")]);
}

#[test]
fn the_sheet_with_the_ledger_is_found_among_others_and_two_ledgers_are_refused() {
    let notes = [line(&["填表说明"]), line(&["资产编号", "本单位内不重复"])];
    let cards = [line(&HEADER), printer("P1")];
    let found = read(&book(&[("说明", &notes), ("资产", &cards), ("空表", &[line(&HEADER)])]));
    assert_eq!(found.rows.len(), 1);
    let refused = read_assets(&book(&[("一部", &cards), ("二部", &cards)])).unwrap_err();
    assert_eq!(refused, ReadError::SeveralSheets { sheets: vec!["一部".into(), "二部".into()] });
}

#[test]
fn a_sheet_without_the_header_says_what_was_looked_for() {
    let refused = read_assets(&xlsx(&[line(&["资产编号", "资产名称", "原值"])])).unwrap_err();
    let ReadError::NoHeader { looked_for, missing } = &refused else { panic!("{refused}") };
    assert_eq!(looked_for, &["资产编号", "资产名称", "资产分类代码", "原值", "取得日期"]);
    assert_eq!(missing, &["资产分类代码", "取得日期"]);
}

#[test]
fn the_institution_stands_above_the_header_or_in_each_row() {
    let sheet = read(&ledger(vec![printer("P1")]));
    assert_eq!(sheet.institution.unwrap().as_str(), "12310000MB78982390");
    assert_eq!(sheet.institution_name.as_deref(), Some("东滩师范学院"));
    let csv = "统一社会信用代码,资产编号,资产名称,资产分类代码,原值,取得日期\n\
               12310116MB1126350B,1,打印机,A02021000,5,2024-09-01\n\
               12310000MB78982390,1,打印机,A02021000,5,2024-09-01\n\
               12310000MB78982391,2,打印机,A02021000,5,2024-09-01\n";
    let sheet = read(&text(csv));
    assert_eq!((sheet.rows.len(), sheet.institution), (2, None));
    assert_eq!((sheet.rejected[0].row, sheet.rejected[0].code), (4, "USCC_CODE_CHECK"));
}

#[test]
fn a_code_above_the_header_that_fails_its_checks_is_noticed_and_not_taken() {
    let rows = [line(&["统一社会信用代码：12310000MB78982391"]), line(&HEADER), printer("P1")];
    let sheet = read(&xlsx(&rows));
    assert_eq!((sheet.institution.is_none(), sheet.rows.len()), (true, 1));
    assert!(codes(&sheet).contains(&"USCC_CODE_CHECK"));
}

#[test]
fn a_code_that_a_spreadsheet_turned_into_a_number_is_refused_in_text_too() {
    let csv = "资产编号;资产名称;资产分类代码;原值;取得日期\n3.1E+15;打印机;A02021000;5;2024-09-01\n";
    assert_eq!(faults(&read(&text(csv))), [(2, "资产编号", "CODE_AS_NUMBER")]);
}

#[test]
fn a_name_may_stand_beside_its_class_code() {
    let sheet = read(&ledger(vec![but(2, T("A02021000 打印机")), {
        let mut row = but(2, T("打印设备（２０１０６０１）"));
        row[0] = T("P2");
        row
    }]));
    assert_eq!(sheet.rows.iter().map(|row| row.class.code()).collect::<Vec<_>>(), ["A02021000", "2010601"]);
}
