//! The one place that speaks to the Excel writer: formats, widths, and cells by type.

use chrono::NaiveDate;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::WriteError;
use super::table::{Table, TableCell};

/// Characters a cell holds in Excel.
const TEXT_CHARS_MAX: usize = 32_767;
/// Characters a sheet's name holds.
const SHEET_NAME_CHARS_MAX: usize = 31;
/// Widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=48;
/// Rows that the width of a column is measured by.
const MEASURED_ROWS: usize = 200;
/// The largest whole number that a cell keeps exactly.
const EXACT_MAX: u64 = 1 << 53;

/// A workbook under way.
pub(super) struct Book {
    workbook: Workbook,
    pub(super) formats: Formats,
}

/// The looks of cells.
pub(super) struct Formats {
    title: Format,
    pub(super) header: Format,
    pub(super) text: Format,
    yuan: Format,
    kilograms: Format,
    date: Format,
    whole: Format,
    pub(super) fault: Format,
}

impl Formats {
    fn new() -> Self {
        let base = Format::new().set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center),
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Center)
                .set_border(FormatBorder::Thin)
                .set_background_color(Color::RGB(0x00DD_EBF7)),
            text: base.clone().set_num_format("@"),
            yuan: base.clone().set_num_format("#,##0.00"),
            kilograms: base.clone().set_num_format("#,##0.###"),
            date: base.clone().set_num_format("yyyy-mm-dd"),
            whole: base.clone().set_num_format("0"),
            fault: base.set_background_color(Color::RGB(0x00FF_C7CE)),
        }
    }
}

impl Book {
    pub(super) fn new() -> Self {
        let mut workbook = Workbook::new();
        // The writer would stamp the time of day; equal input shall give equal bytes.
        if let Ok(day) = ExcelDateTime::from_ymd(2000, 1, 1) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        }
        Self { workbook, formats: Formats::new() }
    }

    /// Adds a sheet.
    pub(super) fn sheet(&mut self, name: &str) -> Result<(&mut Worksheet, &Formats), XlsxError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(sheet_name(name))?;
        Ok((sheet, &self.formats))
    }

    /// Adds a sheet with a whole table.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), WriteError> {
        let (sheet, formats) = self.sheet(&table.title)?;
        let last = u16::try_from(table.headers.len().saturating_sub(1)).map_err(|_| XlsxError::RowColumnLimitError)?;
        if last == 0 {
            sheet.write_string_with_format(0, 0, clipped(&table.title), &formats.title)?;
        } else {
            sheet.merge_range(0, 0, 0, last, &clipped(&table.title), &formats.title)?;
        }
        let mut row = 1;
        for line in &table.above {
            sheet.write_string(row, 0, clipped(line))?;
            row += 1;
        }
        headers(sheet, formats, row, &table.headers)?;
        let first = row + 1;
        row = first;
        for cells in &table.rows {
            for (column, value) in (0..=last).zip(cells) {
                cell(sheet, formats, row, column, value)?;
            }
            row += 1;
        }
        if row > first {
            sheet.autofilter(first - 1, 0, row - 1, last)?;
        }
        for (column, width) in (0..=last).zip(widths(table)) {
            sheet.set_column_width(column, width)?;
        }
        if let Some(footer) = &table.footer {
            // Spread over the width, as on paper.
            let step = ((last + 1) / 4).max(1);
            for (place, part) in (0_u16..).zip(footer.parts()) {
                sheet.write_string(row + 1, place * step, clipped(&part))?;
            }
        }
        Ok(())
    }

    /// The finished workbook.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

/// Writes a row of headers and freezes it.
pub(super) fn headers(sheet: &mut Worksheet, formats: &Formats, row: u32, headers: &[String]) -> Result<(), XlsxError> {
    for (column, header) in (0_u16..).zip(headers) {
        sheet.write_string_with_format(row, column, clipped(header), &formats.header)?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_repeat_rows(row, row)?;
    Ok(())
}

/// Writes one cell by its type.
pub(super) fn cell(
    sheet: &mut Worksheet,
    formats: &Formats,
    row: u32,
    column: u16,
    value: &TableCell,
) -> Result<(), XlsxError> {
    match value {
        TableCell::Blank => {}
        TableCell::Text(text) => {
            sheet.write_string_with_format(row, column, clipped(text), &formats.text)?;
        }
        TableCell::Fen(fen) => number(sheet, row, column, fen.get(), 100.0, &formats.yuan, &fen.to_string())?,
        TableCell::Grams(grams) => {
            number(sheet, row, column, grams.get(), 1_000.0, &formats.kilograms, &grams.to_string())?;
        }
        TableCell::Int(whole) => number(sheet, row, column, *whole, 1.0, &formats.whole, &whole.to_string())?,
        TableCell::Date(date) => date_cell(sheet, formats, row, column, *date)?,
    }
    Ok(())
}

/// Writes a scaled integer; as text where a cell would not keep its last digit.
#[expect(clippy::cast_precision_loss, reason = "checked just before: the integer fits 53 bits")]
fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    units: i64,
    scale: f64,
    format: &Format,
    exact: &str,
) -> Result<(), XlsxError> {
    if units.unsigned_abs() < EXACT_MAX {
        sheet.write_number_with_format(row, column, units as f64 / scale, format)?;
    } else {
        sheet.write_string_with_format(row, column, exact, format)?;
    }
    Ok(())
}

fn date_cell(
    sheet: &mut Worksheet,
    formats: &Formats,
    row: u32,
    column: u16,
    date: NaiveDate,
) -> Result<(), XlsxError> {
    match crate::value::date::serial_of(date) {
        Some(serial) => sheet.write_number_with_format(row, column, f64::from(serial), &formats.date)?,
        None => sheet.write_string_with_format(row, column, date.to_string(), &formats.text)?,
    };
    Ok(())
}

/// The text as far as a cell holds it.
pub(super) fn clipped(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// A name that a sheet may have.
fn sheet_name(name: &str) -> String {
    let allowed = name.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { ' ' } else { c });
    let name: String = allowed.take(SHEET_NAME_CHARS_MAX).collect();
    if name.trim().is_empty() { "表".to_owned() } else { name.trim().to_owned() }
}

/// Widths by the headers and the first rows; a Chinese character takes two.
#[expect(clippy::cast_precision_loss, reason = "a width is a small number")]
fn widths(table: &Table) -> impl Iterator<Item = f64> {
    let wide = |text: &str| text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>() + 2;
    let measure = move |cell: &TableCell| match cell {
        TableCell::Blank => 0,
        TableCell::Text(text) => wide(text),
        TableCell::Fen(fen) => fen.to_string().len() + 4,
        TableCell::Grams(grams) => grams.to_string().len() + 3,
        TableCell::Date(_) => 12,
        TableCell::Int(number) => number.to_string().len() + 2,
    };
    table.headers.iter().enumerate().map(move |(column, header)| {
        let cells = table.rows.iter().take(MEASURED_ROWS).filter_map(|row| row.get(column)).map(measure);
        cells.chain([wide(header)]).max().unwrap_or(0).clamp(*WIDTHS.start(), *WIDTHS.end()) as f64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_title_makes_a_sheet_name() {
        assert_eq!(sheet_name("a/b[c]:*?'\\"), "a b c");
        assert_eq!(sheet_name("资产".repeat(40).as_str()).chars().count(), SHEET_NAME_CHARS_MAX);
        assert_eq!(sheet_name("''"), "表");
    }
}
