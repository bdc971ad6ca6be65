//! Reading a whole log to see that it is whole.

use rusqlite::Connection;

use super::failure;
use super::log::SqliteLog;
use crate::error::StoreError;
use crate::event::Recorded;

/// Events read at a time.
const PAGE: usize = 4_096;
/// Findings after which nobody reads on.
const FINDINGS_MAX: usize = 1_000;

/// What a check of the whole log found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events read.
    pub events: u64,
    /// Streams met.
    pub streams: u64,
    /// Position of the last event read.
    pub head: u64,
    /// What is wrong, empty for a sound log; at most a thousand.
    pub findings: Vec<Finding>,
}

/// Something in the log that must not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// SQLite's own integrity check says so.
    File {
        /// Its words.
        message: String,
    },
    /// Positions between these two are missing.
    MissingPositions {
        /// The last position before.
        after: u64,
        /// The next one found.
        found: u64,
    },
    /// An event does not carry on its stream.
    WrongRevision {
        /// The event.
        position: u64,
        /// The revision that should be there.
        expected: u64,
        /// The revision found.
        found: u64,
    },
    /// An event cannot be read.
    Undecodable {
        /// The event.
        position: u64,
        /// The part of its envelope.
        field: &'static str,
    },
    /// The data of an event is not JSON.
    NotJson {
        /// The event.
        position: u64,
    },
}

impl SqliteLog {
    /// Reads everything up to the present head: the file's structure, gaps, revisions, envelopes, JSON. Blocks.
    ///
    /// `progress` is told the position reached after each page.
    ///
    /// # Errors
    /// Only when reading itself fails; what is wrong in the log is a [`Finding`].
    pub fn verify(&self, mut progress: impl FnMut(u64)) -> Result<Verified, StoreError> {
        let end = self.head_blocking()?;
        let mut verified = Verified::default();
        self.reader.with(|connection| {
            verified.findings = check_file(connection).map_err(failure("checking the file"))?;
            verified.findings.extend(check_revisions(connection).map_err(failure("checking the revisions"))?);
            verified.streams = count_streams(connection).map_err(failure("counting the streams"))?;
            Ok(())
        })?;
        while verified.head < end && verified.findings.len() < FINDINGS_MAX {
            self.check_page(&mut verified, end)?;
            progress(verified.head);
        }
        Ok(verified)
    }

    fn check_page(&self, verified: &mut Verified, end: u64) -> Result<(), StoreError> {
        let page = match self.read_all_blocking(verified.head, PAGE) {
            Err(StoreError::Undecodable { position, field }) => {
                let readable = self.read_all_blocking(verified.head, self.count_between(verified.head, position)?)?;
                verified.take(&readable);
                verified.expect(position);
                verified.findings.push(Finding::Undecodable { position, field });
                return Ok(());
            }
            page => page?,
        };
        if page.is_empty() {
            verified.expect(end + 1);
        }
        verified.take(&page);
        Ok(())
    }

    fn count_between(&self, after: u64, before: u64) -> Result<usize, StoreError> {
        let sql = "select count(*) from event where position > ?1 and position < ?2";
        self.reader.with(|connection| {
            connection.query_row(sql, [after, before], |row| row.get(0)).map_err(failure("counting events"))
        })
    }
}

impl Verified {
    fn take(&mut self, page: &[Recorded]) {
        for event in page {
            self.expect(event.position);
            self.events += 1;
            if serde_json::from_str::<serde::de::IgnoredAny>(&event.data).is_err() {
                self.findings.push(Finding::NotJson { position: event.position });
            }
        }
    }

    /// Moves on to a position, which should be the next one.
    fn expect(&mut self, found: u64) {
        if found != self.head + 1 {
            self.findings.push(Finding::MissingPositions { after: self.head, found });
        }
        self.head = found;
    }
}

fn check_file(connection: &Connection) -> rusqlite::Result<Vec<Finding>> {
    let mut check = connection.prepare("pragma integrity_check(100)")?;
    let messages = check.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(messages.into_iter().filter(|message| message != "ok").map(|message| Finding::File { message }).collect())
}

/// Each stream counts from 0 without gaps, and later revisions stand at later positions. Walks the index only.
fn check_revisions(connection: &Connection) -> rusqlite::Result<Vec<Finding>> {
    let mut check = connection.prepare(
        "select position, expected, revision
         from (
             select position, revision, row_number() over own - 1 as expected, lag(position) over own as earlier
             from event
             window own as (partition by stream order by revision)
         )
         where revision <> expected or earlier > position
         limit ?1",
    )?;
    check
        .query_map([FINDINGS_MAX], |row| {
            Ok(Finding::WrongRevision { position: row.get(0)?, expected: row.get(1)?, found: row.get(2)? })
        })?
        .collect()
}

fn count_streams(connection: &Connection) -> rusqlite::Result<u64> {
    connection.query_row("select count(*) from stream", [], |row| row.get(0))
}
