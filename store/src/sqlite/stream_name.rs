//! A stream name as it is stored: category, subject, and the short hash it is found by.

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::StoreError;
use crate::stream_name;

/// A checked stream name, split at its first hyphen.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamName<'a> {
    pub(super) category: &'a str,
    subject: &'a str,
    whole: &'a str,
}

impl<'a> StreamName<'a> {
    pub(super) fn parse(whole: &'a str) -> Result<Self, StoreError> {
        let (category, subject) = stream_name::check(whole)?;
        Ok(Self { category, subject, whole })
    }

    /// The first 8 bytes of the SHA-256 of the whole name, as SQLite keeps integers.
    pub(super) fn hash(self) -> i64 {
        let digest = Sha256::digest(self.whole.as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        i64::from_be_bytes(first)
    }

    pub(super) fn subject(self) -> Subject<'a> {
        // Only the spelling we would print again may be shortened; any other stays as it is written.
        match Uuid::try_parse(self.subject) {
            Ok(id) if id.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == self.subject => Subject::Id(id),
            _ => Subject::Text(self.subject),
        }
    }
}

/// The stored form of a subject: 16 bytes for a UUID, else text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject<'a> {
    Id(Uuid),
    Text(&'a str),
}

impl<'a> Subject<'a> {
    /// Reads the stored form, `None` when it is neither.
    pub(super) fn from_stored(value: ValueRef<'a>) -> Option<Self> {
        match value {
            ValueRef::Blob(bytes) => Uuid::from_slice(bytes).ok().map(Self::Id),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().map(Self::Text),
            _ => None,
        }
    }

    pub(super) fn with_category(self, category: &str) -> String {
        match self {
            Self::Id(id) => format!("{category}-{id}"),
            Self::Text(text) => format!("{category}-{text}"),
        }
    }
}

impl ToSql for Subject<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Id(id) => ValueRef::Blob(id.as_bytes()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_both_parts_is_refused() {
        for name in ["", "asset", "-1", "asset-"] {
            assert_eq!(StreamName::parse(name).unwrap_err().code(), "INVALID_STREAM", "{name}");
        }
    }

    #[test]
    fn a_name_is_split_at_its_first_hyphen_and_reads_back_the_same() {
        let upper = format!("asset-{}", Uuid::from_u128(0xAB).to_string().to_uppercase());
        for name in ["asset-00000000-0000-0000-0000-0000000000ab", upper.as_str(), "card-x:公物-1", "docno-a--b"] {
            let parsed = StreamName::parse(name).unwrap();
            assert_eq!(parsed.subject().with_category(parsed.category), name);
        }
    }
}
