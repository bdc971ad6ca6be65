//! [`People`]: putting, naming, erasing.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use uuid::Uuid;

use super::crypto::{Key, Place};
use super::id::{NoteId, PersonId, Subject};
use super::key_file;
use crate::data_dir::{check_restored, make_dir, sync_dir};
use crate::error::StoreError;
use crate::schema::Schema;
use crate::sqlite::failure;

const FILE: &str = "people.db";
/// Locked while somebody opens the store.
const OPENING: &str = "people.lock";
/// Locked by all who have the store open, together.
const IN_USE: &str = "people.in-use";
const NAME: &str = "name";
const TEXT: &str = "text";
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const SCHEMA: Schema = Schema {
    name: "people store of Cangliu",
    application_id: 0x636C_5031, // clP1
    steps: &[
        include_str!("../../../migrations/people/0001_people.sql"),
        include_str!("../../../migrations/people/0002_accounts.sql"),
    ],
};

/// See [`People::exchange`].
#[derive(Debug)]
pub struct PeopleExchange {
    _alone: File,
    _used: File,
}

/// The people store of a data directory. Clones share it.
///
/// The plain functions wait for the disk (a write syncs); each has an `async` twin that leaves the runtime's threads alone.
#[derive(Clone)]
pub struct People {
    shared: Arc<Shared>,
}

struct Shared {
    directory: PathBuf,
    connection: Mutex<Connection>,
    keys: Keys,
    /// Keeps others from exchanging the files beneath.
    _held: File,
}

/// What is derived from the store key.
struct Keys {
    store: Key,
    wrapping: Key,
    index: Key,
    account: Key,
    login: Key,
}

impl People {
    /// Opens the store of a data directory, making it and its key when there is none.
    ///
    /// # Errors
    /// [`StoreError::WrongFile`] when `people.key` is missing or is not the key of an existing store; the engine's own.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        make_dir(directory)?;
        let _alone = alone(directory)?;
        let held = held(directory)?;
        check_restored(directory)?;
        let path = Self::file(directory);
        let mut connection = connect(&path).map_err(failure("opening the people store"))?;
        SCHEMA.migrate(&mut connection, &path)?;
        let store = store_key(&connection, directory)?;
        sync_dir(directory)?;
        let keys = Keys {
            wrapping: store.derive("wrap"),
            index: store.derive("blind-index"),
            account: store.derive("account"),
            login: store.derive("login-index"),
            store,
        };
        let shared = Shared { directory: directory.to_owned(), connection: Mutex::new(connection), keys, _held: held };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The right to exchange the files of the store in a directory: nobody has it open, and nobody opens it until this
    /// is dropped.
    ///
    /// # Errors
    /// [`StoreError::PeopleInUse`] while somebody has it open.
    pub fn exchange(directory: &Path) -> Result<PeopleExchange, StoreError> {
        make_dir(directory)?;
        let alone = alone(directory)?;
        let (path, used) = in_use(directory)?;
        match used.try_lock() {
            Ok(()) => Ok(PeopleExchange { _alone: alone, _used: used }),
            Err(TryLockError::WouldBlock) => Err(StoreError::PeopleInUse { directory: directory.to_owned() }),
            Err(TryLockError::Error(source)) => Err(StoreError::io("locking the people store", path, source)),
        }
    }

    /// The store's file in a data directory.
    #[must_use]
    pub fn file(directory: &Path) -> PathBuf {
        directory.join(FILE)
    }

    /// Keeps a person of an institution. The same name (but for space around it) in the same institution is the same person.
    ///
    /// # Errors
    /// The engine's own.
    pub fn put_person_blocking(&self, institution: Uuid, name: &str) -> Result<PersonId, StoreError> {
        let put = self.put_persons_blocking(&[(institution, name)])?;
        put.first().copied().ok_or(StoreError::Closed)
    }

    /// Keeps many persons with one sync of the disk; answers their ids in the same order.
    ///
    /// # Errors
    /// The engine's own; then none was kept.
    pub fn put_persons_blocking(&self, persons: &[(Uuid, &str)]) -> Result<Vec<PersonId>, StoreError> {
        self.change("keeping persons", |connection| {
            persons.iter().map(|(institution, name)| self.put_in(connection, *institution, name.trim())).collect()
        })
    }

    /// Keeps a text about persons.
    ///
    /// # Errors
    /// The engine's own.
    pub fn put_note_blocking(&self, text: &str) -> Result<NoteId, StoreError> {
        self.change("keeping a note", |connection| self.insert(connection, TEXT, text).map(NoteId))
    }

    /// The names of those persons that are known and not erased.
    ///
    /// # Errors
    /// [`StoreError::Undecryptable`] naming the person whose entry is damaged; the engine's own.
    pub fn names_blocking(&self, ids: &[PersonId]) -> Result<HashMap<PersonId, String>, StoreError> {
        self.read(NAME, ids, |PersonId(id)| *id)
    }

    /// The texts of those notes that are known and not erased.
    ///
    /// # Errors
    /// As [`Self::names_blocking`].
    pub fn notes_blocking(&self, ids: &[NoteId]) -> Result<HashMap<NoteId, String>, StoreError> {
        self.read(TEXT, ids, |NoteId(id)| *id)
    }

    /// Destroys a subject's key, its entries and its way in by name. `false` when there was nothing (left) to destroy.
    ///
    /// The freed bytes are overwritten and the WAL is emptied, so the file holds nothing of it afterwards.
    ///
    /// # Errors
    /// The engine's own.
    pub fn erase_blocking(&self, subject: impl Into<Subject>) -> Result<bool, StoreError> {
        let id = subject.into().id();
        let is_erased = self.change("erasing", |connection| {
            let key = "update subject set wrapped_key = null where id = ?1 and wrapped_key is not null";
            let changed = connection.execute(key, [id.as_bytes()]).map_err(failure("destroying a key"))?;
            for sql in ["delete from entry where subject = ?1", "delete from blind_index where subject = ?1"] {
                connection.execute(sql, [id.as_bytes()]).map_err(failure("erasing"))?;
            }
            Ok(changed > 0)
        })?;
        self.empty_wal()?;
        Ok(is_erased)
    }

    fn put_in(&self, connection: &Connection, institution: Uuid, name: &str) -> Result<PersonId, StoreError> {
        let digest = self.shared.keys.index.digest(&[institution.as_bytes(), name.as_bytes()]);
        let found = connection
            .prepare_cached("select subject from blind_index where digest = ?1")
            .and_then(|mut find| find.query_row([digest], |row| row.get::<_, [u8; 16]>(0)).optional())
            .map_err(failure("looking up a person"))?;
        if let Some(bytes) = found {
            return Ok(PersonId(Uuid::from_bytes(bytes)));
        }
        let id = self.insert(connection, NAME, name)?;
        connection
            .prepare_cached("insert into blind_index (digest, subject) values (?1, ?2)")
            .and_then(|mut insert| insert.execute((digest, id.as_bytes())))
            .map_err(failure("keeping a person"))?;
        Ok(PersonId(id))
    }

    fn insert(&self, connection: &Connection, field: &str, plain: &str) -> Result<Uuid, StoreError> {
        let subject = Uuid::new_v4();
        let key = Key::generate()?;
        let wrapped = self.shared.keys.wrapping.seal(Place { subject, field: "key" }, key.bytes())?;
        let sealed = key.seal(Place { subject, field }, plain.as_bytes())?;
        let insert = |sql, params: &[&dyn rusqlite::ToSql]| connection.prepare_cached(sql)?.execute(params);
        insert("insert into subject (id, wrapped_key) values (?1, ?2)", &[subject.as_bytes(), &wrapped])
            .and_then(|_| {
                insert(
                    "insert into entry (subject, field, sealed) values (?1, ?2, ?3)",
                    &[subject.as_bytes(), &field, &sealed],
                )
            })
            .map_err(failure("keeping an entry"))?;
        Ok(subject)
    }

    fn read<Id: Copy + Eq + std::hash::Hash>(
        &self,
        field: &str,
        ids: &[Id],
        uuid: impl Fn(&Id) -> Uuid,
    ) -> Result<HashMap<Id, String>, StoreError> {
        let connection = self.connection();
        let mut find = connection
            .prepare_cached(
                "select subject.wrapped_key, entry.sealed
                 from subject join entry on entry.subject = subject.id
                 where subject.id = ?1 and entry.field = ?2 and subject.wrapped_key is not null",
            )
            .map_err(failure("reading entries"))?;
        let mut texts = HashMap::with_capacity(ids.len());
        for id in ids {
            let subject = uuid(id);
            let found: Option<(Vec<u8>, Vec<u8>)> = find
                .query_row((subject.as_bytes(), field), |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
                .map_err(failure("reading an entry"))?;
            if let Some((wrapped, sealed)) = found {
                texts.insert(*id, self.open_entry(Place { subject, field }, &wrapped, &sealed)?);
            }
        }
        Ok(texts)
    }

    fn open_entry(&self, place: Place<'_>, wrapped: &[u8], sealed: &[u8]) -> Result<String, StoreError> {
        let damaged = || StoreError::Undecryptable { subject: place.subject };
        let key = self.shared.keys.wrapping.open(Place { field: "key", ..place }, wrapped)?;
        let key = Key::from_bytes(&key).ok_or_else(damaged)?;
        String::from_utf8(key.open(place, sealed)?).map_err(|_| damaged())
    }

    pub(super) fn change<T>(
        &self,
        doing: &'static str,
        change: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.connection();
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure(doing))?;
        let answer = change(&transaction)?;
        transaction.commit().map_err(failure(doing))?;
        Ok(answer)
    }

    /// Frames of the WAL hold pages as they were, keys included, until it is cut to nothing.
    fn empty_wal(&self) -> Result<(), StoreError> {
        let busy = self.connection().query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, bool>(0));
        if busy.map_err(failure("emptying the people store's WAL"))? {
            tracing::warn!(
                "the people store's WAL is still being read; it is emptied with the next erasure or at the end"
            );
        }
        Ok(())
    }

    pub(super) fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic in the middle of a change has rolled its transaction back.
        self.shared.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn directory(&self) -> &Path {
        &self.shared.directory
    }

    /// Seals the secrets of accounts.
    pub(super) fn account_key(&self) -> &Key {
        &self.shared.keys.account
    }

    /// Finds accounts by name.
    pub(super) fn login_index(&self) -> &Key {
        &self.shared.keys.login
    }

    pub(super) fn store_key(&self) -> &Key {
        &self.shared.keys.store
    }
}

/// The right to open a store and to make what is missing in it, one process after the other: SQLite does not wait for
/// others while it goes over to a write-ahead log.
fn alone(directory: &Path) -> Result<File, StoreError> {
    let path = directory.join(OPENING);
    let failed = |source| StoreError::io("locking the people store", &path, source);
    let file = File::options().create(true).append(true).open(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

/// Says for the life of a store that it is open: shared by those who have it open, refused to who would exchange it.
fn held(directory: &Path) -> Result<File, StoreError> {
    let (path, file) = in_use(directory)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(file),
        // Only under [`alone`] is it ever locked by one, so it is the exchange of another program.
        Err(TryLockError::WouldBlock) => Err(StoreError::PeopleInUse { directory: directory.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StoreError::io("locking the people store", path, source)),
    }
}

fn in_use(directory: &Path) -> Result<(PathBuf, File), StoreError> {
    let path = directory.join(IN_USE);
    let file = File::options().create(true).append(true).open(&path);
    let file = file.map_err(|source| StoreError::io("locking the people store", &path, source))?;
    Ok((path, file))
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "full")?;
    // Deleted keys are overwritten, not only unlinked.
    connection.pragma_update_and_check(None, "secure_delete", "on", |_| Ok(()))?;
    Ok(connection)
}

/// The key of this store; made only for a store that has none, so that a lost key is noticed and not replaced.
fn store_key(connection: &Connection, directory: &Path) -> Result<Key, StoreError> {
    let known: Option<Vec<u8>> = connection
        .query_row("select proof from store_key", [], |row| row.get(0))
        .optional()
        .map_err(failure("reading the people store"))?;
    let found = key_file::read(directory)?;
    let wrong = || StoreError::WrongFile { path: directory.join(key_file::FILE), expected: "key of this people store" };
    let prove = |key: &Key| key.derive("proof").digest(&[]);
    match (known, found) {
        (Some(proof), Some(key)) if proof == prove(&key) => Ok(key),
        (Some(_), _) => Err(wrong()),
        (None, found) => {
            let key = found.map_or_else(|| key_file::make(directory), Ok)?;
            connection
                .execute("insert into store_key (proof) values (?1)", [prove(&key)])
                .map_err(failure("keeping the key's proof"))?;
            Ok(key)
        }
    }
}
