//! One transaction of the writer: many appends, each seeing the earlier ones, a refused one harming none.
//!
//! A refusal is found before anything of its append is written, so no savepoint is needed; any error of SQLite
//! fails the transaction as a whole.

use rusqlite::{Connection, OptionalExtension, Statement, params};
use uuid::Uuid;

use super::heads::{Heads, make_stream};
use super::interned::Interned;
use super::queue::Outcome;
use super::stream_name::StreamName;
use crate::append::{Append, Appended, Expected};
use crate::error::{AppendError, StoreError};
use crate::event::NewEvent;

/// The writer's connection and what it remembers between transactions.
pub(super) struct Book<'c> {
    connection: &'c Connection,
    // Kept prepared: giving one back to the connection's cache frees the memory of its bindings, for each append anew.
    begin: Statement<'c>,
    insert: Statement<'c>,
    commit: Statement<'c>,
    heads: Heads,
    interned: Interned,
    /// Position of the last committed event.
    committed: u64,
    /// Position of the last event of the open transaction.
    written: u64,
}

impl<'c> Book<'c> {
    pub(super) fn open(connection: &'c Connection) -> rusqlite::Result<Self> {
        let committed = read_head(connection)?;
        Ok(Self {
            connection,
            begin: connection.prepare("begin immediate")?,
            insert: connection.prepare(
                "insert into event (position, stream, revision, kind, recorded_at, actor, id, command_id, fingerprint, causation, data)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?,
            commit: connection.prepare("commit")?,
            heads: Heads::new(),
            interned: Interned::new(),
            committed,
            written: committed,
        })
    }

    /// Position of the last committed event.
    pub(super) fn head(&self) -> u64 {
        self.committed
    }

    /// Position of the last event of the open transaction.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    pub(super) fn begin(&mut self) -> rusqlite::Result<()> {
        self.begin.execute([]).map(drop)
    }

    pub(super) fn commit(&mut self) -> rusqlite::Result<()> {
        self.commit.execute([])?;
        self.committed = self.written;
        Ok(())
    }

    /// Undoes the open transaction and forgets everything, then looks at what is really there:
    /// whether it is what was there before.
    pub(super) fn abandon(&mut self) -> rusqlite::Result<bool> {
        self.heads.forget();
        self.interned.forget();
        if !self.connection.is_autocommit() {
            self.connection.execute_batch("rollback")?;
        }
        let before = self.committed;
        self.committed = read_head(self.connection)?;
        self.written = self.committed;
        Ok(self.committed == before)
    }

    /// Writes an append or refuses it. The receipt is not to be shown before the commit.
    pub(super) fn append(&mut self, append: &Append) -> rusqlite::Result<Outcome> {
        let Append { stream, expected, events, .. } = append;
        let name = match StreamName::parse(stream) {
            Ok(name) => name,
            Err(refused) => return Ok(Err(refused.into())),
        };
        if events.is_empty() {
            return Ok(Err(StoreError::EmptyAppend { stream: stream.clone() }.into()));
        }
        let head = self.heads.get(self.connection, name, stream)?;
        if head.last != expected.last() {
            let is_behind = expected.last() < head.last;
            let receipt = match head.number {
                Some(number) if is_behind => first_receipt(self.connection, number, *expected, events)?,
                _ => None,
            };
            let conflict = || AppendError::Conflict { stream: stream.clone(), expected: *expected, actual: head.last };
            return Ok(receipt.ok_or_else(conflict));
        }
        let number = match head.number {
            Some(number) => number,
            None => make_stream(self.connection, &mut self.interned, name)?,
        };
        self.insert(number, append).map(Ok)
    }

    fn insert(&mut self, stream: i64, append: &Append) -> rusqlite::Result<Appended> {
        let Append { events, meta, .. } = append;
        let actor = self.interned.actor(self.connection, &meta.actor)?;
        let first_revision = append.expected.first_revision();
        let mut revision = first_revision;
        for (event, own_revision) in events.iter().zip(first_revision..) {
            revision = own_revision;
            self.written += 1;
            self.insert.execute(params![
                self.written,
                stream,
                revision,
                self.interned.kind(self.connection, &event.kind, event.version)?,
                meta.recorded_at.timestamp_micros(),
                actor,
                event.id.as_bytes(),
                meta.command_id.as_bytes(),
                meta.fingerprint,
                meta.causation.as_ref().map(Uuid::as_bytes),
                event.data,
            ])?;
        }
        self.heads.moved(&append.stream, stream, revision);
        Ok(Appended { first_revision, last_revision: revision, position: self.written })
    }
}

/// The receipt of an earlier append of the same events at the same place, if that is what this one repeats.
fn first_receipt(
    connection: &Connection,
    stream: i64,
    expected: Expected,
    events: &[NewEvent],
) -> rusqlite::Result<Option<Appended>> {
    let mut find = connection.prepare_cached("select id, position from event where stream = ?1 and revision = ?2")?;
    let first_revision = expected.first_revision();
    let mut receipt = None;
    for (event, revision) in events.iter().zip(first_revision..) {
        let found = find
            .query_row(params![stream, revision], |row| {
                Ok((row.get_ref(0)?.as_blob()? == event.id.as_bytes(), row.get(1)?))
            })
            .optional()?;
        let Some((true, position)) = found else { return Ok(None) };
        receipt = Some(Appended { first_revision, last_revision: revision, position });
    }
    Ok(receipt)
}

/// SQLite counts in 63 bits; nothing stands beyond, so a greater number finds nothing there.
pub(super) fn stored(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// Position of the last event in the file, 0 when there is none.
pub(super) fn read_head(connection: &Connection) -> rusqlite::Result<u64> {
    connection.prepare_cached("select coalesce(max(position), 0) from event")?.query_row([], |row| row.get(0))
}
