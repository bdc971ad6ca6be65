//! What is exported can be imported again: here it changes nothing, elsewhere it comes to the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

#[path = "import_support/mod.rs"]
mod support;

use cangliu_api::export;
use cangliu_api::import::{Kind, Report};
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_workbook::Source;
use cangliu_workbook::write::Table;
use serde_json::Value;
use support::{Office, samples, source};

/// Both forms of a table, as files.
fn files(table: &Table) -> [Source; 2] {
    let file = |name: &str, bytes| Source { name: name.into(), bytes };
    [file("导出.xlsx", table.to_xlsx().unwrap()), file("导出.csv", table.to_csv())]
}

fn uscc(sample: &Value) -> Uscc {
    Uscc::parse(sample["institution"].as_str().unwrap()).unwrap()
}

/// Sends both forms back where they come from, and the workbook to an office that has nothing yet.
async fn comes_back(here: &Office, elsewhere: &Office, kind: Kind, before: &Report, table: &Table) {
    let [xlsx, csv] = files(table);
    for file in [xlsx.clone(), csv] {
        // A .csv has no place for the code of a waste ledger.
        let again = here.import_with(kind, file, |options| options.institution = before.institution.clone()).await;
        assert!(again.rejected.is_empty(), "{:?}", again.rejected);
        assert_eq!((again.recorded, again.already_imported), (0, true), "{:?}", again.warnings);
        assert_eq!(again.figures, before.figures);
    }
    let fresh = elsewhere.import(kind, xlsx).await;
    assert!(fresh.rejected.is_empty(), "{:?}", fresh.rejected);
    assert_eq!((fresh.recorded, &fresh.figures), (fresh.accepted, &before.figures));
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_samples_change_nothing_here_and_come_to_the_same_elsewhere() {
    let Some(folder) = samples() else { return };
    let expected: Value = serde_json::from_slice(&std::fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let file = |sample: &Value| source(&folder.join(sample["file"].as_str().unwrap()));
    let (here, elsewhere) = (Office::open(), Office::open());
    for office in [&here, &elsewhere] {
        office.import(Kind::Registry, file(&expected["registry"])).await;
    }
    for sample in expected["assets"].as_array().unwrap() {
        let before = here.import(Kind::Assets, file(sample)).await;
        here.node.catch_up().await.unwrap();
        let table = export::assets(&here.node, Some(&uscc(sample))).await.unwrap();
        assert_eq!(table.rows.len(), before.accepted);
        comes_back(&here, &elsewhere, Kind::Assets, &before, &table).await;
    }
    for sample in expected["waste"].as_array().unwrap() {
        let before = here.import(Kind::Waste, file(sample)).await;
        here.node.catch_up().await.unwrap();
        let month = Month::parse("2024-09").unwrap();
        let table = export::waste(&here.node, &uscc(sample), month).await.unwrap();
        comes_back(&here, &elsewhere, Kind::Waste, &before, &table).await;
    }
}
