//! Keys of the few things that most events name, remembered between batches.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use crate::column::Id;
use crate::{Result, search};

/// Keys by id. What was made in a batch that was rolled back must be forgotten.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    institutions: HashMap<Uuid, i64>,
    warehouses: HashMap<Uuid, i64>,
    premises: HashMap<Uuid, Option<(i64, i64)>>,
    words: HashMap<String, i64>,
}

/// Words remembered; offices use the same few thousand over and over.
const WORDS_MAX: usize = 50_000;

impl Keys {
    /// Forgets all.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// The key of an institution; its first mention makes a row.
    pub(crate) fn institution(&mut self, db: &Connection, id: Uuid) -> Result<i64> {
        known(&mut self.institutions, db, id, "select key from institution where id = ?1", |db| {
            db.prepare_cached("insert into institution (id) values (?1) returning key")?
                .query_row([Id(id)], |row| row.get(0))
        })
    }

    /// The key of a warehouse; its first mention makes a row.
    pub(crate) fn warehouse(&mut self, db: &Connection, id: Uuid) -> Result<i64> {
        known(&mut self.warehouses, db, id, "select key from warehouse where id = ?1", |db| {
            db.prepare_cached("insert into warehouse (id) values (?1) returning key")?
                .query_row([Id(id)], |row| row.get(0))
        })
    }

    /// The key of premises and of their institution, once they were opened.
    pub(crate) fn premises(&mut self, db: &Connection, id: Uuid) -> Result<Option<(i64, i64)>> {
        if let Some(Some(known)) = self.premises.get(&id) {
            return Ok(Some(*known));
        }
        let found = db
            .prepare_cached("select key, institution from premises where id = ?1")?
            .query_row([Id(id)], |row| Ok((row.get(0)?, row.get(1)?)))
            .map(Some)
            .or_else(no_row)?;
        self.premises.insert(id, found);
        Ok(found)
    }

    /// The key of a word of the dictionary; a new one is entered.
    pub(crate) fn word(&mut self, db: &Connection, word: &str) -> Result<i64> {
        if let Some(key) = self.words.get(word) {
            return Ok(*key);
        }
        let key = search::word_key(db, word)?;
        if self.words.len() >= WORDS_MAX {
            self.words.clear();
        }
        self.words.insert(word.to_owned(), key);
        Ok(key)
    }
}

/// No row is an answer, not a failure.
pub(crate) fn no_row<T>(error: rusqlite::Error) -> rusqlite::Result<Option<T>> {
    match error {
        rusqlite::Error::QueryReturnedNoRows => Ok(None),
        error => Err(error),
    }
}

fn known(
    keys: &mut HashMap<Uuid, i64>,
    db: &Connection,
    id: Uuid,
    find: &str,
    make: impl FnOnce(&Connection) -> rusqlite::Result<i64>,
) -> Result<i64> {
    if let Some(key) = keys.get(&id) {
        return Ok(*key);
    }
    let found = db.prepare_cached(find)?.query_row([Id(id)], |row| row.get(0)).map(Some).or_else(no_row)?;
    let key = match found {
        Some(key) => key,
        None => make(db)?,
    };
    keys.insert(id, key);
    Ok(key)
}
