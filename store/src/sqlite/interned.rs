//! Numbers of what repeats in every event: type names, actors, categories. The writer's side.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use lru::LruCache;
use rusqlite::{Connection, Error, OptionalExtension, Params};

use crate::event::Actor;

/// Actors remembered; there are as many as users with changing roles.
const ACTORS_MAX: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

pub(super) struct Interned {
    kinds: HashMap<u16, HashMap<String, i64>>,
    categories: HashMap<String, i64>,
    actors: LruCache<Actor, i64>,
}

impl Interned {
    pub(super) fn new() -> Self {
        Self { kinds: HashMap::new(), categories: HashMap::new(), actors: LruCache::new(ACTORS_MAX) }
    }

    pub(super) fn kind(&mut self, connection: &Connection, name: &str, version: u16) -> rusqlite::Result<i64> {
        if let Some(number) = self.kinds.get(&version).and_then(|names| names.get(name)) {
            return Ok(*number);
        }
        let number = find_or_insert(
            connection,
            "select number from kind where name = ?1 and version = ?2",
            "insert into kind (name, version) values (?1, ?2)",
            (name, version),
        )?;
        self.kinds.entry(version).or_default().insert(name.to_owned(), number);
        Ok(number)
    }

    pub(super) fn category(&mut self, connection: &Connection, name: &str) -> rusqlite::Result<i64> {
        if let Some(number) = self.categories.get(name) {
            return Ok(*number);
        }
        let number = find_or_insert(
            connection,
            "select number from category where name = ?1",
            "insert into category (name) values (?1)",
            [name],
        )?;
        self.categories.insert(name.to_owned(), number);
        Ok(number)
    }

    pub(super) fn actor(&mut self, connection: &Connection, actor: &Actor) -> rusqlite::Result<i64> {
        if let Some(number) = self.actors.get(actor) {
            return Ok(*number);
        }
        let body = serde_json::to_string(actor).map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
        let number = find_or_insert(
            connection,
            "select number from actor where body = ?1",
            "insert into actor (body) values (?1)",
            [&body],
        )?;
        self.actors.put(actor.clone(), number);
        Ok(number)
    }

    /// After a rollback numbers may be given out anew.
    pub(super) fn forget(&mut self) {
        self.kinds.clear();
        self.categories.clear();
        self.actors.clear();
    }
}

fn find_or_insert(
    connection: &Connection,
    find: &str,
    insert: &str,
    params: impl Params + Copy,
) -> rusqlite::Result<i64> {
    let found = connection.prepare_cached(find)?.query_row(params, |row| row.get(0)).optional()?;
    match found {
        Some(number) => Ok(number),
        None => connection.prepare_cached(insert)?.insert(params),
    }
}
