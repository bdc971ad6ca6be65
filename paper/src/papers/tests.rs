//! Every paper, filled with invented content, as its readers see it.
#![allow(clippy::disallowed_methods, reason = "a variable names where papers are laid to be looked at")]

use cangliu_domain::fen::Fen;
use chrono::NaiveDate;

use super::*;
use crate::form::{Form, Seal};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn seal(code: &str) -> Seal {
    Seal { number: Some(format!("{code}-310000-2026-000123")), digest: Some("3fa90c17".repeat(8)) }
}

fn line(n: u32) -> AssetLine {
    let (name, model, class_code, unit) = match n % 4 {
        0 => ("台式计算机", "ThinkCentre M90t Gen 5", "A02010105", "台"),
        1 => ("办公桌", "1600×800×750 木质", "A05010201", "张"),
        2 => ("多功能一体机（含双面输稿器）", "LaserJet MFP E52645dn", "A02020400", "台"),
        _ => ("会议椅", "网布升降", "A05010303", "把"),
    };
    AssetLine {
        card_number: format!("TY20260{n:05}"),
        name: name.into(),
        class_code: class_code.into(),
        model: model.into(),
        unit: unit.into(),
        pieces: 1 + n % 7,
        value: Some(Fen::new(i64::from(n) * 123_457 + 89_900)),
        acquired_on: "2021-03-15".into(),
        condition: if n.is_multiple_of(5) { "待修" } else { "完好" }.into(),
        place: "人民大道200号东楼3层".into(),
        remark: if n.is_multiple_of(6) { "附电源线、说明书" } else { "" }.into(),
    }
}

fn lines(count: u32) -> Vec<AssetLine> {
    (1..=count).map(line).collect()
}

/// All papers, by the name of their file.
fn all(count: u32) -> Vec<(&'static str, Form)> {
    let made_on = day(5, 8);
    let (school, office) = ("上海市示例师范学院".to_owned(), "上海市示例机关事务服务中心".to_owned());
    let (warehouse, contact) = ("上海市市级公物仓（示例）".to_owned(), "王示例 021-00000000".to_owned());
    let basis = "沪机管示例〔2026〕12号批复；调剂申请 TJ-310000-2026-000087".to_owned();
    let lines = lines(count);
    let department = "市示例教育委员会".to_owned();
    let intake = Intake {
        seal: seal("RC"),
        made_on,
        applicant: school.clone(),
        uscc: "12310000425026417R".into(),
        department: department.clone(),
        warehouse: warehouse.clone(),
        mode: "移交入仓（集中存放）".into(),
        contact: contact.clone(),
        reason: "机构改革后办公用房调整，下列通用资产闲置，申请移交市级公物仓统筹调剂使用。".into(),
        lines: lines.clone(),
    };
    let handover = HandoverList {
        seal: seal("RC"),
        made_on,
        from: school.clone(),
        to: office.clone(),
        place: "市级公物仓一号库".into(),
        basis: basis.clone(),
        lines: lines.clone(),
    };
    let receipt = Receipt {
        seal: seal("RC"),
        made_on,
        from: school.clone(),
        to: office.clone(),
        received_on: day(5, 8),
        basis: "RC-310000-2026-000123".into(),
        received_by: Some("李示例".into()),
        lines: lines.clone(),
    };
    let reallocation = Reallocation {
        seal: seal("TJ"),
        made_on,
        applicant: school.clone(),
        department: department.clone(),
        source: warehouse.clone(),
        mode: "无偿划转".into(),
        contact: contact.clone(),
        purpose: "新设实验教学中心办公使用。".into(),
        lines: lines.clone(),
    };
    let loan = LoanApplication {
        seal: seal("JY"),
        made_on,
        applicant: school.clone(),
        lender: warehouse.clone(),
        from: day(6, 1),
        due_on: day(8, 31),
        place: "示例会展中心".into(),
        contact: contact.clone(),
        purpose: "承办全市运动会临时指挥部。".into(),
        lines: lines.clone(),
    };
    let agreement = LoanAgreement {
        seal: seal("JY"),
        made_on,
        lender: office.clone(),
        borrower: school.clone(),
        from: day(6, 1),
        due_on: day(8, 31),
        basis: "JY-310000-2026-000123".into(),
        lines: lines.clone(),
        further: Vec::new(),
    };
    let dispatch = Dispatch {
        seal: seal("TJ"),
        made_on,
        warehouse: warehouse.clone(),
        operator: office.clone(),
        receiver: school.clone(),
        purpose: "借用".into(),
        basis: basis.clone(),
        on: day(6, 1),
        due_on: Some(day(8, 31)),
        handed_by: Some("李示例".into()),
        received_by: Some("王示例".into()),
        lines: lines.clone(),
    };
    let returned =
        |asset: &AssetLine| ReturnedLine { asset: asset.clone(), finding: "完好".into(), remedy: String::new() };
    let loan_return = LoanReturn {
        seal: seal("GH"),
        made_on,
        warehouse: warehouse.clone(),
        borrower: school.clone(),
        inspector: office.clone(),
        due_on: Some(day(8, 31)),
        on: day(8, 30),
        basis: "JY-310000-2026-000123".into(),
        inspected_by: Some("李示例".into()),
        lines: lines.iter().map(returned).collect(),
    };
    let disposal = Disposal {
        seal: seal("CZ"),
        made_on,
        applicant: school.clone(),
        department,
        method: "报废".into(),
        appraisal: "技术鉴定：无维修价值".into(),
        contact,
        reason: "已达最低使用年限且无法修复。".into(),
        lines: lines.clone(),
    };
    let found = |asset: &AssetLine| NeedMatch {
        asset: asset.clone(),
        warehouse: warehouse.clone(),
        answer: "接受，转调剂申请".into(),
    };
    let need = NeedAnswer {
        seal: seal("CX"),
        made_on,
        unit: school.clone(),
        wanted: "台式计算机".into(),
        quantity: "20 台".into(),
        budget: "120,000.00 元".into(),
        searched_at: "2026年5月8日 10:30".into(),
        conclusion: "市、区两级公物仓有可用资产，建议优先调剂，不足部分再行新购。".into(),
        matches: lines.iter().map(found).collect(),
    };
    let counted = |line: &AssetLine| StocktakeLine {
        card_number: line.card_number.clone(),
        name: line.name.clone(),
        model: line.model.clone(),
        place: line.place.clone(),
        unit: line.unit.clone(),
        booked: line.pieces,
        counted: Some(line.pieces + u32::from(line.pieces == 3)),
        condition: line.condition.clone(),
        remark: String::new(),
    };
    let stocktake = StocktakeSheet {
        seal: seal("PC"),
        made_on,
        subject: school,
        campaign: "2026年度资产盘点".into(),
        as_of: "2026年4月30日".into(),
        team: "第二小组".into(),
        scope: "东校区全部通用设备、家具".into(),
        lines: lines.iter().map(counted).collect(),
    };
    vec![
        ("intake", intake.form()),
        ("handover", handover.form()),
        ("receipt", receipt.form()),
        ("reallocation", reallocation.form()),
        ("loan", loan.form()),
        ("loan-agreement", agreement.form()),
        ("dispatch", dispatch.form()),
        ("loan-return", loan_return.form()),
        ("disposal", disposal.form()),
        ("need", need.form()),
        ("stocktake", stocktake.form()),
    ]
}

#[test]
fn every_paper_prints_the_same_bytes_for_the_same_content() {
    for (name, form) in all(9) {
        let pdf = form.pdf().unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(pdf.starts_with(b"%PDF-"), "{name}");
        assert!(pdf == form.pdf().unwrap(), "{name} differs from itself");
        if let Some(folder) = std::env::var_os("CANGLIU_PAPERS") {
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
        }
    }
}

#[test]
fn every_row_has_a_text_per_column_and_sums_stand_in_columns_of_numbers() {
    for (name, form) in all(3) {
        assert!(form.rows.iter().all(|row| row.len() == form.columns.len()), "{name}");
        for (column, _) in &form.totals {
            assert_eq!(form.columns[*column].align, crate::form::Align::Right, "{name}");
        }
        assert_eq!(form.rows.len(), 3, "{name}");
    }
}

#[test]
fn a_sum_of_which_a_part_is_unknown_is_not_written() {
    let mut lines = lines(3);
    assert!(super::line::sum(&lines).is_some());
    lines[1].value = None;
    assert_eq!(super::line::sum(&lines), None);
    assert_eq!(super::line::totals(&lines, 5, 6).len(), 1);
}

#[test]
fn a_difference_is_signed_and_summed_once_all_is_counted() {
    let line = |counted| StocktakeLine { booked: 2, counted, ..StocktakeLine::default() };
    let mut sheet = StocktakeSheet {
        seal: Seal::default(),
        made_on: day(5, 8),
        subject: String::new(),
        campaign: String::new(),
        as_of: String::new(),
        team: String::new(),
        scope: String::new(),
        lines: vec![line(Some(3)), line(Some(0))],
    };
    let form = sheet.form();
    assert_eq!((form.rows[0][8].as_str(), form.rows[1][8].as_str()), ("+1", "-2"));
    assert_eq!(form.totals, [(6, "4".into()), (7, "3".into()), (8, "-1".into())]);
    sheet.lines.push(line(None));
    assert_eq!(sheet.form().totals, [(6, "6".into())]);
}
