//! HTTP: what stands between a socket and the schema.
//!
//! | file | holds |
//! |---|---|
//! | `serve` | binding, running, stopping |
//! | `announce` | telling people and programs where it listens |
//! | `site` | what requests share, and the routes |
//! | `endpoint` | one request to `/graphql`, from its headers to its answer |
//! | `media` | which of the two media types the answer has |
//! | `sent` | a request as it was sent: GET or JSON |
//! | `upload` | a request with files in it |
//! | `document` | the operation in it, and what it may cost |
//! | `cost` | counting what it costs |
//! | `nesting` | refusing what would exhaust the parser's stack |
//! | `run` | executing it, whatever happens |
//! | `shape`, `declared` | fields in order, nulls where an error left a hole |
//! | `answer` | the answer: a code on every error, status, body |
//! | `fault` | what can be wrong with a request before it is executed |
//! | `rate` | requests per subject |
//! | `socket`, `operations` | subscriptions over `graphql-transport-ws` |
//! | `sign_in` | local accounts: `/auth/…` |
//! | `health` | `/healthz`, `/readyz` |
//! | `measure` | figures for `/metrics` |
//! | `blob` | `/blobs`: attachments up and down |
//! | `paper` | `/papers`: PDFs of what the ledger holds |
//! | `plain` | answers of the paths beside `/graphql` |
//! | `page` | the landing page and GraphiQL |
//!
//! What it never does: know an aggregate, or decide who may ask for what.

mod announce;
mod answer;
mod blob;
mod cost;
mod declared;
mod document;
mod endpoint;
mod fault;
mod health;
mod measure;
mod media;
mod nesting;
mod operations;
mod page;
mod paper;
mod plain;
mod rate;
mod run;
mod sent;
mod serve;
mod shape;
mod sign_in;
mod site;
mod socket;
mod upload;

pub use serve::{ServeError, serve};
pub use site::{Site, routes};
