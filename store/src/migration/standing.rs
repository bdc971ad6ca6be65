//! How far a target is, and what it keeps of that: the same JSON in a directory's files and on a server.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::identity::LogIdentity;

/// What a target is before a migration goes on there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No log was ever begun there.
    Empty,
    /// A migration was begun and not ended.
    Unfinished {
        /// The log that is being copied, with its epoch.
        source: LogIdentity,
    },
    /// A migration ended, and nothing has been put in its place since.
    Finished(Migrated),
    /// Anything else.
    Other,
}

/// What a migration came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The log that was copied, with its epoch.
    pub source: LogIdentity,
    /// The same log, in the epoch that begins with the copy.
    pub target: LogIdentity,
    /// Events copied.
    pub events: u64,
    /// Position of the last of them in the source; 0 when there was none.
    pub head: u64,
    /// Over all envelopes, in hexadecimal; equal on both sides.
    pub sha256: String,
}

/// Stored: a migration begins. Names never change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    log: Uuid,
    epoch: u32,
}

/// Stored: an epoch begins, perhaps with what a migration brought. Names never change.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ended {
    log: Uuid,
    epoch: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    migrated: Option<Brought>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Brought {
    epoch: u32,
    events: u64,
    head: u64,
    sha256: String,
}

impl Begun {
    pub(crate) fn of(source: LogIdentity) -> Self {
        Self { log: source.id, epoch: source.epoch }
    }

    pub(crate) fn source(&self) -> LogIdentity {
        LogIdentity { id: self.log, epoch: self.epoch }
    }
}

impl Ended {
    /// An epoch that begins without a migration.
    #[cfg(feature = "esdb")]
    pub(crate) fn plain(log: LogIdentity) -> Self {
        Self { log: log.id, epoch: log.epoch, migrated: None }
    }

    pub(crate) fn of(migrated: &Migrated) -> Self {
        let Migrated { source, target, events, head, sha256 } = migrated;
        let brought = Brought { epoch: source.epoch, events: *events, head: *head, sha256: sha256.clone() };
        Self { log: target.id, epoch: target.epoch, migrated: Some(brought) }
    }

    /// The log in the epoch that begins.
    pub(crate) fn log(&self) -> LogIdentity {
        LogIdentity { id: self.log, epoch: self.epoch }
    }

    /// What a migration brought, if one did.
    pub(crate) fn migrated(self) -> Option<Migrated> {
        let target = self.log();
        self.migrated.map(|Brought { epoch, events, head, sha256 }| Migrated {
            source: LogIdentity { epoch, ..target },
            target,
            events,
            head,
            sha256,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_migration_came_to_reads_back() {
        let source = LogIdentity { id: Uuid::from_u128(7), epoch: 1 };
        let target = LogIdentity { epoch: 9, ..source };
        let migrated = Migrated { source, target, events: 3, head: 11, sha256: "ab".into() };
        let text = serde_json::to_string(&Ended::of(&migrated)).unwrap();
        assert_eq!(
            text,
            r#"{"log":"00000000-0000-0000-0000-000000000007","epoch":9,"migrated":{"epoch":1,"events":3,"head":11,"sha256":"ab"}}"#
        );
        let read: Ended = serde_json::from_str(&text).unwrap();
        assert_eq!(read.migrated(), Some(migrated));
    }

    #[test]
    fn an_epoch_without_a_migration_is_none() {
        let ended: Ended = serde_json::from_str(r#"{"log":"00000000-0000-0000-0000-000000000007","epoch":1}"#).unwrap();
        assert_eq!(ended.log(), LogIdentity { id: Uuid::from_u128(7), epoch: 1 });
        assert_eq!(ended.migrated(), None);
    }
}
