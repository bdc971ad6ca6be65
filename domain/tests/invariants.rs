//! What DESIGN and STYLE promise of every aggregate, as tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "the sources are read from the disk")]

mod samples;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cangliu_domain::{
    Aggregate, account, asset, blob, calendar, card, count, docno, document, event, institution, need, policy, post,
    premises, stocktake, uscc_claim, warehouse, waste,
};

/// Stored names of an aggregate's events, by its category.
fn kinds() -> BTreeMap<&'static str, Vec<String>> {
    fn of<A: Aggregate>(events: &[A::Event]) -> (&'static str, Vec<String>) {
        let mut kinds: Vec<String> = events.iter().map(|event| event::encode(event).unwrap().kind).collect();
        kinds.sort();
        kinds.dedup();
        (A::CATEGORY, kinds)
    }
    BTreeMap::from([
        of::<account::Account>(&samples::account()),
        of::<asset::Asset>(&samples::asset()),
        of::<calendar::Calendar>(&samples::calendar()),
        of::<blob::Blob>(&samples::blob()),
        of::<card::Card>(&samples::card()),
        of::<docno::Docno>(&samples::docno()),
        of::<institution::Institution>(&samples::institution()),
        of::<need::Need>(&samples::need()),
        of::<policy::Policy>(&samples::policy()),
        of::<post::Post>(&samples::post()),
        of::<premises::Premises>(&samples::premises()),
        of::<uscc_claim::UsccClaim>(&samples::uscc()),
        of::<warehouse::Warehouse>(&samples::warehouse()),
        of::<waste::Waste>(&samples::waste()),
        of::<document::Document>(&samples::document()),
        of::<stocktake::Stocktake>(&samples::stocktake()),
        of::<count::Count>(&samples::count()),
    ])
}

#[test]
fn no_category_contains_a_hyphen_and_no_two_aggregates_share_one() {
    let kinds = kinds();
    assert_eq!(kinds.len(), 17);
    for category in kinds.keys() {
        assert!(!category.is_empty() && category.bytes().all(|b| b.is_ascii_lowercase()), "{category}");
        let subject = "0f-ab:x-1";
        assert_eq!(event::split_stream(&format!("{category}-{subject}")), Some((*category, subject)));
    }
}

#[test]
fn each_stored_name_begins_with_its_category() {
    for (category, kinds) in kinds() {
        for kind in kinds {
            let rest = kind.strip_prefix(category).and_then(|rest| rest.strip_prefix('-'));
            assert!(rest.is_some_and(|rest| !rest.is_empty()), "{kind} of {category}");
            assert!(kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{kind}");
        }
    }
}

#[test]
fn an_assets_event_knows_its_stored_name_and_its_day() {
    for event in samples::asset() {
        let encoded = event::encode(&event).unwrap();
        assert_eq!(event.name(), encoded.kind);
        let data: serde_json::Value = serde_json::from_str(&encoded.data).unwrap();
        assert_eq!(data["on"], event.on().to_string());
    }
}

#[test]
fn the_documentation_names_every_stream_and_every_event_and_no_other() {
    let text = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/events.md")).unwrap();
    let (streams, rest) = text.split_once("## Events").unwrap();
    let (events, _of_the_log_itself) = rest.split_once("\n## ").unwrap();
    let first_cells = |text: &str| -> Vec<String> {
        let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
        rows.map(|row| row.split('`').next().unwrap_or_default().to_owned()).collect()
    };
    let kinds = kinds();
    let mut categories: Vec<String> = first_cells(streams);
    categories.iter_mut().for_each(|stream| *stream = event::split_stream(stream).unwrap().0.to_owned());
    categories.sort();
    assert_eq!(categories, kinds.keys().copied().collect::<Vec<_>>());
    let mut named = first_cells(events);
    named.sort();
    let mut all: Vec<String> = kinds.into_values().flatten().collect();
    all.sort();
    assert_eq!(named, all);
}

/// Where events are matched, the compiler must list what a new one is missing from.
#[test]
fn no_match_over_events_has_an_arm_for_the_rest() {
    let mut functions = 0;
    for path in sources(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for function in over_events(&text) {
            functions += 1;
            for line in function.lines().map(str::trim_start) {
                let catches_all = ["_ =>", "_ if ", "(_, _)", "(other, _)", "(this, _)"];
                let found = catches_all.iter().find(|arm| line.starts_with(*arm));
                assert_eq!(found, None, "{}: {line}", path.display());
            }
        }
    }
    assert!(functions > 12, "functions over events were found: {functions}");
}

/// The functions of a source that take an event to match on.
fn over_events(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let starts: Vec<usize> = source.match_indices("fn ").map(|(at, _)| at).collect();
    for (index, start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(source.len());
        let function = &source[*start..end];
        let signature = function.split('{').next().unwrap_or_default();
        let of_an_event = signature.contains("&self") && source[..*start].rfind("impl Event").is_some();
        if signature.contains("event: &") || of_an_event {
            found.push(function);
        }
    }
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}
