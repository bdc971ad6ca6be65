//! Who may ask for what: one row per root field of the schema, one column per role.
//!
//! A row says that a role may ask at all. Which institutions, assets or months it then reads is the views' matter
//! ([`super::visibility`]), and what it may change is the ledger's (`ledger::Served::permit`).

use cangliu_domain::post::Role;

use super::Who;
use crate::error::Error;

/// A root field and the roles that may ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Name in the schema.
    pub field: &'static str,
    /// Who may.
    pub roles: &'static [Role],
}

/// The table, by kind of operation.
pub const TABLE: &[Row] = &[];

/// The row of a field.
#[must_use]
pub fn row(field: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.field == field)
}

/// Whether one of a person's roles has the field in the table. A field without a row is nobody's.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn may(who: &Who, field: &str) -> Result<(), Error> {
    match row(field) {
        Some(row) if row.roles.iter().any(|role| who.holds(*role)) => Ok(()),
        Some(_) | None => Err(Error::Forbidden),
    }
}
