//! Folding of full-width text (０-９, Ａ-Ｚ, ，．－, ideographic space) to its half-width form.
//!
//! Input methods for Chinese write these by default, so every code and number is folded before
//! it is read. Names are never folded: there the width may be meant.

/// Distance between a full-width form (U+FF01..U+FF5E) and its ASCII twin.
const OFFSET: u32 = 0xFEE0;

/// Returns the text with full-width ASCII forms, spaces and the yuan sign made half-width, and
/// without surrounding space.
pub fn fold(text: &str) -> String {
    let folded: String = text.chars().map(narrow).collect();
    folded.trim_matches(is_blank).to_owned()
}

/// True for every character that an office puts where a space is meant, the byte order mark and
/// the zero-width space of web pages included.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - OFFSET).unwrap_or(c),
        '\u{FFE5}' => '\u{A5}',
        '\u{2212}' => '-',
        c if is_blank(c) => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_letters_digits_and_marks_become_half_width() {
        assert_eq!(fold("Ａ０２０１０１０５"), "A02010105");
        assert_eq!(fold("－１，２３４．５０"), "-1,234.50");
        assert_eq!(fold("￥５"), "¥5");
    }

    #[test]
    fn surrounding_space_of_any_kind_is_dropped_and_inner_space_becomes_plain() {
        assert_eq!(fold("\u{FEFF}\u{3000} 12\u{A0}345 \u{200B}\n"), "12 345");
    }

    #[test]
    fn chinese_text_stays_as_it_is() {
        assert_eq!(fold("办公椅（高背）"), "办公椅(高背)");
        assert_eq!(fold("约5000"), "约5000");
    }
}
