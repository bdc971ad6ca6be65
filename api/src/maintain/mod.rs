//! Care of a data directory: is the log whole, views folded anew, copies made and put back.
//!
//! | file | holds |
//! |---|---|
//! | `verify` | the log, the people store and (when asked) the views, read from end to end |
//! | `rebuild` | views folded anew beside the old ones, and the exchange |
//! | `backup` | a copy of log and people store, taken while a server writes |
//! | `restore` | such a copy put in place, under a new epoch |
//! | `blobs` | attachments: which the log names, copied, and orphans removed |
//! | `migrate` | the log copied to another engine, under a new epoch |
//! | `manifest` | what a copy says about itself |
//! | `log` | the log open for reading, whichever engine keeps it |
//! | `epoch` | the epochs that somebody may have seen |
//! | `pages` | the log page by page, around what cannot be read |
//! | `file` | copying, hashing, moving, made durable |
//! | `error` | why it was not done |
//!
//! Everything here blocks: it is work for a thread of its own. What it never does: print, or change an event.

pub mod backup;
pub mod blobs;
mod epoch;
mod error;
mod file;
mod log;
pub mod manifest;
pub mod migrate;
mod pages;
pub mod rebuild;
pub mod restore;
pub mod verify;

pub use error::{Flaw, MaintainError};
