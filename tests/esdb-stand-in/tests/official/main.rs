//! The stand-in as the official Rust client sees it.

mod appends;
mod batches;
mod reads;
mod support;
