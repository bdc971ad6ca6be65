//! A header taken apart: the word that carries the meaning, and the notes in its brackets.

use cangliu_domain::half_width::fold;

/// Units that may end a header without brackets (`原值/元`, `干垃圾kg`).
const TRAILING_UNITS: [&str; 12] = ["万元", "元", "千克", "公斤", "KG", "吨", "市斤", "斤", "桶", "平方米", "㎡", "人"];

/// A header as a word and its notes, folded: half-width, capitals, no space, no line break.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Word {
    bare: String,
    notes: Vec<String>,
}

impl Word {
    /// Takes a header apart.
    pub(crate) fn of(text: &str) -> Self {
        let (mut bare, mut notes, mut depth) = (String::new(), Vec::new(), 0_usize);
        for c in fold(text).to_uppercase().chars() {
            match c {
                '(' | '[' | '【' | '〔' | '「' | '{' | '<' => {
                    if depth == 0 {
                        notes.push(String::new());
                    }
                    depth += 1;
                }
                ')' | ']' | '】' | '〕' | '」' | '}' | '>' => depth = depth.saturating_sub(1),
                ' ' | '*' | '※' | '★' | '"' | '“' | '”' | '\'' => {}
                c if depth == 0 => bare.push(c),
                c => {
                    if let Some(note) = notes.last_mut() {
                        note.push(c);
                    }
                }
            }
        }
        let bare = bare.trim_matches([':', '.', ',', '、', ';']).to_owned();
        notes.retain(|note| !note.is_empty());
        Self { bare, notes }
    }

    /// The word without its notes.
    pub(crate) fn bare(&self) -> &str {
        &self.bare
    }

    /// What stands in brackets, and a unit at the end of the word.
    pub(crate) fn notes(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str).chain(self.without_unit().map(|(_, unit)| unit))
    }

    /// The same word, with the notes of a header above it where it has none of its own.
    pub(super) fn or_noted_by(mut self, above: &Self) -> Self {
        if self.notes().next().is_none() {
            self.notes.clone_from(&above.notes);
        }
        self
    }

    /// The header's text, with the notes that only a header above it had.
    pub(super) fn beside(&self, text: &str) -> String {
        if self.notes.is_empty() || Self::of(text).notes().next().is_some() {
            return text.to_owned();
        }
        format!("{text}（{}）", self.notes.join("、"))
    }

    /// True where nothing but notes or a unit is there: `(kg)` below `干垃圾`.
    pub(crate) fn is_only_a_unit(&self) -> bool {
        self.bare.is_empty() || TRAILING_UNITS.contains(&self.bare.as_str())
    }

    /// What the header may be taken for, the closest first.
    pub(super) fn readings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.bare.as_str()).chain(self.without_unit().map(|(word, _)| word))
    }

    fn without_unit(&self) -> Option<(&str, &str)> {
        let unit = TRAILING_UNITS.iter().find(|unit| self.bare.ends_with(**unit))?;
        let word = self.bare.strip_suffix(unit)?.trim_end_matches(['/', ',', ':', '-', '_', '、']);
        let word = word.strip_suffix("单位").unwrap_or(word).trim_end_matches([',', ':', '、']);
        (!word.is_empty()).then_some((word, *unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_space_width_and_line_breaks_do_not_change_the_word() {
        for header in ["资产原值（万元）", " 资产 原值\n(万元) ", "资产原值【万元】：", "＊资产原值(万元)"]
        {
            let word = Word::of(header);
            assert_eq!(word.bare(), "资产原值", "{header:?}");
            assert_eq!(word.notes().collect::<Vec<_>>(), ["万元"], "{header:?}");
        }
    }

    #[test]
    fn a_unit_may_end_the_word() {
        for header in ["原值/元", "原值元", "原值，单位：元"] {
            let word = Word::of(header);
            assert!(word.readings().any(|reading| reading == "原值"), "{header:?}");
            assert_eq!(word.notes().collect::<Vec<_>>(), ["元"], "{header:?}");
        }
        assert!(Word::of("（kg）").is_only_a_unit() && Word::of("KG").is_only_a_unit());
    }
}
