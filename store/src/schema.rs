//! Numbered migrations of a SQLite file, and the check that a file is what it should be.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StoreError;
use crate::sqlite::failure;

/// A kind of file: its mark in the header and the steps that make it.
pub(crate) struct Schema {
    /// What it is, for people.
    pub(crate) name: &'static str,
    /// SQLite's `application_id`, so that no other file is taken for it.
    pub(crate) application_id: i32,
    /// The steps, oldest first. `user_version` counts those done.
    pub(crate) steps: &'static [&'static str],
}

impl Schema {
    /// Brings a new or older file to the newest schema, each step in its own transaction.
    pub(crate) fn migrate(&self, connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
        let found = self.version(connection, path)?;
        for (step, number) in self.steps.iter().zip(1_u32..).skip(found as usize) {
            self.apply(connection, step, number).map_err(failure("migrating"))?;
        }
        Ok(())
    }

    /// Checks that a file can be read as it stands.
    pub(crate) fn check(&self, connection: &Connection, path: &Path) -> Result<(), StoreError> {
        let found = self.version(connection, path)?;
        if found == 0 {
            return Err(self.wrong(path));
        }
        if found < self.newest() { Err(self.other_version(path, found)) } else { Ok(()) }
    }

    fn apply(&self, connection: &mut Connection, step: &str, number: u32) -> rusqlite::Result<()> {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been here between our look and our turn.
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found >= i64::from(number) {
            return Ok(());
        }
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", self.application_id)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()
    }

    fn version(&self, connection: &Connection, path: &Path) -> Result<u32, StoreError> {
        let pragma = |name| {
            connection
                .pragma_query_value(None, name, |row| row.get::<_, i64>(0))
                .map_err(failure("reading the file's header"))
        };
        let application_id = pragma("application_id")?;
        let version = u32::try_from(pragma("user_version")?).map_err(|_| self.wrong(path))?;
        if application_id != i64::from(self.application_id) && (application_id, version) != (0, 0) {
            return Err(self.wrong(path));
        }
        if version > self.newest() { Err(self.other_version(path, version)) } else { Ok(version) }
    }

    fn newest(&self) -> u32 {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    fn wrong(&self, path: &Path) -> StoreError {
        StoreError::WrongFile { path: path.to_owned(), expected: self.name }
    }

    fn other_version(&self, path: &Path, found: u32) -> StoreError {
        StoreError::UpgradeNeeded { path: path.to_owned(), found, known: self.newest() }
    }
}
