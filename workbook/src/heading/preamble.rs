//! What is written above the header: who, which code, which unit, which month, which point.
//!
//! Reads `标签：值` in one cell (several in a row too), a label with its value in the next cell,
//! and the title.

use cangliu_domain::grams::Grams;
use cangliu_domain::half_width::{fold, is_blank};
use cangliu_domain::month::Month;

use super::{Word, title};
use crate::grid::{Cell, Sheet};

/// Labels of the credit code.
pub(crate) const USCC: &[&str] = &["统一社会信用代码", "社会信用代码", "信用代码", "单位代码", "机构代码"];
/// Labels of the institution's name.
pub(crate) const NAME: &[&str] = &[
    "单位名称",
    "填报单位",
    "使用单位",
    "编制单位",
    "资产单位",
    "机构名称",
    "填表单位",
    "所属单位",
    "单位全称",
    "产生单位",
    "单位",
];
/// Labels of the unit of figures. 单位 is a name or a unit, by what follows.
pub(crate) const UNIT: &[&str] = &["金额单位", "货币单位", "计量单位", "重量单位", "单位"];
/// Labels of a collection point.
pub(crate) const POINT: &[&str] = &["点位", "投放点", "收集点", "投放点位", "垃圾房", "点位名称"];
/// Labels of the month.
pub(crate) const MONTH: &[&str] = &["月份", "统计月份", "所属期", "所属月份", "统计期间", "报告期", "年月"];
/// Labels of a classification.
pub(crate) const SECRECY: &[&str] = &["密级", "保密等级", "涉密等级", "保密级别"];
/// Labels of the question whether it is classified.
pub(crate) const CLASSIFIED: &[&str] = &["是否涉密", "涉密", "是否涉密文件"];

/// A label and what follows it.
struct Stated {
    label: String,
    value: Option<Cell>,
}

/// The lines above a header.
pub(crate) struct Preamble {
    stated: Vec<Stated>,
    /// The first text, as written.
    title: Option<String>,
    /// All texts, folded.
    texts: Vec<String>,
}

impl Preamble {
    /// Reads the lines above the header's first row.
    pub(crate) fn above(sheet: &Sheet, heading_row: u32) -> Self {
        let above = sheet.rows.iter().take_while(|row| row.number < heading_row);
        let (mut stated, mut first, mut texts) = (Vec::new(), None, Vec::new());
        for row in above {
            first = first.or_else(|| crate::value::wording::free(row.cells.first().map(|(_, cell)| cell)));
            for (place, (_, cell)) in row.cells.iter().enumerate() {
                let next = row.cells.get(place + 1).map(|(_, cell)| cell);
                stated.extend(cell.text().into_iter().flat_map(|text| labelled(text, next)));
            }
            texts.extend(row.cells.iter().filter_map(|(_, cell)| cell.text()).map(fold));
        }
        Self { stated, title: first, texts }
    }

    /// The first value behind one of the labels.
    pub(crate) fn value(&self, labels: &[&str]) -> Option<&Cell> {
        self.values(labels).next()
    }

    /// All values behind the labels, in order of the labels.
    pub(crate) fn values(&self, labels: &[&str]) -> impl Iterator<Item = &Cell> {
        labels.iter().flat_map(|label| {
            self.stated.iter().filter(move |stated| stated.label == *label).filter_map(|stated| stated.value.as_ref())
        })
    }

    /// Texts that may name a unit: what follows a label for units, and lone brackets.
    pub(crate) fn units(&self) -> impl Iterator<Item = String> {
        let labelled = self.values(UNIT).filter_map(|cell| cell.text().map(|text| Word::of(text).bare().to_owned()));
        let lone = self.texts.iter().map(|text| Word::of(text)).filter(|word| word.bare().is_empty());
        let noted = lone.flat_map(|word| word.notes().map(str::to_owned).collect::<Vec<_>>());
        labelled.chain(noted).collect::<Vec<_>>().into_iter()
    }

    /// The institution's name: behind its label, else the beginning of the title.
    pub(crate) fn institution_name(&self) -> Option<String> {
        let is_unit = |text: &str| {
            ["元", "KG", "千克", "公斤", "吨", "斤", "桶"].iter().any(|unit| text.to_uppercase().ends_with(unit))
        };
        let stated = self.values(NAME).filter_map(|cell| crate::value::wording::free(Some(cell)));
        stated.into_iter().find(|name| !is_unit(name)).or_else(|| self.title.as_deref().and_then(title::institution))
    }

    /// The month that a label or the title states.
    pub(crate) fn month(&self) -> Option<Month> {
        let labelled = self.values(MONTH).find_map(|cell| title::month(&fold(&cell.shown())));
        labelled.or_else(|| self.texts.iter().find_map(|text| title::month(text)))
    }

    /// The month that a sheet's name states.
    pub(crate) fn month_of(sheet_name: &str) -> Option<Month> {
        title::month(&fold(sheet_name))
    }

    /// What the file states that a bin holds (`每桶120kg`, `120kg/桶`).
    pub(crate) fn bin(&self) -> Option<Grams> {
        self.texts.iter().find_map(|text| title::bin(text))
    }

    /// True where the file is marked as classified.
    pub(crate) fn is_classified(&self) -> bool {
        let marked = |text: &String| ["绝密★", "机密★", "秘密★"].iter().any(|mark| text.contains(mark));
        let levels = self.values(SECRECY).map(|cell| fold(&cell.shown()));
        // As in a row, only a clear no admits a file that asks.
        let asked = self.stated.iter().filter(|stated| CLASSIFIED.contains(&stated.label.as_str()));
        let open = |stated: &Stated| stated.value.as_ref().is_some_and(crate::secrecy::is_clear_answer);
        self.texts.iter().any(marked)
            || levels.into_iter().any(|level| !crate::secrecy::is_clear_level(&level))
            || asked.into_iter().any(|stated| !open(stated))
            || self.title.as_deref().is_some_and(crate::secrecy::mentions_secrecy)
    }

    /// All texts, folded.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }
}

/// The labels in one cell with their values; `next` is the cell to its right.
fn labelled(text: &str, next: Option<&Cell>) -> Vec<Stated> {
    // Only colons and blanks are folded: in a name the width of brackets may be meant.
    let plain = |c| {
        if c == '：' {
            ':'
        } else if is_blank(c) {
            ' '
        } else {
            c
        }
    };
    let folded: String = text.chars().map(plain).collect();
    let known = |label: &str| {
        [USCC, NAME, UNIT, POINT, MONTH, SECRECY, CLASSIFIED].iter().any(|labels| labels.contains(&label))
    };
    if !folded.contains(':') {
        let label = Word::of(&folded).bare().to_owned();
        return if known(&label) { vec![Stated { label, value: next.cloned() }] } else { Vec::new() };
    }
    let mut stated = Vec::new();
    let mut parts = folded.split(':');
    let mut label = Word::of(parts.next().unwrap_or_default()).bare().to_owned();
    for part in parts {
        // Between two colons stand a value and the next label.
        let (value, following) = split_off_label(part);
        stated.push(Stated {
            label: std::mem::replace(&mut label, following),
            value: Some(value.to_owned()).filter(|value| !value.is_empty()).map(Cell::Text),
        });
    }
    if let Some(last) = stated.last_mut() {
        // The very last part has no label behind it.
        let whole = folded.rsplit(':').next().unwrap_or_default().trim();
        last.value = if whole.is_empty() { next.cloned() } else { Some(Cell::Text(whole.to_owned())) };
    }
    stated
}

/// Splits `东滩师范学院 统一社会信用代码` into the value and the label that follows it.
fn split_off_label(part: &str) -> (&str, String) {
    let part = part.trim();
    let labels = [USCC, NAME, UNIT, POINT, MONTH, SECRECY, CLASSIFIED];
    let longest = labels
        .iter()
        .flat_map(|labels| labels.iter())
        .filter(|label| part.ends_with(**label))
        .max_by_key(|label| label.len());
    match longest.and_then(|label| part.strip_suffix(label).map(|value| (value, *label))) {
        Some((value, label)) => (value.trim().trim_end_matches([';', ',', '；', '，']), label.to_owned()),
        None => match part.rsplit_once(' ') {
            Some((value, label)) => (value.trim(), Word::of(label).bare().to_owned()),
            None => (part, String::new()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Epoch, Row};

    fn preamble(rows: &[&[&str]]) -> Preamble {
        let cells =
            |row: &&[&str]| (0..).zip(row.iter()).map(|(at, text)| (at, Cell::Text((*text).to_owned()))).collect();
        let rows = (1..).zip(rows).map(|(number, row)| Row { number, cells: cells(row) }).collect();
        let sheet = Sheet { name: String::new(), hidden: false, rows, merges: None, epoch: Epoch::Y1900 };
        Preamble::above(&sheet, 99)
    }

    fn shown(cell: Option<&Cell>) -> Option<String> {
        cell.map(|cell| cell.shown().into_owned())
    }

    #[test]
    fn labels_and_values_are_found_in_one_cell_in_two_and_in_a_line_of_several() {
        for rows in [
            &[&["单位名称：东滩师范学院", "统一社会信用代码：12310000MB78982390", "单位：万元"][..]][..],
            &[&["单位名称", "东滩师范学院"], &["统一社会信用代码", "12310000MB78982390"], &["单位：", "万元"]],
            &[&["单位名称：东滩师范学院   统一社会信用代码：12310000MB78982390 单位：万元"]],
            &[&["单 位 名 称：东滩师范学院统一社会信用代码：12310000MB78982390；金额单位：万元"]],
        ] {
            let preamble = preamble(rows);
            assert_eq!(preamble.institution_name().as_deref(), Some("东滩师范学院"), "{rows:?}");
            assert_eq!(shown(preamble.value(USCC)).as_deref(), Some("12310000MB78982390"), "{rows:?}");
            assert!(preamble.units().any(|unit| unit == "万元"), "{rows:?}");
        }
    }

    #[test]
    fn a_title_gives_the_name_and_the_month() {
        let preamble = preamble(&[&["崇明第4街道服务中心（示例）生活垃圾分类台账（2024年9月）"]]);
        assert_eq!(preamble.institution_name().as_deref(), Some("崇明第4街道服务中心（示例）"));
        assert_eq!(preamble.month(), Month::try_new(2024, 9).ok());
    }

    #[test]
    fn a_date_above_the_header_is_not_the_month() {
        assert_eq!(preamble(&[&["报出日期：2024年12月31日"], &["打印于2024-12-31"]]).month(), None);
        assert_eq!(preamble(&[&["统计月份", "2024-09"]]).month(), Month::try_new(2024, 9).ok());
    }

    #[test]
    fn what_a_bin_holds_is_read_where_it_is_stated() {
        for text in ["注：按桶估算，每桶约120kg", "1桶=120公斤", "折算：120kg/桶"] {
            assert_eq!(preamble(&[&[text]]).bin(), Some(Grams::new(120_000)), "{text:?}");
        }
        assert_eq!(preamble(&[&["按桶估算"]]).bin(), None);
    }

    #[test]
    fn a_file_may_be_marked_as_classified() {
        assert!(preamble(&[&["机密★10年"]]).is_classified());
        assert!(preamble(&[&["密级：秘密"]]).is_classified());
        assert!(!preamble(&[&["密级：非密"]]).is_classified());
        for marked in ["是否涉密：是", "是否涉密：待定", "是否涉密：", "涉密单位名录库"] {
            assert!(preamble(&[&[marked]]).is_classified(), "{marked:?}");
        }
        assert!(!preamble(&[&["是否涉密：否"]]).is_classified());
        assert!(!preamble(&[&["非涉密单位名录库"], &["注：涉密单位不得填报"]]).is_classified());
    }
}
