//! Registries of institutions (名录库). Columns: `column`; one row: `row`.

mod column;
mod row;

use std::collections::HashSet;

pub(crate) use column::{Field, VOCABULARY};
pub use row::RegistryRow;
pub(crate) use row::SYSTEMS_TOLD;

use crate::fault::{Notice, Notices, RowFault};
use crate::grid;
use crate::heading::preamble::Preamble;
use crate::heading::{Found, Heading, best_sheet};
use crate::line::{self, Line};
use crate::read_error::ReadError;
use crate::secrecy::Gate;
use crate::source::Source;

/// What a registry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrySheet {
    /// Rows that can be taken.
    pub rows: Vec<RegistryRow>,
    /// Rows that cannot, in order.
    pub rejected: Vec<RowFault>,
    /// Sheet rows that are 涉密, may be, or are not said not to be. Nothing else of them is known.
    pub withheld: Vec<u32>,
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
    let (mut rows, mut rejected, mut withheld, mut taken) = (Vec::new(), Vec::new(), Vec::new(), HashSet::new());
    let gate = gate(&heading);
    for row in sheet.rows.iter().filter(|row| row.number > heading.rows.1) {
        match line::told(row, &heading, &gate, Field::Line, Field::Uscc) {
            Line::Aside | Line::Total(_) => {}
            Line::Withheld => withheld.push(row.number),
            Line::Listed => match row::read(row, &heading, &mut taken, &mut notices) {
                Ok(institution) => rows.push(institution),
                Err(fault) => rejected.push(fault),
            },
        }
    }
    Ok(RegistrySheet { rows, rejected, withheld, notices: notices.into_vec() })
}

/// The columns by which rows of a registry are withheld.
pub(crate) fn gate(heading: &Heading<Field>) -> Gate {
    Gate::of(heading, &[Field::Name, Field::Competent, Field::Remark])
}
