//! Empty ledgers to fill in: headers, choices where there are any, and a sheet of notes.

use cangliu_domain::asset::{Usage, ValueKind};
use cangliu_domain::division::{self, Division};
use cangliu_domain::institution::{Level, System};
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula, Worksheet, XlsxError};

use super::book::{self, Book};
use super::table::TableCell;
use super::{LedgerKind, WriteError, ledger};
use crate::{assets, registry, waste};

/// Rows that a template offers choices for.
const PREPARED_ROWS: u32 = 5_000;
const WIDTH: f64 = 18.0;
/// The sheet that long lists of choices stand on.
const LISTS: &str = "选项";

/// One column of a template.
struct Column {
    header: String,
    note: &'static str,
    choices: Choices,
}

enum Choices {
    Any,
    /// Codes and dates typed in text columns keep what was typed.
    Text,
    Of(Vec<&'static str>),
    Divisions,
}

/// An empty ledger of a kind as .xlsx.
///
/// # Errors
/// [`WriteError::Unwritable`].
pub fn template(kind: LedgerKind) -> Result<Vec<u8>, WriteError> {
    let (name, columns) = match kind {
        LedgerKind::Assets => ("资产卡片", asset_columns()),
        LedgerKind::Waste => ("生活垃圾台账", waste_columns()),
        LedgerKind::Registry => ("名录库", registry_columns()),
    };
    let mut book = Book::new();
    let divisions = districts();
    let (sheet, formats) = book.sheet(name)?;
    let headers: Vec<String> = columns.iter().map(|column| column.header.clone()).collect();
    book::headers(sheet, formats, 0, &headers)?;
    for (at, column) in (0_u16..).zip(&columns) {
        sheet.set_column_width(at, WIDTH)?;
        offer(sheet, formats, at, column, divisions.len())?;
    }
    notes(&mut book, &columns)?;
    if columns.iter().any(|column| matches!(column.choices, Choices::Divisions)) {
        let (sheet, formats) = book.sheet(LISTS)?;
        for (row, division) in (0..).zip(&divisions) {
            book::cell(sheet, formats, row, 0, &TableCell::Text(division.to_string()))?;
            book::cell(sheet, formats, row, 1, &TableCell::Text(division.name_zh().to_owned()))?;
        }
    }
    book.finish()
}

fn offer(
    sheet: &mut Worksheet,
    formats: &book::Formats,
    at: u16,
    column: &Column,
    divisions: usize,
) -> Result<(), XlsxError> {
    let choices = match &column.choices {
        Choices::Any => return Ok(()),
        Choices::Text => {
            sheet.set_column_format(at, &formats.text)?;
            return Ok(());
        }
        Choices::Of(words) => DataValidation::new().allow_list_strings(words)?,
        Choices::Divisions => {
            sheet.set_column_format(at, &formats.text)?;
            DataValidation::new().allow_list_formula(Formula::new(format!("='{LISTS}'!$A$1:$A${divisions}")))
        }
    };
    let choices = choices
        .set_error_style(DataValidationErrorStyle::Stop)
        .set_error_title("请选择")?
        .set_error_message("请从下拉列表中选择")?;
    sheet.add_data_validation(1, at, PREPARED_ROWS, at, &choices)?;
    Ok(())
}

fn notes(book: &mut Book, columns: &[Column]) -> Result<(), XlsxError> {
    let (sheet, formats) = book.sheet("填表说明")?;
    book::headers(sheet, formats, 0, &["列".to_owned(), "填写要求".to_owned()])?;
    sheet.set_column_width(0, WIDTH)?;
    sheet.set_column_width(1, WIDTH * 4.0)?;
    for (row, column) in (1..).zip(columns) {
        book::cell(sheet, formats, row, 0, &TableCell::Text(column.header.clone()))?;
        book::cell(sheet, formats, row, 1, &TableCell::Text(column.note.to_owned()))?;
    }
    Ok(())
}

/// Shanghai and its districts: what a registry here names.
fn districts() -> Vec<Division> {
    Division::all()
        .filter(|division| Division::SHANGHAI.contains(*division) && division.level() != division::Level::Central)
        .collect()
}

fn columns<F: Copy + Eq>(
    vocabulary: &crate::heading::Vocabulary<F>,
    fields: &[(F, &str)],
    describe: impl Fn(F) -> (&'static str, Choices),
) -> Vec<Column> {
    let headers = ledger::headers(vocabulary, fields);
    let described = fields.iter().map(|(field, _)| describe(*field));
    headers.into_iter().zip(described).map(|(header, (note, choices))| Column { header, note, choices }).collect()
}

fn asset_columns() -> Vec<Column> {
    use assets::Field;
    columns(&assets::VOCABULARY, &ledger::ASSET_COLUMNS, |field| match field {
        Field::Institution => ("必填。18 位，文本格式", Choices::Text),
        Field::Number => ("必填。本单位内不重复，文本格式", Choices::Text),
        Field::Name => ("必填", Choices::Any),
        Field::Class => ("必填。GB/T 14885-2022（A+8位）或 2010（7位），文本格式", Choices::Text),
        Field::Serial => ("选填。文本格式", Choices::Text),
        Field::Pieces => ("必填。大于零的整数；同批同型可合为一张卡片", Choices::Any),
        Field::ValueKind => {
            let kinds = [ValueKind::Original, ValueKind::Nominal, ValueKind::Appraised, ValueKind::Provisional];
            ("从列表选择", Choices::Of(kinds.map(ledger::value_kind).to_vec()))
        }
        Field::Original => ("必填。整张卡片的金额（元），只写数字", Choices::Any),
        Field::Net => ("选填。整张卡片的金额（元），只写数字", Choices::Any),
        Field::Acquisition => (
            "从列表选择",
            Choices::Of(vec!["购置", "调拨", "接受捐赠", "自建", "自研", "置换", "盘盈", "租入", "其他"]),
        ),
        Field::Acquired => ("必填。形如 2024-09-01", Choices::Any),
        Field::InUse => ("选填。形如 2024-09-01", Choices::Any),
        Field::Usage => {
            let usages = [Usage::InUse, Usage::Idle, Usage::AwaitingDisposal, Usage::LetOut];
            ("必填。从列表选择", Choices::Of(usages.map(ledger::usage).to_vec()))
        }
        Field::Secrecy => {
            ("必填。只有填“否”的行才会录入；是、待定或空白的行不录入、不留存", Choices::Of(vec!["否", "是", "待定"]))
        }
        _ => ("选填", Choices::Any),
    })
}

fn waste_columns() -> Vec<Column> {
    use waste::Field;
    columns(&waste::VOCABULARY, &ledger::WASTE_COLUMNS, |field| match field {
        Field::Date => ("必填。形如 2024-09-01，每天一行", Choices::Any),
        Field::Until => ("选填。一行合计数天时填最后一天", Choices::Any),
        Field::Point => ("选填。有几个点位时逐行填写，同一天每个点位一行", Choices::Any),
        Field::Trip => ("选填。同一天同一点位分几行填写时用来区分", Choices::Any),
        Field::Treated => ("选填。在本单位就地处置、未清运的湿垃圾，不计入湿垃圾列", Choices::Any),
        Field::Closed => ("选填。点位当日停用的原因；停用的行不填重量", Choices::Any),
        Field::Dry | Field::Wet | Field::Recyclable | Field::Hazardous => {
            ("千克。没有发生填 0；不适用（如无食堂）填 /；漏记留空，不要填 0", Choices::Any)
        }
        Field::Method => ("从列表选择", Choices::Of(ledger::METHODS.to_vec())),
        _ => ("选填", Choices::Any),
    })
}

fn registry_columns() -> Vec<Column> {
    use registry::Field;
    columns(&registry::VOCABULARY, &ledger::REGISTRY_COLUMNS, |field| match field {
        Field::Name => ("必填。与公章一致", Choices::Any),
        Field::Uscc => ("必填。18 位，文本格式", Choices::Text),
        Field::Level => (
            "必填。从列表选择",
            Choices::Of([Level::Municipal, Level::District, Level::Central].map(ledger::level).to_vec()),
        ),
        Field::System => {
            let systems = [
                System::MunicipalOrgans,
                System::MunicipalEducation,
                System::MunicipalHealth,
                System::MunicipalOther,
                System::District,
            ];
            ("必填。从列表选择", Choices::Of(systems.map(ledger::system).to_vec()))
        }
        Field::SubordinateTo => ("必填。预算与资产隶属的区划代码，市级填 310000", Choices::Divisions),
        Field::LocatedIn => ("必填。实际所在的区划代码", Choices::Divisions),
        Field::Canteen => ("必填。从列表选择", Choices::Of(vec!["有", "无"])),
        Field::Evaluated => ("从列表选择", Choices::Of(vec!["是", "否"])),
        Field::FloorArea => ("选填。平方米，整数", Choices::Any),
        Field::Competent => ("选填", Choices::Any),
        _ => ("人数，整数；不清楚留空，没有填 0", Choices::Any),
    })
}
