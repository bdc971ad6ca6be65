//! Papers (纸质单据): typed content in, PDF out.
//!
//! | module | holds |
//! |---|---|
//! | `form` | the one form that all papers are |
//! | `papers` | the papers, one file each: what they say on that form |
//! | `label` | labels that stick to assets |
//! | `capital` | 大写金额 |
//! | `font`, `wrap`, `qr`, `sheet` | the font, lines, QR codes, the pen |
//!
//! Nothing here knows the log, HTTP or the clock: who asks brings what the paper says, and the same content gives the
//! same bytes.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod capital;
mod error;
mod font;
pub mod form;
pub mod label;
pub mod papers;
#[cfg(test)]
mod poppler;
mod qr;
mod sheet;
mod wrap;

pub use capital::capital;
pub use error::PaperError;
