//! The stand-in as the official Rust client sees it: what it serves, and what each fault looks like from there.

// The shared helpers are no tests by themselves, so that clippy.toml does not know them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod appends;
mod batches;
mod clusters;
mod fault_answers;
mod fault_cuts;
mod reads;
mod restarts;
mod subscriptions;
mod support;
