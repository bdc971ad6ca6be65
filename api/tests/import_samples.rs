//! Every sample workbook against the right answer, through a real node.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use std::path::Path;

use cangliu_api::import::{Kind, Language};
use serde_json::{Value, json};
use support::{Office, samples, source};

/// The code that answers to each trap of the samples.
fn code_of(trap: &str) -> &'static [&'static str] {
    match trap {
        "bad_money" => &["BAD_MONEY"],
        "negative_money" => &["NEGATIVE_MONEY"],
        "bad_date" => &["BAD_DATE"],
        "duplicate_number" => &["DUPLICATE_NUMBER"],
        "unknown_class" => &["UNKNOWN_CLASS"],
        "code_as_number" => &["CODE_AS_NUMBER"],
        "missing_name" => &["MISSING_NAME"],
        other => panic!("a new trap: {other}"),
    }
}

fn expected(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap()
}

/// Takes the answer's keys that the expectation names, so that `rejected` and `note` are compared apart.
fn agrees(report: &Value, expected: &Value) {
    for (key, wanted) in expected.as_object().unwrap() {
        match key.as_str() {
            "note" => {}
            "rejected" => {
                let rows: Vec<&Value> = report["rejected"].as_array().unwrap().iter().collect();
                let wanted = wanted.as_array().unwrap();
                let numbers = |rows: &[&Value]| rows.iter().map(|row| row["row"].clone()).collect::<Vec<_>>();
                assert_eq!(numbers(&rows), numbers(&wanted.iter().collect::<Vec<_>>()), "{}", report["file"]);
                for (row, wanted) in rows.iter().zip(wanted) {
                    let codes = code_of(wanted["trap"].as_str().unwrap());
                    assert!(codes.contains(&row["code"].as_str().unwrap()), "{row} is no {wanted}");
                }
            }
            key => assert_eq!(&report[key], wanted, "{key} of {}", report["file"]),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_answers_as_expected_and_the_second_time_changes_nothing() {
    for folder in samples() {
        answers_as_expected(&folder).await;
    }
}

async fn answers_as_expected(folder: &Path) {
    let (office, expected) = (Office::open(), expected(folder));
    let registry = &expected["registry"];
    let mut files = vec![(Kind::Registry, registry.clone())];
    files.extend(expected["assets"].as_array().unwrap().iter().map(|file| (Kind::Assets, file.clone())));
    files.extend(expected["waste"].as_array().unwrap().iter().map(|file| (Kind::Waste, file.clone())));
    for (kind, wanted) in &files {
        let path = folder.join(wanted["file"].as_str().unwrap());
        let report = office.import(*kind, source(&path)).await.to_json(Language::Zh);
        agrees(&report, wanted);
        assert_eq!(report["recorded"], report["accepted"], "{}", report["file"]);
        assert_eq!((&report["unchanged"], &report["alreadyImported"]), (&json!(0), &json!(false)));
    }
    let head = office.head().await;
    let office = office.reopened().await;
    for (kind, wanted) in &files {
        let path = folder.join(wanted["file"].as_str().unwrap());
        let report = office.import(*kind, source(&path)).await.to_json(Language::En);
        agrees(&report, wanted);
        assert_eq!((&report["recorded"], &report["unchanged"]), (&json!(0), &report["accepted"]), "{}", report["file"]);
        assert_eq!(report["alreadyImported"], json!(true), "{report}");
        assert!(report["warnings"].to_string().contains("ALREADY_IMPORTED"), "{report}");
    }
    assert_eq!(office.head().await, head, "the same files again wrote to the log");
}
