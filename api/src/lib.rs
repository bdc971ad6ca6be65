//! Cangliu over HTTP and on the command line.
//!
//! The only crate with a clock, ids, configuration, tokens and HTTP. What it never does: hold a rule
//! of the domain, or compute an indicator.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod accounts;
pub mod attachment;
pub mod auth;
pub mod bench;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
mod explain;
pub mod export;
pub mod graphql;
pub mod http;
pub mod import;
pub mod ledger;
pub mod maintain;
pub mod node;
pub mod paper;
mod sentence;
mod stream;
