//! The log's id and epoch, in a stream that no page of the log shows.

use chrono::Utc;
use uuid::Uuid;

use super::answer::unavailable;
use super::appender::Appender;
use super::reading::Reading;
use crate::append::{Append, Expected, Priority};
use crate::error::{AppendError, StoreError};
use crate::event::{Actor, Meta, NewEvent, Recorded};
use crate::identity::LogIdentity;
use crate::migration::{Begun, Ended, Migrated};

/// The stream; its category is no aggregate's.
pub(super) const STREAM: &str = "log-identity";
/// How often an epoch is begun before the server counts as away: each round has the patience of an append.
const ROUNDS: usize = 3;
/// An epoch begins; see [`Ended`].
const EPOCH_BEGUN: &str = "log-epoch-begun";
/// A log is being copied to here; see [`Begun`].
const MIGRATION_BEGUN: &str = "log-migration-begun";

/// What the last event of the stream says.
pub(super) enum Named {
    /// No log was begun.
    Nothing,
    /// This log is being copied to here.
    Copying { source: LogIdentity, revision: u64 },
    /// This is the log, perhaps one that was copied.
    Log { identity: LogIdentity, migrated: Option<Migrated>, revision: u64 },
}

/// What is on this server.
pub(super) async fn read(reading: &Reading) -> Result<Named, StoreError> {
    let events = reading.stream(STREAM, 0, usize::MAX).await?;
    let Some(last) = events.last() else { return Ok(Named::Nothing) };
    let Recorded { position, revision, .. } = *last;
    let bad = |field| StoreError::Undecodable { position, field };
    match &*last.kind {
        EPOCH_BEGUN => {
            let ended: Ended = serde_json::from_str(&last.data).map_err(|_| bad("data"))?;
            Ok(Named::Log { identity: ended.log(), migrated: ended.migrated(), revision })
        }
        MIGRATION_BEGUN => {
            let begun: Begun = serde_json::from_str(&last.data).map_err(|_| bad("data"))?;
            Ok(Named::Copying { source: begun.source(), revision })
        }
        _ => Err(bad("type")),
    }
}

/// The identity; `None` where no log was begun.
pub(super) async fn find(reading: &Reading, address: &str) -> Result<Option<LogIdentity>, StoreError> {
    match read(reading).await? {
        Named::Nothing => Ok(None),
        Named::Copying { .. } => Err(StoreError::MigrationUnfinished { place: address.to_owned() }),
        Named::Log { identity, .. } => Ok(Some(identity)),
    }
}

/// The identity, made now if there is none. Of several nodes that begin together, one names the log.
pub(super) async fn find_or_make(
    reading: &Reading,
    appender: &Appender,
    address: &str,
) -> Result<LogIdentity, StoreError> {
    if let Some(identity) = find(reading, address).await? {
        return Ok(identity);
    }
    let made = Ended::plain(LogIdentity { id: Uuid::new_v4(), epoch: 1 });
    write(appender, Expected::NoStream, EPOCH_BEGUN, &made).await?;
    find(reading, address).await?.ok_or(StoreError::Closed)
}

/// Says that a log is being copied to here, unless somebody has said something before.
pub(super) async fn begin_migration(appender: &Appender, source: LogIdentity) -> Result<(), StoreError> {
    write(appender, Expected::NoStream, MIGRATION_BEGUN, &Begun::of(source)).await
}

/// Says that the copy is whole, behind the event that said that it had begun.
pub(super) async fn end_migration(appender: &Appender, begun: u64, migrated: &Migrated) -> Result<(), StoreError> {
    write(appender, Expected::Exact(begun), EPOCH_BEGUN, &Ended::of(migrated)).await
}

/// Begins an epoch later than the present one and than another that somebody has seen; where others begin one at the
/// same moment, one of them is begun. [`StoreError::Unavailable`] when it is not known that one was.
pub(super) async fn begin_epoch(
    reading: &Reading,
    appender: &Appender,
    address: &str,
    seen: u32,
) -> Result<LogIdentity, StoreError> {
    for _ in 0..ROUNDS {
        let (before, revision) = match read(reading).await? {
            Named::Log { identity, revision, .. } => (identity, revision),
            Named::Nothing => return Err(StoreError::NoLog { address: address.to_owned() }),
            Named::Copying { .. } => return Err(StoreError::MigrationUnfinished { place: address.to_owned() }),
        };
        let next = LogIdentity { epoch: before.epoch.max(seen), ..before }.later();
        write(appender, Expected::Exact(revision), EPOCH_BEGUN, &Ended::plain(next)).await?;
        if let Named::Log { identity, .. } = read(reading).await?
            && identity.epoch > before.epoch.max(seen)
        {
            return Ok(identity);
        }
    }
    Err(unavailable("beginning an epoch", None))
}

async fn write(
    appender: &Appender,
    expected: Expected,
    kind: &str,
    data: &impl serde::Serialize,
) -> Result<(), StoreError> {
    let stream = STREAM.to_owned();
    let data = serde_json::to_string(data).map_err(|_| StoreError::NotJson { stream: stream.clone() })?;
    let actor = Actor {
        issuer: "cangliu".into(),
        subject: "log".into(),
        institution: None,
        post: None,
        roles: Vec::new(),
        on_behalf_of: None,
    };
    let meta =
        Meta { recorded_at: Utc::now(), actor, command_id: Uuid::new_v4(), fingerprint: [0; 32], causation: None };
    let events = vec![NewEvent { id: Uuid::new_v4(), kind: kind.into(), version: 1, data }];
    let append = Append { stream, expected, events, meta, priority: Priority::Interactive };
    match appender.append(&append).await {
        // Somebody else was first, or we may have been: whoever it was, the stream says.
        Ok(_) | Err(AppendError::Conflict { .. } | AppendError::OutcomeUnknown) => Ok(()),
        Err(AppendError::Failed(error)) => Err(error),
    }
}
