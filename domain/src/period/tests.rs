//! How people name a stretch of time, and which days they mean.

use chrono::Days;
use proptest::prelude::*;

use super::*;

fn date(text: &str) -> NaiveDate {
    day(text).unwrap()
}

fn period(text: &str) -> Period {
    Period::parse(text).unwrap()
}

#[test]
fn each_form_names_its_days() {
    for (text, start, end) in [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-H1", "2024-01-01", "2024-07-01"),
        ("2024-h2", "2024-07-01", "2025-01-01"),
        ("2024-Q3", "2024-07-01", "2024-10-01"),
        ("2024-q4", "2024-10-01", "2025-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2024-01-15..2024-03-31", "2024-01-15", "2024-04-01"),
        (" 2023-12-31 .. 2024-01-01 ", "2023-12-31", "2024-01-02"),
    ] {
        assert_eq!((period(text).start(), period(text).end()), (date(start), date(end)), "{text:?}");
    }
}

#[test]
fn what_names_no_period_is_refused() {
    let texts = [
        "",
        "24",
        "2024-Q0",
        "2024-Q5",
        "2024-H3",
        "2024-Q",
        "2024-Q11",
        "2024-13",
        "2024-02-30",
        "2024-9",
        "2024-9-5",
    ];
    let more = [
        "2024..2025",
        "2024-01-01..",
        "..",
        "2024-01-01...2024-01-02",
        "去年",
        "2024-季",
        "-2024",
        "20240",
        "2024-Q1-1",
    ];
    for text in texts.into_iter().chain(more) {
        assert_eq!(Period::parse(text), Err(PeriodError::Unreadable), "{text:?}");
    }
}

#[test]
fn a_period_cannot_end_before_it_starts() {
    let (start, last) = (date("2024-03-01"), date("2024-02-29"));
    assert_eq!(Period::parse("2024-03-01..2024-02-29"), Err(PeriodError::Empty { start, last }));
    assert_eq!(Period::try_new(start, start), Err(PeriodError::Empty { start, last }));
    assert_eq!(period("2024-03-01..2024-03-01").days(), 1);
}

#[test]
fn the_last_day_is_in_and_the_end_is_out() {
    let september = period("2024-09");
    assert!(september.contains(date("2024-09-01")) && september.contains(date("2024-09-30")));
    assert!(!september.contains(september.end()) && !september.contains(date("2024-08-31")));
}

#[test]
fn a_period_is_shown_in_its_shortest_form() {
    for (text, shown) in [
        ("2024-01-01..2024-12-31", "2024"),
        ("2024-07-01..2024-12-31", "2024-H2"),
        ("2024-04-01..2024-06-30", "2024-Q2"),
        ("2024-02-01..2024-02-29", "2024-02"),
        ("2024-02-01..2024-02-28", "2024-02-01..2024-02-28"),
        ("2024-02-01..2024-04-30", "2024-02-01..2024-04-30"),
        ("2024-02-03..2024-02-03", "2024-02-03"),
        ("2023-01-01..2024-12-31", "2023-01-01..2024-12-31"),
    ] {
        assert_eq!(period(text).to_string(), shown);
    }
    assert_eq!(serde_json::to_string(&period("2024-Q3")).unwrap(), r#""2024-Q3""#);
    assert!(serde_json::from_str::<Period>(r#""2024-Q5""#).is_err());
}

#[test]
fn the_edges_are_parts_of_their_months() {
    let parts: Vec<String> =
        period("2023-12-30..2024-02-02").months().map(|(month, part)| format!("{month} {}", part.days())).collect();
    assert_eq!(parts, ["2023-12 2", "2024-01 31", "2024-02 2"]);
}

#[test]
fn neighbours_share_no_day() {
    assert_eq!(period("2024-Q1").overlap(period("2024-Q2")), None);
    assert_eq!(period("2024-H1").overlap(period("2024-03-15..2024-09-30")), Some(period("2024-03-15..2024-06-30")));
}

#[test]
fn the_end_of_the_calendar_does_not_panic() {
    let last = Period::from(Month::of(NaiveDate::MAX));
    assert_eq!(last.months().count(), 1);
    assert_eq!(Period::through(NaiveDate::MAX, NaiveDate::MAX), Err(PeriodError::Unreadable));
}

fn any_period() -> impl Strategy<Value = Period> {
    (-5_000_000_i32..5_000_000, 1_u64..3_000).prop_map(|(start, days)| {
        let start = NaiveDate::from_epoch_days(start).unwrap();
        Period::try_new(start, start + Days::new(days)).unwrap()
    })
}

proptest! {
    #[test]
    fn what_is_shown_is_read_back(period in any_period()) {
        prop_assert_eq!(Period::parse(&period.to_string()), Ok(period));
    }

    #[test]
    fn the_months_cover_each_day_once(period in any_period()) {
        let days: Vec<NaiveDate> = period.months().flat_map(|(_, part)| part.dates()).collect();
        prop_assert!(days.iter().copied().eq(period.dates()));
        prop_assert_eq!(u32::try_from(days.len()).unwrap(), period.days());
    }

    #[test]
    fn no_text_panics(text: String) {
        let _ = Period::parse(&text);
    }
}
