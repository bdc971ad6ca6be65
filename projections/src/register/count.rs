//! How many assets have a value of a facet, kept as they change: what a list would cost is judged by it.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Row;
use crate::Result;

/// Changes of counts in a batch, written at its end.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    facets: BTreeMap<(&'static str, String), i64>,
    owners: BTreeMap<i64, i64>,
    words: BTreeMap<i64, i64>,
}

impl Counts {
    /// Counts a row in (`+1`) or out (`-1`).
    pub(super) fn add(&mut self, row: &Row, one: i64) {
        *self.owners.entry(row.owner).or_default() += one;
        for (facet, value) in facets(row) {
            *self.facets.entry((facet, value)).or_default() += one;
        }
    }

    /// Counts an asset to a word of the dictionary, or away from it.
    pub(super) fn add_word(&mut self, word: i64, one: i64) {
        *self.words.entry(word).or_default() += one;
    }

    /// Adds the changes to the tables.
    pub(crate) fn write(&mut self, db: &Connection) -> Result<()> {
        let mut facet = db.prepare_cached(
            "insert into asset_count (facet, value, count) values (?1, ?2, ?3)
             on conflict (facet, value) do update set count = count + excluded.count",
        )?;
        for ((name, value), change) in std::mem::take(&mut self.facets) {
            if change != 0 {
                facet.execute((name, value, change))?;
            }
        }
        let mut owner = db.prepare_cached("update institution set assets = assets + ?2 where key = ?1")?;
        for (key, change) in std::mem::take(&mut self.owners) {
            if change != 0 {
                owner.execute((key, change))?;
            }
        }
        let mut word = db.prepare_cached("update word set uses = uses + ?2 where key = ?1")?;
        for (key, change) in std::mem::take(&mut self.words) {
            if change != 0 {
                word.execute((key, change))?;
            }
        }
        // A count of nothing and no count at all must not differ: which of the two there is
        // depends on where batches end.
        db.prepare_cached("delete from asset_count where count = 0")?.execute([])?;
        Ok(())
    }
}

fn facets(row: &Row) -> impl Iterator<Item = (&'static str, String)> {
    let always = [
        ("all", String::new()),
        ("class", row.class.clone()),
        ("usage", row.usage.to_string()),
        ("condition", row.condition.to_string()),
        ("occupation", row.occupation.to_string()),
        ("general", row.general.to_string()),
    ];
    let sometimes = [
        row.warehouse.map(|key| ("warehouse", key.to_string())),
        row.reach.map(|key| ("reach", key.to_string())),
        (row.in_step == 0).then(|| ("out_of_step", "1".to_owned())),
    ];
    always.into_iter().chain(sometimes.into_iter().flatten())
}
