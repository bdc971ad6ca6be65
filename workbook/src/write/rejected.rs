//! The rows that were not taken, as they stood, each with its reason: to be corrected and sent again.
//!
//! Withheld rows are never copied: they are listed by number alone, on a sheet of their own.

use std::collections::{HashMap, HashSet};

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::advice::advice;
use super::book::{self, Book, Formats};
use super::table::TableCell;
use super::{LedgerKind, WriteError};
use crate::fault::RowFault;
use crate::grid::{self, Cell, Row, Sheet};
use crate::heading::{Heading, Vocabulary, best_sheet};
use crate::secrecy::Gate;
use crate::source::Source;
use crate::{assets, registry, waste};

/// Headers of the columns added behind the original ones.
const ADDED: [&str; 4] = ["原行号", "错误码", "原因", "建议"];
const WIDTH: f64 = 16.0;
const REASON_WIDTH: f64 = 48.0;

/// Writes the rejected rows of a file under its own header, with 原行号, 错误码, 原因 and 建议 behind
/// them. The lines above the header are kept, so that the corrected workbook can be read again.
///
/// # Errors
/// [`WriteError::Unreadable`] when the file is not the one the faults were found in,
/// [`WriteError::Unwritable`].
pub fn rejected_workbook(
    source: &Source,
    kind: LedgerKind,
    rejected: &[RowFault],
    withheld: &[u32],
) -> Result<Vec<u8>, WriteError> {
    match kind {
        LedgerKind::Assets => written(source, &assets::VOCABULARY, assets::gate, rejected, withheld),
        LedgerKind::Waste => written(source, &waste::VOCABULARY, waste::gate, rejected, withheld),
        LedgerKind::Registry => written(source, &registry::VOCABULARY, registry::gate, rejected, withheld),
    }
}

fn written<F: Copy + Eq>(
    source: &Source,
    vocabulary: &'static Vocabulary<F>,
    gate: impl FnOnce(&Heading<F>) -> Gate,
    rejected: &[RowFault],
    withheld: &[u32],
) -> Result<Vec<u8>, WriteError> {
    let found = best_sheet(grid::read(source)?, vocabulary)?;
    let gate = gate(&found.heading);
    let copied = Copied { sheet: &found.sheet, gate, withheld: withheld.iter().copied().collect() };
    let mut book = Book::new();
    let (sheet, formats) = book.sheet("退回的行")?;
    copied.write(sheet, formats, &found.heading, rejected)?;
    if !withheld.is_empty() {
        let (sheet, formats) = book.sheet("涉密未录入")?;
        list_withheld(sheet, formats, withheld)?;
    }
    book.finish()
}

/// What may be copied of a sheet.
struct Copied<'a> {
    sheet: &'a Sheet,
    gate: Gate,
    withheld: HashSet<u32>,
}

impl Copied<'_> {
    fn write<F: Copy + Eq>(
        &self,
        sheet: &mut Worksheet,
        formats: &Formats,
        heading: &Heading<F>,
        rejected: &[RowFault],
    ) -> Result<(), XlsxError> {
        let mut at = 0;
        for row in self.sheet.rows.iter().take_while(|row| row.number < heading.rows.0) {
            copy(sheet, formats, at, row, None)?;
            at += 1;
        }
        let behind = heading.columns.last().map_or(0, |column| column.at + 1);
        for column in &heading.columns {
            sheet.write_string_with_format(at, place(column.at)?, book::clipped(&column.header), &formats.header)?;
            sheet.set_column_width(place(column.at)?, WIDTH)?;
        }
        for (column, header) in (behind..).zip(ADDED) {
            sheet.write_string_with_format(at, place(column)?, header, &formats.header)?;
        }
        for (column, width) in (behind..).zip([WIDTH, WIDTH, REASON_WIDTH, REASON_WIDTH]) {
            sheet.set_column_width(place(column)?, width)?;
        }
        sheet.set_freeze_panes(at + 1, 0)?;
        let rows: HashMap<u32, &Row> = self.sheet.rows.iter().map(|row| (row.number, row)).collect();
        for fault in rejected {
            at += 1;
            if let Some(row) = rows.get(&fault.row).filter(|row| self.may_leave(row)) {
                let wrong = heading.columns.iter().find(|column| column.header == fault.column).map(|column| column.at);
                copy(sheet, formats, at, row, wrong)?;
            }
            reason(sheet, formats, at, behind, fault)?;
        }
        Ok(())
    }

    /// A second gate: faults and withheld rows come from the caller, the cells from the file.
    fn may_leave(&self, row: &Row) -> bool {
        !self.withheld.contains(&row.number) && !self.gate.withholds(row)
    }
}

fn copy(sheet: &mut Worksheet, formats: &Formats, at: u32, row: &Row, wrong: Option<u32>) -> Result<(), XlsxError> {
    for (column, cell) in &row.cells {
        let column_at = place(*column)?;
        let plain = Format::default();
        let format = if wrong == Some(*column) { &formats.fault } else { &plain };
        match cell {
            Cell::Text(text) => sheet.write_string_with_format(at, column_at, book::clipped(text), format)?,
            Cell::Number(number) if number.is_finite() => {
                sheet.write_number_with_format(at, column_at, *number, format)?
            }
            Cell::Flag(flag) => sheet.write_boolean_with_format(at, column_at, *flag, format)?,
            Cell::Number(_) | Cell::Serial(_) | Cell::Fault => {
                sheet.write_string_with_format(at, column_at, cell.shown(), format)?
            }
        };
    }
    if let Some(column) = wrong.filter(|column| row.cell(*column).is_none()) {
        sheet.write_blank(at, place(column)?, &formats.fault)?;
    }
    Ok(())
}

fn reason(sheet: &mut Worksheet, formats: &Formats, at: u32, behind: u32, fault: &RowFault) -> Result<(), XlsxError> {
    let all = || std::iter::once(fault).chain(&fault.more);
    let reasons: Vec<String> = all().map(|fault| format!("{}：{}", fault.column, fault.message_zh)).collect();
    let codes: Vec<&str> = all().map(|fault| fault.code).collect();
    let mut advices: Vec<&str> = codes.iter().map(|code| advice(code).0).collect();
    advices.dedup();
    let cells = [
        TableCell::Int(fault.row.into()),
        TableCell::Text(codes.join("；")),
        TableCell::Text(reasons.join("；")),
        TableCell::Text(advices.join("；")),
    ];
    for (column, value) in (behind..).zip(&cells) {
        book::cell(sheet, formats, at, place(column)?, value)?;
    }
    Ok(())
}

fn list_withheld(sheet: &mut Worksheet, formats: &Formats, withheld: &[u32]) -> Result<(), XlsxError> {
    book::headers(sheet, formats, 0, &["原行号".to_owned(), "说明".to_owned()])?;
    for (at, row) in (1..).zip(withheld) {
        book::cell(sheet, formats, at, 0, &TableCell::Int((*row).into()))?;
        book::cell(sheet, formats, at, 1, &TableCell::Text("涉密，未录入".to_owned()))?;
    }
    Ok(())
}

fn place(column: u32) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}
