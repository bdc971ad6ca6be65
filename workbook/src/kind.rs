//! What kind of ledger a file is, by its header.

use crate::grid;
use crate::heading::{Vocabulary, best_sheet};
use crate::source::Source;
use crate::write::LedgerKind;
use crate::{assets, registry, waste};

/// The kind of ledger that a file has the header of; `None` where it has that of none.
#[must_use]
pub fn looks_like(source: &Source) -> Option<LedgerKind> {
    if fits(source, &registry::VOCABULARY) {
        Some(LedgerKind::Registry)
    } else if fits(source, &assets::VOCABULARY) {
        Some(LedgerKind::Assets)
    } else if fits(source, &waste::VOCABULARY) {
        Some(LedgerKind::Waste)
    } else {
        None
    }
}

fn fits<F: Copy + Eq>(source: &Source, vocabulary: &'static Vocabulary<F>) -> bool {
    grid::read(source).is_ok_and(|sheets| best_sheet(sheets, vocabulary).is_ok())
}
