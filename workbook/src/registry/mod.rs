//! Registries of institutions (名录库). Columns: `column`; one row: `row`.

mod column;
mod row;

use std::collections::HashSet;

pub(crate) use column::{Field, VOCABULARY};
pub use row::RegistryRow;

use crate::fault::{Notice, Notices, RowFault};
use crate::grid::{self, Row, Sheet};
use crate::heading::preamble::Preamble;
use crate::heading::{Found, Heading, best_sheet};
use crate::line;
use crate::read_error::ReadError;
use crate::source::Source;

/// What a registry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySheet {
    /// Rows that can be taken.
    pub rows: Vec<RegistryRow>,
    /// Rows that cannot, in order.
    pub rejected: Vec<RowFault>,
    /// What is odd but keeps no row out.
    pub notices: Vec<Notice>,
}

/// Reads a registry of institutions.
///
/// # Errors
/// [`ReadError`] when the file as a whole cannot be read; a wrong row never is a reason.
pub fn read_registry(source: &Source) -> Result<RegistrySheet, ReadError> {
    let Found { sheet, heading } = best_sheet(grid::read(source)?, &VOCABULARY)?;
    if Preamble::above(&sheet, heading.rows.0).is_classified() {
        return Err(ReadError::Classified);
    }
    let mut notices = Notices::default();
    heading.note_unread(&mut notices);
    let (mut rows, mut rejected, mut taken) = (Vec::new(), Vec::new(), HashSet::new());
    for row in lines(&sheet, &heading) {
        match row::read(row, &heading, &mut taken, &mut notices) {
            Ok(institution) => rows.push(institution),
            Err(fault) => rejected.push(fault),
        }
    }
    Ok(RegistrySheet { rows, rejected, notices: notices.into_vec() })
}

/// Rows below the header that are neither totals nor signatures nor prepared empty lines.
pub(crate) fn lines<'sheet>(sheet: &'sheet Sheet, heading: &Heading<Field>) -> impl Iterator<Item = &'sheet Row> {
    let line = heading.column(Field::Line).map(|column| column.at);
    sheet.rows.iter().filter(move |row| {
        row.number > heading.rows.1
            && row.cells.iter().any(|(at, _)| Some(*at) != line)
            && line::total(row, heading.cell(row, Field::Uscc)).is_none()
            && !line::is_footer(row)
            && !heading.is_repeated_in(row)
    })
}
