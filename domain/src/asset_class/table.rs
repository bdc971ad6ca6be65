//! The code tables of GB/T 14885 as data: `data/gbt14885_2022.csv`, `data/gbt14885_2010.csv` and
//! the mapping between them. Holds what was found, row by row with its source; `status` tells
//! `seen` in a source from `unverified`. It is not the whole standard.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::Scheme;

pub(super) const CSV_2022: &str = include_str!("../../data/gbt14885_2022.csv");
pub(super) const CSV_2010: &str = include_str!("../../data/gbt14885_2010.csv");
pub(super) const CSV_MAPPING: &str = include_str!("../../data/gbt14885_2010_to_2022.csv");

static TABLE_2022: LazyLock<Table> = LazyLock::new(|| read(CSV_2022));
static TABLE_2010: LazyLock<Table> = LazyLock::new(|| read(CSV_2010));
static MAPPING: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    CSV_MAPPING.lines().skip(1).filter_map(|line| cells::<4>(line).map(|[old, new, ..]| (old, new))).collect()
});

type Table = BTreeMap<&'static str, Row>;

/// A line of a code table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// Whether it is 通用资产; `None` where the level above decides.
    pub(super) general: Option<bool>,
    /// Whether such things hold data; `None` where the level above decides.
    pub(super) holds_data: Option<bool>,
    /// What a thing of this class may be called, in parts of names.
    pub(super) words: Vec<&'static str>,
}

/// The table of one edition, by full code.
pub(super) fn of(scheme: Scheme) -> &'static Table {
    match scheme {
        Scheme::Gbt14885_2022 => &TABLE_2022,
        Scheme::Gbt14885_2010 => &TABLE_2010,
    }
}

/// The code of the 2022 edition that a full code of 2010 is mapped to.
pub(super) fn mapped(code_2010: &str) -> Option<&'static str> {
    MAPPING.get(code_2010).copied()
}

fn read(csv: &'static str) -> Table {
    csv.lines().skip(1).filter_map(row).collect()
}

fn row(line: &'static str) -> Option<(&'static str, Row)> {
    let [code, name, general, holds_data, words, _status, _source] = cells(line)?;
    let words = words.split('|').filter(|word| !word.is_empty()).collect();
    Some((code, Row { name, general: yes_no(general)?, holds_data: yes_no(holds_data)?, words }))
}

fn cells<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    line.split(',').collect::<Vec<_>>().try_into().ok()
}

fn yes_no(cell: &str) -> Option<Option<bool>> {
    match cell {
        "yes" => Some(Some(true)),
        "no" => Some(Some(false)),
        "" => Some(None),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_each_table_is_read_and_in_order() {
        for (csv, scheme) in [(CSV_2022, Scheme::Gbt14885_2022), (CSV_2010, Scheme::Gbt14885_2010)] {
            let lines = csv.lines().skip(1).map(|line| line.split(',').next().unwrap());
            assert!(lines.eq(of(scheme).keys().copied()));
            for line in csv.lines().skip(1) {
                let [.., status, source] = cells::<7>(line).unwrap();
                assert!(matches!(status, "seen" | "unverified") && !source.is_empty(), "{line}");
            }
        }
        assert_eq!(MAPPING.len(), CSV_MAPPING.lines().count() - 1);
    }

    #[test]
    fn every_broad_class_says_whether_it_is_general() {
        for scheme in [Scheme::Gbt14885_2022, Scheme::Gbt14885_2010] {
            for (code, row) in of(scheme) {
                let broad = scheme.broad_of(code);
                assert!(of(scheme).contains_key(broad.as_str()), "{code} has no 大类 in the table");
                assert!(*code != broad || row.general.is_some(), "{code}");
            }
        }
    }

    #[test]
    fn a_mapping_joins_rows_of_both_tables_on_the_same_level() {
        for (old, new) in MAPPING.iter() {
            let is_broad = |scheme: Scheme, code: &str| scheme.broad_of(code) == code;
            assert!(
                of(Scheme::Gbt14885_2010).contains_key(old) && of(Scheme::Gbt14885_2022).contains_key(new),
                "{old} {new}"
            );
            assert_eq!(is_broad(Scheme::Gbt14885_2010, old), is_broad(Scheme::Gbt14885_2022, new), "{old} {new}");
        }
    }
}
