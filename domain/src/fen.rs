//! Money as whole fen (分, 1/100 yuan). Amounts are read as exact decimals and never pass through
//! binary floating point; beyond fen they are rounded half away from zero (四舍五入).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, DecimalError};
use crate::pieces::Pieces;

/// Fen in one 元.
const FEN_PER_YUAN: u32 = 100;
/// Fen in one 万元.
const FEN_PER_WAN: u32 = 1_000_000;

/// An amount of money in fen; may be negative (a correction). Stored as a plain integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fen(i64);

/// Why a cell is not an amount of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not one plain number in the unit asked for.
    #[error("not an amount of money")]
    NotANumber,
    /// The amount is below zero where only a value can stand.
    #[error("a value cannot be negative: {0}")]
    Negative(Fen),
    /// The amount does not fit 64 bits of fen.
    #[error("the amount is too large")]
    TooLarge,
}

impl MoneyError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotANumber => "MONEY_NOT_A_NUMBER",
            Self::Negative(_) => "MONEY_NEGATIVE",
            Self::TooLarge => "MONEY_TOO_LARGE",
        }
    }
}

impl From<DecimalError> for MoneyError {
    fn from(error: DecimalError) -> Self {
        match error {
            DecimalError::NotANumber => Self::NotANumber,
            DecimalError::TooLarge => Self::TooLarge,
        }
    }
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Takes an amount counted in fen.
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The amount in fen.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount itself, or [`MoneyError::Negative`] below zero: for original and net values.
    pub const fn not_negative(self) -> Result<Self, MoneyError> {
        if self.0 < 0 { Err(MoneyError::Negative(self)) } else { Ok(self) }
    }

    /// The sum, unless it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The difference, unless it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The sum of all amounts, unless it does not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The share of `part` pieces in the value of a lot of `whole`: total × part ÷ whole, rounded
    /// down to a fen. The rest of a split lot keeps total − share, so the family's value never
    /// changes. A part larger than the whole has the whole.
    pub fn share(self, part: Pieces, whole: Pieces) -> Self {
        let (part, whole) = (i128::from(part.min(whole).get()), i128::from(whole.get()));
        let share = (i128::from(self.0) * part).div_euclid(whole);
        // Between zero and the total, so the conversion always succeeds.
        Self(i64::try_from(share).unwrap_or(self.0))
    }

    /// Reads an amount in 元: `1,234.50`, `１２３４．５`, `¥5`, `80元`, `-0.01`.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`] for anything else (`约5000`, `0.5万元`), [`MoneyError::TooLarge`].
    pub fn parse_yuan(text: &str) -> Result<Self, MoneyError> {
        parse(text, &["元"], FEN_PER_YUAN)
    }

    /// Reads an amount in 万元: `0.708585` is 708,585 fen.
    ///
    /// # Errors
    /// As [`Fen::parse_yuan`]; an amount that names 元 is refused, since it contradicts the column.
    pub fn parse_wan(text: &str) -> Result<Self, MoneyError> {
        parse(text, &["万元", "万"], FEN_PER_WAN)
    }

    /// Reads a numeric cell in 元 by its shortest decimal form.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`] when not finite, [`MoneyError::TooLarge`].
    pub fn from_yuan_f64(cell: f64) -> Result<Self, MoneyError> {
        Ok(Self(Decimal::of_f64(cell)?.times(FEN_PER_YUAN)?))
    }

    /// Reads a numeric cell in 万元 by its shortest decimal form.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`] when not finite, [`MoneyError::TooLarge`].
    pub fn from_wan_f64(cell: f64) -> Result<Self, MoneyError> {
        Ok(Self(Decimal::of_f64(cell)?.times(FEN_PER_WAN)?))
    }
}

fn parse(text: &str, units: &[&str], fen_per_unit: u32) -> Result<Fen, MoneyError> {
    let folded = crate::half_width::fold(text);
    let amount = units.iter().find_map(|unit| folded.strip_suffix(unit)).unwrap_or(&folded);
    // Spreadsheets write both ¥-5 and -¥5.
    let bare = match amount.strip_prefix("-¥") {
        Some(rest) => format!("-{}", rest.trim_start()),
        None => amount.strip_prefix('¥').unwrap_or(amount).to_owned(),
    };
    Ok(Fen(Decimal::parse(&bare)?.times(fen_per_unit)?))
}

impl fmt::Display for Fen {
    /// The amount in 元 with two decimals and no thousands marks: `-1234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_yuan = u64::from(FEN_PER_YUAN);
        let (yuan, fen) = (self.0.unsigned_abs() / per_yuan, self.0.unsigned_abs() % per_yuan);
        let sign = if self.is_negative() { "-" } else { "" };
        f.pad(&format!("{sign}{yuan}.{fen:02}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pieces(count: u32) -> Pieces {
        Pieces::try_new(count).unwrap()
    }

    #[test]
    fn yuan_are_read_to_the_fen_however_an_office_writes_them() {
        let texts = [
            "1234.5",
            "1,234.50",
            "１，２３４．５０",
            " 1 234.50\u{3000}",
            "¥1,234.50",
            "￥1234.50元",
            "1234.499999999元",
        ];
        for text in texts {
            assert_eq!(Fen::parse_yuan(text), Ok(Fen(123_450)), "{text:?}");
        }
    }

    #[test]
    fn ten_thousands_of_yuan_are_read_to_the_fen() {
        assert_eq!(Fen::parse_wan("0.708585"), Ok(Fen(708_585)));
        assert_eq!(Fen::parse_wan("２．４２７１６１ 万元"), Ok(Fen(2_427_161)));
        assert_eq!(Fen::from_wan_f64(0.298117), Ok(Fen(298_117)));
        assert_eq!(Fen::from_wan_f64(0.684287), Ok(Fen(684_287)));
    }

    #[test]
    fn half_a_fen_rounds_away_from_zero() {
        let read = |text| Fen::parse_yuan(text).unwrap().get();
        assert_eq!([read("0.005"), read("-0.005"), read("0.00499"), read("1.005")], [1, -1, 0, 101]);
        assert_eq!(Fen::from_yuan_f64(1.005), Ok(Fen(101)));
    }

    #[test]
    fn a_guess_is_not_an_amount() {
        for text in ["约5000", "5000左右", "0.5万元", "五千", "1,23", "1.23E+5", "5000美元", "", "=SUM(J5:J9)", "¥¥5"]
        {
            assert_eq!(Fen::parse_yuan(text), Err(MoneyError::NotANumber), "{text:?}");
        }
        assert_eq!(Fen::parse_wan("5000元"), Err(MoneyError::NotANumber));
        assert_eq!(Fen::from_yuan_f64(f64::INFINITY), Err(MoneyError::NotANumber));
    }

    #[test]
    fn the_sign_is_kept_for_the_caller_to_judge() {
        for text in ["-80", "－８０", "−80.00", "-¥80", "¥-80", "- ¥80".replace(' ', "").as_str()] {
            let amount = Fen::parse_yuan(text).unwrap();
            assert_eq!(amount, Fen(-8000), "{text:?}");
            assert_eq!(amount.not_negative(), Err(MoneyError::Negative(amount)));
        }
        assert_eq!(Fen::parse_yuan("-0").unwrap().not_negative(), Ok(Fen::ZERO));
    }

    #[test]
    fn amounts_beyond_64_bits_are_refused() {
        assert_eq!(Fen::parse_yuan("92233720368547758.08"), Err(MoneyError::TooLarge));
        assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
        assert_eq!(Fen::checked_sum([Fen(i64::MAX), Fen(1)]), None);
    }

    #[test]
    fn an_amount_shows_yuan_with_two_decimals() {
        let shown: Vec<String> = [123_450, -5, 0, i64::MIN].map(|fen| Fen(fen).to_string()).into();
        assert_eq!(shown, ["1234.50", "-0.05", "0.00", "-92233720368547758.08"]);
        assert_eq!(format!("{:>10}", Fen(5)), "      0.05");
    }

    #[test]
    fn fifteen_of_forty_chairs_take_their_share_and_leave_the_rest() {
        let (total, share) = (Fen(1_000_001), Fen(1_000_001).share(pieces(15), pieces(40)));
        assert_eq!((share, total.checked_sub(share)), (Fen(375_000), Some(Fen(625_001))));
    }

    #[test]
    fn money_is_stored_as_an_integer() {
        assert_eq!(serde_json::to_string(&Fen(-5)).unwrap(), "-5");
        assert!(serde_json::from_str::<Fen>("5.0").is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(fen: i64) {
            prop_assert_eq!(Fen::parse_yuan(&Fen(fen).to_string()), Ok(Fen(fen)));
        }

        #[test]
        fn a_numeric_cell_of_up_to_a_trillion_yuan_keeps_its_fen(fen in -100_000_000_000_000_i64..100_000_000_000_000) {
            let cell: f64 = Fen(fen).to_string().parse().unwrap();
            prop_assert_eq!(Fen::from_yuan_f64(cell), Ok(Fen(fen)));
        }

        #[test]
        fn share_and_rest_make_the_total(fen: i64, part in 1_u32.., whole in 1_u32..) {
            let share = Fen(fen).share(pieces(part), pieces(whole));
            let rest = Fen(fen).checked_sub(share).unwrap();
            prop_assert_eq!(share.checked_add(rest), Some(Fen(fen)));
            prop_assert!(share.get().unsigned_abs() <= fen.unsigned_abs());
        }

        #[test]
        fn splitting_one_by_one_uses_up_the_value(fen in 0_i64.., whole in 1_u32..200) {
            let (mut left, mut taken) = (Fen(fen), Fen::ZERO);
            for remaining in (1..=whole).rev() {
                let share = left.share(pieces(1), pieces(remaining));
                left = left.checked_sub(share).unwrap();
                taken = taken.checked_add(share).unwrap();
            }
            prop_assert_eq!((left, taken), (Fen::ZERO, Fen(fen)));
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (Fen::parse_yuan(&text), Fen::parse_wan(&text));
        }
    }
}
