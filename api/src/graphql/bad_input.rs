//! Reading arguments: texts within bounds, codes by the value types of the domain. Every way an
//! argument can be wrong has a stable code, the argument's name, and a sentence in both languages.

use std::fmt::Display;

use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_domain::pieces::Pieces;

use super::scalar::{self, Whole};
use crate::ledger::Refused;

/// Longest name, title, place or code, in characters.
pub(super) const NAME_CHARS_MAX: usize = 200;
/// Longest reason, note or remark, in characters.
pub(super) const REASON_CHARS_MAX: usize = 2_000;
/// Longest class code looked for, in characters; spaces and full-width ones count.
const CLASS_CHARS_MAX: usize = 16;
/// Most pieces on one card.
const PIECES_MAX: u32 = 1_000_000;
/// Largest value of one card: ten billion yuan. Sums of as many cards as there can be fit 64 bits.
const CARD_VALUE_FEN_MAX: i64 = 1_000_000_000_000;
/// Longest period a question can be about: ten years.
const PERIOD_DAYS_MAX: u32 = 3_660;

/// An argument that cannot be read.
pub(super) fn bad(code: &'static str, field: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Refused {
    Refused::Rejected { code, field: Some(field), zh: zh.into(), en: en.into() }
}

/// A line of text that must be there. Space around it does not count.
pub(super) fn text(field: &'static str, given: &str, chars_max: usize) -> Result<String, Refused> {
    let text = given.trim();
    let stray = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.is_empty() {
        Err(bad("FIELD_EMPTY", field, format!("必填项 {field} 为空"), format!("{field} is empty")))
    } else if text.len() > chars_max * 4 || text.chars().count() > chars_max {
        Err(bad(
            "TEXT_TOO_LONG",
            field,
            format!("{field} 最多 {chars_max} 个字符"),
            format!("{field} has more than {chars_max} characters"),
        ))
    } else if text.contains(stray) {
        Err(bad(
            "TEXT_HAS_CONTROL_CHARACTERS",
            field,
            format!("{field} 含有不可见的控制字符"),
            format!("{field} has control characters"),
        ))
    } else {
        Ok(text.to_owned())
    }
}

/// A name: a text of one line.
pub(super) fn name(field: &'static str, given: &str) -> Result<String, Refused> {
    text(field, given, NAME_CHARS_MAX)
}

/// A name that may be left out; a blank one is.
pub(super) fn optional_name(field: &'static str, given: Option<&str>) -> Result<Option<String>, Refused> {
    optional_text(field, given, NAME_CHARS_MAX)
}

/// A text that may be left out; a blank one is.
pub(super) fn optional_text(
    field: &'static str,
    given: Option<&str>,
    chars_max: usize,
) -> Result<Option<String>, Refused> {
    given.filter(|text| !text.trim().is_empty()).map(|given| text(field, given, chars_max)).transpose()
}

/// A division by its six digits.
pub(super) fn division(field: &'static str, given: &str) -> Result<Division, Refused> {
    Division::parse(given).map_err(|error| unreadable(error.code(), field, &error))
}

/// A class of either edition of GB/T 14885.
pub(super) fn class(field: &'static str, given: &str) -> Result<AssetClass, Refused> {
    AssetClass::parse(given).map_err(|error| unreadable(error.code(), field, &error))
}

/// A class code of any level, to look for; it need not be in a table.
pub(super) fn class_code(field: &'static str, given: &str) -> Result<String, Refused> {
    if given.chars().count() > CLASS_CHARS_MAX {
        return Err(bad("CLASS_MALFORMED", field, "资产分类代码过长", "no class code is as long as this"));
    }
    name(field, given)
}

/// Pieces of one lot.
pub(super) fn pieces(field: &'static str, given: Whole) -> Result<Pieces, Refused> {
    let count = u32::try_from(given.0.max(0)).unwrap_or(u32::MAX);
    if count > PIECES_MAX {
        let en = format!("a card has at most {PIECES_MAX} pieces");
        return Err(bad("PIECES_TOO_MANY", field, format!("一张卡片最多 {PIECES_MAX} 件"), en));
    }
    Pieces::try_new(count).map_err(|error| unreadable(error.code(), field, &error))
}

/// A small number: of days, signers, renewals.
pub(super) fn small(field: &'static str, given: Whole) -> Result<u16, Refused> {
    let out = || bad("NUMBER_OUT_OF_RANGE", field, format!("{field} 超出范围"), format!("{field} is out of range"));
    u16::try_from(given.0).map_err(|_| out())
}

/// The value of one card.
pub(super) fn value(field: &'static str, given: scalar::Fen) -> Result<Fen, Refused> {
    if given.0.get() > CARD_VALUE_FEN_MAX {
        return Err(bad(
            "VALUE_IMPLAUSIBLE",
            field,
            "单张卡片的价值超过一百亿元",
            "one card is worth more than ten billion yuan",
        ));
    }
    given.0.not_negative().map_err(|error| unreadable(error.code(), field, &error))
}

/// A month, such as `2026-11`.
pub(super) fn month(field: &'static str, given: &str) -> Result<Month, Refused> {
    Month::parse(given).map_err(|error| unreadable(error.code(), field, &error))
}

/// A period in any of its forms, no longer than ten years.
pub(super) fn period(field: &'static str, given: &str) -> Result<Period, Refused> {
    let period = Period::parse(given).map_err(|error| unreadable(error.code(), field, &error))?;
    if period.days() > PERIOD_DAYS_MAX {
        return Err(bad("PERIOD_TOO_LONG", field, "期间最长十年", "a period is at most ten years"));
    }
    Ok(period)
}

/// What a value type says of a text it cannot read, with the Chinese sentence of its code.
pub(super) fn unreadable(code: &'static str, field: &'static str, error: &impl Display) -> Refused {
    bad(code, field, format!("{field}：{}", zh(code)), error.to_string())
}

/// The Chinese sentence of a code of the value types.
pub(super) fn zh(code: &str) -> &'static str {
    match code {
        "USCC_LENGTH" => "统一社会信用代码须为 18 位",
        "USCC_CHARACTER" => "统一社会信用代码含有不允许的字符",
        "USCC_ORG_CODE_CHECK" => "统一社会信用代码第 17 位（组织机构代码校验码）不符",
        "USCC_CODE_CHECK" => "统一社会信用代码第 18 位（校验码）不符",
        "USCC_BOTH_CHECKS" => "统一社会信用代码第 17、18 位校验码均不符",
        "DIVISION_MALFORMED" => "行政区划代码须为六位数字",
        "DIVISION_UNKNOWN" => "行政区划代码不在代码表中",
        "CLASS_MALFORMED" => "资产分类代码须为 A 加八位数字（2022 版）或七位数字（2010 版）",
        "CLASS_UNKNOWN" => "资产分类代码不在代码表中",
        "PERIOD_UNREADABLE" => "期间写法：2024、2024-H1、2024-Q3、2024-09、2024-09-05 或 2024-01-01..2024-03-31",
        "PERIOD_EMPTY" => "期间的结束日早于开始日",
        "SCOPE_UNREADABLE" => "统计口径写法不符，例如 city、district:310101、institution:<代码>、warehouse:<标识>",
        "MONTH_INVALID" => "月份写法如 2026-11",
        "MONEY_NEGATIVE" => "金额不能为负",
        "PIECES_NONE" => "数量至少为 1",
        _ => "内容不符合要求",
    }
}

#[cfg(test)]
mod tests {
    use cangliu_domain::fen;

    use super::*;

    fn code<T>(read: &Result<T, Refused>) -> &'static str {
        match read {
            Ok(_) => "OK",
            Err(Refused::Rejected { code, .. }) => code,
            Err(_) => "OTHER",
        }
    }

    #[test]
    fn a_text_is_trimmed_bounded_and_free_of_control_characters() {
        assert_eq!(name("name", "  食堂后门 ").ok().as_deref(), Some("食堂后门"));
        assert_eq!(code(&name("name", " \u{3000} ")), "FIELD_EMPTY");
        assert_eq!(code(&name("name", "a\0b")), "TEXT_HAS_CONTROL_CHARACTERS");
        assert_eq!(code(&name("name", &"字".repeat(NAME_CHARS_MAX))), "OK");
        assert_eq!(code(&name("name", &"字".repeat(NAME_CHARS_MAX + 1))), "TEXT_TOO_LONG");
        assert_eq!(code(&optional_name("place", Some(" "))), "OK");
    }

    #[test]
    fn numbers_out_of_any_proportion_are_refused_with_a_code() {
        assert_eq!(code(&pieces("pieces", Whole(0))), code(&pieces("pieces", Whole(-4))));
        assert_eq!(code(&pieces("pieces", Whole(1_000_001))), "PIECES_TOO_MANY");
        assert_eq!(code(&pieces("pieces", Whole(1 << 40))), "PIECES_TOO_MANY");
        assert_eq!(code(&value("originalValueFen", scalar::Fen(fen::Fen::new(1 << 53)))), "VALUE_IMPLAUSIBLE");
        assert_ne!(code(&value("originalValueFen", scalar::Fen(fen::Fen::new(-1)))), "OK");
        assert_eq!(code(&period("period", "0001-01-01..9999-12-31")), "PERIOD_TOO_LONG");
        assert_eq!(code(&period("period", "2024-02-30")), "PERIOD_UNREADABLE");
    }
}
