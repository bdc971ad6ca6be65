//! The hard gate: rows that are, may be, or are not said not to be 涉密 are withheld (DOMAIN 0.7).
//!
//! Deciding when in doubt: a wrongly withheld row costs a correction in the file; a wrongly
//! admitted one cannot be taken back from an append-only log. So in a column that asks 是否涉密
//! only a clear no admits a row: blank, 待定 and unknown words withhold it. A column of levels
//! (密级) is by custom filled only where there is a level, so there a blank admits.

use cangliu_domain::half_width::fold;

use crate::grid::{Cell, Row};
use crate::heading::Heading;
use crate::value::wording;

/// What a 是否涉密 column says when it clears a row.
const CLEAR: [&str; 14] =
    ["否", "不", "非", "无", "非涉密", "不涉密", "未涉密", "无涉密", "非密", "N", "NO", "FALSE", "0", "公开"];
/// What a 密级 column says when it clears a row.
const CLEAR_LEVELS: [&str; 14] =
    ["非密", "非涉密", "不涉密", "未涉密", "无密级", "未定密", "否", "无", "公开", "/", "-", "—", "——", "N"];
/// Strokes where nothing is said, as behind a total.
const STROKES: [&str; 5] = ["/", "-", "—", "——", "--"];
/// What may stand before 涉密 where a text denies it.
const DENIALS: [&str; 11] = ["非", "不", "未", "无", "脱", "没有", "是否", "不得", "并非", "不含", "不包括"];

/// How a column speaks of secrecy.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// 是否涉密: yes or no.
    Whether,
    /// 密级: which level, if any.
    Level,
}

/// The columns by which rows are withheld.
pub(crate) struct Gate {
    columns: Vec<(u32, Asks)>,
    /// Columns whose text may mention it: names and remarks.
    mentions: Vec<u32>,
}

impl Gate {
    /// Finds the columns by their headers, whatever else these say; `mentions` are columns of text.
    pub(crate) fn of<F: Copy + Eq>(heading: &Heading<F>, mentions: &[F]) -> Self {
        let asks = |word: &str| match word {
            word if word.contains("密级")
                || word.contains("保密")
                || word.contains("定密")
                || word.contains("涉密等级") =>
            {
                Some(Asks::Level)
            }
            word if word.contains("涉密") => Some(Asks::Whether),
            _ => None,
        };
        let columns =
            heading.columns.iter().filter_map(|column| Some((column.at, asks(column.word.bare())?))).collect();
        let mentions = mentions.iter().filter_map(|field| heading.column(*field)).map(|column| column.at).collect();
        Self { columns, mentions }
    }

    /// True where the sheet asks about secrecy at all.
    pub(crate) fn is_asked(&self) -> bool {
        !self.columns.is_empty()
    }

    /// True for a row of which nothing but its number may leave.
    pub(crate) fn withholds(&self, row: &Row) -> bool {
        let marked = self.columns.iter().any(|(at, asks)| !clears(row.cell(*at), *asks));
        marked || self.mentioned(row)
    }

    /// True where the row itself says it: a mark that is no clear no, or a text. A blank says nothing yet.
    pub(crate) fn is_said_of(&self, row: &Row) -> bool {
        let said = |cell: &&Cell| !wording::chosen(Some(*cell)).is_some_and(|word| STROKES.contains(&word.as_str()));
        let marked = self.columns.iter().any(|(at, asks)| {
            let cell = row.cell(*at);
            cell.filter(said).is_some() && !clears(cell, *asks)
        });
        marked || self.mentioned(row)
    }

    /// True where a name or a remark speaks of secrecy.
    pub(crate) fn mentioned(&self, row: &Row) -> bool {
        self.mentions.iter().any(|at| row.cell(*at).and_then(Cell::text).is_some_and(mentions_secrecy))
    }

    /// True for a column that speaks of secrecy.
    pub(crate) fn is_of(&self, at: u32) -> bool {
        self.columns.iter().any(|(column, _)| *column == at)
    }
}

fn clears(cell: Option<&Cell>, asks: Asks) -> bool {
    let word = wording::chosen(cell);
    match (asks, word.as_deref()) {
        (Asks::Whether, Some(word)) => CLEAR.contains(&word),
        (Asks::Whether, None) => false,
        (Asks::Level, Some(word)) => is_clear_level(word),
        // An error is no blank.
        (Asks::Level, None) => cell.is_none(),
    }
}

/// True for a level that is none.
pub(crate) fn is_clear_level(level: &str) -> bool {
    let level = fold(level).to_uppercase();
    level.is_empty() || CLEAR_LEVELS.contains(&level.as_str())
}

/// True for an answer to 是否涉密 that clears what it is said of.
pub(crate) fn is_clear_answer(answer: &Cell) -> bool {
    clears(Some(answer), Asks::Whether)
}

/// True where a text says 涉密 without denying it.
pub(crate) fn mentions_secrecy(text: &str) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("涉密") {
        let denied = DENIALS.iter().any(|denial| before.ends_with(denial));
        let answered = after.trim_start_matches([':', '：', ' ']).starts_with(['否', '无']);
        if !denied && !answered {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whether(word: &str) -> bool {
        clears(Some(&Cell::Text(word.into())), Asks::Whether)
    }

    #[test]
    fn only_a_clear_no_admits_a_row() {
        assert!(
            whether("否") && whether(" 非涉密 ") && whether("ｎ") && clears(Some(&Cell::Flag(false)), Asks::Whether)
        );
        for word in ["是", "待定", "秘密", "？", "不清楚", "待核实"] {
            assert!(!whether(word), "{word:?}");
        }
        assert!(!clears(None, Asks::Whether) && !clears(Some(&Cell::Fault), Asks::Whether));
    }

    #[test]
    fn a_blank_level_admits_and_every_other_level_withholds() {
        let level = |word: &str| clears(Some(&Cell::Text(word.into())), Asks::Level);
        assert!(level("非密") && level("否") && level("/") && clears(None, Asks::Level));
        assert!(
            !level("秘密")
                && !level("机密")
                && !level("内部")
                && !level("待定")
                && !clears(Some(&Cell::Fault), Asks::Level)
        );
    }

    #[test]
    fn a_text_that_says_so_withholds_unless_it_denies_it() {
        assert!(mentions_secrecy("涉密计算机") && mentions_secrecy("非涉密改为涉密"));
        assert!(!mentions_secrecy("非涉密计算机") && !mentions_secrecy("是否涉密：否") && !mentions_secrecy("已脱密"));
    }
}
