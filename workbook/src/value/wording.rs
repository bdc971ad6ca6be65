//! Free text and chosen words: names, places, remarks, and cells that pick from a short list.

use cangliu_domain::half_width::{fold, is_blank};

use crate::grid::Cell;

/// The text of a cell on one line, without surrounding space; `None` where nothing is said.
/// Width is kept: in a name it may be meant.
pub(crate) fn free(cell: Option<&Cell>) -> Option<String> {
    let cell = cell.filter(|cell| !matches!(cell, Cell::Fault))?;
    let shown = cell.shown();
    let words: Vec<&str> = shown.split(is_blank).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    (!text.is_empty()).then_some(text)
}

/// As [`free`], where a stroke or 无 also says nothing.
pub(crate) fn optional(cell: Option<&Cell>) -> Option<String> {
    free(cell).filter(|text| !matches!(fold(text).as_str(), "/" | "-" | "—" | "——" | "--" | "无" | "N/A"))
}

/// A word folded for comparison: half-width, capitals, no space, no punctuation around it.
pub(crate) fn chosen(cell: Option<&Cell>) -> Option<String> {
    let text = fold(&cell?.shown());
    let word: String = text.chars().filter(|c| *c != ' ').collect::<String>().to_uppercase();
    let word = word.trim_matches(['.', '。', ',', ';', ':', '√', '\'']).to_owned();
    (!word.is_empty()).then_some(word)
}

/// Yes or no, as offices tick it; `None` for anything else.
pub(crate) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "是" | "有" | "Y" | "YES" | "TRUE" | "1" | "已列入" | "列入" => Some(true),
        "否" | "无" | "没有" | "N" | "NO" | "FALSE" | "0" | "未列入" | "不列入" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_runs_of_space_become_one_space() {
        let cell = Cell::Text(" 台式\r\n计算机\u{3000} （高配） ".into());
        assert_eq!(free(Some(&cell)).as_deref(), Some("台式 计算机 （高配）"));
    }

    #[test]
    fn a_stroke_says_nothing_where_text_is_optional() {
        assert_eq!(optional(Some(&Cell::Text("—".into()))), None);
        assert_eq!(optional(Some(&Cell::Number(780.0))).as_deref(), Some("780"));
    }

    #[test]
    fn a_chosen_word_is_folded() {
        assert_eq!(chosen(Some(&Cell::Text(" ｙ ".into()))).as_deref(), Some("Y"));
        assert_eq!(chosen(Some(&Cell::Flag(true))).and_then(|word| yes_or_no(&word)), Some(true));
    }
}
