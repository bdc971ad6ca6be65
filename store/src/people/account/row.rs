//! One row of the accounts, opened.

use rusqlite::{Connection, OptionalExtension as _, Params};
use uuid::Uuid;

use crate::error::StoreError;
use crate::people::crypto::Place;
use crate::people::store::People;
use crate::sqlite::failure;

const COLUMNS: &str = "id, digest, name, password, must_change, factor, factor_pending, factor_used, tokens_from";

/// An account with its secrets in the clear. Neither shown nor stored so.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) digest: [u8; 32],
    pub(super) name: String,
    pub(super) password: Option<String>,
    pub(super) must_change: bool,
    pub(super) factor: Option<Vec<u8>>,
    pub(super) factor_pending: Option<Vec<u8>>,
    pub(super) factor_used: i64,
    pub(super) tokens_from: i64,
}

/// The same, sealed.
struct Sealed {
    id: [u8; 16],
    digest: [u8; 32],
    name: Vec<u8>,
    password: Option<Vec<u8>>,
    must_change: bool,
    factor: Option<Vec<u8>>,
    factor_pending: Option<Vec<u8>>,
    factor_used: i64,
    tokens_from: i64,
}

impl Row {
    pub(super) fn by_digest(
        people: &People,
        connection: &Connection,
        digest: &[u8; 32],
    ) -> Result<Option<Self>, StoreError> {
        Self::one(people, connection, "where digest = ?1", [digest])
    }

    pub(super) fn by_id(people: &People, connection: &Connection, id: Uuid) -> Result<Option<Self>, StoreError> {
        Self::one(people, connection, "where id = ?1", [id.as_bytes()])
    }

    pub(super) fn all(people: &People, connection: &Connection, most: usize) -> Result<Vec<Self>, StoreError> {
        let mut find = connection
            .prepare_cached(&format!("select {COLUMNS} from account order by id limit {most}"))
            .map_err(failure("reading accounts"))?;
        let rows = find.query_map([], sealed).map_err(failure("reading accounts"))?;
        rows.map(|row| Self::opened(people, row.map_err(failure("reading an account"))?)).collect()
    }

    fn one(
        people: &People,
        connection: &Connection,
        which: &str,
        params: impl Params,
    ) -> Result<Option<Self>, StoreError> {
        let found = connection
            .prepare_cached(&format!("select {COLUMNS} from account {which}"))
            .and_then(|mut find| find.query_row(params, sealed).optional())
            .map_err(failure("reading an account"))?;
        found.map(|row| Self::opened(people, row)).transpose()
    }

    fn opened(people: &People, row: Sealed) -> Result<Self, StoreError> {
        let id = Uuid::from_bytes(row.id);
        let open = |field, sealed: &[u8]| people.account_key().open(Place { subject: id, field }, sealed);
        let secret = |sealed: Option<Vec<u8>>| sealed.map(|sealed| open(FACTOR, &sealed)).transpose();
        let text = |bytes| String::from_utf8(bytes).map_err(|_| StoreError::Undecryptable { subject: id });
        Ok(Self {
            id,
            digest: row.digest,
            name: text(open(NAME, &row.name)?)?,
            password: row.password.map(|sealed| text(open(PASSWORD, &sealed)?)).transpose()?,
            must_change: row.must_change,
            factor: secret(row.factor)?,
            factor_pending: secret(row.factor_pending)?,
            factor_used: row.factor_used,
            tokens_from: row.tokens_from,
        })
    }
}

/// Fields that sealed values are bound to.
pub(super) const NAME: &str = "login";
pub(super) const PASSWORD: &str = "password";
pub(super) const FACTOR: &str = "factor";

fn sealed(row: &rusqlite::Row<'_>) -> rusqlite::Result<Sealed> {
    Ok(Sealed {
        id: row.get(0)?,
        digest: row.get(1)?,
        name: row.get(2)?,
        password: row.get(3)?,
        must_change: row.get(4)?,
        factor: row.get(5)?,
        factor_pending: row.get(6)?,
        factor_used: row.get(7)?,
        tokens_from: row.get(8)?,
    })
}
