//! Reads delimited text (.csv, .tsv) as offices save it: UTF-8 with or without mark, UTF-16 with
//! mark, or GB18030; split by comma, semicolon or tab.
//!
//! Rows are counted as a spreadsheet shows them: blank lines count, line breaks inside quotes do not.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8};

use super::{Cell, Epoch, Intake, Sheet};
use crate::read_error::ReadError;

const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Records from the top by which the separator is told.
const SAMPLE_RECORDS: usize = 30;
/// Marks that make a spreadsheet compute; our own exports put an apostrophe before them.
pub(crate) const ACTIVE: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Reads the text as one sheet.
///
/// # Errors
/// [`ReadError::NotAWorkbook`] when it is no text, [`ReadError::TooLarge`].
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, ReadError> {
    // One kind of line end, so that lines can be counted.
    let mut text = decoded(bytes).ok_or(ReadError::NotAWorkbook)?.replace("\r\n", "\n").replace('\r', "\n");
    let stated = stated_separator(&text);
    if let Some((_, rest)) = stated {
        text = text.split_off(rest);
    }
    // With every record terminated, blank lines can be told from the last line's missing end.
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let separator = stated.map_or_else(|| separator(&text), |(separator, _)| separator);
    let mut intake = Intake::default();
    let mut cells = Vec::new();
    each_record(&text, separator, |row, record| {
        for (column, field) in (0_u32..).zip(record) {
            if !field.is_empty() {
                intake.cell(&mut cells, row, column, Cell::Text(unguarded(field).to_owned()))?;
            }
        }
        Ok(())
    })?;
    let rows = intake.rows(cells)?;
    Ok(Sheet { name: String::new(), hidden: false, rows, merges: None, epoch: Epoch::Y1900 })
}

fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => GB18030,
    };
    let (text, _, malformed) = encoding.decode(bytes);
    // Binary content of any kind carries zeros or undecodable bytes; text carries neither.
    (!malformed && !text.contains('\0') && !text.trim().is_empty()).then_some(text)
}

/// The separator that a first line `sep=;` states for spreadsheets, and where the rest begins.
fn stated_separator(text: &str) -> Option<(u8, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let stated = line.trim_end().strip_prefix("sep=")?;
    let separator = *SEPARATORS.iter().find(|separator| stated.as_bytes() == [**separator])?;
    Some((separator, line.len()))
}

/// The separator that splits the first records into most fields.
fn separator(text: &str) -> u8 {
    let fields = |separator: u8| -> usize {
        records(text, separator).take(SAMPLE_RECORDS).map(|record| record.len()).max().unwrap_or(0)
    };
    SEPARATORS.into_iter().rev().max_by_key(|separator| fields(*separator)).unwrap_or(b',')
}

fn records(text: &str, separator: u8) -> impl Iterator<Item = csv::StringRecord> {
    reader(text, separator).into_records().map_while(Result::ok)
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

/// Calls `each` with every record and the row at which a spreadsheet shows it.
fn each_record(
    text: &str,
    separator: u8,
    mut each: impl FnMut(u32, &csv::StringRecord) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = reader(text, separator);
    let mut record = csv::StringRecord::new();
    let mut row = 0_u64;
    loop {
        let before = reader.position().line();
        // The text is decoded and records may be of any length, so that nothing is left to fail.
        if !reader.read_record(&mut record).map_err(|_| ReadError::NotAWorkbook)? {
            return Ok(());
        }
        let inside = record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count() as u64;
        // The reader passes over blank lines in silence; its line count does not.
        let lines = reader.position().line().saturating_sub(before).saturating_sub(inside);
        row += lines.max(1);
        each(u32::try_from(row).unwrap_or(u32::MAX), &record)?;
    }
}

/// The field without what protects it from a spreadsheet: `'=…` of our exports, `="0012"` of others.
fn unguarded(field: &str) -> &str {
    if let Some(formula) = field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return formula;
    }
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(ACTIVE) || rest.starts_with('\'') => rest,
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells as `row:column=text`.
    fn cells(bytes: &[u8]) -> Vec<String> {
        let sheet = read(bytes).unwrap();
        let place = |row: &super::super::Row| {
            let number = row.number;
            row.cells
                .iter()
                .map(move |(column, cell)| format!("{number}:{column}={}", cell.shown()))
                .collect::<Vec<_>>()
        };
        sheet.rows.iter().flat_map(place).collect()
    }

    #[test]
    fn every_encoding_an_office_saves_is_read_alike() {
        let text = "编号,名称\n1,办公椅㐂\n";
        let utf16: Vec<u8> = "\u{FEFF}编号,名称\n1,办公椅㐂\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb18030, _, _) = GB18030.encode(text);
        let with_mark = format!("\u{FEFF}{text}");
        for bytes in [text.as_bytes(), with_mark.as_bytes(), &utf16, &gb18030] {
            assert_eq!(cells(bytes), ["1:0=编号", "1:1=名称", "2:0=1", "2:1=办公椅㐂"]);
        }
    }

    #[test]
    fn comma_semicolon_and_tab_are_told_apart() {
        for separator in [",", ";", "\t"] {
            let text = format!("编号{separator}名称{separator}原值\n1{separator}椅{separator}5\n");
            assert_eq!(cells(text.as_bytes()).len(), 6, "{separator:?}");
        }
        assert_eq!(cells("sep=;\n编号;名称,别名\n".as_bytes()), ["1:0=编号", "1:1=名称,别名"]);
    }

    #[test]
    fn blank_lines_count_and_line_breaks_inside_quotes_do_not() {
        let text = "编号,名称\r\n\r\n\r\n1,\"两行\r\n名称\"\r\n2,椅";
        assert_eq!(cells(text.as_bytes()), ["1:0=编号", "1:1=名称", "4:0=1", "4:1=两行\n名称", "5:0=2", "5:1=椅"]);
    }

    #[test]
    fn what_protects_a_field_from_a_spreadsheet_is_taken_off() {
        assert_eq!(cells("'=1+1,\"=\"\"0012\"\"\",'单引号\n".as_bytes()), ["1:0==1+1", "1:1=0012", "1:2='单引号"]);
    }

    #[test]
    fn binary_content_is_not_text() {
        for bytes in [&b"\x89PNG\r\n\x1a\n\0\0"[..], b"", b" \n ", &[0xFF; 64]] {
            assert_eq!(read(bytes).err(), Some(ReadError::NotAWorkbook), "{bytes:?}");
        }
    }
}
