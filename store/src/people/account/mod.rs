//! Local accounts: login names, passwords and second factors, outside the log like the names of persons.
//!
//! | file | holds |
//! |---|---|
//! | `row` | one account, its secrets sealed under the store key |
//! | `password` | Argon2id, and passwords that are issued |
//! | `totp` | codes by time (RFC 6238) |
//! | `sign_in` | judging an attempt, counting failures, locking |

mod password;
mod row;
mod sign_in;
mod totp;

use uuid::Uuid;

use self::row::{FACTOR, NAME, PASSWORD, Row};
use super::crypto::{Key, Place};
use super::store::People;
use crate::error::StoreError;
use crate::sqlite::failure;

pub use sign_in::{Attempt, FAILURES_MAX, LOCK_SECONDS, Verdict};

/// Most accounts that are listed.
const LISTED_MAX: usize = 10_000;

/// What came of taking a login name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameTaken {
    /// It is this account's now, or was before.
    Own,
    /// It is another account's, or this account has another name.
    Other,
}

/// How an account stands, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountStanding {
    /// Its id.
    pub account: Uuid,
    /// Its login name.
    pub name: String,
    /// Whether it has a password at all.
    pub has_password: bool,
    /// Whether the password was issued and must be changed.
    pub must_change: bool,
    /// Whether a code is asked for beside the password.
    pub has_second_factor: bool,
    /// Second of 1970 until which it is locked, as far as it ever was.
    pub locked_until: i64,
    /// Tokens issued before this second of 1970 are believed no more.
    pub tokens_from: i64,
}

impl People {
    /// Takes a login name for an account. Space around it and the case of letters do not count.
    ///
    /// # Errors
    /// The engine's own.
    pub fn take_login_blocking(&self, account: Uuid, name: &str) -> Result<NameTaken, StoreError> {
        let digest = self.login_digest(name);
        self.change("taking a login name", |connection| {
            let known = Row::by_digest(self, connection, &digest)?.or(Row::by_id(self, connection, account)?);
            if let Some(known) = known {
                let is_own = known.id == account && known.digest == digest;
                return Ok(if is_own { NameTaken::Own } else { NameTaken::Other });
            }
            let sealed = self.sealed(account, NAME, name.trim().as_bytes())?;
            let sql = "insert into account (id, digest, name) values (?1, ?2, ?3)";
            connection.execute(sql, (account.as_bytes(), digest, sealed)).map_err(failure("taking a login name"))?;
            Ok(NameTaken::Own)
        })
    }

    /// Gives an account a random password, which must be changed at the first sign-in; tokens issued before are
    /// believed no more. `None` when there is no such account.
    ///
    /// # Errors
    /// The engine's own.
    pub fn issue_password_blocking(&self, account: Uuid, now: i64) -> Result<Option<String>, StoreError> {
        let issued = password::issue()?;
        Ok(self.put_password(account, &issued, true, now)?.then_some(issued))
    }

    /// Gives an account the password that its holder chose; `false` when there is no such account.
    ///
    /// # Errors
    /// The engine's own.
    pub fn set_password_blocking(&self, account: Uuid, chosen: &str, now: i64) -> Result<bool, StoreError> {
        self.put_password(account, chosen, false, now)
    }

    fn put_password(&self, account: Uuid, password: &str, must_change: bool, now: i64) -> Result<bool, StoreError> {
        let sealed = self.sealed(account, PASSWORD, password::hash(password)?.as_bytes())?;
        self.change("setting a password", |connection| {
            let sql = "update account set password = ?2, must_change = ?3, tokens_from = ?4 where id = ?1";
            let changed = connection.execute(sql, (account.as_bytes(), sealed, must_change, now));
            Ok(changed.map_err(failure("setting a password"))? > 0)
        })
    }

    /// Makes the secret of a second factor and shows it, in base 32; it counts once it is confirmed.
    ///
    /// # Errors
    /// The engine's own.
    pub fn begin_factor_blocking(&self, account: Uuid) -> Result<String, StoreError> {
        let random = Key::generate()?;
        let secret = &random.bytes()[..totp::SECRET_BYTES];
        let sealed = self.sealed(account, FACTOR, secret)?;
        self.change("beginning a second factor", |connection| {
            let sql = "update account set factor_pending = ?2 where id = ?1";
            connection.execute(sql, (account.as_bytes(), sealed)).map_err(failure("beginning a second factor"))?;
            Ok(())
        })?;
        Ok(totp::shown(secret))
    }

    /// Asks for no code any more.
    ///
    /// # Errors
    /// The engine's own.
    pub fn remove_factor_blocking(&self, account: Uuid) -> Result<(), StoreError> {
        self.change("removing a second factor", |connection| {
            let sql = "update account set factor = null, factor_pending = null, factor_used = 0 where id = ?1";
            connection.execute(sql, [account.as_bytes()]).map_err(failure("removing a second factor"))?;
            Ok(())
        })
    }

    /// Forgets an account with all its secrets; its name is free again.
    ///
    /// # Errors
    /// The engine's own.
    pub fn forget_account_blocking(&self, account: Uuid) -> Result<(), StoreError> {
        self.change("forgetting an account", |connection| {
            for sql in [
                "delete from sign_in_failure where digest = (select digest from account where id = ?1)",
                "delete from account where id = ?1",
            ] {
                connection.execute(sql, [account.as_bytes()]).map_err(failure("forgetting an account"))?;
            }
            Ok(())
        })
    }

    /// How an account stands; `None` when there is none, or none any more.
    ///
    /// # Errors
    /// [`StoreError::Undecryptable`]; the engine's own.
    pub fn account_blocking(&self, account: Uuid) -> Result<Option<AccountStanding>, StoreError> {
        let connection = self.connection();
        let row = Row::by_id(self, &connection, account)?;
        row.map(|row| standing(&connection, row)).transpose()
    }

    /// The account of a login name.
    ///
    /// # Errors
    /// As [`Self::account_blocking`].
    pub fn account_named_blocking(&self, name: &str) -> Result<Option<AccountStanding>, StoreError> {
        let connection = self.connection();
        let row = Row::by_digest(self, &connection, &self.login_digest(name))?;
        row.map(|row| standing(&connection, row)).transpose()
    }

    /// How all accounts stand, by their names.
    ///
    /// # Errors
    /// As [`Self::account_blocking`].
    pub fn accounts_blocking(&self) -> Result<Vec<AccountStanding>, StoreError> {
        let connection = self.connection();
        let rows = Row::all(self, &connection, LISTED_MAX)?.into_iter();
        let mut all = rows.map(|row| standing(&connection, row)).collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(all)
    }

    pub(super) fn login_digest(&self, name: &str) -> [u8; 32] {
        self.login_index().digest(&[name.trim().to_lowercase().as_bytes()])
    }

    fn sealed(&self, account: Uuid, field: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.account_key().seal(Place { subject: account, field }, plain)
    }
}

fn standing(connection: &rusqlite::Connection, row: Row) -> Result<AccountStanding, StoreError> {
    let locked_until = sign_in::locked_until(connection, &row.digest)?;
    Ok(AccountStanding {
        account: row.id,
        name: row.name,
        has_password: row.password.is_some(),
        must_change: row.must_change,
        has_second_factor: row.factor.is_some(),
        locked_until,
        tokens_from: row.tokens_from,
    })
}
