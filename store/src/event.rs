//! The envelope of an event, the same in every engine (DESIGN section 3).
//!
//! Business dates are not here but in the data: the log is bitemporal.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who caused an event, as the token said at that moment.
///
/// A person is `(issuer, subject)`; neither is a name. Stored once per distinct value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// Who vouches for the subject, e.g. the token's `iss`, or `os` for a command line.
    pub issuer: String,
    /// The issuer's identifier of the person or client.
    pub subject: String,
    /// The institution acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<Uuid>,
    /// The post acted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Uuid>,
    /// Roles held at that moment, in the token's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Whose place the subject took (代理), when the post acted from is another's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<Principal>,
}

/// Whose place somebody took, named as his own token would name him.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// Who vouches for the subject.
    pub issuer: String,
    /// The issuer's identifier of the person.
    pub subject: String,
}

/// What the events of one append have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// When it was recorded; kept to the microsecond. Not monotone across nodes: order is the position.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: Actor,
    /// The command that was decided, made by the client.
    pub command_id: Uuid,
    /// SHA-256 of actor subject, command name and canonical arguments.
    pub fingerprint: [u8; 32],
    /// The event that led to the command, when a process issued it.
    pub causation: Option<Uuid>,
}

/// An event not yet in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// UUIDv5(commandId, stream ‖ index): no two events of a log share an id.
    pub id: Uuid,
    /// The stored type name, e.g. `asset-dispatched`; never changes once written.
    pub kind: String,
    /// The version of that type's form, from 1.
    pub version: u16,
    /// JSON text, kept byte for byte.
    pub data: String,
}

/// An event in the log, with where it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// See [`NewEvent::id`].
    pub id: Uuid,
    /// `<category>-<subject>`.
    pub stream: Arc<str>,
    /// Place in the stream, from 0, without gaps.
    pub revision: u64,
    /// Place in the log, from 1, increasing in commit order. Shown outside only as a [`crate::LogPosition`].
    pub position: u64,
    /// See [`NewEvent::kind`].
    pub kind: Arc<str>,
    /// See [`NewEvent::version`].
    pub version: u16,
    /// See [`Meta::recorded_at`].
    pub recorded_at: DateTime<Utc>,
    /// See [`Meta::actor`].
    pub actor: Arc<Actor>,
    /// See [`Meta::command_id`].
    pub command_id: Uuid,
    /// See [`Meta::fingerprint`].
    pub fingerprint: [u8; 32],
    /// See [`Meta::causation`].
    pub causation: Option<Uuid>,
    /// See [`NewEvent::data`].
    pub data: String,
}
