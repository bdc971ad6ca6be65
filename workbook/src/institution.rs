//! Who a file is about: the credit code above the header, or the same one in each row.

use cangliu_domain::uscc::{Uscc, UsccError};

use crate::fault::{Notices, Objection};
use crate::heading::preamble::{Preamble, USCC};
use crate::value::code;

/// What is wrong with a code, with the domain's own code for it.
pub(crate) fn objection(error: &UsccError, text: &str) -> Objection {
    let text: String = text.chars().take(crate::limit::QUOTED_CHARS_MAX).collect();
    let zh = match error {
        UsccError::Length { found } => format!("统一社会信用代码“{text}”应为 18 位，实为 {found} 位"),
        UsccError::Character { position, found } => {
            format!("统一社会信用代码“{text}”第 {position} 位的“{found}”不是允许的字符")
        }
        UsccError::OrgCodeCheck { expected, found } => {
            format!("统一社会信用代码“{text}”第 17 位校验码应为 {expected}，实为 {found}")
        }
        UsccError::CodeCheck { expected, found } => {
            format!("统一社会信用代码“{text}”第 18 位校验码应为 {expected}，实为 {found}")
        }
        UsccError::BothChecks { .. } => format!("统一社会信用代码“{text}”的两位校验码都不符"),
    };
    Objection::new(error.code(), zh, format!("\"{text}\": {error}"))
}

/// The code that stands above the header; what is wrong with it becomes a notice.
pub(crate) fn above(preamble: &Preamble, notices: &mut Notices) -> Option<Uscc> {
    let Some(cell) = preamble.value(USCC) else { return preamble.texts().find_map(lone) };
    let read = code::read(Some(cell)).and_then(|text| match text {
        Some(text) => Uscc::parse(&text).map(Some).map_err(|error| objection(&error, &text)),
        None => Ok(None),
    });
    read.unwrap_or_else(|objection| {
        notices.push(objection.noticed(None, None));
        None
    })
}

/// A code that stands somewhere above the header without its label.
fn lone(text: &str) -> Option<Uscc> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).find_map(|part| Uscc::parse(part).ok())
}

/// The one institution of the sheet: the one above, unless rows name it; several are none.
pub(crate) fn agreed<'a>(above: Option<Uscc>, rows: impl Iterator<Item = Option<&'a Uscc>>) -> Option<Uscc> {
    let mut agreed: Option<Uscc> = None;
    for row in rows {
        let row = row.or(above.as_ref());
        match (&agreed, row) {
            (None, Some(row)) => agreed = Some(row.clone()),
            (Some(before), Some(row)) if before != row => return None,
            _ => {}
        }
    }
    agreed.or(above)
}
