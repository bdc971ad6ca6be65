//! The sample workbooks against what they are known to hold: those in the repository, and those beside the checkout.
//!
//! `CANGLIU_SAMPLES` names the folder of the others; without it `../shared/data` beside the checkout is taken, where it
//! is. With the variable set it must be there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, missing_docs)]

use std::path::PathBuf;
use std::rc::Rc;

use cangliu_domain::asset::Usage;
use cangliu_workbook::{Entry, Source, WasteDay, read_assets, read_registry, read_waste};
use serde_json::Value;

struct Samples {
    folder: PathBuf,
    expected: Value,
}

impl Samples {
    fn all() -> Vec<Self> {
        let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let named = std::env::var_os("CANGLIU_SAMPLES").filter(|folder| !folder.is_empty()).map(PathBuf::from);
        let must = named.is_some();
        let others = Self::of(named.unwrap_or_else(|| crates.join("../../shared/data")));
        let others = others.map_err(|missing| {
            assert!(!must, "CANGLIU_SAMPLES: {missing}");
            eprintln!("skipped, because {missing}");
        });
        let own = Self::of(crates.join("tests/data/samples")).unwrap();
        std::iter::once(own).chain(others.ok()).collect()
    }

    fn of(folder: PathBuf) -> Result<Self, String> {
        let read = std::fs::read_to_string(folder.join("expected.json"));
        let text = read.map_err(|error| format!("{} has no expected.json: {error}", folder.display()))?;
        Ok(Self { folder, expected: serde_json::from_str(&text).unwrap() })
    }

    fn source(&self, file: &Value) -> Source {
        let name = file["file"].as_str().unwrap().to_owned();
        let bytes = std::fs::read(self.folder.join(&name)).unwrap();
        Source { name, bytes }
    }
}

/// The files of a kind, with the samples they belong to.
fn files(kind: &str) -> Vec<(Rc<Samples>, Value)> {
    let of = |samples: Samples| {
        let (files, samples) = (samples.expected[kind].as_array().unwrap().clone(), Rc::new(samples));
        files.into_iter().map(move |file| (samples.clone(), file))
    };
    Samples::all().into_iter().flat_map(of).collect()
}

fn numbers(list: &Value) -> Vec<u32> {
    list.as_array().unwrap().iter().map(|number| u32::try_from(number.as_u64().unwrap()).unwrap()).collect()
}

#[test]
fn every_asset_ledger_gives_exactly_what_is_expected() {
    for (samples, file) in &files("assets") {
        let name = file["file"].as_str().unwrap();
        let sheet = read_assets(&samples.source(file)).unwrap();
        assert_eq!(sheet.institution.unwrap().as_str(), file["institution"], "{name}");
        assert_eq!(sheet.rows.len() as u64, file["accepted"], "{name}");
        let rejected: Vec<(u64, String)> =
            sheet.rejected.iter().map(|fault| (fault.row.into(), fault.code.to_lowercase())).collect();
        let trap = |row: &Value| (row["row"].as_u64().unwrap(), row["trap"].as_str().unwrap().to_owned());
        assert_eq!(rejected, file["rejected"].as_array().unwrap().iter().map(trap).collect::<Vec<_>>(), "{name}");
        assert_eq!(sheet.withheld, numbers(&file["withheld"]), "{name}");
        let fen: i64 = sheet.rows.iter().map(|row| row.original_value.get()).sum();
        assert_eq!(fen, file["original_value_fen"], "{name}");
        if let Some(expected) = file.get("pieces") {
            let pieces: u32 = sheet.rows.iter().map(|row| row.pieces.get()).sum();
            assert_eq!(pieces, *expected, "{name}");
        }
        if let Some(expected) = file.get("idle") {
            let idle = sheet.rows.iter().filter(|row| row.usage == Usage::Idle).count();
            assert_eq!(idle as u64, *expected, "{name}");
        }
    }
}

#[test]
fn every_waste_ledger_gives_exactly_what_is_expected() {
    for (samples, file) in &files("waste") {
        let name = file["file"].as_str().unwrap();
        let sheet = read_waste(&samples.source(file)).unwrap();
        assert_eq!(sheet.rejected, [], "{name}");
        assert_eq!(sheet.institution.unwrap().as_str(), file["institution"], "{name}");
        assert_eq!(sheet.month.unwrap().to_string(), file["month"], "{name}");
        let grams = |entry: fn(&WasteDay) -> Option<Entry>| -> i64 {
            sheet.days.iter().filter_map(entry).filter_map(Entry::grams).map(cangliu_domain::grams::Grams::get).sum()
        };
        assert_eq!(grams(|day| day.dry), file["grams"]["dry"], "{name}");
        assert_eq!(grams(|day| day.wet), file["grams"]["wet"], "{name}");
        assert_eq!(grams(|day| day.recyclable), file["grams"]["recyclable"], "{name}");
        assert_eq!(grams(|day| day.hazardous), file["grams"]["hazardous"], "{name}");
        assert_eq!(sheet.missing_days, numbers(&file["missing_days"]), "{name}");
        assert_eq!(sheet.zero_dry_days, numbers(&file["zero_dry_days"]), "{name}");
    }
}

#[test]
fn the_registry_gives_every_institution() {
    for samples in Samples::all() {
        let file = &samples.expected["registry"];
        let sheet = read_registry(&samples.source(file)).unwrap();
        assert_eq!(sheet.rejected, []);
        assert_eq!(sheet.rows.len() as u64, file["institutions"]);
    }
}
