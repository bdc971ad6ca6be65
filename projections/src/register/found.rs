//! What a search finds, before the list is read: the rows themselves while they are few, else
//! about how many they are.

use std::collections::BTreeSet;
use std::rc::Rc;

use rusqlite::types::Value;

use super::predicate::Predicate;
use crate::Result;
use crate::reader::Snapshot;
use crate::search::{find_words, terms};

/// A search that finds more assets than this is looked for along the list.
const FEW: usize = 3_000;

/// What a search finds.
#[derive(Debug, Clone)]
pub(super) struct Found {
    terms: Vec<String>,
    /// The condition that decides, row by row.
    pub(super) predicate: Predicate,
    /// About how many assets have each of its words.
    pub(super) rows: Vec<i64>,
    /// Keys of those that have the rarest word, while they are few.
    pub(super) keys: Option<Rc<Vec<Value>>>,
}

/// A set of keys of assets.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    bits: Vec<u64>,
}

impl Keys {
    fn insert(&mut self, key: i64) {
        let Ok(key) = usize::try_from(key) else { return };
        if self.bits.len() <= key / 64 {
            self.bits.resize(key / 64 + 1, 0);
        }
        self.bits[key / 64] |= 1 << (key % 64);
    }

    /// Whether a key is in it.
    pub(super) fn contains(&self, key: i64) -> bool {
        let Ok(key) = usize::try_from(key) else { return false };
        self.bits.get(key / 64).is_some_and(|bits| bits & (1 << (key % 64)) != 0)
    }

    /// How many there are.
    pub(super) fn count(&self) -> i64 {
        self.bits.iter().map(|bits| i64::from(bits.count_ones())).sum()
    }

    fn intersect(&mut self, other: &Self) {
        self.bits.truncate(other.bits.len());
        for (bits, others) in self.bits.iter_mut().zip(&other.bits) {
            *bits &= others;
        }
    }
}

impl Found {
    /// Looks a search up; `None` when one of its words is nowhere.
    pub(super) fn of(snapshot: &Snapshot<'_>, search: Option<&str>) -> Result<Option<Self>> {
        let terms = search.map(terms).unwrap_or_default();
        let mut found = Self { terms: Vec::new(), predicate: Predicate::always(), rows: Vec::new(), keys: None };
        for term in &terms {
            let (rows, keys) = few(snapshot, term)?;
            if rows == 0 {
                return Ok(None);
            }
            if found.rows.iter().all(|others| rows < *others) {
                found.keys = keys.map(|keys| Rc::new(keys.into_iter().map(Value::Integer).collect()));
            }
            found.rows.push(rows);
            found.predicate = found.predicate.and(Predicate::of("instr(a.text, ?) > 0", [Value::Text(term.clone())]));
        }
        found.terms = terms;
        Ok(Some(found))
    }

    /// Whether there is a search, and it finds too many to have their keys.
    pub(super) fn is_many(&self) -> bool {
        !self.rows.is_empty() && self.keys.is_none()
    }

    /// Every asset that has all words, however many there are.
    pub(super) fn all(&self, snapshot: &Snapshot<'_>) -> Result<Keys> {
        let mut all: Option<Keys> = None;
        for term in &self.terms {
            let mut of_term = Keys::default();
            collect(snapshot, term, i64::MAX, usize::MAX, |key| of_term.insert(key))?;
            match &mut all {
                None => all = Some(of_term),
                Some(all) => all.intersect(&of_term),
            }
        }
        Ok(all.unwrap_or_default())
    }
}

/// About how many assets have a term, and which, while they are few.
fn few(snapshot: &Snapshot<'_>, term: &str) -> Result<(i64, Option<BTreeSet<i64>>)> {
    let most = i64::try_from(FEW).unwrap_or(i64::MAX);
    let mut keys = BTreeSet::new();
    let rows = collect(snapshot, term, most, FEW, |key| {
        keys.insert(key);
    })?;
    Ok(if rows > most { (rows, None) } else { (i64::try_from(keys.len()).unwrap_or(i64::MAX), Some(keys)) })
}

/// Hands out the keys of assets that have a term, unless there are more than `most`; answers about
/// how many there are, or at least that they are more.
fn collect(snapshot: &Snapshot<'_>, term: &str, most: i64, most_codes: usize, mut key: impl FnMut(i64)) -> Result<i64> {
    let db = snapshot.db;
    let words = find_words(db, term, most)?;
    if words.more || words.uses > most {
        return Ok(words.uses.max(most.saturating_add(1)));
    }
    let (assets, more) = snapshot.codes.find(db, term, most_codes)?;
    if more {
        return Ok(most.saturating_add(1));
    }
    let mut of_word = db.prepare_cached("select asset from asset_word where word = ?1")?;
    for word in words.words {
        let mut rows = of_word.query([word])?;
        while let Some(row) = rows.next()? {
            key(row.get(0)?);
        }
    }
    let rows = words.uses.saturating_add(i64::try_from(assets.len()).unwrap_or(i64::MAX));
    assets.into_iter().for_each(|asset| key(i64::from(asset)));
    Ok(rows)
}
