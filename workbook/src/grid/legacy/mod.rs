//! Reads .xls of Excel 97 to 2003 (BIFF8), and tells .xlsx behind a password.
//!
//! Not by calamine: it builds every sheet as a dense range while opening the file, so that a few
//! hundred bytes could ask for gigabytes before any limit is seen. What is needed here is little:
//! values, no formats. Dates are left as numbers, which a column of dates reads as serials.

mod record;
mod strings;

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use cfb::CompoundFile;

use super::{Cell, Epoch, Intake, Merge, Row, Sheet};
use crate::limit::{MERGES_MAX, SOURCE_BYTES_MAX};
use crate::read_error::ReadError;
use record::{Record, records, u16_at, u32_at};

/// What is said of every contradiction inside.
const DAMAGED: ReadError = ReadError::Damaged { part: "the workbook (.xls)" };

/// Reads all worksheets.
///
/// # Errors
/// [`ReadError::Encrypted`], [`ReadError::UnsupportedForm`], [`ReadError::Damaged`], [`ReadError::TooLarge`].
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    // As for .xlsx: strangers' files must not take the request with them.
    catch_unwind(AssertUnwindSafe(|| sheets(&stream(bytes)?))).unwrap_or(Err(DAMAGED))
}

/// The workbook's stream inside the compound file.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, ReadError> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
    if file.exists("/EncryptedPackage") {
        return Err(ReadError::Encrypted);
    }
    if !file.exists("/Workbook") {
        let form = if file.exists("/Book") { "Excel 95 (.xls)" } else { "this kind of Office document" };
        return Err(ReadError::UnsupportedForm { form });
    }
    let mut stream = Vec::new();
    let part = file.open_stream("/Workbook").map_err(|_| DAMAGED)?;
    part.take(SOURCE_BYTES_MAX as u64).read_to_end(&mut stream).map_err(|_| DAMAGED)?;
    Ok(stream)
}

/// What the globals say of a sheet.
struct Listed {
    name: String,
    hidden: bool,
    at: usize,
}

fn sheets(stream: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    let (mut listed, mut texts, mut epoch) = (Vec::new(), Vec::new(), Epoch::Y1900);
    for record in records(stream, 0).ok_or(DAMAGED)? {
        match record.kind {
            record::BOF if u16_at(record.data, 0) != Some(record::BIFF8) => {
                return Err(ReadError::UnsupportedForm { form: "Excel 95 (.xls)" });
            }
            record::PASSWORD => return Err(ReadError::Encrypted),
            record::EPOCH if u16_at(record.data, 0) == Some(1) => epoch = Epoch::Y1904,
            record::SHEET => listed.extend(sheet_listed(record.data)),
            record::STRINGS => texts = strings::table(&record).ok_or(DAMAGED)?,
            _ => {}
        }
    }
    let mut intake = Intake::default();
    let mut sheets = Vec::new();
    for Listed { name, hidden, at } in listed {
        intake.sheet()?;
        let (rows, merges) = sheet(stream, at, &texts, &mut intake)?;
        sheets.push(Sheet { name, hidden, rows, merges: Some(merges), epoch });
    }
    Ok(sheets)
}

/// A worksheet of the list; charts and macro sheets are none.
fn sheet_listed(data: &[u8]) -> Option<Listed> {
    let (at, hidden, kind) = (u32_at(data, 0)?, data.get(4)? & 3, data.get(5)?);
    let name = strings::short(data.get(6..)?)?;
    (*kind == 0).then_some(Listed { name, hidden: hidden != 0, at: at as usize })
}

fn sheet(stream: &[u8], at: usize, texts: &[String], intake: &mut Intake) -> Result<(Vec<Row>, Vec<Merge>), ReadError> {
    let (mut cells, mut merges, mut awaited) = (Vec::new(), Vec::new(), None);
    for record in records(stream, at).ok_or(DAMAGED)? {
        if record.kind == record::MERGES {
            merges.extend(merged(record.data).take(MERGES_MAX.saturating_sub(merges.len())));
            continue;
        }
        // The text of a formula's result follows in a record of its own.
        if let (record::RESULT_TEXT, Some((row, column))) = (record.kind, awaited.take()) {
            let text = strings::long(record.data).ok_or(DAMAGED)?;
            intake.cell(&mut cells, row, column, Cell::Text(text))?;
            continue;
        }
        if record.kind == record::FORMULA && record.data.get(6) == Some(&0) && u16_at(record.data, 12) == Some(0xFFFF) {
            awaited = place(record.data);
            continue;
        }
        for (row, column, cell) in values(&record, texts) {
            intake.cell(&mut cells, row, column, cell)?;
        }
    }
    Ok((intake.rows(cells)?, merges))
}

/// Row from 1 and column from 0 of a record of a cell.
fn place(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, 0)?) + 1, u32::from(u16_at(data, 2)?)))
}

/// The cells of a record; none for a record of another kind or one cut short.
fn values(record: &Record<'_>, texts: &[String]) -> Vec<(u32, u32, Cell)> {
    let data = record.data;
    let Some((row, column)) = place(data) else { return Vec::new() };
    let cell = match record.kind {
        record::NUMBER => record::f64_at(data, 6).map(Cell::Number),
        record::PACKED_NUMBER => u32_at(data, 6).map(|packed| Cell::Number(record::unpacked(packed))),
        record::SHARED_TEXT => u32_at(data, 6).and_then(|at| texts.get(at as usize).cloned()).map(Cell::Text),
        record::TEXT => data.get(6..).and_then(strings::long).map(Cell::Text),
        record::FLAG_OR_FAULT => match (data.get(6), data.get(7)) {
            (Some(flag), Some(0)) => Some(Cell::Flag(*flag != 0)),
            (Some(_), Some(_)) => Some(Cell::Fault),
            _ => None,
        },
        record::FORMULA => result(data),
        record::PACKED_NUMBERS => return packed_numbers(data, row, column),
        _ => None,
    };
    cell.map(|cell| (row, column, cell)).into_iter().collect()
}

/// The kept result of a formula that is no text.
fn result(data: &[u8]) -> Option<Cell> {
    if u16_at(data, 12)? != 0xFFFF {
        return record::f64_at(data, 6).map(Cell::Number);
    }
    match data.get(6)? {
        1 => Some(Cell::Flag(*data.get(8)? != 0)),
        2 => Some(Cell::Fault),
        _ => None,
    }
}

fn packed_numbers(data: &[u8], row: u32, first: u32) -> Vec<(u32, u32, Cell)> {
    let packed = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
    let numbers = packed.chunks_exact(6).filter_map(|cell| u32_at(cell, 2));
    (first..).zip(numbers).map(|(column, packed)| (row, column, Cell::Number(record::unpacked(packed)))).collect()
}

fn merged(data: &[u8]) -> impl Iterator<Item = Merge> {
    data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|place| {
        let at = |offset| u16_at(place, offset).map(u32::from);
        Some(Merge { rows: (at(0)? + 1, at(2)? + 1), columns: (at(4)?, at(6)?) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_is_no_workbook_is_named() {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/WordDocument").unwrap();
        assert_eq!(read(&file.into_inner().into_inner()).err().map(|error| error.code()), Some("UNSUPPORTED_FORM"));
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        file.create_stream("/EncryptedPackage").unwrap();
        assert_eq!(read(&file.into_inner().into_inner()).err(), Some(ReadError::Encrypted));
    }
}
