//! The log's id and epoch, in a stream that no page of the log shows.

use chrono::Utc;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::appender::Appender;
use super::reading::Reading;
use crate::append::{Append, Expected, Priority};
use crate::error::{AppendError, StoreError};
use crate::event::{Actor, Meta, NewEvent};
use crate::identity::LogIdentity;

/// The stream; its category is no aggregate's.
pub(super) const STREAM: &str = "log-identity";
const KIND: &str = "log-epoch-begun";

/// The data of its events: the last one counts.
#[derive(Serialize, Deserialize)]
struct Epoch {
    log: Uuid,
    epoch: u32,
}

/// The identity of the log on this server; `None` where no log was begun.
pub(super) async fn read(reading: &Reading) -> Result<Option<LogIdentity>, StoreError> {
    let events = reading.stream(STREAM, 0, usize::MAX).await?;
    let Some(last) = events.last() else { return Ok(None) };
    let epoch: Epoch = serde_json::from_str(&last.data)
        .map_err(|_| StoreError::Undecodable { position: last.position, field: "data" })?;
    Ok(Some(LogIdentity { id: epoch.log, epoch: epoch.epoch }))
}

/// The identity, made now if there is none. Of several nodes that begin together, one names the log.
pub(super) async fn read_or_make(reading: &Reading, appender: &Appender) -> Result<LogIdentity, StoreError> {
    if let Some(identity) = read(reading).await? {
        return Ok(identity);
    }
    write(appender, Expected::NoStream, LogIdentity { id: Uuid::new_v4(), epoch: 1 }).await?;
    read(reading).await?.ok_or(StoreError::Closed)
}

async fn write(appender: &Appender, expected: Expected, identity: LogIdentity) -> Result<(), StoreError> {
    let data = serde_json::json!({ "log": identity.id, "epoch": identity.epoch }).to_string();
    let actor =
        Actor { issuer: "cangliu".into(), subject: "log".into(), institution: None, post: None, roles: Vec::new() };
    let meta =
        Meta { recorded_at: Utc::now(), actor, command_id: Uuid::new_v4(), fingerprint: [0; 32], causation: None };
    let events = vec![NewEvent { id: Uuid::new_v4(), kind: KIND.into(), version: 1, data }];
    let append = Append { stream: STREAM.into(), expected, events, meta, priority: Priority::Interactive };
    match appender.append(&append).await {
        // Somebody else was first, or we may have been: whoever it was, the stream says.
        Ok(_) | Err(AppendError::Conflict { .. } | AppendError::OutcomeUnknown) => Ok(()),
        Err(AppendError::Failed(error)) => Err(error),
    }
}
