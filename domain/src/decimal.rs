//! Exact decimal numbers as offices write them, on their way to whole fen, grams or pieces.
//!
//! Never goes through binary floating point: a numeric cell is read by the shortest decimal that
//! names its `f64`, which is what the spreadsheet shows.

use crate::half_width;

/// Digits kept after the point. Further ones cannot change a rounding to fen, grams or pieces,
/// because one half of each is itself a multiple of 10^-12 in every unit accepted.
const FRACTION_DIGITS: usize = 12;
const ONE: i128 = 10_i128.pow(FRACTION_DIGITS as u32);

/// A signed decimal, counted in 10^-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decimal(i128);

/// Why a text is not a decimal that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DecimalError {
    /// Something else than one plain number.
    NotANumber,
    /// A number beyond what the target holds.
    TooLarge,
}

impl Decimal {
    /// Reads an optional sign, digits with or without thousands marks (`,` or a space, in groups
    /// of three) and an optional fraction, in either width.
    ///
    /// Scientific notation is refused: `1.23E+17` is what a spreadsheet leaves of a long code.
    pub(crate) fn parse(text: &str) -> Result<Self, DecimalError> {
        let folded = half_width::fold(text);
        let (sign, unsigned) = match folded.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, folded.strip_prefix('+').unwrap_or(&folded)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        if whole.len() + fraction.len() == 0 || !is_digits(fraction) {
            return Err(DecimalError::NotANumber);
        }
        let digits = without_marks(whole.trim_start()).ok_or(DecimalError::NotANumber)?;
        let kept = fraction.bytes().chain(std::iter::repeat(b'0')).take(FRACTION_DIGITS);
        digits
            .bytes()
            .chain(kept)
            .try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(digit - b'0')))
            .map(|magnitude| Self(sign * magnitude))
            .ok_or(DecimalError::TooLarge)
    }

    /// Reads a numeric cell by its shortest decimal form.
    pub(crate) fn of_f64(cell: f64) -> Result<Self, DecimalError> {
        if cell.is_finite() { Self::parse(&cell.to_string()) } else { Err(DecimalError::NotANumber) }
    }

    /// The number times `multiplier`, rounded half away from zero to a whole.
    pub(crate) fn times(self, multiplier: u32) -> Result<i64, DecimalError> {
        self.0
            .checked_mul(i128::from(multiplier))
            .and_then(|scaled| scaled.checked_add(scaled.signum() * (ONE / 2)))
            .and_then(|scaled| i64::try_from(scaled / ONE).ok())
            .ok_or(DecimalError::TooLarge)
    }

    /// The number itself when it is whole.
    pub(crate) fn whole(self) -> Option<i128> {
        (self.0 % ONE == 0).then_some(self.0 / ONE)
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The digits without their thousands marks; `None` where the marks do not part groups of three,
/// because `1,23` may be a slip or a decimal comma and nobody but the writer knows.
fn without_marks(whole: &str) -> Option<String> {
    let mark = if whole.contains(',') { ',' } else { ' ' };
    let groups: Vec<&str> = whole.split(mark).collect();
    let (first, rest) = groups.split_first()?;
    let grouped = rest.is_empty() || (matches!(first.len(), 1..=3) && rest.iter().all(|group| group.len() == 3));
    (grouped && groups.iter().all(|group| is_digits(group))).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str, multiplier: u32) -> i64 {
        Decimal::parse(text).unwrap().times(multiplier).unwrap()
    }

    #[test]
    fn digits_marks_and_fractions_are_read_exactly() {
        assert_eq!(times("1,234,567.891", 1000), 1_234_567_891);
        assert_eq!(times("1 234 567", 1), 1_234_567);
        assert_eq!(times(" －１２，３４５．６０ ", 100), -1_234_560);
        assert_eq!(times("+.5", 10), 5);
        assert_eq!(times("5.", 1), 5);
        assert_eq!(times("0001", 1), 1);
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert_eq!([times("0.5", 1), times("-0.5", 1), times("0.4999999999999999", 1)], [1, -1, 0]);
        assert_eq!([times("2.675", 100), times("-2.675", 100), times("1.005", 100)], [268, -268, 101]);
    }

    #[test]
    fn whatever_is_not_one_plain_number_is_refused() {
        let texts = ["", " ", "-", ".", "约5000", "5000元", "1,23", "12,34,567", ",123", "1,234.5,6", "12 34"];
        let more =
            ["1.2.3", "1.23E+17", "1e3", "--1", "0x10", "NaN", "inf", "五百", "1/2", "/", "(5)", "1.-5", "1234,567"];
        for text in texts.into_iter().chain(more) {
            assert_eq!(Decimal::parse(text), Err(DecimalError::NotANumber), "{text:?}");
        }
    }

    #[test]
    fn numbers_beyond_the_target_are_too_large_rather_than_wrapped() {
        assert_eq!(Decimal::parse(&"9".repeat(400)), Err(DecimalError::TooLarge));
        assert_eq!(Decimal::parse("92233720368547758.08").unwrap().times(100), Err(DecimalError::TooLarge));
        assert_eq!(times("92233720368547758.07", 100), i64::MAX);
        assert_eq!(Decimal::of_f64(f64::MAX), Err(DecimalError::TooLarge));
    }

    #[test]
    fn a_numeric_cell_is_read_by_its_shortest_decimal() {
        for (cell, fen) in
            [(1.005, 101), (0.285, 29), (4418.48, 441_848), (-2.675, -268), (1e15, 100_000_000_000_000_000)]
        {
            assert_eq!(Decimal::of_f64(cell).unwrap().times(100), Ok(fen), "{cell}");
        }
        assert_eq!(Decimal::of_f64(f64::NAN), Err(DecimalError::NotANumber));
        assert_eq!(Decimal::of_f64(1e-300).unwrap().times(100), Ok(0));
    }

    #[test]
    fn only_a_whole_number_is_whole() {
        assert_eq!(Decimal::parse("40.000").unwrap().whole(), Some(40));
        assert_eq!(Decimal::parse("40.5").unwrap().whole(), None);
    }
}
