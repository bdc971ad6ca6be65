//! What kind of line a row below the header is. Offices put totals, subtotals, captions,
//! signatures and the header itself between the rows that count.

use cangliu_domain::half_width::fold;

use crate::grid::{Cell, Row};
use crate::heading::Heading;
use crate::secrecy::Gate;

/// How much of the sheet a total covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// 小计: the rows since the last one.
    Section,
    /// 合计、总计: all rows so far, or since the last total.
    Whole,
}

/// What a line below the header of a plain list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Line {
    /// Nothing that counts: a signature, a repeated header, a prepared but empty line.
    Aside,
    /// A total over a span.
    Total(Span),
    /// A row of which only the number may be known.
    Withheld,
    /// A row of the list.
    Listed,
}

/// Tells the lines of a list apart. `number` is the column of running numbers, `identity` the one that a row of the
/// list always fills.
pub(crate) fn told<F: Copy + Eq>(row: &Row, heading: &Heading<F>, gate: &Gate, number: F, identity: F) -> Line {
    let number = heading.column(number).map(|column| column.at);
    let filled = row.cells.iter().filter(|(at, _)| Some(*at) != number && !gate.is_of(*at)).count();
    if filled == 0 || is_footer(row) || heading.is_repeated_in(row) {
        return Line::Aside;
    }
    // A total leaves the question open; a row that answers it is none, whatever words are in it.
    if gate.is_said_of(row) {
        return Line::Withheld;
    }
    if let Some(span) = total(row, heading.cell(row, identity)) {
        return Line::Total(span);
    }
    // One lone text with nothing said about secrecy is nothing that could be secret.
    if filled > 1 && gate.withholds(row) { Line::Withheld } else { Line::Listed }
}

/// Words that make a line a signature or a note.
const FOOTER: [&str; 24] = [
    "填表人",
    "制表人",
    "制表",
    "审核人",
    "复核人",
    "单位负责人",
    "部门负责人",
    "负责人",
    "报出日期",
    "填报日期",
    "填表日期",
    "制表日期",
    "打印日期",
    "经办人",
    "统计人",
    "联系人",
    "联系电话",
    "单位盖章",
    "盖章",
    "签字",
    "签章",
    "注",
    "备注说明",
    "填表说明",
];
/// Words before a total (`办公室小计`, `本页合计`).
const SECTION_TOTALS: [&str; 3] = ["小计", "本页合计", "本页累计"];
const WHOLE_TOTALS: [&str; 7] = ["合计", "总计", "共计", "总合计", "累计", "合计数", "TOTAL"];
/// Characters a total's words may have (`其他办公设备小计`).
const TOTAL_CHARS_MAX: usize = 16;

/// The total a row is, told by its first filled text; where the row has no `identity` of its own
/// (a card number, a date), by any of its texts.
pub(crate) fn total(row: &Row, identity: Option<&Cell>) -> Option<Span> {
    let mut texts = row.cells.iter().filter_map(|(_, cell)| cell.text());
    let first = texts.next();
    // Beside an identity, a name such as 累计 is a name.
    let others = texts.filter(|_| identity.is_none());
    first.into_iter().chain(others).find_map(total_word)
}

fn total_word(text: &str) -> Option<Span> {
    let word: String = fold(text).to_uppercase().chars().filter(|c| !matches!(c, ' ' | ':' | '*')).collect();
    // `小计(15台)` and `合计：` are totals too.
    let word = word.split('(').next().unwrap_or_default();
    if word.is_empty() || word.chars().count() > TOTAL_CHARS_MAX {
        return None;
    }
    if SECTION_TOTALS.iter().any(|total| word.ends_with(total)) {
        return Some(Span::Section);
    }
    WHOLE_TOTALS.iter().any(|total| word.ends_with(total)).then_some(Span::Whole)
}

/// True for a line of signatures or notes, told by its first text: a remark behind a row of data
/// may well begin with 注.
pub(crate) fn is_footer(row: &Row) -> bool {
    row.cells.iter().find_map(|(_, cell)| cell.text()).is_some_and(|text| {
        let folded = fold(text);
        match folded.split_once(':') {
            Some((label, _)) => {
                let label: String = label.chars().filter(|c| *c != ' ').collect();
                FOOTER.contains(&label.as_str())
            }
            None => FOOTER.iter().filter(|word| word.chars().count() > 2).any(|word| folded == *word),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(texts: &[&str]) -> Row {
        let cells = (0..).zip(texts).filter(|(_, text)| !text.is_empty());
        Row { number: 9, cells: cells.map(|(at, text)| (at, Cell::Text((*text).to_owned()))).collect() }
    }

    fn told(texts: &[&str]) -> Option<Span> {
        total(&row(texts), Some(&Cell::Number(1.0)))
    }

    #[test]
    fn totals_and_subtotals_are_told_apart() {
        assert_eq!(told(&["合  计"]), Some(Span::Whole));
        assert_eq!(told(&["总计：", "", "5"]), Some(Span::Whole));
        assert_eq!(told(&["办公室小计"]), Some(Span::Section));
        assert_eq!(told(&["小计（15台）"]), Some(Span::Section));
        assert_eq!(told(&["本页合计"]), Some(Span::Section));
        assert_eq!(told(&["3100002015000001", "空调机"]), None);
    }

    #[test]
    fn a_total_may_stand_anywhere_in_a_row_without_identity() {
        let row = row(&["办公设备", "", "小计"]);
        assert_eq!(total(&row, None), Some(Span::Section));
        assert_eq!(total(&row, row.cell(0)), None);
    }

    #[test]
    fn signatures_and_notes_are_no_rows() {
        assert!(is_footer(&row(&["填表人：王芳", "审核人：李娜"])));
        assert!(is_footer(&row(&["注：本表一式两份"])) && is_footer(&row(&["", "单位负责人"])));
        assert!(!is_footer(&row(&["31", "空调机", "注：借用"])));
    }
}
