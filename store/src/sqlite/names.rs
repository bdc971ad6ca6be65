//! What the numbers in an event stand for: stream names, types, actors. The readers' side.
//!
//! Only committed rows come here and those never change, so nothing is ever dropped but for room.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use rusqlite::{Connection, OptionalExtension};

use super::heads::find_stream;
use super::stream_name::{StreamName, Subject};
use crate::event::Actor;

const STREAMS_MAX: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();
const ACTORS_MAX: NonZeroUsize = NonZeroUsize::new(4_096).unwrap();

/// A stored type: its name and version.
pub(super) type Kind = (Arc<str>, u16);

pub(super) struct Names {
    known: Mutex<Known>,
}

struct Known {
    streams: LruCache<i64, Arc<str>>,
    numbers: LruCache<Arc<str>, i64>,
    actors: LruCache<i64, Arc<Actor>>,
    kinds: HashMap<i64, Kind>,
}

impl Names {
    pub(super) fn new() -> Self {
        let known = Known {
            streams: LruCache::new(STREAMS_MAX),
            numbers: LruCache::new(STREAMS_MAX),
            actors: LruCache::new(ACTORS_MAX),
            kinds: HashMap::new(),
        };
        Self { known: Mutex::new(known) }
    }

    /// The number of a stream, `None` when it was never written.
    pub(super) fn number(
        &self,
        connection: &Connection,
        stream: &str,
        name: StreamName<'_>,
    ) -> rusqlite::Result<Option<i64>> {
        if let Some(number) = self.known().numbers.get(stream) {
            return Ok(Some(*number));
        }
        let found = find_stream(connection, name)?;
        if let Some(number) = found {
            let mut known = self.known();
            let name: Arc<str> = Arc::from(stream);
            known.numbers.put(Arc::clone(&name), number);
            known.streams.put(number, name);
        }
        Ok(found)
    }

    /// The name of a stream; `None` when the log does not know the number.
    pub(super) fn stream(&self, connection: &Connection, number: i64) -> rusqlite::Result<Option<Arc<str>>> {
        if let Some(name) = self.known().streams.get(&number) {
            return Ok(Some(Arc::clone(name)));
        }
        let found = connection
            .prepare_cached(
                "select category.name, stream.subject
                 from stream join category on category.number = stream.category
                 where stream.number = ?1",
            )?
            .query_row([number], |row| {
                let category = row.get_ref(0)?.as_str()?;
                Ok(Subject::from_stored(row.get_ref(1)?).map(|subject| subject.with_category(category)))
            })
            .optional()?
            .flatten()
            .map(Arc::<str>::from);
        if let Some(name) = &found {
            self.known().streams.put(number, Arc::clone(name));
        }
        Ok(found)
    }

    /// A type; `None` when the log does not know the number.
    pub(super) fn kind(&self, connection: &Connection, number: i64) -> rusqlite::Result<Option<Kind>> {
        if let Some(kind) = self.known().kinds.get(&number) {
            return Ok(Some(kind.clone()));
        }
        let found = connection
            .prepare_cached("select name, version from kind where number = ?1")?
            .query_row([number], |row| Ok((Arc::from(row.get_ref(0)?.as_str()?), row.get(1)?)))
            .optional()?;
        if let Some(kind) = &found {
            self.known().kinds.insert(number, kind.clone());
        }
        Ok(found)
    }

    /// An actor; `None` when the log does not know the number or cannot read its JSON.
    pub(super) fn actor(&self, connection: &Connection, number: i64) -> rusqlite::Result<Option<Arc<Actor>>> {
        if let Some(actor) = self.known().actors.get(&number) {
            return Ok(Some(Arc::clone(actor)));
        }
        let found = connection
            .prepare_cached("select body from actor where number = ?1")?
            .query_row([number], |row| Ok(serde_json::from_str(row.get_ref(0)?.as_str()?).ok()))
            .optional()?
            .flatten()
            .map(Arc::new);
        if let Some(actor) = &found {
            self.known().actors.put(number, Arc::clone(actor));
        }
        Ok(found)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // A cache half changed by a panic is still a cache of true entries.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
