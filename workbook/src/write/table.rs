//! A table to be written: a title, lines above, headers, typed cells, signatures below.

use cangliu_domain::fen::Fen;
use cangliu_domain::grams::Grams;
use chrono::NaiveDate;

use super::WriteError;
use super::book::Book;

/// One cell; its type decides how it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableCell {
    /// Nothing.
    Blank,
    /// Text, and every code: written as text whatever it looks like.
    Text(String),
    /// Money, shown in 元 with two decimals.
    Fen(Fen),
    /// Mass, shown in 千克 with as many decimals as there are.
    Grams(Grams),
    /// A business day.
    Date(NaiveDate),
    /// A whole number.
    Int(i64),
}

impl TableCell {
    /// Text, or nothing.
    #[must_use]
    pub fn text(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Blank, |text| Self::Text(text.into()))
    }
}

/// Who signs a report, and when (填表人、审核人、单位负责人、报出日期).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Footer {
    /// 填表人.
    pub prepared_by: String,
    /// 审核人.
    pub reviewed_by: String,
    /// 单位负责人.
    pub responsible: String,
    /// 报出日期.
    pub reported_on: Option<NaiveDate>,
}

impl Footer {
    /// The four parts as they are shown.
    pub(super) fn parts(&self) -> [String; 4] {
        let day = self.reported_on.map(|day| day.format("%Y年%-m月%-d日").to_string()).unwrap_or_default();
        [
            format!("填表人：{}", self.prepared_by),
            format!("审核人：{}", self.reviewed_by),
            format!("单位负责人：{}", self.responsible),
            format!("报出日期：{day}"),
        ]
    }
}

/// A table to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Title over the whole width; also the sheet's name as far as it fits.
    pub title: String,
    /// Lines between title and headers (`单位名称：…`, `单位：元`). In .xlsx only.
    pub above: Vec<String>,
    /// Headers.
    pub headers: Vec<String>,
    /// Rows; cells beyond the headers are left out.
    pub rows: Vec<Vec<TableCell>>,
    /// Signatures. In .xlsx only.
    pub footer: Option<Footer>,
}

impl Table {
    /// The table as an .xlsx workbook of one sheet, with frozen headers and a filter.
    ///
    /// # Errors
    /// [`WriteError::Unwritable`] beyond 1,048,576 rows or 16,384 columns.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WriteError> {
        let mut book = Book::new();
        book.table(self)?;
        book.finish()
    }

    /// Headers and rows as .csv in UTF-8 with its mark, which spreadsheets need to read Chinese.
    /// Title, lines above and signatures are left out: this form is for programs.
    #[must_use]
    pub fn to_csv(&self) -> Vec<u8> {
        super::csv::written(self)
    }
}
