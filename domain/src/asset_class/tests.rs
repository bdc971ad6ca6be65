//! What offices write in the class column, and what it means.

use super::*;

fn class(code: &str) -> AssetClass {
    AssetClass::parse(code).unwrap()
}

#[test]
fn both_editions_are_read_and_told_apart() {
    let editions = ["A02010105", "2010104"].map(|code| class(code).scheme());
    assert_eq!(editions, [Scheme::Gbt14885_2022, Scheme::Gbt14885_2010]);
}

#[test]
fn width_and_case_do_not_matter_and_the_code_is_kept() {
    assert_eq!(class("　ａ０２０１０１０５ "), class("A02010105"));
    assert_eq!(class("２０１０１０４").code(), "2010104");
}

#[test]
fn a_code_whose_broad_class_is_not_in_the_table_is_unknown() {
    for code in ["A99999999", "A02990100", "A00000000", "A02000000", "9999999", "2990101", "0000000"] {
        assert_eq!(AssetClass::parse(code), Err(ClassError::Unknown { code: code.into() }));
    }
}

#[test]
fn what_has_the_form_of_neither_edition_is_malformed() {
    for text in
        ["", "A", "A0201010", "A020101050", "02010105", "B02010105", "20101", "2.010104E6", "A0201O105", "计算机"]
    {
        assert_eq!(AssetClass::parse(text), Err(ClassError::Malformed), "{text:?}");
    }
}

#[test]
fn a_leaf_the_table_lacks_is_named_by_the_closest_level_above() {
    assert_eq!(class("A02010105").name(), Some("台式计算机"));
    assert_eq!(class("A02010199").name(), Some("计算机"));
    assert_eq!(class("A02019900").name(), Some("信息化设备"));
    assert_eq!(class("2010104").name(), Some("台式计算机"));
    assert_eq!(class("2010199").name(), Some("计算机设备"));
}

#[test]
fn the_broad_class_is_the_upper_levels_and_zeros() {
    assert_eq!(class("A05010502").broad(), "A05010000");
    assert_eq!(class("2420199").broad(), "2420000");
}

#[test]
fn general_are_the_twelve_classes_of_equipment_and_furniture() {
    for code in ["A02010105", "A02020200", "A02061804", "A02120201", "A05010301", "A05010000"] {
        assert!(class(code).is_general(), "{code}");
    }
    for code in ["2010104", "2010601", "2020100", "2420199", "6010101"] {
        assert!(class(code).is_general(), "{code}");
    }
}

#[test]
fn vehicles_software_and_special_equipment_are_not_general() {
    for code in ["A02030500", "A02320100", "A02130000", "A02450200", "A08060301", "A01010100", "A05030300", "A03010000"]
    {
        assert!(!class(code).is_general(), "{code}");
    }
    for code in ["2030100", "2010801", "3220101", "1020000", "6020100", "4010000"] {
        assert!(!class(code).is_general(), "{code}");
    }
}

#[test]
fn computers_copiers_telephones_and_cameras_hold_data() {
    for code in [
        "A02010104",
        "A02010105",
        "A02010108",
        "A02010199",
        "A02020100",
        "A02020400",
        "A02020500",
        "A02080100",
        "A02091102",
        "A02091107",
    ] {
        assert!(class(code).holds_data(), "{code}");
    }
    assert!(class("2010104").holds_data() && class("2020100").holds_data() && class("2310101").holds_data());
}

#[test]
fn projectors_printers_air_conditioners_and_furniture_hold_none() {
    for code in ["A02020200", "A02021000", "A02061804", "A05010502", "A02091104", "A02080805", "2010601", "2020200"] {
        assert!(!class(code).holds_data(), "{code}");
    }
}

#[test]
fn a_name_that_plainly_speaks_of_another_class_is_noticed() {
    // 政府采购品目 of 2013 gave A02010104 to desktop computers; the edition of 2022 gives it to servers.
    assert_eq!(class("A02010104").name_mismatch("台式计算机"), Some("服务器"));
    assert_eq!(class("A02010105").name_mismatch("联想笔记本电脑"), Some("台式计算机"));
    assert_eq!(class("A05010202").name_mismatch("办公椅"), Some("会议桌"));
    assert_eq!(class("2010601").name_mismatch("投影仪"), Some("打印设备"));
}

#[test]
fn a_name_that_fits_or_says_nothing_is_left_alone() {
    for (code, name) in [
        ("A02010105", "台式计算机"),
        ("A02010105", "启天M450"),
        ("A02010105", "电脑"),
        ("A02010100", "笔记本电脑"),
        ("A02021003", "激光打印机"),
        ("A02021000", "A4彩色打印机"),
        ("A05010000", "会议桌"),
        ("A05010202", "会议桌椅"),
        ("A05010399", "办公椅"),
        ("A02010199", "投影仪"),
        ("2010104", "台式机"),
        ("2010601", "打印机"),
        ("A02061804", ""),
    ] {
        assert_eq!(class(code).name_mismatch(name), None, "{code} {name}");
    }
}

#[test]
fn the_names_and_codes_of_the_sample_workbooks_agree() {
    for (code, name) in [
        ("A02061804", "空调机"),
        ("A02020100", "复印机"),
        ("A05010502", "文件柜"),
        ("A05010301", "办公椅"),
        ("A02010105", "台式计算机"),
        ("A05010202", "会议桌"),
        ("2010104", "台式计算机"),
        ("2010601", "打印机"),
        ("A02010108", "便携式计算机"),
        ("A02010104", "服务器"),
        ("A02021000", "打印机"),
        ("A02020200", "投影仪"),
    ] {
        assert_eq!(class(code).name_mismatch(name), None, "{code} {name}");
        assert!(class(code).is_general(), "{code}");
    }
}

#[test]
fn a_class_of_2010_is_mapped_by_leaf_or_else_by_its_broad_class() {
    assert_eq!(class("2010104").in_2022(), Some(class("A02010105")));
    assert_eq!(class("2010601").in_2022(), Some(class("A02021000")));
    assert_eq!(class("2010199").in_2022(), Some(class("A02010000")));
    assert_eq!(class("2420101").in_2022(), Some(class("A02120000")));
    assert_eq!(class("3220101").in_2022(), None);
    assert_eq!(class("A02010105").in_2022(), Some(class("A02010105")));
}

#[test]
fn mapping_keeps_general_and_data_flags() {
    for code in table::of(Scheme::Gbt14885_2010).keys() {
        let leaf = class(code);
        if let Some(mapped) = leaf.in_2022().filter(|mapped| mapped.code() != mapped.broad()) {
            assert_eq!((leaf.is_general(), leaf.holds_data()), (mapped.is_general(), mapped.holds_data()), "{code}");
        }
    }
}

#[test]
fn the_stored_form_names_the_edition() {
    let stored = r#"{"scheme":"GBT14885_2022","code":"A02010105"}"#;
    assert_eq!(serde_json::to_string(&class("A02010105")).unwrap(), stored);
    assert_eq!(serde_json::from_str::<AssetClass>(stored).unwrap(), class("A02010105"));
    assert!(serde_json::from_str::<AssetClass>(r#"{"scheme":"GBT14885_2010","code":"A02010105"}"#).is_err());
}

#[test]
fn a_stored_code_outlives_its_row() {
    let kept: AssetClass = serde_json::from_str(r#"{"scheme":"GBT14885_2022","code":"A99999999"}"#).unwrap();
    assert_eq!((kept.name(), kept.is_general(), kept.holds_data()), (None, false, false));
}

#[test]
fn a_changed_table_needs_a_new_version() {
    // On a change of a table: raise its version and put the new pair here.
    let digest = |csv: &str| {
        csv.bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    };
    assert_eq!(
        (TABLE_VERSION, digest(table::CSV_2022), digest(table::CSV_2010)),
        (1, 116_335_717_855_311_952, 17_479_048_066_857_265_970)
    );
    assert_eq!((MAPPING_VERSION, digest(table::CSV_MAPPING)), (1, 4_713_012_826_222_958_399));
}

#[test]
fn a_class_covers_itself_and_what_lies_below_it_in_its_edition() {
    let class = |code| AssetClass::parse(code).unwrap();
    assert!(class("A02010100").covers(&class("A02010105")) && class("A02010105").covers(&class("A02010105")));
    assert!(!class("A02010105").covers(&class("A02010100")) && !class("A02010100").covers(&class("A02020100")));
    assert!(!class("2010000").covers(&class("A02010105")));
}
