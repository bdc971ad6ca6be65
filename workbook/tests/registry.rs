//! Registries of institutions.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use cangliu_domain::institution::{HeadcountKind, Level, System};
use cangliu_workbook::{RegistrySheet, Source, read_registry};
use fixture::{Blank, C, N, T, line, xlsx};

const HEADER: [&str; 11] = [
    "单位名称",
    "统一社会信用代码",
    "级次",
    "系统",
    "隶属区",
    "所在区",
    "主管部门",
    "编制人数",
    "住院床日均",
    "建筑面积(㎡)",
    "有无食堂",
];

fn hospital() -> Vec<C> {
    vec![
        T("临港综合医院"),
        T("12310000MB9902369N"),
        T("市级"),
        T("市级卫生系统"),
        T("310000"),
        T("普陀区"),
        T("市卫生主管部门"),
        N(788.0),
        N(1112.4),
        N(30_601.5),
        T("有"),
    ]
}

fn read(rows: Vec<Vec<C>>) -> RegistrySheet {
    let mut all = vec![line(&HEADER)];
    all.extend(rows);
    read_registry(&xlsx(&all)).unwrap()
}

#[test]
fn an_institution_is_read_with_its_two_districts_and_its_headcount_by_kind() {
    let sheet = read(vec![hospital()]);
    let hospital = &sheet.rows[0];
    assert_eq!((hospital.level, hospital.system), (Level::Municipal, System::MunicipalHealth));
    assert_eq!(
        (hospital.subordinate_to.to_string(), hospital.located_in.to_string()),
        ("310000".into(), "310107".into())
    );
    assert_eq!(hospital.headcount.get(&HeadcountKind::Establishment), Some(&788));
    assert_eq!(hospital.headcount.get(&HeadcountKind::Inpatient), Some(&1112));
    assert_eq!(hospital.headcount.get(&HeadcountKind::Student), None);
    assert_eq!((hospital.floor_area_m2, hospital.has_canteen, hospital.evaluated), (Some(30_602), true, false));
}

#[test]
fn wrong_rows_have_their_codes() {
    for (column, cell, code) in [
        (0, Blank, "MISSING_NAME"),
        (1, T("12310000MB9902369M"), "USCC_CODE_CHECK"),
        (1, T("12310000MB990236"), "USCC_LENGTH"),
        (1, N(123_100_000_000_000_000.0), "CODE_AS_NUMBER"),
        (1, Blank, "MISSING_USCC"),
        (2, T("镇级"), "BAD_LEVEL"),
        (3, T("不知道"), "BAD_SYSTEM"),
        (4, T("999999"), "BAD_DIVISION"),
        (5, N(310_107.0), "CODE_AS_NUMBER"),
        (5, Blank, "MISSING_DIVISION"),
        (7, T("约100"), "BAD_HEADCOUNT"),
        (8, N(-1.0), "BAD_HEADCOUNT"),
        (10, T("可能"), "BAD_YES_NO"),
    ] {
        let mut row = hospital();
        row[column] = cell;
        let sheet = read(vec![row]);
        let found: Vec<_> = sheet.rejected.iter().map(|fault| (fault.row, fault.code)).collect();
        assert_eq!(found, [(2, code)]);
    }
}

#[test]
fn an_institution_stands_once_whatever_it_is_called() {
    let mut twin = hospital();
    twin[0] = T("临港医院");
    let sheet = read(vec![hospital(), twin, line(&["合计"])]);
    assert_eq!((sheet.rows.len(), sheet.rejected[0].code), (1, "DUPLICATE_USCC"));
}

#[test]
fn without_a_column_of_systems_the_header_is_refused_with_the_five_there_are() {
    let text = "单位名称,统一社会信用代码,级次,隶属区,所在区\n某馆,12310000MB2F00032J,市级,310000,310101\n";
    let source = Source { name: "名录库.csv".into(), bytes: text.as_bytes().to_vec() };
    let refused = read_registry(&source).unwrap_err();
    assert_eq!(refused.code(), "NO_HEADER");
    assert!(refused.zh().contains("缺少 系统") && refused.zh().contains("市级卫生系统"), "{}", refused.zh());
}
