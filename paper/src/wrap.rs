//! A text broken into lines of a width, as Chinese is set: between any two characters, but no line begins with a
//! closing mark or ends with an opening one, and words and numbers stay whole where they fit.

use crate::font::Setter;

/// What no line begins with.
const NEVER_FIRST: &str = "，。、；：？！）》〉」』】〕”’％…·,.;:?!)]}%";
/// What no line ends with.
const NEVER_LAST: &str = "（《〈「『【〔“‘([{￥";

/// Breaks a text into lines of at most a width in ems. Line breaks in it stay; an empty text is one empty line.
pub(crate) fn wrap(setter: &Setter<'_>, text: &str, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        lines.extend(paragraph_lines(setter, &plain(paragraph), width));
    }
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// What a page can show of a text: no control characters.
fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter == '\t' { ' ' } else { letter }).filter(|letter| !letter.is_control()).collect()
}

fn paragraph_lines(setter: &Setter<'_>, text: &str, width: f32) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let (mut lines, mut start, mut at, mut used) = (Vec::new(), 0, 0, 0.0);
    while at < letters.len() {
        let advance = setter.width(letters[at]);
        // A line takes one character at least, however narrow it is.
        if used + advance > width && at > start {
            let end = break_before(&letters, start, at);
            lines.push(line(&letters[start..end]));
            start = end;
            while letters.get(start) == Some(&' ') {
                start += 1;
            }
            (at, used) = (start, 0.0);
            continue;
        }
        used += advance;
        at += 1;
    }
    if start < letters.len() || lines.is_empty() {
        lines.push(line(&letters[start..]));
    }
    lines
}

fn line(letters: &[char]) -> String {
    letters.iter().collect::<String>().trim_end().to_owned()
}

/// The last place at or before `full` where the line may end; `full` where there is none.
fn break_before(letters: &[char], start: usize, full: usize) -> usize {
    (start + 1..=full).rev().find(|at| may_break(letters[at - 1], letters[*at])).unwrap_or(full)
}

fn may_break(before: char, after: char) -> bool {
    if NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) {
        return false;
    }
    let is_of_word = |letter: char| letter.is_ascii_graphic();
    before == ' ' || before == '-' || before == '/' || !(is_of_word(before) && is_of_word(after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Face;

    fn wrapped(text: &str, width: f32) -> Vec<String> {
        wrap(&Face::get().unwrap().setter().unwrap(), text, width)
    }

    #[test]
    fn chinese_breaks_anywhere() {
        assert_eq!(wrapped("市级公物仓入仓申请表", 4.0), ["市级公物", "仓入仓申", "请表"]);
    }

    #[test]
    fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
        assert_eq!(wrapped("资产完好，可用", 4.0), ["资产完", "好，可用"]);
        assert_eq!(wrapped("台式机（联想）", 4.0), ["台式机", "（联想）"]);
    }

    #[test]
    fn a_word_stays_whole_where_it_fits() {
        assert_eq!(wrapped("型号ThinkCentre主机", 8.0), ["型号ThinkCentre", "主机"]);
        assert_eq!(wrapped("这是型号ThinkCentre主机", 8.0), ["这是型号", "ThinkCentre主机"]);
        assert_eq!(wrapped("AAAAAAAAAAAAAAAAAAAA", 3.0).concat(), "AAAAAAAAAAAAAAAAAAAA");
    }

    #[test]
    fn nothing_is_lost_and_breaks_in_the_text_stay() {
        let text = "序列号ABC-1234567890/XYZ，放在3号柜（东侧）；备注：无。";
        for width in [1.0, 2.5, 4.0, 9.0] {
            assert_eq!(wrapped(text, width).concat(), text);
        }
        assert_eq!(wrapped("一\n二\u{7}", 9.0), ["一", "二"]);
        assert_eq!(wrapped("", 9.0), [""]);
    }
}
