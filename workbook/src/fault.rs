//! What is wrong with a row, or worth saying about it: codes for programs, sentences for people.
//!
//! Nothing here is ever made of a withheld row except its number.

use crate::grid::Cell;
use crate::limit::{NOTICES_MAX, QUOTED_CHARS_MAX};

/// A row that was not taken, with the reason: the first by the fixed order of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Sheet row, from 1.
    pub row: u32,
    /// The column's header, as in the file.
    pub column: String,
    /// Stable code, such as `BAD_MONEY`.
    pub code: &'static str,
    /// The Chinese sentence.
    pub message_zh: String,
    /// The English sentence.
    pub message_en: String,
    /// Further faults of the same row, in the order of checks; their own `more` is empty.
    pub more: Vec<RowFault>,
}

/// Something worth knowing that keeps no row out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Sheet row, from 1, where it is about one.
    pub row: Option<u32>,
    /// The column's header, as in the file, where it is about one.
    pub column: Option<String>,
    /// Stable code, such as `TOTAL_DIFFERS`.
    pub code: &'static str,
    /// The Chinese sentence.
    pub message_zh: String,
    /// The English sentence.
    pub message_en: String,
}

/// Why one cell is refused, before it is known where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Objection {
    pub(crate) code: &'static str,
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Objection {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }

    /// Puts it at its place.
    pub(crate) fn at(self, row: u32, column: &str) -> RowFault {
        RowFault {
            row,
            column: column.to_owned(),
            code: self.code,
            message_zh: self.zh,
            message_en: self.en,
            more: Vec::new(),
        }
    }

    /// The same as a notice: worth saying, but no reason to refuse.
    pub(crate) fn noticed(self, row: Option<u32>, column: Option<&str>) -> Notice {
        Notice { row, column: column.map(str::to_owned), code: self.code, message_zh: self.zh, message_en: self.en }
    }
}

/// The notices of one file, bounded.
#[derive(Default)]
pub(crate) struct Notices {
    kept: Vec<Notice>,
    dropped: usize,
}

impl Notices {
    pub(crate) fn push(&mut self, notice: Notice) {
        if self.kept.len() < NOTICES_MAX {
            self.kept.push(notice);
        } else {
            self.dropped += 1;
        }
    }

    /// All that were kept, and one that counts the rest.
    pub(crate) fn into_vec(mut self) -> Vec<Notice> {
        if self.dropped > 0 {
            let (zh, en) = (
                format!("另有 {} 条提示未列出", self.dropped),
                format!("{} further notices are not listed", self.dropped),
            );
            self.kept.push(Objection::new("NOTICES_TRUNCATED", zh, en).noticed(None, None));
        }
        self.kept
    }
}

/// A cell as a message quotes it: shortened, without line breaks.
pub(crate) fn quoted(cell: &Cell) -> String {
    let shown = cell.shown();
    let mut characters = shown.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut text: String = characters.by_ref().take(QUOTED_CHARS_MAX).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}
