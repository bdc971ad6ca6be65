//! The event log: one port of few verbs ([`EventStore`]), its embedded adapter ([`sqlite::SqliteLog`]), the
//! [`migration`] of a log from one engine to another, and, apart from the log, the encrypted [`people`] store.
//!
//! Deliberately absent: the domain's types (events are a stored name, a version and JSON text here), HTTP, and
//! the clock of the business (whoever appends says when). Nothing here decides; it keeps what was decided.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod append;
pub mod bench;
#[cfg(feature = "contract")]
pub mod contract;
mod data_dir;
mod error;
#[cfg(feature = "esdb")]
pub mod esdb;
mod event;
mod follower;
mod identity;
pub mod migration;
pub mod people;
mod port;
mod schema;
pub mod sqlite;
mod stream_name;

pub use append::{Append, Appended, Expected, Priority};
pub use data_dir::DataDir;
pub use error::{AppendError, Cause, StoreError};
#[cfg(feature = "esdb")]
pub use esdb::{EsdbLog, EsdbOptions, EsdbTarget};
pub use event::{Actor, Meta, NewEvent, Principal, Recorded};
pub use follower::Follower;
pub use identity::{LogIdentity, LogPosition, ParsePositionError};
pub use people::{
    AccountStanding, Attempt, FAILURES_MAX, LOCK_SECONDS, NameTaken, NoteId, People, PeopleExchange, PersonId, Subject,
    Verdict,
};
pub use port::EventStore;
pub use sqlite::{BackupProgress, Finding, Mode, Options, SqliteLog, SqliteTarget, Synchronous, Verified};
