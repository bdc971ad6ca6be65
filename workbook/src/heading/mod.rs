//! Where the header of a sheet stands and what each column means: by words, never by position.

mod find;
pub(crate) mod preamble;
mod title;
pub(crate) mod unit;
mod word;

pub(crate) use find::{Found, best_sheet};
pub(crate) use word::Word;

use crate::fault::{Notices, Objection};
use crate::grid::{Cell, Row};

/// The words by which a kind of sheet heads its columns.
pub(crate) struct Vocabulary<F: 'static> {
    /// Per field its headers, the usual one first; earlier ones win over later ones.
    pub(crate) words: &'static [(F, &'static [&'static str])],
    /// Fields without which a row of words is no header.
    pub(crate) needed: &'static [F],
}

impl<F: Copy + Eq> Vocabulary<F> {
    /// The field a header means, and how usual the word is for it (0 the most).
    fn meaning(&self, word: &Word) -> Option<(F, usize)> {
        word.readings().find_map(|reading| {
            self.words
                .iter()
                .find_map(|(field, words)| words.iter().position(|usual| *usual == reading).map(|rank| (*field, rank)))
        })
    }

    /// The usual header of a field.
    pub(crate) fn usual(&self, field: F) -> &'static str {
        self.words.iter().find(|(of, _)| *of == field).and_then(|(_, words)| words.first().copied()).unwrap_or_default()
    }
}

/// One headed column.
pub(crate) struct Headed<F> {
    /// Column, from 0.
    pub(crate) at: u32,
    /// The header as in the file, on one line. Of a stacked header the parts by which it is
    /// understood, so that it is understood again where it is written flat.
    pub(crate) header: String,
    /// The header taken apart.
    pub(crate) word: Word,
    /// What it means; `None` where it means nothing here or another column means it better.
    pub(crate) field: Option<F>,
    /// True where another column means the same.
    pub(crate) repeated: bool,
}

/// The header of a sheet.
pub(crate) struct Heading<F: 'static> {
    /// First and last sheet row it takes.
    pub(crate) rows: (u32, u32),
    /// Headed columns from the left.
    pub(crate) columns: Vec<Headed<F>>,
    vocabulary: &'static Vocabulary<F>,
}

impl<F: Copy + Eq> Heading<F> {
    /// The column of a field.
    pub(crate) fn column(&self, field: F) -> Option<&Headed<F>> {
        self.columns.iter().find(|column| column.field == Some(field))
    }

    /// The header of a field as in the file; its usual header where the file has none.
    pub(crate) fn header(&self, field: F) -> &str {
        self.column(field).map_or(self.vocabulary.usual(field), |column| &column.header)
    }

    /// The cell of a field in a row.
    pub(crate) fn cell<'row>(&self, row: &'row Row, field: F) -> Option<&'row Cell> {
        row.cell(self.column(field)?.at)
    }

    /// True for a row that repeats the header, as at the top of each printed page.
    pub(crate) fn is_repeated_in(&self, row: &Row) -> bool {
        let alike = |column: &&Headed<F>| {
            row.cell(column.at).and_then(Cell::text).is_some_and(|text| Word::of(text).bare() == column.word.bare())
        };
        self.columns.iter().filter(alike).count() * 2 > self.columns.len()
    }

    /// Notes which columns were not read, and which stand twice.
    pub(crate) fn note_unread(&self, notices: &mut Notices) {
        let unread: Vec<&str> = self
            .columns
            .iter()
            .filter(|column| column.field.is_none() && !column.repeated)
            .map(|column| column.header.as_str())
            .collect();
        if !unread.is_empty() {
            let list = unread.join("、");
            let (zh, en) = (format!("以下各列未读取：{list}"), format!("these columns are not read: {list}"));
            notices.push(Objection::new("COLUMNS_NOT_READ", zh, en).noticed(None, None));
        }
        for column in self.columns.iter().filter(|column| column.repeated) {
            let (zh, en) = ("另有一列含义相同，本列未读取", "another column means the same; this one is not read");
            notices.push(Objection::new("COLUMN_REPEATED", zh, en).noticed(None, Some(&column.header)));
        }
    }
}
