//! Where the streams stand, as the writer remembers it: bounded, least recently used goes first.
//!
//! Only the writer's thread sees this, and within a transaction it must see what that transaction wrote. So heads move
//! with the inserts, and a transaction that fails drops all of them: none that was not committed outlives it.

use std::num::NonZeroUsize;

use lru::LruCache;
use rusqlite::{Connection, OptionalExtension, params};

use super::interned::Interned;
use super::stream_name::StreamName;

/// Streams remembered; some 150 bytes each.
const HEADS_MAX: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// A stream's number and last revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// `None`: the stream was never written and has no number yet.
    pub(super) number: Option<i64>,
    pub(super) last: Option<u64>,
}

const UNWRITTEN: Head = Head { number: None, last: None };

pub(super) struct Heads {
    known: LruCache<Box<str>, Head>,
}

impl Heads {
    pub(super) fn new() -> Self {
        Self { known: LruCache::new(HEADS_MAX) }
    }

    /// The head as the open transaction sees it.
    pub(super) fn get(
        &mut self,
        connection: &Connection,
        name: StreamName<'_>,
        stream: &str,
    ) -> rusqlite::Result<Head> {
        if let Some(head) = self.known.get(stream) {
            return Ok(*head);
        }
        let Some(number) = find_stream(connection, name)? else { return Ok(UNWRITTEN) };
        let last = connection
            .prepare_cached("select max(revision) from event where stream = ?1")?
            .query_row([number], |row| row.get::<_, Option<u64>>(0))?;
        let head = Head { number: Some(number), last };
        self.known.put(Box::from(stream), head);
        Ok(head)
    }

    /// Remembers what the open transaction wrote.
    pub(super) fn moved(&mut self, stream: &str, number: i64, last: u64) {
        let head = Head { number: Some(number), last: Some(last) };
        match self.known.peek_mut(stream) {
            Some(known) => *known = head,
            None => drop(self.known.put(Box::from(stream), head)),
        }
    }

    /// To be called whenever a transaction fails.
    pub(super) fn forget(&mut self) {
        self.known.clear();
    }
}

/// The number of a stream, `None` when it was never written.
pub(super) fn find_stream(connection: &Connection, name: StreamName<'_>) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached(
            "select stream.number
             from stream join category on category.number = stream.category
             where stream.hash = ?1 and category.name = ?2 and stream.subject = ?3",
        )?
        .query_row(params![name.hash(), name.category, name.subject()], |row| row.get(0))
        .optional()
}

/// Gives an unwritten stream its number.
pub(super) fn make_stream(
    connection: &Connection,
    interned: &mut Interned,
    name: StreamName<'_>,
) -> rusqlite::Result<i64> {
    let category = interned.category(connection, name.category)?;
    connection.prepare_cached("insert into stream (hash, category, subject) values (?1, ?2, ?3)")?.insert(params![
        name.hash(),
        category,
        name.subject()
    ])
}
