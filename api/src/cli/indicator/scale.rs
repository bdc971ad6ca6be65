//! The unit in which rows are written so that they add up on the screen: decimals where those are exact, else whole
//! parts of one, such as 1/365.

use cangliu_projections::indicators::Ratio;

/// Decimals up to which amounts are written out.
const PLACES_MAX: u32 = 6;
/// Decimals of a rate, which no decimals write exactly.
const PLACES: u32 = 4;

/// How a set of amounts is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Exact with so many decimals.
    Decimals(u32),
    /// Whole numbers of one part in so many.
    Parts(i128),
}

impl Scale {
    /// The smallest in which each of the amounts, and so their sum, is exact.
    pub(super) fn of(amounts: impl Iterator<Item = Ratio>) -> Self {
        let common = amounts.map(Ratio::denominator).fold(1, least_common_multiple);
        (0..=PLACES_MAX).find(|places| 10_i128.pow(*places) % common == 0).map_or(Self::Parts(common), Self::Decimals)
    }

    /// An amount in it.
    pub(super) fn shown(self, amount: Ratio) -> String {
        match self {
            Self::Decimals(places) => amount.to_decimal_string(places),
            Self::Parts(parts) => (amount.numerator() * (parts / amount.denominator())).to_string(),
        }
    }
}

/// A number for people: whole where it is, exact where four decimals do, else rounded to them.
pub(super) fn plain(ratio: Ratio) -> String {
    match Scale::of(std::iter::once(ratio)) {
        Scale::Decimals(places) => ratio.to_decimal_string(places.min(PLACES)),
        Scale::Parts(_) => ratio.to_decimal_string(PLACES),
    }
}

/// A share in per cent.
pub(super) fn percent(ratio: Ratio) -> String {
    let hundredfold = Ratio::new(ratio.numerator() * 100, ratio.denominator()).unwrap_or(Ratio::ZERO);
    match Scale::of(std::iter::once(hundredfold)) {
        Scale::Decimals(0) => format!("{} %", hundredfold.to_decimal_string(0)),
        Scale::Decimals(_) | Scale::Parts(_) => format!("{} %", hundredfold.to_decimal_string(2)),
    }
}

const fn least_common_multiple(a: i128, b: i128) -> i128 {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor * b
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(numerator: i128, denominator: i128) -> Ratio {
        Ratio::new(numerator, denominator).unwrap()
    }

    #[test]
    fn amounts_are_written_so_that_what_is_shown_adds_up() {
        let stays = [ratio(36, 365), ratio(1, 5), ratio(2, 73)];
        let scale = Scale::of(stays.into_iter());
        assert_eq!(scale, Scale::Parts(365));
        let shown: i128 = stays.iter().map(|stay| scale.shown(*stay).parse::<i128>().unwrap()).sum();
        assert_eq!(scale.shown(stays.into_iter().sum()), shown.to_string());
        let masses = [ratio(1, 8), ratio(3, 2)];
        let scale = Scale::of(masses.into_iter());
        assert_eq!(masses.map(|mass| scale.shown(mass)), ["0.125", "1.500"]);
    }

    #[test]
    fn whole_numbers_have_no_decimals_and_shares_are_in_per_cent() {
        assert_eq!(plain(Ratio::whole(474)), "474");
        assert_eq!((plain(ratio(1, 2)), plain(ratio(2, 3))), ("0.5".into(), "0.6667".into()));
        assert_eq!((percent(ratio(9_711, 10_000)), percent(Ratio::whole(1))), ("97.11 %".into(), "100 %".into()));
    }
}
