//! Attachments (附件) as bytes: what they are by their content, and where they lie.
//!
//! | module | holds |
//! |---|---|
//! | `fitness` | what bytes are, and why some are not taken |
//! | `archive`, `picture` | the same of packages and of pictures |
//! | `directory` | bytes on disk, named by their SHA-256 |
//! | `incoming` | bytes that arrive, hashed as they come |
//!
//! It opens files that anybody may have made, and so reaches neither the log nor HTTP. Nothing here shows, converts or
//! executes what is in a file.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod archive;
mod directory;
mod fitness;
mod incoming;
mod picture;

pub use directory::{Brought, Directory, Kept, Stored};
pub use fitness::{Unfit, recognise};
pub use incoming::Incoming;
