//! Judging an attempt to sign in: password, second factor, and the lock after too many that failed.
//!
//! Nothing in the answer, nor in the time it takes, tells whether there is an account of the name: an unknown name is
//! compared with a stand-in and its failures are counted as those of any other.

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use super::row::Row;
use super::{password, totp};
use crate::error::StoreError;
use crate::people::store::People;
use crate::sqlite::failure;

/// Attempts in a row that may fail.
pub const FAILURES_MAX: i64 = 5;
/// How long nobody signs in after them.
pub const LOCK_SECONDS: i64 = 900;

/// What somebody shows to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The login name.
    pub name: &'a str,
    /// The password.
    pub password: &'a str,
    /// The code of the second factor.
    pub code: Option<&'a str>,
    /// Whether a password that was issued will do, because he is about to change it.
    pub is_changing: bool,
    /// Seconds since 1970.
    pub now: i64,
}

/// What comes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is his account.
    Admitted(Uuid),
    /// The password is right, but was issued to him: he must change it first.
    ChangeNeeded,
    /// The password is right; the code of the second factor is missing.
    CodeNeeded,
    /// Name, password or code are wrong, or it is locked: which, is not told.
    Refused,
    /// The same, and it has just locked this account, until that second.
    Locked(Uuid, i64),
}

/// Failures in a row by a name, whether or not there is an account of it.
#[derive(Clone, Copy, Default)]
struct Failures {
    count: i64,
    locked_until: i64,
}

impl People {
    /// Judges an attempt to sign in. Takes tens of milliseconds, whatever comes of it.
    ///
    /// # Errors
    /// [`StoreError::Undecryptable`]; the engine's own.
    pub fn judge_blocking(&self, attempt: Attempt<'_>) -> Result<Verdict, StoreError> {
        let digest = self.login_digest(attempt.name);
        let known = Row::by_digest(self, &self.connection(), &digest)?;
        let hash = known.as_ref().and_then(|row| row.password.as_deref());
        // Outside of the store's lock: it takes long.
        let is_right = password::is_right(attempt.password, hash);
        self.change("judging an attempt to sign in", |connection| {
            let failures = Failures::read(connection, &digest)?;
            if failures.locked_until > attempt.now {
                return Ok(Verdict::Refused);
            }
            // Read again: another attempt may have used the code, or a password was set meanwhile.
            let row = Row::by_digest(self, connection, &digest)?.filter(|row| row.password.as_deref() == hash);
            match row.filter(|_| is_right) {
                None => failed(connection, &digest, known.as_ref().map(|row| row.id), failures, attempt.now),
                Some(row) if row.must_change && !attempt.is_changing => Ok(Verdict::ChangeNeeded),
                Some(row) => with_factor(connection, &digest, &row, failures, attempt),
            }
        })
    }

    /// Ends the lock of an account, and forgets what failed before.
    ///
    /// # Errors
    /// The engine's own.
    pub fn unlock_account_blocking(&self, account: Uuid) -> Result<(), StoreError> {
        self.change("unlocking an account", |connection| {
            let sql = "delete from sign_in_failure where digest = (select digest from account where id = ?1)";
            connection.execute(sql, [account.as_bytes()]).map_err(failure("unlocking an account"))?;
            Ok(())
        })
    }

    /// Confirms a second factor that was shown, by its first code. A wrong one counts as an attempt that failed.
    ///
    /// # Errors
    /// As [`Self::judge_blocking`].
    pub fn confirm_factor_blocking(&self, name: &str, code: &str, now: i64) -> Result<Verdict, StoreError> {
        let digest = self.login_digest(name);
        self.change("confirming a second factor", |connection| {
            let failures = Failures::read(connection, &digest)?;
            let Some(row) = Row::by_digest(self, connection, &digest)? else { return Ok(Verdict::Refused) };
            if failures.locked_until > now {
                return Ok(Verdict::Refused);
            }
            let pending = row.factor_pending.as_deref();
            match pending.and_then(|secret| totp::step_of(secret, code, now, 0)) {
                None => failed(connection, &digest, Some(row.id), failures, now),
                Some(step) => {
                    let sql = "update account set factor = factor_pending, factor_pending = null, factor_used = ?2
                               where id = ?1";
                    connection.execute(sql, (row.id.as_bytes(), step)).map_err(failure("confirming a factor"))?;
                    Ok(Verdict::Admitted(row.id))
                }
            }
        })
    }
}

fn with_factor(
    connection: &Connection,
    digest: &[u8; 32],
    row: &Row,
    failures: Failures,
    attempt: Attempt<'_>,
) -> Result<Verdict, StoreError> {
    if let Some(secret) = &row.factor {
        let Some(code) = attempt.code else { return Ok(Verdict::CodeNeeded) };
        let Some(step) = totp::step_of(secret, code, attempt.now, row.factor_used) else {
            return failed(connection, digest, Some(row.id), failures, attempt.now);
        };
        let sql = "update account set factor_used = ?2 where id = ?1";
        connection.execute(sql, (row.id.as_bytes(), step)).map_err(failure("using a code"))?;
    }
    let sql = "delete from sign_in_failure where digest = ?1";
    connection.execute(sql, [digest]).map_err(failure("signing in"))?;
    Ok(Verdict::Admitted(row.id))
}

/// Counts a failure, and locks after too many.
fn failed(
    connection: &Connection,
    digest: &[u8; 32],
    account: Option<Uuid>,
    before: Failures,
    now: i64,
) -> Result<Verdict, StoreError> {
    // A lock that has ended begins a new count.
    let count = if before.locked_until > 0 { 1 } else { before.count + 1 };
    let locked_until = if count >= FAILURES_MAX { now + LOCK_SECONDS } else { 0 };
    let counted = connection
        .execute(
            "insert into sign_in_failure (digest, count, locked_until, tried_at) values (?1, ?2, ?3, ?4)
             on conflict (digest) do update set count = ?2, locked_until = ?3, tried_at = ?4",
            (digest, count, locked_until, now),
        )
        .and_then(|_| {
            // Names that nobody has are forgotten, or whoever makes names up would fill the disk.
            connection.execute(
                "delete from sign_in_failure
                 where tried_at < ?1 and not exists (select 1 from account a where a.digest = sign_in_failure.digest)",
                [now - LOCK_SECONDS],
            )
        });
    counted.map_err(failure("counting an attempt"))?;
    Ok(match account {
        Some(account) if locked_until > 0 => Verdict::Locked(account, locked_until),
        Some(_) | None => Verdict::Refused,
    })
}

impl Failures {
    fn read(connection: &Connection, digest: &[u8; 32]) -> Result<Self, StoreError> {
        let sql = "select count, locked_until from sign_in_failure where digest = ?1";
        let found = connection
            .prepare_cached(sql)
            .and_then(|mut find| {
                let read = |row: &rusqlite::Row<'_>| Ok(Self { count: row.get(0)?, locked_until: row.get(1)? });
                find.query_row([digest], read).optional()
            })
            .map_err(failure("reading failures"))?;
        Ok(found.unwrap_or_default())
    }
}

/// Until which second an account is locked, as far as it ever was.
pub(super) fn locked_until(connection: &Connection, digest: &[u8; 32]) -> Result<i64, StoreError> {
    Failures::read(connection, digest).map(|failures| failures.locked_until)
}
