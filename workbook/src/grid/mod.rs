//! A file as sheets of filled cells, whatever its form. Knows no header and no meaning.
//!
//! Sparse: a cell that holds nothing is not there, so that a sheet with one cell in its last
//! corner costs one cell. `Cell` and its holders are deliberately not `Debug`.

mod delimited;
mod legacy;
mod package;
mod xlsx;

use std::borrow::Cow;

use crate::limit::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, SHEETS_MAX, SOURCE_BYTES_MAX, TEXT_BYTES_MAX};
use crate::read_error::{Quantity, ReadError};
use crate::source::Source;

/// First bytes of a zip package (.xlsx).
const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a compound file (.xls, and .xlsx behind a password).
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Days between the two calendars of spreadsheets.
const DAYS_1900_TO_1904: f64 = 1462.0;

/// What one cell holds.
#[derive(Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text; never blank.
    Text(String),
    /// A number that is not formatted as a date.
    Number(f64),
    /// A number formatted as a date, in days of the 1900 calendar of spreadsheets.
    Serial(f64),
    /// TRUE or FALSE.
    Flag(bool),
    /// An error such as `#REF!`.
    Fault,
}

impl Cell {
    /// The text, where it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What the sheet shows, nearly.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Serial(serial) => Cow::Owned(
                crate::value::date::of_serial(*serial).map_or_else(|| serial.to_string(), |date| date.to_string()),
            ),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "TRUE" } else { "FALSE" }),
            Self::Fault => Cow::Borrowed("#错误"),
        }
    }
}

/// A row with at least one filled cell.
#[derive(Clone)]
pub(crate) struct Row {
    /// Sheet row, from 1.
    pub(crate) number: u32,
    /// Filled cells by column from 0, in order.
    pub(crate) cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell of a column.
    pub(crate) fn cell(&self, column: u32) -> Option<&Cell> {
        let place = self.cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        self.cells.get(place).map(|(_, cell)| cell)
    }
}

/// Cells shown as one; rows from 1, columns from 0, ends included.
#[derive(Clone, Copy)]
pub(crate) struct Merge {
    pub(crate) rows: (u32, u32),
    pub(crate) columns: (u32, u32),
}

/// The day a number counts from when it is read as a date.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Epoch {
    /// The common one.
    Y1900,
    /// Of workbooks begun on an old Macintosh.
    Y1904,
}

impl Epoch {
    /// The serial of the same day in the common calendar.
    pub(crate) fn in_1900(self, serial: f64) -> f64 {
        match self {
            Self::Y1900 => serial,
            Self::Y1904 => serial + DAYS_1900_TO_1904,
        }
    }
}

/// One sheet.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) rows: Vec<Row>,
    /// Merged regions; `None` where the form cannot tell (delimited text).
    pub(crate) merges: Option<Vec<Merge>>,
    pub(crate) epoch: Epoch,
}

/// Reads all sheets of a file; its form is told by its first bytes, not by its name.
///
/// # Errors
/// Any [`ReadError`] about the file's form or size.
pub(crate) fn read(source: &Source) -> Result<Vec<Sheet>, ReadError> {
    let bytes = source.bytes.as_slice();
    if bytes.len() > SOURCE_BYTES_MAX {
        return Err(too_large(Quantity::Bytes, SOURCE_BYTES_MAX));
    }
    if bytes.starts_with(ZIP) {
        package::measure(bytes)?;
        xlsx::read(bytes)
    } else if bytes.starts_with(COMPOUND) {
        legacy::read(bytes)
    } else {
        delimited::read(bytes).map(|sheet| vec![sheet])
    }
}

fn too_large(what: Quantity, limit: usize) -> ReadError {
    ReadError::TooLarge { what, limit: limit as u64 }
}

/// Takes cells in any order, within the limits over the whole file.
#[derive(Default)]
struct Intake {
    sheets: usize,
    rows: usize,
    cells: usize,
    text_bytes: usize,
}

impl Intake {
    /// Counts a sheet.
    fn sheet(&mut self) -> Result<(), ReadError> {
        self.sheets += 1;
        if self.sheets > SHEETS_MAX { Err(too_large(Quantity::Sheets, SHEETS_MAX)) } else { Ok(()) }
    }

    /// Counts a cell and adds it, unless it is blank text.
    fn cell(&mut self, cells: &mut Vec<(u32, u32, Cell)>, row: u32, column: u32, cell: Cell) -> Result<(), ReadError> {
        if let Cell::Text(text) = &cell {
            if text.chars().all(cangliu_domain::half_width::is_blank) {
                return Ok(());
            }
            self.text_bytes += text.len();
        }
        self.cells += 1;
        if self.cells > CELLS_MAX {
            return Err(too_large(Quantity::Cells, CELLS_MAX));
        }
        if self.text_bytes > TEXT_BYTES_MAX {
            return Err(too_large(Quantity::TextBytes, TEXT_BYTES_MAX));
        }
        if column >= COLUMNS_MAX {
            return Err(too_large(Quantity::Columns, COLUMNS_MAX as usize));
        }
        cells.push((row, column, cell));
        Ok(())
    }

    /// Groups the cells of a sheet into rows; of two cells at one place the later stands.
    fn rows(&mut self, mut cells: Vec<(u32, u32, Cell)>) -> Result<Vec<Row>, ReadError> {
        cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<Row> = Vec::new();
        for (number, column, cell) in cells {
            if rows.last().is_none_or(|row| row.number != number) {
                self.rows += 1;
                if self.rows > ROWS_MAX {
                    return Err(too_large(Quantity::Rows, ROWS_MAX));
                }
                rows.push(Row { number, cells: Vec::new() });
            }
            if let Some(row) = rows.last_mut() {
                row.cells.pop_if(|(last, _)| *last == column);
                row.cells.push((column, cell));
            }
        }
        Ok(rows)
    }
}
