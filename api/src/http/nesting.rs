//! Refuses texts whose brackets are nested deeper than the parser's stack should go: it recurses before it counts.

/// Levels of brackets, of whatever kind.
pub(super) const LEVELS_MAX: usize = 64;

/// Whether the brackets of a query outside strings and comments stay within [`LEVELS_MAX`].
pub(super) fn is_bearable(query: &str) -> bool {
    let mut rest = query.as_bytes();
    let mut level = 0_usize;
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            b'#' => after_line(after),
            b'"' if after.starts_with(b"\"\"") => after_block(&after[2..]),
            b'"' => after_string(after),
            b'{' | b'(' | b'[' => {
                level += 1;
                if level > LEVELS_MAX {
                    return false;
                }
                after
            }
            b'}' | b')' | b']' => {
                level = level.saturating_sub(1);
                after
            }
            _ => after,
        };
    }
    true
}

fn after_line(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    &text[end..]
}

/// A string ends at its quote, or where it breaks off: a line end, which the parser will refuse.
fn after_string(text: &[u8]) -> &[u8] {
    let mut index = 0;
    while let Some(byte) = text.get(index) {
        match byte {
            b'\\' => index += 2,
            b'"' => return &text[index + 1..],
            b'\n' | b'\r' => return &text[index..],
            _ => index += 1,
        }
    }
    &[]
}

fn after_block(text: &[u8]) -> &[u8] {
    let mut index = 0;
    while index < text.len() {
        let rest = &text[index..];
        if rest.starts_with(b"\\\"\"\"") {
            index += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return &rest[3..];
        } else {
            index += 1;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> String {
        format!("{}a{}", "{a".repeat(levels), "}".repeat(levels))
    }

    #[test]
    fn brackets_are_counted_where_they_are_brackets() {
        assert!(is_bearable(&nested(LEVELS_MAX)));
        assert!(!is_bearable(&nested(LEVELS_MAX + 1)));
        assert!(!is_bearable(&"[".repeat(1 << 20)));
        let many = "[".repeat(100);
        for text in [
            format!("{{ a(b: \"{many}\") }}"),
            format!("{{ a(b: \"\\\"{many}\") }}"),
            format!("{{ a(b: \"\"\"{many} \\\"\"\" {many}\"\"\") }}"),
            format!("# {many}\n{{ a }}"),
        ] {
            assert!(is_bearable(&text), "{text}");
        }
        for text in
            [format!("\"a\" {many}"), format!("\"a\n{many}"), format!("\"\"\"a\"\"\" {many}"), format!("# a\r{many}")]
        {
            assert!(!is_bearable(&text), "{text}");
        }
    }

    #[test]
    fn what_breaks_off_is_bearable_and_no_panic() {
        for text in ["", "\"", "\"\\", "\"\"\"", "\"\"\"\\\"\"", "#", "{", "}"] {
            assert!(is_bearable(text), "{text}");
        }
    }
}
