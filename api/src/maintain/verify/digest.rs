//! The canonical dump as hashes: one of everything, and one per table to say where two dumps differ.
//!
//! A dump of a city's views is gigabytes; it is hashed as it comes and never kept.

use std::collections::BTreeMap;
use std::io::Write;

use sha2::{Digest as _, Sha256};

use super::super::file::hex;

/// What begins the line that names a table; no row begins so.
const TABLE: &[u8] = b"# ";

/// Hashes a dump.
#[derive(Default)]
pub(super) struct Digest {
    all: Sha256,
    tables: BTreeMap<String, Sha256>,
    table: String,
    /// A line that is not whole yet.
    line: Vec<u8>,
}

/// A dump, hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Digested {
    /// Of everything.
    pub(super) sha256: String,
    tables: BTreeMap<String, String>,
}

impl Digest {
    pub(super) fn digested(self) -> Digested {
        let tables = self.tables.into_iter().map(|(table, hash)| (table, hex(&hash.finalize()))).collect();
        Digested { sha256: hex(&self.all.finalize()), tables }
    }

    fn take_line(&mut self) {
        if let Some(table) = self.line.strip_prefix(TABLE) {
            self.table = String::from_utf8_lossy(table).trim_end().to_owned();
        }
        match self.tables.get_mut(&self.table) {
            Some(hash) => hash.update(&self.line),
            None => drop(self.tables.insert(self.table.clone(), Sha256::new_with_prefix(&self.line))),
        }
        self.line.clear();
    }
}

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.all.update(bytes);
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.take_line();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Digested {
    /// Tables that are not the same in both.
    pub(super) fn differing(&self, other: &Self) -> Vec<String> {
        let mut tables: Vec<&String> = self.tables.keys().chain(other.tables.keys()).collect();
        tables.sort();
        tables.dedup();
        tables.into_iter().filter(|table| self.tables.get(*table) != other.tables.get(*table)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digested(parts: &[&str]) -> Digested {
        let mut digest = Digest::default();
        parts.iter().for_each(|part| digest.write_all(part.as_bytes()).unwrap());
        digest.digested()
    }

    #[test]
    fn how_a_dump_is_cut_into_writes_changes_nothing() {
        assert_eq!(digested(&["# a\n1\t2\n# b\n3\n"]), digested(&["# ", "a\n1\t", "2\n#", " b\n3", "\n"]));
    }

    #[test]
    fn only_the_tables_that_differ_are_named() {
        let one = digested(&["# a\n1\n# b\n3\n# c\n"]);
        assert_eq!(one.differing(&digested(&["# a\n1\n# b\n4\n# d\n"])), ["b", "c", "d"]);
        assert!(one.differing(&one).is_empty());
    }
}
