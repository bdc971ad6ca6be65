//! Whether every entry of the people store opens with its key. No name leaves this file.

use std::path::Path;
use std::time::Duration;

use cangliu_store::{NoteId, People, PersonId, StoreError};
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use uuid::Uuid;

use super::super::MaintainError;
use super::damage::{Damage, Found};
use crate::import::Progress;

/// Entries opened at a time.
const PAGE: usize = 1_000;
/// A server may be in the middle of a change.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What a check of the people store found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PeopleChecked {
    /// Entries opened: names and texts that were not erased.
    pub entries: u64,
    /// What is damaged; at most a thousand findings.
    pub damage: Vec<Damage>,
}

/// What is kept of a subject, by its id alone.
enum Kept {
    Name(Uuid),
    Text(Uuid),
}

/// Opens every entry.
///
/// # Errors
/// Only when reading itself fails; what is wrong is in the answer.
pub(in crate::maintain) fn check(data_dir: &Path, progress: &Progress) -> Result<PeopleChecked, MaintainError> {
    let mut found = Found::default();
    let entries = match entries(data_dir, &mut found, progress) {
        Ok(entries) => entries,
        Err(
            error @ (StoreError::WrongFile { .. }
            | StoreError::Corrupt { .. }
            | StoreError::UpgradeNeeded { .. }
            | StoreError::Failed { .. }),
        ) => {
            found.add(Damage::PeopleStoreBroken { message: error.to_string() });
            0
        }
        Err(error) => return Err(error.into()),
    };
    Ok(PeopleChecked { entries, damage: found.into_vec() })
}

fn entries(data_dir: &Path, found: &mut Found, progress: &Progress) -> Result<u64, StoreError> {
    let file = People::file(data_dir);
    // Opening the store would make one.
    if !file.is_file() {
        found.add(Damage::PeopleStoreMissing);
        return Ok(0);
    }
    let kept = match listed(&file, found) {
        Ok(kept) => kept,
        Err(error) => {
            found.add(Damage::PeopleStoreBroken { message: error.to_string() });
            return Ok(0);
        }
    };
    let people = People::open(data_dir)?;
    progress.begin("persons read", kept.len() as u64);
    let mut opened = 0;
    for (page, done) in kept.chunks(PAGE).zip((PAGE as u64..).step_by(PAGE)) {
        opened += match open(&people, page) {
            Err(StoreError::Undecryptable { .. }) => one_by_one(&people, page, found)?,
            opened => opened?,
        };
        progress.at(done);
    }
    Ok(opened)
}

/// What is kept, and what SQLite says of the file. The ids are not the store's secret.
fn listed(file: &Path, found: &mut Found) -> rusqlite::Result<Vec<Kept>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    let mut check = connection.prepare("pragma integrity_check(100)")?;
    let messages = check.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let broken = messages.into_iter().filter(|message| message != "ok");
    found.extend(broken.map(|message| Damage::PeopleStoreBroken { message }));
    let mut entries = connection.prepare("select subject, field from entry order by subject, field")?;
    let entries = entries.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?)))?;
    let kept = |(subject, field): ([u8; 16], String)| match field.as_str() {
        "name" => Some(Kept::Name(Uuid::from_bytes(subject))),
        "text" => Some(Kept::Text(Uuid::from_bytes(subject))),
        _ => None,
    };
    entries.filter_map(|entry| entry.map(kept).transpose()).collect()
}

fn open(people: &People, page: &[Kept]) -> Result<u64, StoreError> {
    let names: Vec<PersonId> =
        page.iter().filter_map(|kept| if let Kept::Name(id) = kept { Some(PersonId(*id)) } else { None }).collect();
    let texts: Vec<NoteId> =
        page.iter().filter_map(|kept| if let Kept::Text(id) = kept { Some(NoteId(*id)) } else { None }).collect();
    let opened = people.names_blocking(&names)?.len() + people.notes_blocking(&texts)?.len();
    Ok(opened as u64)
}

fn one_by_one(people: &People, page: &[Kept], found: &mut Found) -> Result<u64, StoreError> {
    let mut opened = 0;
    for kept in page {
        match open(people, std::slice::from_ref(kept)) {
            Err(StoreError::Undecryptable { subject }) => found.add(Damage::PersonUndecryptable { subject }),
            one => opened += one?,
        }
    }
    Ok(opened)
}
