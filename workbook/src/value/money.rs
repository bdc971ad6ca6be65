//! Money cells in the unit of their column. Amounts that name their own unit must agree with it or
//! say 万元 or 元 clearly; guesses (约5000) are refused.

use cangliu_domain::fen::{Fen, MoneyError};
use cangliu_domain::half_width::fold;

use crate::fault::{Objection, quoted};
use crate::grid::Cell;

/// Code of a cell that is no amount.
pub(crate) const BAD_MONEY: &str = "BAD_MONEY";
/// Code of an amount below zero.
pub(crate) const NEGATIVE_MONEY: &str = "NEGATIVE_MONEY";
/// Code of an empty cell where an amount is needed.
pub(crate) const MISSING_MONEY: &str = "MISSING_MONEY";

/// The unit that a column of money is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    /// 元.
    Yuan,
    /// 万元.
    Wan,
}

/// Reads a value that must be there.
///
/// # Errors
/// `MISSING_MONEY`, `BAD_MONEY`, `NEGATIVE_MONEY`.
pub(crate) fn required(cell: Option<&Cell>, unit: MoneyUnit) -> Result<Fen, Objection> {
    optional(cell, unit)?.ok_or_else(|| Objection::new(MISSING_MONEY, "金额为空", "the amount is missing"))
}

/// Reads a value that may be there.
///
/// # Errors
/// `BAD_MONEY`, `NEGATIVE_MONEY`.
pub(crate) fn optional(cell: Option<&Cell>, unit: MoneyUnit) -> Result<Option<Fen>, Objection> {
    let Some(cell) = cell else { return Ok(None) };
    let amount = match cell {
        Cell::Text(text) if matches!(fold(text).as_str(), "/" | "-" | "—" | "——") => return Ok(None),
        Cell::Text(text) => of_text(text, unit),
        Cell::Number(number) => match unit {
            MoneyUnit::Yuan => Fen::from_yuan_f64(*number),
            MoneyUnit::Wan => Fen::from_wan_f64(*number),
        },
        Cell::Serial(_) | Cell::Flag(_) | Cell::Fault => Err(MoneyError::NotANumber),
    };
    amount.and_then(Fen::not_negative).map(Some).map_err(|error| objection(error, cell))
}

fn of_text(text: &str, unit: MoneyUnit) -> Result<Fen, MoneyError> {
    let folded = fold(text);
    let unit = match folded.as_str() {
        own if own.ends_with('万') || own.ends_with("万元") => MoneyUnit::Wan,
        own if own.ends_with('元') => MoneyUnit::Yuan,
        _ => unit,
    };
    match unit {
        MoneyUnit::Yuan => Fen::parse_yuan(&folded),
        MoneyUnit::Wan => Fen::parse_wan(&folded),
    }
}

fn objection(error: MoneyError, cell: &Cell) -> Objection {
    let shown = quoted(cell);
    match error {
        MoneyError::Negative(_) => Objection::new(
            NEGATIVE_MONEY,
            format!("金额“{shown}”为负数"),
            format!("the amount \"{shown}\" is negative"),
        ),
        MoneyError::TooLarge => {
            Objection::new(BAD_MONEY, format!("金额“{shown}”过大"), format!("the amount \"{shown}\" is too large"))
        }
        MoneyError::NotANumber => {
            Objection::new(BAD_MONEY, format!("“{shown}”不是金额"), format!("\"{shown}\" is not an amount of money"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &Cell, unit: MoneyUnit) -> Result<i64, &'static str> {
        required(Some(cell), unit).map(Fen::get).map_err(|objection| objection.code)
    }

    #[test]
    fn amounts_follow_the_unit_of_their_column_unless_they_name_their_own() {
        let text = |text: &str, unit| read(&Cell::Text(text.into()), unit);
        assert_eq!(text("6,412.78", MoneyUnit::Yuan), Ok(641_278));
        assert_eq!(text("0.708585", MoneyUnit::Wan), Ok(708_585));
        assert_eq!(text("1.2万元", MoneyUnit::Yuan), Ok(1_200_000));
        assert_eq!(text("￥５０００元", MoneyUnit::Wan), Ok(500_000));
        assert_eq!(read(&Cell::Number(973.070_000_000_000_2), MoneyUnit::Yuan), Ok(97_307));
    }

    #[test]
    fn guesses_negatives_and_blanks_have_codes_of_their_own() {
        assert_eq!(read(&Cell::Text("约5000".into()), MoneyUnit::Yuan), Err("BAD_MONEY"));
        assert_eq!(read(&Cell::Serial(45_000.0), MoneyUnit::Yuan), Err("BAD_MONEY"));
        assert_eq!(read(&Cell::Number(-1.0), MoneyUnit::Wan), Err("NEGATIVE_MONEY"));
        assert_eq!(required(None, MoneyUnit::Yuan).unwrap_err().code, "MISSING_MONEY");
        assert_eq!(optional(None, MoneyUnit::Yuan), Ok(None));
    }
}
