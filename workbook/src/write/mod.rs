//! Workbooks for offices: exports, rejected rows with their reasons, templates to fill in.
//!
//! Every text cell is written as text: what begins with `= + - @`, a tab or a carriage return
//! (or their full-width twins) is never left for a spreadsheet to compute. In .xlsx the cell's
//! type says so; in .csv an apostrophe stands before it, which our own reader takes off again.
//! Equal input gives equal bytes: nothing here looks at a clock.

mod advice;
mod book;
mod csv;
mod ledger;
mod rejected;
mod table;
mod template;

pub use advice::advice;
pub use ledger::{asset_table, registry_table, waste_table};
pub use rejected::rejected_workbook;
pub use table::{Footer, Table, TableCell};
pub use template::template;

use crate::read_error::ReadError;

/// The kinds of ledger that are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LedgerKind {
    /// 资产卡片.
    Assets,
    /// 生活垃圾台账.
    Waste,
    /// 名录库.
    Registry,
}

/// A workbook that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file that rows were to be copied from cannot be read.
    #[error("the original file cannot be read again")]
    Unreadable(#[from] ReadError),
    /// More than a workbook holds, or a text it cannot hold.
    #[error("the workbook cannot be written")]
    Unwritable(#[from] rust_xlsxwriter::XlsxError),
}

impl WriteError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(error) => error.code(),
            Self::Unwritable(_) => "WORKBOOK_UNWRITABLE",
        }
    }
}
