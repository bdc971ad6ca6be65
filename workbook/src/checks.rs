//! The checks of one row: values taken under the headers of the file, faults kept in order.

use crate::fault::{Objection, RowFault};
use crate::grid::{Cell, Row};
use crate::heading::Heading;

/// One row under check.
pub(crate) struct Checks<'a, F: 'static> {
    row: &'a Row,
    heading: &'a Heading<F>,
    faults: Vec<RowFault>,
}

impl<'a, F: Copy + Eq> Checks<'a, F> {
    pub(crate) const fn of(row: &'a Row, heading: &'a Heading<F>) -> Self {
        Self { row, heading, faults: Vec::new() }
    }

    /// The cell of a field.
    pub(crate) fn cell(&self, field: F) -> Option<&'a Cell> {
        self.heading.cell(self.row, field)
    }

    /// Takes the value of a check, or notes what it objects to under the field's header.
    pub(crate) fn take<T>(&mut self, field: F, checked: Result<T, Objection>) -> Option<T> {
        let header = self.heading.header(field);
        checked.map_err(|objection| self.faults.push(objection.at(self.row.number, header))).ok()
    }

    /// Reads a field's cell and takes the value.
    pub(crate) fn read<T>(
        &mut self,
        field: F,
        read: impl FnOnce(Option<&'a Cell>) -> Result<T, Objection>,
    ) -> Option<T> {
        let checked = read(self.cell(field));
        self.take(field, checked)
    }

    /// The whole row, or its first fault that carries the others.
    pub(crate) fn settle<T>(self, whole: Option<T>) -> Result<T, RowFault> {
        let mut faults = self.faults.into_iter();
        match (faults.next(), whole) {
            (None, Some(whole)) => Ok(whole),
            (Some(first), _) => Err(RowFault { more: faults.collect(), ..first }),
            // What is missing has always been objected to; this is for the compiler.
            (None, None) => {
                Err(Objection::new("UNREADABLE_ROW", "该行无法读取", "the row cannot be read").at(self.row.number, ""))
            }
        }
    }
}
