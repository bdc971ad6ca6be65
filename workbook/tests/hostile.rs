//! Whatever bytes come in, an answer comes out: never a panic, never more memory than the limits allow.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use std::io::{Cursor, Read, Write};

use cangliu_workbook::write::{LedgerKind, rejected_workbook};
use cangliu_workbook::{ReadError, Source, limit, read_assets, read_registry, read_waste};
use fixture::{D, F, N, T, line, merged};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Reads the bytes as everything; what comes out does not matter here.
fn read_all_ways(bytes: &[u8]) {
    let source = Source { name: "x".into(), bytes: bytes.to_vec() };
    if let Ok(sheet) = read_assets(&source) {
        let _ = rejected_workbook(&source, LedgerKind::Assets, &sheet.rejected, &sheet.withheld);
    }
    let _ = (read_waste(&source), read_registry(&source));
}

fn ledger() -> Vec<u8> {
    let rows = [
        line(&["东滩师范学院固定资产台账（2024年9月）"]),
        line(&["单位名称：东滩师范学院", "统一社会信用代码：12310000MB78982390", "单位：万元"]),
        line(&[
            "资产编号",
            "资产名称",
            "资产分类代码",
            "数量",
            "原值",
            "取得日期",
            "使用状况",
            "是否涉密",
            "日期",
            "干垃圾",
            "湿垃圾",
        ]),
        vec![
            T("P1"),
            T("打印机"),
            T("A02021000"),
            N(1.0),
            N(0.5),
            D(45_536.0),
            T("在用"),
            T("否"),
            D(45_536.0),
            N(1.0),
            T("/"),
        ],
        vec![T("P2"), T("打印机"), T("A02021000"), N(1.0), T("约5"), T("2024年9月1日"), T("在用"), T("是")],
        vec![T("合计"), fixture::Blank, fixture::Blank, N(2.0), F("=SUM(E4:E5)", Some("1"))],
    ];
    merged(&rows, &[(0, 0, 0, 7)]).bytes
}

/// The parts of a package, unpacked.
fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut package = ZipArchive::new(Cursor::new(package)).unwrap();
    (0..package.len())
        .map(|index| {
            let mut part = package.by_index(index).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        package.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        package.write_all(bytes).unwrap();
    }
    package.finish().unwrap().into_inner()
}

/// The ledger with the XML of its sheet replaced.
fn with_sheet(xml: &str) -> Vec<u8> {
    let mut parts = parts(&ledger());
    for (name, bytes) in &mut parts {
        if name == "xl/worksheets/sheet1.xml" {
            *bytes = xml.as_bytes().to_vec();
        }
    }
    packed(&parts)
}

fn sheet(rows: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    )
}

fn refused(bytes: Vec<u8>) -> ReadError {
    read_assets(&Source { name: "x".into(), bytes }).unwrap_err()
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_all_ways(&bytes);
        read_all_ways(&[b"PK\x03\x04", bytes.as_slice()].concat());
        read_all_ways(&[b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", bytes.as_slice()].concat());
    }

    #[test]
    fn random_text_under_a_header_never_panics(lines in prop::collection::vec("[^\\x00]{0,60}", 0..30)) {
        let assets = "资产编号,资产名称,资产分类代码,原值,取得日期,是否涉密,数量,日期,干垃圾\n";
        read_all_ways(format!("{assets}{}", lines.join("\n")).as_bytes());
        read_all_ways(lines.join(",").as_bytes());
    }

    #[test]
    fn a_ledger_cut_off_anywhere_never_panics(cut in 0.0_f64..1.0) {
        let ledger = ledger();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        read_all_ways(&ledger[..(ledger.len() as f64 * cut) as usize]);
    }

    #[test]
    fn a_package_with_changed_bytes_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut ledger = ledger();
        for (at, byte) in changes {
            let at = at.index(ledger.len());
            ledger[at] = byte;
        }
        read_all_ways(&ledger);
    }

    #[test]
    fn a_part_with_changed_text_never_panics(
        part in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>&\"/=a-zA-Z0-9:;#-]{0,6}"), 1..8),
    ) {
        let mut parts = parts(&ledger());
        let part = part.index(parts.len());
        let bytes = &mut parts[part].1;
        for (at, text) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + text.len()).min(bytes.len());
            bytes.splice(at..end, text.bytes());
        }
        read_all_ways(&packed(&parts));
    }
}

#[test]
fn one_cell_in_the_last_corner_costs_one_cell() {
    let rows = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
    assert_eq!(refused(with_sheet(&sheet(rows))).code(), "NO_HEADER");
    let corner = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    assert_eq!(refused(with_sheet(&sheet(corner))).code(), "WORKBOOK_TOO_LARGE");
}

#[test]
fn places_beyond_any_sheet_are_refused_without_a_panic() {
    for rows in [
        r#"<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>"#,
        r#"<row r="4294967295"><c><v>1</v></c></row><row><c><v>1</v></c></row>"#,
        r#"<row r="0"><c r="A0"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>99999999</v></c></row>"#,
        r#"<row r="1"><c r="A1" s="999999"><v>1e999</v></c></row>"#,
    ] {
        read_all_ways(&with_sheet(&sheet(rows)));
    }
}

#[test]
fn too_many_rows_are_refused() {
    let rows: String =
        (1..=limit::ROWS_MAX + 1).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>")).collect();
    assert_eq!(refused(with_sheet(&sheet(&rows))).code(), "WORKBOOK_TOO_LARGE");
}

#[test]
fn one_long_text_in_every_cell_is_refused() {
    let long = "长".repeat(10_000);
    let mut parts = parts(&ledger());
    let rows: String =
        (1..=6_000).map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>")).collect();
    for (name, bytes) in &mut parts {
        match name.as_str() {
            "xl/worksheets/sheet1.xml" => *bytes = sheet(&rows).into_bytes(),
            "xl/sharedStrings.xml" => *bytes = format!("<sst><si><t>{long}</t></si></sst>").into_bytes(),
            _ => {}
        }
    }
    assert_eq!(refused(packed(&parts)).code(), "WORKBOOK_TOO_LARGE");
}

#[test]
fn a_file_beyond_the_limit_is_refused_before_it_is_looked_at() {
    assert_eq!(refused(vec![b'1'; limit::SOURCE_BYTES_MAX + 1]).code(), "WORKBOOK_TOO_LARGE");
}

#[test]
fn entities_are_not_expanded() {
    let doctype = r#"<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>"#;
    let rows = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row>"#;
    read_all_ways(&with_sheet(&format!("{doctype}{}", sheet(rows))));
}
