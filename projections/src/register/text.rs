//! What a search for assets looks through: the words on the card and every number it ever carried.

use std::collections::BTreeSet;

use cangliu_domain::asset_class::AssetClass;
use rusqlite::Connection;

use super::Row;
use crate::Result;
use crate::search::fold;
use crate::views::Batch;

/// Kinds of numbers, as stored.
const CARD_NUMBER: i64 = 0;
const SERIAL: i64 = 1;

/// Stands between the texts of an asset, so that no search runs across two of them.
const SEPARATOR: &str = "\n";

impl Row {
    /// The distinct words on the card, folded.
    fn words(&self) -> BTreeSet<String> {
        let class = AssetClass::parse(&self.class).ok().and_then(|class| class.name());
        [
            Some(self.name.as_str()),
            self.rest.brand.as_deref(),
            self.rest.model.as_deref(),
            self.rest.department.as_deref(),
            self.place.as_deref(),
            class,
        ]
        .into_iter()
        .flatten()
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect()
    }

    /// The numbers it carries now, folded, with their kinds.
    fn codes(&self) -> Vec<(String, i64)> {
        let number = (fold(&self.number), CARD_NUMBER);
        let serial = self.rest.serial.as_deref().map(|serial| (fold(serial), SERIAL));
        [Some(number), serial].into_iter().flatten().filter(|(code, _)| !code.is_empty()).collect()
    }
}

/// Whether a row says the same words and numbers as the one it replaces: of what is searched, only the
/// place, the department and the card number can change.
pub(super) fn unchanged(row: &Row, old: &Row) -> bool {
    row.place == old.place && row.number == old.number && row.rest.department == old.rest.department
}

/// Sets the searched text of a row; its words and numbers follow with [`index`].
pub(super) fn set(row: &mut Row, former: &[(String, i64)]) {
    let mut text: Vec<String> = row.words().into_iter().collect();
    let now = row.codes();
    text.extend(former.iter().filter(|code| !now.contains(code)).map(|(code, _)| code.clone()));
    text.extend(now.into_iter().map(|(code, _)| code));
    row.text = text.join(SEPARATOR);
}

/// The numbers an asset carried so far.
pub(super) fn former(db: &Connection, asset: i64) -> Result<Vec<(String, i64)>> {
    let mut statement = db.prepare_cached("select code, kind from asset_code where asset = ?1 order by key")?;
    let codes = statement.query_map([asset], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(codes.collect::<rusqlite::Result<_>>()?)
}

/// Brings the words and numbers of the row with its key up to date; `old` is what it replaces.
pub(super) fn index(batch: &mut Batch<'_>, row: &Row, old: Option<&Row>, former: &[(String, i64)]) -> Result<()> {
    let db = batch.db;
    let (words, old_words) = (row.words(), old.map(Row::words).unwrap_or_default());
    for word in words.difference(&old_words) {
        let key = batch.keys.word(db, word)?;
        db.prepare_cached("insert into asset_word (word, asset) values (?1, ?2)")?.execute((key, row.key))?;
        batch.counts.add_word(key, 1);
    }
    for word in old_words.difference(&words) {
        let key = batch.keys.word(db, word)?;
        db.prepare_cached("delete from asset_word where word = ?1 and asset = ?2")?.execute((key, row.key))?;
        batch.counts.add_word(key, -1);
    }
    for code in row.codes() {
        if !former.contains(&code) {
            db.prepare_cached("insert into asset_code (asset, code, kind) values (?1, ?2, ?3)")?
                .execute((row.key, code.0, code.1))?;
        }
    }
    Ok(())
}
