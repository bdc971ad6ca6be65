//! The dictionary of distinct texts, and its index by unigrams and bigrams.

use rusqlite::Connection;

use crate::Result;
use crate::views::no_row;

/// The dictionary's entries that contain a term.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Their keys.
    pub(crate) words: Vec<i64>,
    /// How many assets have them, summed.
    pub(crate) uses: i64,
    /// Whether there are more entries than were asked for.
    pub(crate) more: bool,
}

/// The key of a folded text; a new one is entered and indexed.
pub(crate) fn word_key(db: &Connection, text: &str) -> Result<i64> {
    let found = db
        .prepare_cached("select key from word where text = ?1")?
        .query_row([text], |row| row.get(0))
        .map(Some)
        .or_else(no_row)?;
    if let Some(key) = found {
        return Ok(key);
    }
    let key = db
        .prepare_cached("insert into word (text, uses) values (?1, 0) returning key")?
        .query_row([text], |row| row.get(0))?;
    db.prepare_cached("insert into word_gram (rowid, grams) values (?1, ?2)")?.execute((key, grams(text)))?;
    Ok(key)
}

/// The entries that contain a folded term, until `most` assets have them.
pub(crate) fn find_words(db: &Connection, term: &str, most: i64) -> Result<Found> {
    let mut found = Found::default();
    let (sql, looked_for) = match phrases(term) {
        Some(phrases) => (
            "select w.key, w.uses, w.text
             from word_gram g join word w on w.key = g.rowid
             where word_gram match ?1 and w.uses > 0",
            phrases,
        ),
        // Marks are not indexed; the dictionary is small enough to be read.
        None => ("select key, uses, text from word where instr(text, ?1) > 0 and uses > 0", term.to_owned()),
    };
    let mut statement = db.prepare_cached(sql)?;
    let mut rows = statement.query([looked_for])?;
    while let Some(row) = rows.next()? {
        // Bigrams on both sides of a mark make a phrase too; only the text itself decides.
        if !row.get_ref(2)?.as_str().is_ok_and(|text| text.contains(term)) {
            continue;
        }
        if found.uses > most {
            found.more = true;
            break;
        }
        found.words.push(row.get(0)?);
        found.uses += row.get::<_, i64>(1)?;
    }
    Ok(found)
}

/// Runs of letters and digits; what lies between them is not indexed.
fn runs(text: &str) -> impl Iterator<Item = Vec<char>> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).map(|run| run.chars().collect())
}

fn bigrams(run: &[char]) -> Vec<String> {
    run.windows(2).map(String::from_iter).collect()
}

/// What is indexed: first the bigrams in their order, then each character.
fn grams(text: &str) -> String {
    let mut grams: Vec<String> = runs(text).flat_map(|run| bigrams(&run)).collect();
    grams.extend(runs(text).flatten().map(String::from));
    grams.join(" ")
}

/// The FTS5 query for a term: a phrase of bigrams per run, or the one character. `None` for a term
/// of marks only, which the index cannot find.
fn phrases(term: &str) -> Option<String> {
    let phrases: Vec<String> = runs(term)
        .map(|run| if run.len() == 1 { String::from(run[0]) } else { bigrams(&run).join(" ") })
        .map(|phrase| format!("\"{phrase}\""))
        .collect();
    (!phrases.is_empty()).then(|| phrases.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_indexed_by_its_bigrams_and_then_by_its_characters() {
        assert_eq!(grams("办公椅 x1"), "办公 公椅 x1 办 公 椅 x 1");
    }

    #[test]
    fn one_character_is_a_term_and_three_are_a_phrase() {
        assert_eq!(phrases("椅").unwrap(), "\"椅\"");
        assert_eq!(phrases("办公椅").unwrap(), "\"办公 公椅\"");
        assert_eq!(phrases("e14-g3").unwrap(), "\"e1 14\" \"g3\"");
        assert_eq!(phrases("-/-"), None);
    }
}
