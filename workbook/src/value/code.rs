//! Codes: card numbers, class codes, credit codes. Text only.
//!
//! A spreadsheet keeps 15 digits of a number and no zero in front, so that a code in a numeric
//! cell cannot be trusted; neither can text that has been through one (`3.1E+15`, `3100.0`).

use cangliu_domain::half_width::fold;

use crate::fault::{Objection, quoted};
use crate::grid::Cell;

/// Code of a code that stands in a numeric cell.
pub(crate) const CODE_AS_NUMBER: &str = "CODE_AS_NUMBER";

/// The code in half-width form without any space; `None` where there is none.
///
/// # Errors
/// `CODE_AS_NUMBER`.
pub(crate) fn read(cell: Option<&Cell>) -> Result<Option<String>, Objection> {
    match cell {
        None | Some(Cell::Fault) => Ok(None),
        Some(Cell::Text(text)) if !was_a_number(text) => Ok(bare(text)),
        Some(cell) => Err(Objection::new(
            CODE_AS_NUMBER,
            format!("编码“{}”存为数值，数字可能已失真，请改为文本格式", quoted(cell)),
            format!("the code \"{}\" is kept as a number, so its digits cannot be trusted; make it text", quoted(cell)),
        )),
    }
}

fn bare(text: &str) -> Option<String> {
    // The apostrophe that forces text in a spreadsheet is no part of it.
    let code: String = fold(text).trim_start_matches('\'').chars().filter(|c| *c != ' ').collect();
    (!code.is_empty() && !matches!(code.as_str(), "/" | "-" | "—" | "——" | "无")).then_some(code)
}

fn was_a_number(text: &str) -> bool {
    let folded = fold(text);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fraction = |part: &str| part.split_once('.').is_some_and(|(whole, rest)| digits(whole) && digits(rest));
    match folded.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => {
            // `2E10` may be a model's number; `2.1E+10` is what a spreadsheet leaves of a long code.
            (fraction(mantissa) || digits(mantissa)) && exponent.strip_prefix('+').is_some_and(digits)
        }
        None => folded.split_once('.').is_some_and(|(whole, rest)| digits(whole) && rest.bytes().all(|b| b == b'0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Result<Option<String>, &'static str> {
        read(Some(&Cell::Text(text.into()))).map_err(|objection| objection.code)
    }

    #[test]
    fn full_width_digits_and_spaces_are_folded() {
        assert_eq!(text("３１００００２０２２０００００３２"), Ok(Some("31000020220000032".into())));
        assert_eq!(text(" 310000 2022 "), Ok(Some("3100002022".into())));
        assert_eq!(text("'0012"), Ok(Some("0012".into())));
        assert_eq!(text("A-2E10"), Ok(Some("A-2E10".into())));
        assert_eq!(text("/"), Ok(None));
    }

    #[test]
    fn a_code_that_was_a_number_is_refused() {
        assert_eq!(read(Some(&Cell::Number(3_100_002_022_000_418.0))).unwrap_err().code, "CODE_AS_NUMBER");
        assert_eq!(read(Some(&Cell::Serial(45_000.0))).unwrap_err().code, "CODE_AS_NUMBER");
        for written in ["1.23E+17", "3100002022000418.0", "3.10E+15"] {
            assert_eq!(text(written), Err("CODE_AS_NUMBER"), "{written:?}");
        }
    }
}
