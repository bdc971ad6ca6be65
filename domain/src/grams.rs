//! Mass as whole grams. Weights are read as exact decimals and never pass through binary floating
//! point; beyond a gram they are rounded half away from zero.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decimal::{Decimal, DecimalError};
use crate::half_width;

/// Grams in one kilogram.
const GRAMS_PER_KG: u32 = 1_000;

/// Units an office writes behind a number, with the grams in each; the longer name first where one
/// ends in the other. A 斤 is half a kilogram.
const UNITS: [(&str, u32); 10] = [
    ("公斤", GRAMS_PER_KG),
    ("千克", GRAMS_PER_KG),
    ("市斤", 500),
    ("斤", 500),
    ("公吨", 1_000_000),
    ("吨", 1_000_000),
    ("克", 1),
    ("kg", GRAMS_PER_KG),
    ("t", 1_000_000),
    ("g", 1),
];

/// A mass in grams; may be negative (a correction). Stored as a plain integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grams(i64);

/// Why a cell is not a mass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MassError {
    /// The text is not one plain number, with or without a unit as asked for.
    #[error("not a mass")]
    NotANumber,
    /// The number has no unit where one is needed.
    #[error("the unit of mass is missing")]
    UnitMissing,
    /// The mass is below zero where only a weight can stand.
    #[error("a weight cannot be negative: {0} kg")]
    Negative(Grams),
    /// The mass does not fit 64 bits of grams.
    #[error("the mass is too large")]
    TooLarge,
}

impl MassError {
    /// The stable code of this error.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotANumber => "MASS_NOT_A_NUMBER",
            Self::UnitMissing => "MASS_UNIT_MISSING",
            Self::Negative(_) => "MASS_NEGATIVE",
            Self::TooLarge => "MASS_TOO_LARGE",
        }
    }
}

impl From<DecimalError> for MassError {
    fn from(error: DecimalError) -> Self {
        match error {
            DecimalError::NotANumber => Self::NotANumber,
            DecimalError::TooLarge => Self::TooLarge,
        }
    }
}

impl Grams {
    /// No mass.
    pub const ZERO: Self = Self(0);

    /// Takes a mass counted in grams.
    pub const fn new(grams: i64) -> Self {
        Self(grams)
    }

    /// The mass in grams.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// True below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The mass itself, or [`MassError::Negative`] below zero: for weighings.
    pub const fn not_negative(self) -> Result<Self, MassError> {
        if self.0 < 0 { Err(MassError::Negative(self)) } else { Ok(self) }
    }

    /// The sum, unless it does not fit.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }

    /// The difference, unless it does not fit.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }

    /// The sum of all masses, unless it does not fit.
    pub fn checked_sum(masses: impl IntoIterator<Item = Self>) -> Option<Self> {
        masses.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Reads kilograms: `12,440`, `0.311`, `１２.５`, `80kg`, `80公斤`.
    ///
    /// # Errors
    /// [`MassError::NotANumber`] for anything else, another unit included; [`MassError::TooLarge`].
    pub fn parse_kg(text: &str) -> Result<Self, MassError> {
        match split_unit(text) {
            (number, None | Some(GRAMS_PER_KG)) => Ok(Self(Decimal::parse(&number)?.times(GRAMS_PER_KG)?)),
            (_, Some(_)) => Err(MassError::NotANumber),
        }
    }

    /// Reads a numeric cell in kilograms by its shortest decimal form.
    ///
    /// # Errors
    /// [`MassError::NotANumber`] when not finite, [`MassError::TooLarge`].
    pub fn from_kg_f64(cell: f64) -> Result<Self, MassError> {
        Ok(Self(Decimal::of_f64(cell)?.times(GRAMS_PER_KG)?))
    }

    /// Reads a number with its unit: 公斤, 千克, kg, 斤, 吨, t, 克 or g.
    ///
    /// # Errors
    /// [`MassError::UnitMissing`] for a bare number, [`MassError::NotANumber`], [`MassError::TooLarge`].
    pub fn parse(text: &str) -> Result<Self, MassError> {
        let (number, grams_per_unit) = split_unit(text);
        let number = Decimal::parse(&number)?;
        Ok(Self(number.times(grams_per_unit.ok_or(MassError::UnitMissing)?)?))
    }

    /// Spreads the mass evenly over `days`: whole grams a day, what does not divide goes one gram
    /// each to the first days. The days add up to the mass exactly; no days have none.
    pub fn spread(self, days: u32) -> impl ExactSizeIterator<Item = Self> + Clone {
        let divisor = i64::from(days.max(1));
        let (each, over) = (self.0.div_euclid(divisor), self.0.rem_euclid(divisor));
        (0..days).map(move |day| Self(each + i64::from(i64::from(day) < over)))
    }
}

/// Parts a folded text into its number and, when it ends in a known unit, the grams in one.
fn split_unit(text: &str) -> (String, Option<u32>) {
    let folded = half_width::fold(text).replace('㎏', "kg").to_ascii_lowercase();
    let known = UNITS.iter().find_map(|(unit, grams)| Some((folded.strip_suffix(unit)?.to_owned(), *grams)));
    match known {
        Some((number, grams)) => (number, Some(grams)),
        None => (folded, None),
    }
}

impl fmt::Display for Grams {
    /// The mass in kilograms with up to three decimals, without unit: `12440`, `0.311`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_kg = u64::from(GRAMS_PER_KG);
        let (kg, grams) = (self.0.unsigned_abs() / per_kg, self.0.unsigned_abs() % per_kg);
        let sign = if self.is_negative() { "-" } else { "" };
        let shown = format!("{sign}{kg}.{grams:03}");
        f.pad(shown.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn kilograms_are_read_to_the_gram() {
        assert_eq!(Grams::parse_kg("12,440"), Ok(Grams(12_440_000)));
        assert_eq!(Grams::parse_kg("０．３１１"), Ok(Grams(311)));
        assert_eq!(Grams::parse_kg("80 KG"), Ok(Grams(80_000)));
        assert_eq!(Grams::parse_kg("0.0005"), Ok(Grams(1)));
        assert_eq!(Grams::from_kg_f64(1.374), Ok(Grams(1_374)));
        assert_eq!(Grams::from_kg_f64(0.0), Ok(Grams::ZERO));
    }

    #[test]
    fn the_unit_behind_the_number_counts() {
        for text in [
            "1.5吨",
            "1.5 t",
            "1500公斤",
            "1500千克",
            "1,500kg",
            "1500㎏",
            "3000斤",
            "3000市斤",
            "１５００ＫＧ",
            "1500000克",
        ] {
            assert_eq!(Grams::parse(text), Ok(Grams(1_500_000)), "{text:?}");
        }
    }

    #[test]
    fn half_a_jin_of_grams_rounds_away_from_zero() {
        assert_eq!(Grams::parse("0.001斤"), Ok(Grams(1)));
        assert_eq!(Grams::parse("-0.001斤"), Ok(Grams(-1)));
        assert_eq!(Grams::parse("0.000999999999斤"), Ok(Grams(0)));
    }

    #[test]
    fn a_mass_in_another_unit_or_in_bins_is_not_kilograms() {
        for text in ["3斤", "3吨", "3桶", "/", "漏记", "", "约80"] {
            assert_eq!(Grams::parse_kg(text), Err(MassError::NotANumber), "{text:?}");
        }
        assert_eq!(Grams::parse("80"), Err(MassError::UnitMissing));
        assert_eq!(Grams::parse("3桶"), Err(MassError::NotANumber));
        assert_eq!(Grams::parse("kg"), Err(MassError::NotANumber));
    }

    #[test]
    fn the_sign_is_kept_for_the_caller_to_judge() {
        let correction = Grams::parse_kg("-2.5").unwrap();
        assert_eq!(correction.not_negative(), Err(MassError::Negative(Grams(-2_500))));
    }

    #[test]
    fn masses_beyond_64_bits_are_refused() {
        assert_eq!(Grams::parse("9223372036854.775808吨"), Err(MassError::TooLarge));
        assert_eq!(Grams::from_kg_f64(1e40), Err(MassError::TooLarge));
        assert_eq!(Grams::checked_sum([Grams(i64::MAX), Grams(1)]), None);
    }

    #[test]
    fn a_mass_shows_kilograms_with_as_many_decimals_as_it_needs() {
        let shown: Vec<String> = [12_440_000, 311, -500, 0, 1_500, 10].map(|grams| Grams(grams).to_string()).into();
        assert_eq!(shown, ["12440", "0.311", "-0.5", "0", "1.5", "0.01"]);
    }

    #[test]
    fn what_does_not_divide_goes_to_the_first_days() {
        let days: Vec<i64> = Grams(1_000).spread(3).map(Grams::get).collect();
        assert_eq!(days, [334, 333, 333]);
        assert_eq!(Grams(1_000).spread(0).count(), 0);
        assert_eq!(Grams(-5).spread(2).map(Grams::get).collect::<Vec<_>>(), [-2, -3]);
    }

    #[test]
    fn mass_is_stored_as_an_integer() {
        assert_eq!(serde_json::to_string(&Grams(311)).unwrap(), "311");
        assert!(serde_json::from_str::<Grams>("0.311").is_err());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(grams: i64) {
            prop_assert_eq!(Grams::parse_kg(&Grams(grams).to_string()), Ok(Grams(grams)));
        }

        #[test]
        fn the_days_add_up_to_the_mass(grams: i64, days in 1_u32..800) {
            prop_assert_eq!(Grams::checked_sum(Grams(grams).spread(days)), Some(Grams(grams)));
        }

        #[test]
        fn no_two_days_differ_by_more_than_a_gram(grams: i64, days in 1_u32..800) {
            let spread: Vec<i64> = Grams(grams).spread(days).map(Grams::get).collect();
            prop_assert!(spread.is_sorted_by(|a, b| a >= b));
            prop_assert!(spread[0] - spread[spread.len() - 1] <= 1);
        }

        #[test]
        fn no_text_panics(text: String) {
            let _ = (Grams::parse(&text), Grams::parse_kg(&text));
        }
    }
}
