//! Reads .xlsx cell by cell. Never asks calamine for a range: that is dense, and one cell in the
//! last corner of a sheet would cost seventeen thousand million.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{Cell, Epoch, Intake, Merge, Sheet};
use crate::limit::MERGES_MAX;
use crate::read_error::ReadError;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads all worksheets.
///
/// # Errors
/// [`ReadError::Damaged`] or [`ReadError::TooLarge`].
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    // A parser of strangers' files must not take the request with it when it meets a form its
    // authors did not think of.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes))).unwrap_or(Err(ReadError::Damaged { part: "the workbook" }))
}

fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let mut workbook: Workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => ReadError::Encrypted,
        _ => ReadError::Damaged { part: "the workbook" },
    })?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Y1904 } else { Epoch::Y1900 };
    let listed = workbook.sheets_metadata().to_vec();
    let mut intake = Intake::default();
    let mut sheets = Vec::new();
    for sheet in listed.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        intake.sheet()?;
        let rows = rows(&mut workbook, &sheet.name, epoch, &mut intake)?;
        let merges = Some(merges(&mut workbook, &sheet.name)?);
        sheets.push(Sheet { hidden: sheet.visible != SheetVisible::Visible, name: sheet.name, rows, merges, epoch });
    }
    Ok(sheets)
}

fn rows(
    workbook: &mut Workbook<'_>,
    sheet: &str,
    epoch: Epoch,
    intake: &mut Intake,
) -> Result<Vec<super::Row>, ReadError> {
    let damaged = |_| ReadError::Damaged { part: "a worksheet" };
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut cells = Vec::new();
    while let Some(found) = reader.next_cell().map_err(damaged)? {
        let (row, column) = found.get_position();
        if let Some(cell) = cell(found.get_value(), epoch) {
            intake.cell(&mut cells, row.saturating_add(1), column, cell)?;
        }
    }
    intake.rows(cells)
}

/// A formula's cell carries the value the program that saved the file had computed for it, if any.
#[expect(clippy::cast_precision_loss, reason = "a spreadsheet holds every number as f64 anyway")]
fn cell(value: &DataRef<'_>, epoch: Epoch) -> Option<Cell> {
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Some(Cell::Text(text.clone()))
        }
        DataRef::SharedString(text) => Some(Cell::Text((*text).to_owned())),
        DataRef::Bool(flag) => Some(Cell::Flag(*flag)),
        DataRef::DateTime(moment) if moment.is_datetime() => Some(Cell::Serial(epoch.in_1900(moment.as_f64()))),
        DataRef::DateTime(duration) => Some(Cell::Number(duration.as_f64())),
        DataRef::Error(_) => Some(Cell::Fault),
    }
}

fn merges(workbook: &mut Workbook<'_>, sheet: &str) -> Result<Vec<Merge>, ReadError> {
    let merged = workbook
        .merge_cells_by_sheet_name(sheet)
        .map_err(|_| ReadError::Damaged { part: "the merged cells of a worksheet" })?;
    let merge = |place: calamine::Dimensions| Merge {
        rows: (place.start.0.saturating_add(1), place.end.0.saturating_add(1)),
        columns: (place.start.1, place.end.1),
    };
    Ok(merged.into_iter().take(MERGES_MAX).map(merge).collect())
}
