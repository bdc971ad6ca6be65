//! The stand-in as the official Rust client sees it: what it serves, and what each fault looks like from there.

mod appends;
mod batches;
mod clusters;
mod fault_answers;
mod fault_cuts;
mod reads;
mod restarts;
mod subscriptions;
mod support;
