//! Reads the workbooks that offices keep into typed rows, and writes workbooks for them.
//!
//! Pure: no log, no network, no clock. What a file says is folded into the value types of the
//! domain; what it says wrongly comes back as faults with stable codes and sentences.
//!
//! Architecture invariant: of a row marked 涉密 (or not cleared of it) nothing but its row number
//! leaves this crate: not in rows, faults, notices, totals, `Debug` output or result workbooks.
//!
//! Deliberately absent: any guess at what a faulty cell may have meant, and any judgement that
//! needs today's date (future dates are the caller's to judge).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod assets;
mod checks;
mod fault;
mod grid;
mod heading;
mod institution;
mod kind;
pub mod limit;
mod line;
mod read_error;
mod registry;
mod secrecy;
mod source;
mod value;
mod waste;
pub mod write;

pub use assets::{AssetRow, AssetSheet, StatedTotals, read_assets};
pub use fault::{Notice, RowFault};
pub use kind::looks_like;
pub use read_error::{Quantity, ReadError};
pub use registry::{RegistryRow, RegistrySheet, read_registry};
pub use source::Source;
pub use value::mass::MassUnit;
pub use value::money::MoneyUnit;
pub use waste::{Entry, WasteDay, WasteSheet, read_waste};
