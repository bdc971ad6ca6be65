//! Workbooks of Excel 97 to 2003. `data/ledger.xls` holds five invented cards under a stacked,
//! merged header, in 万元, and a second sheet whose texts overflow a record.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use cangliu_workbook::write::{LedgerKind, rejected_workbook};
use cangliu_workbook::{Source, read_assets, read_registry, read_waste};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

const LEDGER: &[u8] = include_bytes!("data/ledger.xls");

fn source(bytes: Vec<u8>) -> Source {
    Source { name: "台账.xls".into(), bytes }
}

#[test]
fn an_old_workbook_is_read_like_a_new_one() {
    let sheet = read_assets(&source(LEDGER.to_vec())).unwrap();
    assert_eq!(sheet.institution.unwrap().as_str(), "12310000MB78982390");
    let rows: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| (row.row, row.number.as_str(), row.pieces.get(), row.original_value.get()))
        .collect();
    assert_eq!(rows, [(5, "310001", 1, 708_585), (6, "310002", 40, 1_500_000)]);
    assert_eq!(sheet.rows[0].acquired_on.to_string(), "2024-09-01");
    let rejected: Vec<_> = sheet.rejected.iter().map(|fault| (fault.row, fault.code)).collect();
    assert_eq!(rejected, [(7, "CODE_AS_NUMBER"), (9, "NEGATIVE_MONEY")]);
    assert_eq!(sheet.withheld, [8]);
}

#[test]
fn rejected_rows_of_an_old_workbook_come_back_in_a_new_one() {
    let original = source(LEDGER.to_vec());
    let sheet = read_assets(&original).unwrap();
    let bytes = rejected_workbook(&original, LedgerKind::Assets, &sheet.rejected, &sheet.withheld).unwrap();
    let again = read_assets(&source(bytes)).unwrap();
    assert_eq!(again.rejected.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["CODE_AS_NUMBER", "NEGATIVE_MONEY"]);
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_changed_or_cut_old_workbook_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
        kept in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let mut bytes = LEDGER.to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cut {
            bytes.truncate(kept.index(LEDGER.len()));
        }
        let source = source(bytes);
        let _ = (read_assets(&source), read_waste(&source), read_registry(&source));
    }
}
