//! Possible splitting (疑似化整为零): documents that stay below a limit one by one and pass it together.
//!
//! A hint for whoever approves; it refuses nothing.

use chrono::NaiveDate;

use crate::fen::Fen;

/// A document of the same unit, act and class: the day of its submission and its value.
pub type Submitted = (NaiveDate, Fen);

/// Whether this document and the earlier ones of the last `window_days` days pass a limit together though none does
/// alone. One that passes it alone went the long way, and counts for nothing here.
#[must_use]
pub fn possible_splitting(previous: &[Submitted], this: Submitted, window_days: u16, limit: Fen) -> bool {
    let (on, value) = this;
    let recent = previous
        .iter()
        .filter(|(day, value)| *day <= on && (on - *day).num_days() <= i64::from(window_days) && *value < limit);
    let earlier: Vec<Fen> = recent.map(|(_, value)| *value).collect();
    let together = Fen::checked_sum(earlier.iter().copied().chain([value])).unwrap_or(Fen::new(i64::MAX));
    !earlier.is_empty() && value < limit && together >= limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::given::day;

    const LIMIT: Fen = Fen::new(5_000_000);

    fn yuan(yuan: i64) -> Fen {
        Fen::new(yuan * 100)
    }

    #[test]
    fn two_documents_of_three_weeks_that_pass_the_limit_together_are_seen() {
        assert!(possible_splitting(&[(day(5, 10), yuan(30_000))], (day(5, 31), yuan(20_000)), 30, LIMIT));
    }

    #[test]
    fn documents_below_the_limit_together_or_further_apart_are_not() {
        assert!(!possible_splitting(&[(day(5, 10), yuan(30_000))], (day(5, 31), yuan(19_999)), 30, LIMIT));
        assert!(possible_splitting(&[(day(5, 1), yuan(30_000))], (day(5, 31), yuan(20_000)), 30, LIMIT), "30 days");
        assert!(!possible_splitting(&[(day(4, 30), yuan(30_000))], (day(5, 31), yuan(20_000)), 30, LIMIT), "31 days");
        assert!(!possible_splitting(&[(day(6, 1), yuan(30_000))], (day(5, 31), yuan(20_000)), 30, LIMIT), "later");
    }

    #[test]
    fn a_document_that_passes_the_limit_alone_splits_nothing() {
        assert!(!possible_splitting(&[(day(5, 10), yuan(30_000))], (day(5, 31), yuan(50_000)), 30, LIMIT));
        assert!(!possible_splitting(&[(day(5, 10), yuan(60_000))], (day(5, 31), yuan(20_000)), 30, LIMIT));
        assert!(!possible_splitting(&[], (day(5, 31), yuan(20_000)), 30, LIMIT));
    }

    #[test]
    fn sums_beyond_all_money_pass_every_limit() {
        let most = Fen::new(i64::MAX - 1);
        assert!(possible_splitting(&[(day(5, 10), most)], (day(5, 31), most), 30, Fen::new(i64::MAX)));
    }
}
