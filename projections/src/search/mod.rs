//! Finding by text: words by their characters one and two at a time, numbers by any fragment.
//!
//! Two kinds of text are on a card. Names, brands, models, places and departments repeat, so each
//! distinct one is kept once (`word`) and indexed in FTS5 by unigrams and bigrams split beforehand;
//! one or two Chinese characters are then one term, longer ones a phrase. Card and serial numbers
//! are all different and are asked for by a middle fragment, for which no index of SQLite helps;
//! they lie in memory one after the other and are searched through (`codes`): a million of them
//! take some 3 ms, a hit or none.

mod codes;
mod words;

use cangliu_domain::half_width;

pub(crate) use codes::Codes;
pub(crate) use words::{find_words, word_key};

/// A text as it is compared: half-width, lower-case, without surrounding space.
#[must_use]
pub fn fold(text: &str) -> String {
    half_width::fold(text).to_lowercase()
}

/// The words of a search: all of them have to be found. At most [`TERMS_MAX`].
pub(crate) fn terms(search: &str) -> Vec<String> {
    fold(search).split_whitespace().take(TERMS_MAX).map(str::to_owned).collect()
}

/// More words than this are more than somebody types.
const TERMS_MAX: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(fold(" ＴｈｉｎｋＰａｄ　Ｅ１４ "), fold("thinkpad e14"));
        assert_eq!(terms("空调　 挂机"), ["空调", "挂机"]);
    }
}
