//! The server on a real port, over a real log, with real tokens.
//!
//! | file | holds |
//! |---|---|
//! | `support` | a server in this process, around a schema that can misbehave |
//! | `signer` | tokens as a foreign issuer signs them; the keys beside it sign nothing else |
//! | `responder` | GraphQL over HTTP |
//! | `tokens` | whose tokens are believed, and what they grant |
//! | `accounts` | local accounts: signing in |
//! | `roles` | every root field of the schema, asked for by every role |
//! | `subscriptions` | `graphql-transport-ws` |
//! | `attachments` | `/blobs`: what is taken, and who gets it back |
//! | `process` | the binary itself |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(clippy::needless_pass_by_value, reason = "JSON written where it is needed reads best")]

mod accounts;
mod attachments;
mod process;
mod responder;
mod roles;
mod signer;
mod subscriptions;
mod support;
mod tokens;
