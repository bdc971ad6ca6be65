//! Forms as readers of PDF see them: pages, texts, fonts. What reads a PDF here are the tools of `poppler-utils`; where
//! they are missing, those tests say that they are skipped.
#![allow(clippy::disallowed_methods, reason = "the time is taken")]

use std::time::{Duration, Instant};

use super::*;
use crate::poppler::{scanned, told};

/// The texts of the pages.
fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    let text = told("pdftotext", &["-layout", "-", "-"], pdf)?;
    Some(text.split_terminator('\u{c}').map(str::to_owned).collect())
}

fn form(rows: usize) -> Form {
    let row =
        |n: usize| vec![n.to_string(), format!("TY2026{n:04}"), "台式计算机（含显示器）".into(), "5,000.00".into()];
    Form {
        title: "公物仓资产移交清单".into(),
        orientation: Orientation::Portrait,
        seal: Seal { number: Some("RC-310000-2026-000123".into()), digest: Some("3fa90c17".repeat(8)) },
        made_on: NaiveDate::from_ymd_opt(2026, 5, 8).unwrap(),
        fields: vec![Field::new("移交单位", "上海市示例师范学院"), Field::wide("移交依据", "示例批复")],
        columns: vec![
            Column::center("序号", 10),
            Column::left("资产编号", 40),
            Column::left("资产名称", 60),
            Column::right("价值（元）", 30),
        ],
        rows: (1..=rows).map(row).collect(),
        totals: vec![(3, "12,300.00".into())],
        amount: Some(Fen::new(1_230_000)),
        clauses: vec!["以上资产经双方清点。".into()],
        blocks: vec![Block::of_unit("移交单位"), Block::of_unit("接收单位")],
    }
}

#[test]
fn each_page_has_the_head_of_the_table_and_its_number() {
    let pdf = form(200).pdf().unwrap();
    let Some(pages) = pages(&pdf) else { return };
    assert!((5..=8).contains(&pages.len()), "{}", pages.len());
    for (page, number) in pages.iter().zip(1..) {
        assert!(page.contains(&format!("第 {number} 页/共 {} 页", pages.len())), "{page}");
        assert!(page.contains("资产编号") && page.contains("价值（元）"), "{page}");
        assert!(page.contains("RC-310000-2026-000123") && page.contains("校验码 3fa90c173fa90c17"), "{page}");
    }
    let all = pages.concat();
    assert!((1..=200).all(|n| all.contains(&format!("TY2026{n:04}"))), "no row is lost");
    let last = pages.last().unwrap();
    for said in ["合 计", "12,300.00", "壹万贰仟叁佰元整", "经办人", "复核人", "单位负责人", "（单位公章）"]
    {
        assert!(last.contains(said), "{said}: {last}");
    }
}

#[test]
fn nobody_signs_a_page_without_a_row_above() {
    for rows in 1..60 {
        let Some(pages) = pages(&form(rows).pdf().unwrap()) else { return };
        let last = pages.last().unwrap();
        assert!(last.contains("经办人") && last.contains(&format!("TY2026{rows:04}")), "{rows}: {last}");
        assert!(pages[0].contains("移交单位") && pages[0].contains("TY20260001"), "{rows}");
    }
}

#[test]
fn all_fonts_are_embedded_and_the_form_is_that_of_archives() {
    let pdf = form(3).pdf().unwrap();
    let Some(fonts) = told("pdffonts", &["-"], &pdf) else { return };
    let fonts: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!fonts.is_empty());
    for font in fonts {
        assert!(font.contains("NotoSansHans") && font.contains("yes yes yes"), "embedded, a subset, readable: {font}");
    }
    let told = told("pdfinfo", &["-"], &pdf).unwrap();
    assert!(told.contains("公物仓资产移交清单") && told.contains("A4"), "{told}");
    let marked = |mark: &[u8]| pdf.windows(mark.len()).any(|window| window == mark);
    assert!(marked(b"<pdfaid:part>2</pdfaid:part>"), "PDF/A-2");
    assert!(pdf.len() < 100_000, "{} bytes", pdf.len());
}

#[test]
fn two_thousand_lines_are_a_matter_of_seconds() {
    let begun = Instant::now();
    let pdf = form(2_000).pdf().unwrap();
    let taken = begun.elapsed();
    println!("2,000 lines: {} ms, {} bytes", taken.as_millis(), pdf.len());
    assert!(taken < Duration::from_secs(20), "{taken:?}");
}

#[test]
fn a_row_longer_than_a_page_goes_on_as_another() {
    let mut form = form(2);
    form.rows[0][2] = "很长的资产名称，".repeat(400);
    let Some(pages) = pages(&form.pdf().unwrap()) else { return };
    let shown = pages.concat();
    assert_eq!(shown.matches("很").count(), 400, "no character is lost");
    assert!(pages.len() > 2);
}

#[test]
fn a_paper_without_table_number_and_blocks_is_one_page_and_unknown_characters_do_no_harm() {
    let empty = Form {
        seal: Seal::default(),
        columns: Vec::new(),
        rows: Vec::new(),
        totals: Vec::new(),
        blocks: Vec::new(),
        fields: vec![Field::wide("备注", "\u{10ffff}\u{7}\u{202e}🙂 é \u{200b}")],
        ..form(0)
    };
    let pdf = empty.pdf().unwrap();
    assert_eq!(empty.seal.code(), None);
    if let Some(pages) = pages(&pdf) {
        assert_eq!(pages.len(), 1);
        assert!(pages[0].contains("第 1 页/共 1 页"));
    }
}

#[test]
fn an_amount_is_grouped_by_thousands() {
    let written = [0, 5, 99_900, 123_456_789, -100_000].map(|fen| yuan(Fen::new(fen)));
    assert_eq!(written, ["0.00", "0.05", "999.00", "1,234,567.89", "-1,000.00"]);
}

#[test]
fn the_code_says_number_and_digest() {
    let seal = form(0).seal;
    let code = format!("RC-310000-2026-000123\nsha256:{}", "3fa90c17".repeat(8));
    assert_eq!(seal.code().unwrap(), code);
    let pdf = form(3).pdf().unwrap();
    assert!(scanned(&pdf, 495).is_none_or(|read| read == code), "as it is read from the page");
}
