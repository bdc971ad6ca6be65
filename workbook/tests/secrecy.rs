//! The hard gate: of a withheld row nothing but its number leaves, whatever else is wrong with it.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use cangliu_workbook::write::{LedgerKind, rejected_workbook};
use cangliu_workbook::{ReadError, Source, read_assets, read_registry, read_waste};
use fixture::{Blank, C, N, T, line, text, xlsx};

const HEADER: [&str; 9] =
    ["资产编号", "资产名称", "资产分类代码", "原值", "取得日期", "使用人", "存放地点", "是否涉密", "备注"];
/// Cells of the withheld row, each of which must leave no trace.
const TRACES: [&str; 5] = ["M-007", "密码机", "777777.77", "赵六", "地下二层"];

fn row(secret: C, remark: C) -> Vec<C> {
    vec![
        T("M-007"),
        T("密码机"),
        T("A02010105"),
        T("777777.77"),
        T("2021-02-30"),
        T("赵六"),
        T("地下二层"),
        secret,
        remark,
    ]
}

fn open(number: &'static str, money: C) -> Vec<C> {
    vec![T(number), T("打印机"), T("A02021000"), money, T("2024-09-01"), T("王芳"), T("1室"), T("否")]
}

fn ledger(secret: C, remark: C) -> Source {
    xlsx(&[
        line(&HEADER),
        row(secret, remark),
        open("P1", N(5.0)),
        open("P2", T("约5000")),
        vec![T("合计"), Blank, Blank, N(777_782.77)],
    ])
}

#[test]
fn a_row_that_is_secret_undecided_blank_or_unclear_is_withheld_before_any_other_fault() {
    for secret in [T("是"), T("待定"), Blank, T("?"), N(1.0), T("秘密")] {
        let sheet = read_assets(&ledger(secret, Blank)).unwrap();
        assert_eq!(sheet.withheld, [2]);
        assert_eq!(sheet.rejected.iter().map(|fault| fault.row).collect::<Vec<_>>(), [4]);
    }
}

#[test]
fn nothing_of_a_withheld_row_is_in_rows_faults_notices_totals_or_debug_output() {
    let source = ledger(T("是"), Blank);
    let sheet = read_assets(&source).unwrap();
    let shown = format!("{sheet:?} {source:?}");
    for trace in TRACES {
        assert!(!shown.contains(trace), "{trace} in {shown}");
    }
    // 777,782.77 − 5.00 would give the value away.
    assert!(!shown.contains("77778277") && !shown.contains("777782"), "{shown}");
    assert_eq!(sheet.stated.original_value, None);
}

#[test]
fn the_workbook_of_rejected_rows_lists_a_withheld_row_by_number_alone() {
    let source = ledger(T("待定"), Blank);
    let sheet = read_assets(&source).unwrap();
    let bytes = rejected_workbook(&source, LedgerKind::Assets, &sheet.rejected, &sheet.withheld).unwrap();
    let parts = fixture_parts(&bytes);
    assert!(parts.contains("涉密，未录入") && parts.contains("约5000"));
    for trace in TRACES {
        assert!(!parts.contains(trace), "{trace}");
    }
}

#[test]
fn a_withheld_row_is_not_copied_even_where_a_fault_names_it() {
    let source = ledger(T("是"), Blank);
    let mut rejected = read_assets(&source).unwrap().rejected;
    rejected[0].row = 2;
    let bytes = rejected_workbook(&source, LedgerKind::Assets, &rejected, &[]).unwrap();
    let parts = fixture_parts(&bytes);
    for trace in TRACES {
        assert!(!parts.contains(trace), "{trace}");
    }
}

#[test]
fn a_remark_that_says_so_withholds_and_a_denial_does_not() {
    assert_eq!(read_assets(&ledger(T("否"), T("涉密设备"))).unwrap().withheld, [2]);
    assert!(read_assets(&ledger(T("否"), T("非涉密"))).unwrap().withheld.is_empty());
}

#[test]
fn a_column_of_levels_withholds_every_level_and_admits_a_blank() {
    let rows = |level: &str| {
        format!("资产编号,资产名称,资产分类代码,原值,取得日期,密级\nP1,打印机,A02021000,5,2024-09-01,{level}\n")
    };
    for (level, withheld) in [("机密", vec![2]), ("内部", vec![2]), ("待定", vec![2]), ("非密", vec![]), ("", vec![])]
    {
        assert_eq!(read_assets(&text(&rows(level))).unwrap().withheld, withheld, "{level:?}");
    }
}

#[test]
fn a_header_that_speaks_of_secrecy_in_other_words_is_heard() {
    let rows = "资产编号,资产名称,资产分类代码,原值,取得日期,该资产涉密吗\nP1,打印机,A02021000,5,2024-09-01,是\n";
    assert_eq!(read_assets(&text(rows)).unwrap().withheld, [2]);
}

#[test]
fn a_file_marked_as_classified_is_not_read_at_all() {
    for mark in ["机密★5年", "密级：秘密"] {
        let source = xlsx(&[line(&[mark]), line(&HEADER), open("P1", N(5.0))]);
        assert_eq!(read_assets(&source).unwrap_err(), ReadError::Classified);
    }
}

const REGISTRY: &str = "单位名称,统一社会信用代码,级次,系统,隶属区,所在区,是否涉密,备注\n\
    密馆甲,密码一,市级,市级其他系统,310000,310101,待定,\n\
    密馆乙,密码二,市级,市级其他系统,310000,310101,,\n\
    开馆,123,市级,市级其他系统,310000,310101,否,\n\
    密馆丙,密码三,市级,市级其他系统,310000,310101,否,涉密\n\
    一、市级单位\n\
    ,,,,,,否,\n\
    合计,,,,,,—,\n";

#[test]
fn rows_of_a_registry_are_withheld_alike_and_totals_captions_and_blank_lines_are_not() {
    let source = text(REGISTRY);
    let sheet = read_registry(&source).unwrap();
    assert_eq!(sheet.withheld, [2, 3, 5]);
    assert_eq!(sheet.rejected.iter().map(|fault| fault.row).collect::<Vec<_>>(), [4, 6]);
    assert!(!format!("{sheet:?}").contains('密'));
    let bytes = rejected_workbook(&source, LedgerKind::Registry, &sheet.rejected, &sheet.withheld).unwrap();
    let parts = fixture_parts(&bytes);
    assert!(parts.contains("开馆") && parts.contains("涉密，未录入"));
    assert!(!parts.contains("密馆") && !parts.contains("密码"));
}

#[test]
fn of_a_withheld_day_neither_the_mass_nor_the_total_it_is_in_nor_its_date_is_known() {
    let days = "日期,干垃圾,是否涉密\n2024-09-01,5,否\n2024-09-02,777.77,是\n2024-09-03,778.88,涉密\n合计,1561.65,\n";
    let sheet = read_waste(&text(days)).unwrap();
    assert_eq!((sheet.withheld.as_slice(), sheet.days.len(), sheet.rejected.len()), (&[3, 4][..], 1, 0));
    assert_eq!(sheet.missing_days, (2..=30).collect::<Vec<u32>>());
    assert!(sheet.notices.iter().all(|notice| notice.code != "TOTAL_DIFFERS"));
    let mut faults = read_waste(&text(&days.replace("778.88,涉密", "约八百,否"))).unwrap().rejected;
    faults[0].row = 3;
    let bytes = rejected_workbook(&text(days), LedgerKind::Waste, &faults, &[]).unwrap();
    assert!(!fixture_parts(&bytes).contains("777"), "a withheld row is not copied even where a fault names it");
}

/// All texts of a workbook, unpacked.
fn fixture_parts(bytes: &[u8]) -> String {
    use std::io::Read;
    let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut all = String::new();
    for index in 0..package.len() {
        package.by_index(index).unwrap().read_to_string(&mut all).unwrap();
    }
    all
}
