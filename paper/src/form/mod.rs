//! The one form that all papers are: a title with number and QR code, a grid of fields, a table that goes on over pages,
//! sums, clauses, and blocks to be signed and stamped.
//!
//! | file | holds |
//! |---|---|
//! | `item` | what stands on a form, measured |
//! | `pages` | which page each part stands on |
//! | `draw` | the parts drawn |

mod draw;
mod item;
mod pages;
#[cfg(test)]
mod tests;

use cangliu_domain::fen::Fen;
use chrono::{Datelike as _, NaiveDate};

use crate::PaperError;
pub use crate::sheet::Align;

/// Which way the paper lies. A4 always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    /// Upright.
    Portrait,
    /// Across, for wide tables.
    Landscape,
}

/// What a paper is known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// The number of the document, such as `RC-310000-2026-000123`; none for a draft.
    pub number: Option<String>,
    /// The digest of what was submitted, in hexadecimal.
    pub digest: Option<String>,
}

impl Seal {
    /// What the QR code says; none without a number.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let number = self.number.as_ref()?;
        Some(self.digest.as_ref().map_or_else(|| number.clone(), |digest| format!("{number}\nsha256:{digest}")))
    }
}

/// A field above the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: String,
    /// What it says.
    pub value: String,
    /// Whether it has a line of its own.
    pub is_wide: bool,
}

/// A column of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Its part of the width, beside those of the others.
    pub share: u16,
    /// Where its values stand.
    pub align: Align,
}

/// Somebody who signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// As what: 经办人.
    pub role: &'static str,
    /// Who, where the ledger knows; otherwise there is room for a signature.
    pub name: Option<String>,
}

/// A block to be signed, and stamped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Who signs here: 移交单位.
    pub title: String,
    /// What is said above the signatures, such as an opinion.
    pub text: Option<String>,
    /// Who signs, one below the other.
    pub signers: Vec<Signer>,
    /// Whether a stamp goes here.
    pub has_stamp: bool,
    /// The day, where it is known.
    pub on: Option<NaiveDate>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its title.
    pub title: String,
    /// Which way it lies.
    pub orientation: Orientation,
    /// What it is known by.
    pub seal: Seal,
    /// The day it was made.
    pub made_on: NaiveDate,
    /// Fields above the table.
    pub fields: Vec<Field>,
    /// Columns of the table; none for a paper without one.
    pub columns: Vec<Column>,
    /// Rows, a text per column.
    pub rows: Vec<Vec<String>>,
    /// The 合计 row: texts by column; none without one.
    pub totals: Vec<(usize, String)>,
    /// The sum that is also written in words.
    pub amount: Option<Fen>,
    /// Clauses below the table, each a paragraph.
    pub clauses: Vec<String>,
    /// Blocks to be signed.
    pub blocks: Vec<Block>,
}

impl Form {
    /// The paper as PDF. The same form gives the same bytes.
    ///
    /// # Errors
    /// [`PaperError`].
    pub fn pdf(&self) -> Result<Vec<u8>, PaperError> {
        draw::pdf(self)
    }
}

impl Field {
    /// A field that shares its line.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), is_wide: false }
    }

    /// A field with a line of its own.
    pub fn wide(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { is_wide: true, ..Self::new(label, value) }
    }
}

impl Column {
    /// A column whose values stand at the left.
    #[must_use]
    pub const fn left(heading: &'static str, share: u16) -> Self {
        Self { heading, share, align: Align::Left }
    }

    /// A column whose values stand in the middle.
    #[must_use]
    pub const fn center(heading: &'static str, share: u16) -> Self {
        Self { heading, share, align: Align::Center }
    }

    /// A column whose values stand at the right.
    #[must_use]
    pub const fn right(heading: &'static str, share: u16) -> Self {
        Self { heading, share, align: Align::Right }
    }
}

impl Block {
    /// A block as offices sign it: 经办人, 复核人, 单位负责人, a day and a stamp.
    #[must_use]
    pub fn of_unit(title: impl Into<String>) -> Self {
        let signers = ["经办人", "复核人", "单位负责人"].map(|role| Signer { role, name: None }).into();
        Self { title: title.into(), text: None, signers, has_stamp: true, on: None }
    }

    /// A block of somebody who decides: an opinion, one signature, a day and a stamp.
    #[must_use]
    pub fn of_opinion(title: impl Into<String>, text: Option<String>) -> Self {
        let signers = vec![Signer { role: "负责人", name: None }];
        Self { title: title.into(), text, signers, has_stamp: true, on: None }
    }

    /// The same with the name of who signs as something.
    #[must_use]
    pub fn signed_by(mut self, role: &str, name: Option<&str>) -> Self {
        for signer in self.signers.iter_mut().filter(|signer| signer.role == role) {
            signer.name = name.map(str::to_owned);
        }
        self
    }

    /// The same with its day.
    #[must_use]
    pub fn dated(self, on: Option<NaiveDate>) -> Self {
        Self { on, ..self }
    }
}

/// A day as papers write it: 2026年5月1日.
#[must_use]
pub fn day(on: NaiveDate) -> String {
    format!("{}年{}月{}日", on.year(), on.month(), on.day())
}

/// An amount in yuan as tables write it: `12,345.67`.
#[must_use]
pub fn yuan(amount: Fen) -> String {
    let fen = amount.get().unsigned_abs();
    let (whole, cents) = ((fen / 100).to_string(), fen % 100);
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{}{grouped}.{cents:02}", if amount.is_negative() { "-" } else { "" })
}
