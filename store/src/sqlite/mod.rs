//! The embedded adapter: one SQLite file, one writer, any number of readers.
//!
//! A position is the row id, given out by the one writer and visible only with its commit: a reader never sees
//! a gap that fills later. What each error means for the process stands in `failure.rs`.

mod backup;
mod checkpoint;
mod connection;
mod failure;
mod heads;
mod interned;
mod log;
mod names;
mod options;
mod queue;
mod reader;
mod stream_name;
mod target;
mod transaction;
mod verify;
mod writer;

pub use backup::BackupProgress;
pub use log::SqliteLog;
pub use options::{Mode, Options, Synchronous};
pub use target::SqliteTarget;
pub use verify::{Finding, Verified};

pub(crate) use backup::copy_file;
pub(crate) use connection::open_writing;
pub(crate) use failure::failure;
