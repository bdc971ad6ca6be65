//! Waste ledgers in the forms offices keep them.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod fixture;

use cangliu_domain::grams::Grams;
use cangliu_workbook::{Entry, Source, WasteSheet, read_waste};
use fixture::{Blank, C, D, N, T, line, text, xlsx};

const HEADER: [&str; 8] =
    ["日期", "干垃圾(kg)", "湿垃圾(kg)", "可回收物(kg)", "有害垃圾(kg)", "计量方式", "清运单位", "备注"];

fn ledger(rows: Vec<Vec<C>>) -> Source {
    let mut all = vec![
        line(&["东滩师范学院生活垃圾分类台账（2024年9月）"]),
        line(&["统一社会信用代码", "12310000MB78982390"]),
        line(&HEADER),
    ];
    all.extend(rows);
    xlsx(&all)
}

fn day(date: &'static str, dry: C) -> Vec<C> {
    vec![T(date), dry, N(10.0), Blank, Blank, T("称重"), T("绿源环卫")]
}

fn read(source: &Source) -> WasteSheet {
    read_waste(source).unwrap()
}

fn codes(sheet: &WasteSheet) -> Vec<(u32, &'static str)> {
    sheet.rejected.iter().map(|fault| (fault.row, fault.code)).collect()
}

#[test]
fn weighed_estimated_zero_not_applicable_and_missing_are_five_things() {
    let sheet = read(&ledger(vec![
        vec![T("2024-09-01"), N(12.5), T("/"), N(0.0), Blank, T("称重")],
        vec![D(45_537.0), N(12.5), N(0.0), Blank, N(0.311), T("按桶估算")],
        vec![T("2024年9月3日"), Blank, Blank, Blank, Blank, Blank, Blank, T("漏记")],
    ]));
    let [first, second] = sheet.days.as_slice() else { panic!("{:?}", sheet.days) };
    assert_eq!(first.dry, Some(Entry::Weighed(Grams::new(12_500))));
    assert_eq!((first.wet, first.recyclable, first.hazardous), (Some(Entry::NotApplicable), Some(Entry::Zero), None));
    assert_eq!(second.dry, Some(Entry::Estimated(Grams::new(12_500))));
    assert_eq!((second.wet, second.hazardous), (Some(Entry::Zero), Some(Entry::Estimated(Grams::new(311)))));
    assert_eq!(sheet.missing_days, (3..=30).collect::<Vec<u32>>());
    assert!(sheet.zero_dry_days.is_empty());
}

#[test]
fn a_recorded_zero_is_no_missing_day() {
    let sheet = read(&ledger(vec![day("2024/9/7", N(0.0)), vec![T("2024/9/8"), Blank, T("/"), N(5.0)]]));
    assert_eq!(sheet.zero_dry_days, [7]);
    assert!(!sheet.missing_days.contains(&7) && sheet.missing_days.contains(&8));
}

#[test]
fn wrong_rows_have_their_codes() {
    let sheet = read(&ledger(vec![
        day("2024-09-01", N(1.0)),
        day("2024-09-01", N(2.0)),
        day("2024-08-31", N(1.0)),
        day("2024-09-31", N(1.0)),
        day("2024-09-05", T("约100")),
        day("2024-09-06", N(-1.0)),
        day("", N(1.0)),
    ]));
    let expected = [
        (5, "DUPLICATE_DAY"),
        (6, "DATE_OUTSIDE_MONTH"),
        (7, "BAD_DATE"),
        (8, "BAD_MASS"),
        (9, "NEGATIVE_MASS"),
        (10, "BAD_DATE"),
    ];
    assert_eq!(codes(&sheet)[..5], expected[..5]);
    assert_eq!(sheet.days.len(), 1);
    assert!(!sheet.missing_days.contains(&5), "a wrong entry is an entry");
}

#[test]
fn the_unit_of_mass_stands_in_the_header_or_above_it() {
    let dry = |above: &'static str, header: &'static str, cell: C| {
        let sheet = read(&xlsx(&[line(&[above]), line(&["日期", header]), vec![T("2024-09-01"), cell]]));
        sheet.days[0].dry.unwrap()
    };
    let weighed = |grams| Entry::Weighed(Grams::new(grams));
    assert_eq!(dry("台账", "干垃圾（吨）", N(1.5)), weighed(1_500_000));
    assert_eq!(dry("单位：吨", "其他垃圾", N(1.5)), weighed(1_500_000));
    assert_eq!(dry("单位：吨", "干垃圾(公斤)", N(1.5)), weighed(1_500));
    assert_eq!(dry("台账", "干垃圾（斤）", N(3.0)), weighed(1_500));
    assert_eq!(dry("台账", "干垃圾", T("80公斤")), weighed(80_000));
    assert_eq!(dry("每桶约120kg", "干垃圾（桶）", N(2.0)), Entry::Estimated(Grams::new(240_000)));
}

#[test]
fn bins_without_a_stated_mass_are_refused_row_by_row() {
    let sheet = read(&xlsx(&[line(&["日期", "干垃圾（桶）"]), vec![T("2024-09-01"), N(2.0)]]));
    assert_eq!(codes(&sheet), [(2, "BAD_MASS")]);
}

#[test]
fn a_volume_refuses_the_file() {
    let refused = read_waste(&xlsx(&[line(&["日期", "干垃圾（立方米）"]), vec![T("2024-09-01"), N(2.0)]])).unwrap_err();
    assert_eq!(refused.code(), "UNIT_NOT_READ");
}

#[test]
fn the_names_of_the_delta_are_understood() {
    let csv = "日期\t其他垃圾(kg)\t易腐垃圾(kg)\n2024-09-01\t5\t7\n";
    let sheet = read(&text(csv));
    assert_eq!(sheet.days[0].wet, Some(Entry::Weighed(Grams::new(7_000))));
    assert_eq!(sheet.month.unwrap().to_string(), "2024-09");
}

#[test]
fn a_day_alone_is_dated_by_the_month_of_the_title() {
    let sheet = read(&ledger(vec![day("1日", N(1.0)), vec![N(2.0), N(1.0)], day("9月3日", N(1.0))]));
    let dates: Vec<String> = sheet.days.iter().map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2024-09-01", "2024-09-02", "2024-09-03"]);
}

#[test]
fn totals_by_week_and_by_month_are_no_days_and_a_wrong_one_is_noticed() {
    let sheet = read(&ledger(vec![
        day("2024-09-01", N(1.0)),
        vec![T("第一周小计"), N(1.0)],
        day("2024-09-02", N(2.0)),
        vec![T("合计"), N(4.0), N(20.0)],
        line(&["填表人：王芳"]),
    ]));
    assert_eq!((sheet.days.len(), codes(&sheet).len()), (2, 0));
    let noticed: Vec<_> = sheet.notices.iter().map(|notice| (notice.code, notice.column.as_deref())).collect();
    assert_eq!(noticed, [("TOTAL_DIFFERS", Some("干垃圾(kg)"))]);
}

#[test]
fn two_points_may_have_one_day_each() {
    let header = line(&["日期", "点位", "干垃圾(kg)", "湿垃圾(kg)"]);
    let row = |point| vec![T("2024-09-01"), T(point), N(1.0), N(1.0)];
    let sheet = read(&xlsx(&[header, row("食堂"), row("北门"), row("食堂")]));
    assert_eq!((sheet.days.len(), codes(&sheet)), (2, vec![(4, "DUPLICATE_DAY")]));
    assert_eq!(sheet.point, None);
}

#[test]
fn rows_of_several_months_have_no_month() {
    let sheet = read(&xlsx(&[line(&HEADER), day("2024-09-30", N(1.0)), day("2024-10-01", N(1.0))]));
    assert_eq!((sheet.month, sheet.missing_days.len()), (None, 0));
    assert!(sheet.notices.iter().any(|notice| notice.code == "SEVERAL_MONTHS"));
}

#[test]
fn a_row_may_cover_several_days_say_what_was_treated_on_site_or_that_the_point_was_closed() {
    let header = line(&["日期", "截止日期", "车次", "干垃圾(kg)", "湿垃圾(kg)", "湿垃圾就地处置(kg)", "停用原因"]);
    let sheet = read(&xlsx(&[
        line(&["某馆生活垃圾分类台账（2024年9月）"]),
        header,
        vec![T("2024-09-01"), T("2024-09-03"), Blank, N(9.0)],
        vec![T("2024-09-04"), Blank, Blank, N(1.0), N(2.0), N(3.0)],
        vec![T("2024-09-04"), Blank, T("2"), N(4.0)],
        vec![T("2024-09-05"), T("2024-09-06"), Blank, Blank, Blank, Blank, T("放假")],
        vec![T("2024-09-07"), Blank, Blank, N(1.0), Blank, Blank, T("放假")],
        vec![T("2024-09-08"), T("2024-10-01"), Blank, N(1.0)],
        vec![T("2024-09-09"), Blank, Blank, N(1.0), Blank, Blank, T("否")],
    ]));
    assert_eq!(codes(&sheet), [(7, "CLOSED_AND_WEIGHED"), (8, "DATE_OUTSIDE_MONTH")]);
    let [range, treated, second, closed, open] = sheet.days.as_slice() else { panic!("{:?}", sheet.days) };
    assert_eq!(
        (range.until.map(|day| day.to_string()).as_deref(), range.last()),
        (Some("2024-09-03"), range.until.unwrap())
    );
    assert_eq!(treated.treated, Some(Entry::Weighed(Grams::new(3_000))));
    assert_eq!((second.trip.as_deref(), closed.closed.as_deref(), &open.closed), (Some("2"), Some("放假"), &None));
    assert_eq!(sheet.missing_days, (10..=30).collect::<Vec<u32>>());
}
