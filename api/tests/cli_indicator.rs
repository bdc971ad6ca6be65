//! `cangliu indicator` through the real binary: a figure explained to a person, and to a program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "cli_support/mod.rs"]
mod support;

use chrono::Datelike as _;
use serde_json::Value;
use support::Desk;

/// The numbers in front of the rows of an explanation: their amounts.
fn amounts(text: &str) -> Vec<f64> {
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let is_row = words.next()?.parse::<usize>().is_ok();
        words.next().filter(|_| is_row)?.parse().ok()
    };
    text.lines().filter_map(row).collect()
}

/// The sum behind 合计, and the line.
fn total(text: &str) -> (f64, &str) {
    let line = text.lines().find(|line| line.trim_start().starts_with("合计")).unwrap();
    (line.split_whitespace().nth(1).unwrap().parse().unwrap(), line)
}

/// A demo city, and the year that most of it lies in.
fn city() -> (Desk, String) {
    let desk = Desk::new();
    desk.done(&["demo"]);
    (desk, (chrono::Utc::now() - chrono::Days::new(90)).year().to_string())
}

#[test]
fn rows_are_told_with_names_and_words_and_add_up_on_the_screen() {
    let (desk, year) = city();
    let ask = |part: &str| desk.told(&["indicator", "TURNOVER-1", "--period", &year, "--explain", part]).out;
    let exits = ask("numerator");
    for word in ["公物仓（示例）", "无偿划转给", "借用给", "：计入", "存入"] {
        assert!(exits.contains(word), "{word}: {exits}");
    }
    let shown = |text: &str| text.lines().skip_while(|line| !line.contains("：第")).any(|line| line.contains("Counts"));
    assert!(!shown(&exits) && !exits.contains(".0000"), "{exits}");
    let (sum, line) = total(&exits);
    assert_eq!(amounts(&exits).iter().sum::<f64>(), sum, "{line}");

    let stays = ask("denominator");
    let (sum, line) = total(&stays);
    assert_eq!(amounts(&stays).iter().sum::<f64>(), sum, "{line}");
    let (parts, mean) = line.split_once('÷').unwrap().1.split_once('=').unwrap();
    let mean: f64 = mean.split_whitespace().next().unwrap().parse().unwrap();
    assert!((sum / parts.trim().parse::<f64>().unwrap() - mean).abs() < 0.000_051, "{line}");
    assert!(stays.contains(&format!("日均在仓: {mean}")), "{stays}");
}

#[test]
fn a_page_says_where_it_is_and_a_row_its_events() {
    let (desk, year) = city();
    let ask = |more: &[&str]| {
        let said = desk.told(&[&["indicator", "TURNOVER-1", "--period", &year, "--explain"][..], more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        said.out
    };
    let (first, second) = (ask(&["--first", "2"]), ask(&["--first", "2", "--after", "2"]));
    assert!(first.contains("第 1–2 行") && second.contains("第 3–4 行"), "{first}{second}");
    assert!(first.contains("--after 2 --first 2"), "{first}");
    assert_eq!((amounts(&first).len(), amounts(&second).len()), (2, 2));
    assert!(total(&first).0 > amounts(&first).iter().sum(), "the total is of all rows: {first}");
    assert!(ask(&["--first", "1", "--events"]).contains("asset-dispatched asset-"));
}

#[test]
fn programs_are_told_in_camel_case_with_the_page_and_the_events_that_were_asked_for() {
    let (desk, _) = city();
    let month = chrono::Utc::now().date_naive() - chrono::Months::new(2);
    let month = month.format("%Y-%m").to_string();
    let ask = ["indicator", "WASTEPC-1", "--period", &month, "--explain", "denominator", "--first", "2", "--events"];
    let told = desk.done(&ask).remove(0);
    let rows = told["explain"].as_array().unwrap();
    assert!(rows.len() == 2 && told["explainRows"].as_u64() > Some(2), "{told}");
    for row in rows {
        let events = row["events"].as_array().unwrap();
        let added: f64 = events.iter().map(|event| event["contribution"].as_f64().unwrap()).sum();
        assert_eq!(Some(added), row["amount"].as_f64(), "{row}");
        assert!(row["what"]["personDays"].is_number(), "{row}");
    }
    assert!(told["definitionId"].is_string() && told["numeratorOf"].is_object());
    fn keys(value: &Value) -> Vec<String> {
        match value {
            Value::Object(map) => {
                map.iter().flat_map(|(key, value)| [vec![key.clone()], keys(value)].concat()).collect()
            }
            Value::Array(list) => list.iter().flat_map(keys).collect(),
            _ => Vec::new(),
        }
    }
    assert!(keys(&told).iter().all(|key| !key.contains('_')), "{told}");
    let text = desk.told(&["indicator", "WASTEPC-1", "--period", &month]).out;
    assert!(text.lines().any(|line| line.contains("覆盖率") && line.ends_with(" %")), "{text}");
}
