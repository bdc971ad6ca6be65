//! The views: folds of the log into SQLite tables, what can be asked of them, and the indicators.
//!
//! | module | holds |
//! |---|---|
//! | `views` | the file: opened, grown by events, dumped; the only writer |
//! | `reader` | connections for reading, each question in one snapshot |
//! | `directory` | institutions, posts, premises, warehouses |
//! | `document` | 单据: where each stands, and who has to act |
//! | `blob` | attachments, and who uploaded them |
//! | `register` | assets and listings, and how they are found |
//! | `search` | words and fragments of numbers |
//! | `pool` | which assets were in which warehouse on which day |
//! | `office` | calendars, policies, needs |
//! | `stocktake` | stock-takes, and what was scanned of what the books had |
//! | `waste` | masses by day, and what a unit's month adds up to |
//! | `indicators` | formulas over all of these |
//!
//! Nothing here knows HTTP, the clock or the log: events come in as text with a position, `today`
//! comes with the question. The file is disposable: another version of the folds is another file.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod blob;
mod column;
pub mod directory;
pub mod document;
mod error;
mod event;
pub mod indicators;
pub mod office;
pub mod pool;
mod reader;
pub mod register;
mod schema;
pub mod search;
pub mod stocktake;
#[cfg(test)]
mod testing;
mod views;
pub mod waste;

pub use error::ViewError;
pub use event::{Cursor, LogKey, ViewEvent};
pub use reader::{Reader, Snapshot};
pub use schema::VERSION;
pub use views::Views;

/// What everything here returns.
pub type Result<T> = std::result::Result<T, ViewError>;
