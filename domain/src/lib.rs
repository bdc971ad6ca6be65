//! The rules of Cangliu: commands, events, rejections and the deciders between them.
//!
//! Pure. Nothing here reads a clock, makes an id, touches a file or a network, or looks at the
//! environment; `clippy.toml` beside this crate refuses the calls that would. What a decision
//! needs arrives in its command, or in facts that only the ledger can build.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod account;
pub mod aggregate;
pub mod asset;
pub mod asset_class;
pub mod basis;
pub mod blob;
pub mod calendar;
pub mod card;
pub mod count;
mod decimal;
pub mod division;
pub mod docno;
pub mod document;
pub mod document_kind;
pub mod event;
pub mod fen;
#[cfg(test)]
mod given;
pub mod grams;
pub mod half_width;
pub mod id;
pub mod institution;
pub mod month;
pub mod need;
pub mod period;
pub mod pieces;
pub mod policy;
pub mod post;
pub mod premises;
pub mod source;
pub mod stocktake;
pub mod terms;
pub mod uscc;
pub mod uscc_claim;
pub mod warehouse;
pub mod waste;

pub use aggregate::{Aggregate, Refusal, Stored};
