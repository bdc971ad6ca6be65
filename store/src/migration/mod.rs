//! One log copied into another engine: every event with its envelope and revision, in the order of the log.
//!
//! | file | holds |
//! |---|---|
//! | `standing` | how far a target is, and the forms in which it remembers that |
//! | `target` | what an engine does for a log that is being copied into it |
//! | `moving` | events gathered into appends |
//! | `sheet` | envelopes as bytes, to compare and to hash |
//! | `step` | two logs read in step |
//! | `map` | the file that tells the new position of each old one |
//! | `run` | the whole errand: begin or go on, copy, prove, end |
//! | `error` | why it was not done |
//!
//! Only positions change: each engine gives out its own. So the target is the same log in a new epoch, and nobody opens
//! it before both logs, read anew, gave the same SHA-256.

mod error;
mod map;
mod moving;
mod run;
mod sheet;
mod standing;
mod step;
mod target;

pub use error::MigrationError;
pub use moving::{Moving, moving};
pub use run::{Done, Migration, Stage};
pub use standing::{Migrated, Standing};
pub use target::{MigrationTarget, NotCopied};

pub(crate) use standing::{Begun, Ended};
