//! The harness of the tests that cross crates: the real binary on a real port, with real tokens.
//!
//! | file | holds |
//! |---|---|
//! | `workspace` | where the sources and the binary are |
//! | `poll` | waiting for something, the only place that sleeps |
//! | `dice` | chance that falls the same way for one seed |
//! | `server` | a server process: started, killed, stopped, started again |
//! | `cluster` | several server processes on one log |
//! | `client`, `socket` | asking it over HTTP, following it over a socket |
//! | `answer` | what it said |
//! | `command` | a mutation with its id |
//! | `errand` | an errand through everything that can happen |
//! | `worker` | a client at work on a server that may die |
//! | `city` | a small city with its people, made through the API |
//! | `cli` | the other commands of the binary |
//! | `migration` | one of them that is killed in the middle |
//! | `schema` | the committed schema, and the least that can be asked of it |
//! | `golden` | committed answers to compare with |
//! | `log` | the log beneath it, read beside it |
//!
//! What it never does: reach into a running server other than through its port, its signals and its files.

pub mod answer;
pub mod city;
pub mod cli;
pub mod client;
pub mod cluster;
pub mod command;
pub mod dice;
pub mod errand;
pub mod golden;
pub mod log;
pub mod migration;
pub mod poll;
pub mod schema;
pub mod server;
pub mod socket;
pub mod worker;
pub mod workspace;

pub use answer::Answer;
pub use city::City;
pub use client::Client;
pub use cluster::Cluster;
pub use command::Command;
pub use dice::Dice;
pub use server::{Options, Server};
