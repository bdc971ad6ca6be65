//! Exact fractions, and how they are shown.

use std::cmp::Ordering;
use std::fmt;

/// A fraction in lowest terms; its denominator is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// A fraction; `None` with a denominator of 0: there is nothing to measure.
    #[must_use]
    pub fn new(numerator: i128, denominator: i128) -> Option<Self> {
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok().filter(|_| denominator != 0)?;
        let sign = denominator.signum();
        Some(Self { numerator: sign * numerator / divisor, denominator: sign * denominator / divisor })
    }

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i128) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// Its numerator.
    #[must_use]
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// Its denominator, above 0.
    #[must_use]
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// The nearest floating-point number, for charts; never for comparing with a target.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// Decimals, rounded half away from zero (四舍五入): `2.3856`.
    #[must_use]
    pub fn to_decimal_string(self, places: u32) -> String {
        let scale = 10_i128.pow(places.min(18));
        let scaled = self.numerator.unsigned_abs() * scale.unsigned_abs();
        let divisor = self.denominator.unsigned_abs();
        let rounded = (scaled + divisor / 2) / divisor;
        let (whole, rest) = (rounded / scale.unsigned_abs(), rounded % scale.unsigned_abs());
        let sign = if self.numerator < 0 && rounded > 0 { "-" } else { "" };
        let width = places.min(18) as usize;
        if width == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:0width$}") }
    }
}

impl std::ops::Add for Ratio {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let numerator = self.numerator * other.denominator + other.numerator * self.denominator;
        Self::new(numerator, self.denominator * other.denominator).unwrap_or(Self::ZERO)
    }
}

impl std::iter::Sum for Ratio {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, |sum, one| sum + one)
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.numerator * other.denominator).cmp(&(other.numerator * self.denominator))
    }
}

impl fmt::Display for Ratio {
    /// With four decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_decimal_string(4))
    }
}

const fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn nothing_to_divide_by_is_no_value() {
        assert_eq!(Ratio::new(1, 0), None);
        assert_eq!(Ratio::new(0, 0), None);
    }

    #[test]
    fn fractions_are_kept_in_lowest_terms_with_the_sign_above() {
        assert_eq!(ratio(6, -4), ratio(-3, 2));
        assert_eq!((ratio(0, 7).numerator(), ratio(0, 7).denominator()), (0, 1));
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(ratio(1, 8).to_decimal_string(2), "0.13");
        assert_eq!(ratio(-1, 8).to_decimal_string(2), "-0.13");
        assert_eq!(ratio(5, 2).to_decimal_string(0), "3");
        assert_eq!(ratio(1, 3).to_decimal_string(4), "0.3333");
        assert_eq!(ratio(2, 3).to_decimal_string(4), "0.6667");
        assert_eq!(ratio(-1, 1000).to_decimal_string(2), "0.00");
        assert_eq!(ratio(1095, 459).to_string(), "2.3856");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_within_half_a_unit(numerator in -1_000_000_i128..1_000_000, denominator in 1_i128..10_000) {
            let exact = ratio(numerator, denominator);
            let shown: f64 = exact.to_decimal_string(3).parse().unwrap();
            prop_assert!((shown - exact.to_f64()).abs() <= 0.000_500_000_1);
        }

        #[test]
        fn sums_are_exact(parts in proptest::collection::vec(-1000_i128..1000, 0..20), days in 1_i128..400) {
            let sum: Ratio = parts.iter().map(|part| ratio(*part, days)).sum();
            prop_assert_eq!(sum, ratio(parts.iter().sum(), days));
        }
    }
}
