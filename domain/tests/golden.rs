//! What is stored is stored for ever: each event type has a file in `golden/` that this program
//! still reads and writes, byte for byte; rejection codes stand in `golden/codes.txt`, the names of
//! stored values in `golden/values.txt`.
//!
//! A file is never edited. A new event type gets one from
//! `cargo test -p cangliu-domain --test golden -- --ignored`, which writes only what is missing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "golden files are read from the disk")]

mod samples;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::path::PathBuf;

use cangliu_domain::asset_class::Scheme;
use cangliu_domain::docno::{Docno, Series};
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::event::{self, DecodeError, VERSION};
use cangliu_domain::{
    Aggregate, account, asset, blob, calendar, card, count, docno, document, institution, need, policy, post, premises,
    stocktake, uscc_claim, warehouse, waste,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use strum::{EnumCount, VariantNames};

/// A golden file: the forms of one event type, as stored.
#[derive(Serialize, Deserialize)]
struct Golden {
    category: String,
    #[serde(rename = "type")]
    kind: String,
    version: u16,
    /// The fullest form first.
    data: Vec<Box<RawValue>>,
}

/// What one aggregate can say, and what its samples are.
struct Samples {
    category: &'static str,
    variants: usize,
    /// Each sample as stored, by type, with whether reading it back gives the sample.
    by_kind: BTreeMap<String, Vec<(String, bool)>>,
    decode: fn(&str, u16, &str) -> Result<String, DecodeError>,
}

fn samples_of<A: Aggregate<Event: PartialEq + EnumCount>>(events: Vec<A::Event>) -> Samples {
    let mut by_kind: BTreeMap<String, Vec<(String, bool)>> = BTreeMap::new();
    for event in events {
        let encoded = event::encode(&event).unwrap();
        assert_eq!(encoded.version, VERSION);
        let same = event::decode::<A>(&encoded.kind, VERSION, &encoded.data) == Ok(event);
        by_kind.entry(encoded.kind).or_default().push((encoded.data, same));
    }
    Samples { category: A::CATEGORY, variants: A::Event::COUNT, by_kind, decode: reencode::<A> }
}

/// Reads a stored event and writes it again.
fn reencode<A: Aggregate>(kind: &str, version: u16, data: &str) -> Result<String, DecodeError> {
    let event = event::decode::<A>(kind, version, data)?;
    let again = event::encode(&event)?;
    assert_eq!(again.kind, kind);
    assert!(event::Event::decode(A::CATEGORY, kind, version, data).is_ok(), "the ledger reads it too");
    Ok(again.data)
}

fn all() -> Vec<Samples> {
    vec![
        samples_of::<account::Account>(samples::account()),
        samples_of::<asset::Asset>(samples::asset()),
        samples_of::<calendar::Calendar>(samples::calendar()),
        samples_of::<blob::Blob>(samples::blob()),
        samples_of::<card::Card>(samples::card()),
        samples_of::<Docno>(samples::docno()),
        samples_of::<institution::Institution>(samples::institution()),
        samples_of::<need::Need>(samples::need()),
        samples_of::<policy::Policy>(samples::policy()),
        samples_of::<post::Post>(samples::post()),
        samples_of::<premises::Premises>(samples::premises()),
        samples_of::<uscc_claim::UsccClaim>(samples::uscc()),
        samples_of::<warehouse::Warehouse>(samples::warehouse()),
        samples_of::<waste::Waste>(samples::waste()),
        samples_of::<document::Document>(samples::document()),
        samples_of::<stocktake::Stocktake>(samples::stocktake()),
        samples_of::<count::Count>(samples::count()),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

fn golden(kind: &str) -> Golden {
    let path = folder().join(format!("{kind}.json"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Calls back with each golden form and what reads it.
fn each_form(mut see: impl FnMut(&Samples, &str, &str)) {
    for samples in all() {
        for kind in samples.by_kind.keys() {
            for form in &golden(kind).data {
                see(&samples, kind, form.get());
            }
        }
    }
}

#[test]
fn every_event_type_has_a_sample_and_a_golden_file_and_no_file_is_left_over() {
    let mut kinds = BTreeSet::new();
    for samples in all() {
        assert_eq!(samples.by_kind.len(), samples.variants, "samples of {}", samples.category);
        kinds.extend(samples.by_kind.into_keys());
    }
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    assert_eq!(files, kinds);
}

#[test]
fn each_event_is_written_as_its_golden_file_says() {
    for samples in all() {
        for (kind, forms) in &samples.by_kind {
            let golden = golden(kind);
            assert_eq!((golden.category.as_str(), &golden.kind, golden.version), (samples.category, kind, VERSION));
            let stored: Vec<&str> = golden.data.iter().map(|form| form.get()).collect();
            let written: Vec<&str> = forms.iter().map(|(data, _)| data.as_str()).collect();
            assert_eq!(stored, written, "{kind}");
        }
    }
}

#[test]
fn each_golden_file_is_read_and_written_again_the_same() {
    each_form(|samples, kind, data| {
        assert_eq!((samples.decode)(kind, VERSION, data).as_deref(), Ok(data), "{kind}");
    });
}

#[test]
fn what_was_written_is_what_is_read() {
    for samples in all() {
        for (kind, forms) in samples.by_kind {
            assert!(forms.iter().all(|(_, same)| *same), "{kind}");
        }
    }
}

#[test]
fn a_type_a_version_or_a_category_of_tomorrow_asks_for_an_upgrade() {
    each_form(|samples, kind, data| {
        let upgrade = |kind: &str, version| DecodeError::UpgradeNeeded {
            category: samples.category.into(),
            kind: kind.into(),
            version,
        };
        for version in [0, VERSION + 1] {
            assert_eq!((samples.decode)(kind, version, data), Err(upgrade(kind, version)));
        }
        for unknown in [format!("{kind}-again"), "Registered".into(), String::new(), format!("{kind}\",\"x\":\"")] {
            assert_eq!((samples.decode)(&unknown, VERSION, data), Err(upgrade(&unknown, VERSION)));
        }
        assert_eq!(
            event::Event::decode("inspection", kind, VERSION, data),
            Err(DecodeError::UpgradeNeeded { category: "inspection".into(), kind: kind.into(), version: VERSION })
        );
    });
}

#[test]
fn an_enum_value_of_tomorrow_asks_for_an_upgrade() {
    let mut tried = 0;
    each_form(|samples, kind, data| {
        for changed in with_unknown_values(&serde_json::from_str(data).unwrap()) {
            let answer = (samples.decode)(kind, VERSION, &changed.to_string());
            assert!(matches!(answer, Err(DecodeError::UpgradeNeeded { .. })), "{kind} {changed}: {answer:?}");
            tried += 1;
        }
    });
    assert!(tried > 40, "enum values were found: {tried}");
}

#[test]
fn a_field_of_tomorrow_is_passed_over() {
    each_form(|samples, kind, data| {
        let mut value: Value = serde_json::from_str(data).unwrap();
        value.as_object_mut().unwrap().insert("tomorrow".into(), Value::from(1));
        assert_eq!((samples.decode)(kind, VERSION, &value.to_string()).as_deref(), Ok(data), "{kind}");
    });
}

#[test]
fn broken_data_is_named() {
    let broken = |kind: &str, answer: Result<String, DecodeError>| match answer {
        Err(DecodeError::Broken { kind: named, reason }) => {
            assert_eq!(named, kind);
            assert!(!reason.is_empty());
        }
        other => panic!("{kind}: {other:?}"),
    };
    each_form(|samples, kind, data| {
        let value: Value = serde_json::from_str(data).unwrap();
        for field in needed(samples, kind, &value) {
            let mut without = value.clone();
            without.as_object_mut().unwrap().remove(&field);
            broken(kind, (samples.decode)(kind, VERSION, &without.to_string()));
        }
        for data in ["", "{", "null", "[]", "7", "\"text\"", &data[..data.len() - 1], &format!("{data}}}")] {
            broken(kind, (samples.decode)(kind, VERSION, data));
        }
    });
}

/// Fields that every form of a type has: the others may be missing.
fn needed(samples: &Samples, kind: &str, value: &Value) -> Vec<String> {
    let forms: Vec<Value> = samples.by_kind[kind].iter().map(|(data, _)| serde_json::from_str(data).unwrap()).collect();
    let fields = value.as_object().unwrap().keys();
    fields.filter(|field| forms.iter().all(|form| form.get(field.as_str()).is_some())).cloned().collect()
}

/// Copies of a value in each of which one `SCREAMING_SNAKE` name is one that nobody knows.
fn with_unknown_values(value: &Value) -> Vec<Value> {
    let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let unknown = "FROM_TOMORROW";
    match value {
        Value::String(text) if is_name(text) => vec![Value::from(unknown)],
        Value::Array(items) => (0..items.len())
            .flat_map(|at| {
                with_unknown_values(&items[at]).into_iter().map(move |changed| {
                    let mut items = items.clone();
                    items[at] = changed;
                    Value::Array(items)
                })
            })
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, inner)| {
                let renamed = is_name(name).then(|| {
                    let mut fields = fields.clone();
                    fields.remove(name);
                    fields.insert(unknown.into(), inner.clone());
                    Value::Object(fields)
                });
                let changed = with_unknown_values(inner).into_iter().map(move |changed| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), changed);
                    Value::Object(fields)
                });
                renamed.into_iter().chain(changed)
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => vec![],
    }
}

/// The codes of all rejections, by aggregate.
fn codes() -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut list = |category: &str, codes: &[&str]| lines.extend(codes.iter().map(|code| format!("{category} {code}")));
    list(account::Account::CATEGORY, account::Rejection::VARIANTS);
    list(asset::Asset::CATEGORY, asset::Rejection::VARIANTS);
    list(calendar::Calendar::CATEGORY, calendar::Rejection::VARIANTS);
    list(blob::Blob::CATEGORY, blob::Rejection::VARIANTS);
    list(card::Card::CATEGORY, card::Rejection::VARIANTS);
    list(Docno::CATEGORY, docno::Rejection::VARIANTS);
    list(count::Count::CATEGORY, count::Rejection::VARIANTS);
    list(institution::Institution::CATEGORY, institution::Rejection::VARIANTS);
    list(need::Need::CATEGORY, need::Rejection::VARIANTS);
    list(policy::Policy::CATEGORY, policy::Rejection::VARIANTS);
    list(post::Post::CATEGORY, post::Rejection::VARIANTS);
    list(premises::Premises::CATEGORY, premises::Rejection::VARIANTS);
    list(stocktake::Stocktake::CATEGORY, stocktake::Rejection::VARIANTS);
    list(uscc_claim::UsccClaim::CATEGORY, uscc_claim::Rejection::VARIANTS);
    list(warehouse::Warehouse::CATEGORY, warehouse::Rejection::VARIANTS);
    list(waste::Waste::CATEGORY, waste::Rejection::VARIANTS);
    list(document::Document::CATEGORY, document::Rejection::VARIANTS);
    list("document-line", document::Unfit::VARIANTS);
    lines.sort();
    lines.join("\n") + "\n"
}

#[test]
fn the_codes_of_all_rejections_are_those_of_the_golden_file() {
    let stored = std::fs::read_to_string(folder().join("codes.txt")).unwrap();
    assert_eq!(stored, codes(), "a code is only ever added, in its place");
}

/// The names of a stored enum, as its reader lists them when it meets one that it does not know.
fn names<T: DeserializeOwned + Debug>(stored: &str, tag: Option<&str>) -> Vec<String> {
    let unknown = match tag {
        Some(tag) => format!("{{\"{tag}\":\"FROM_TOMORROW\"}}"),
        None => "\"FROM_TOMORROW\"".to_owned(),
    };
    let message = serde_json::from_str::<T>(&unknown).unwrap_err().to_string();
    let (_, expected) = message.split_once("expected").unwrap_or_else(|| panic!("{stored}: {message}"));
    expected.split('`').skip(1).step_by(2).map(|name| format!("{stored} {name}")).collect()
}

fn values() -> String {
    let mut lines = [
        names::<account::PasswordBy>("account password-by", None),
        names::<asset::AppraisalKind>("asset appraisal-kind", None),
        names::<asset::Condition>("asset condition", None),
        names::<asset::DisposalMethod>("asset disposal-method", None),
        names::<asset::LiabilityGround>("asset liability-ground", None),
        names::<asset::LoanReturn>("asset loan-return", None),
        names::<asset::Purpose>("asset purpose", Some("kind")),
        names::<asset::Reach>("asset reach", None),
        names::<asset::Usage>("asset usage", None),
        names::<asset::ValueKind>("asset value-kind", None),
        names::<Scheme>("asset-class scheme", None),
        names::<document::Authority>("document authority", Some("of")),
        names::<document::Terms>("document terms", Some("kind")),
        names::<document::What>("document line", Some("of")),
        names::<calendar::DayKind>("calendar day-kind", None),
        names::<Series>("docno series", None),
        names::<DocumentKind>("document kind", None),
        names::<blob::Kind>("blob kind", None),
        names::<institution::HeadcountKind>("institution headcount-kind", None),
        names::<institution::Kind>("institution kind", None),
        names::<institution::Level>("institution level", None),
        names::<institution::System>("institution system", None),
        names::<need::Decision>("need decision", Some("decision")),
        names::<need::DeclineReason>("need decline-reason", None),
        names::<need::PriceBasis>("need price-basis", None),
        names::<policy::Across>("policy across", None),
        names::<policy::Effect>("policy effect", None),
        names::<policy::ValueBasis>("policy value-basis", None),
        names::<post::Act>("post act", None),
        names::<post::Role>("post role", None),
        names::<post::Scope>("post scope", Some("kind")),
        names::<stocktake::DifferenceKind>("stocktake difference-kind", None),
        names::<stocktake::MovementKind>("stocktake movement-kind", None),
        names::<stocktake::Part>("stocktake part", None),
        names::<stocktake::Scope>("stocktake scope", Some("kind")),
        names::<warehouse::IntakeMode>("warehouse intake-mode", None),
        names::<warehouse::Storage>("warehouse storage", None),
        names::<waste::Category>("waste category", None),
        names::<waste::Destination>("waste destination", None),
        names::<waste::Fact>("waste fact", Some("fact")),
        names::<waste::Method>("waste method", None),
    ]
    .concat();
    lines.sort();
    lines.join("\n") + "\n"
}

#[test]
fn the_names_of_all_stored_values_are_those_of_the_golden_file() {
    let stored = std::fs::read_to_string(folder().join("values.txt")).unwrap();
    assert_eq!(stored, values(), "a value is only ever added, in its place");
}

#[test]
#[ignore = "writes the golden files of new event types, and never over one that is there"]
fn missing_golden_files_are_written() {
    for samples in all() {
        for (kind, forms) in samples.by_kind {
            let path = folder().join(format!("{kind}.json"));
            if path.exists() {
                continue;
            }
            let head = format!(
                "{{\n  \"category\": \"{}\",\n  \"type\": \"{kind}\",\n  \"version\": {VERSION},\n",
                samples.category
            );
            let data: Vec<String> = forms.into_iter().map(|(data, _)| format!("    {data}")).collect();
            std::fs::write(path, format!("{head}  \"data\": [\n{}\n  ]\n}}\n", data.join(",\n"))).unwrap();
        }
    }
    for (name, text) in [("codes.txt", codes()), ("values.txt", values())] {
        let path = folder().join(name);
        if !path.exists() {
            std::fs::write(path, text).unwrap();
        }
    }
}
