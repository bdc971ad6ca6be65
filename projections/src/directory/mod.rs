//! The directory: who there is, from when to when, and where it belongs.
//!
//! What an indicator needs of an institution (level, system, department, 隶属区, 所在区, canteen) is
//! kept from day to day; lists show the latest description.

mod delegation;
mod hand_over;
pub(crate) mod institution;
mod institution_read;
pub(crate) mod post;
pub(crate) mod premises;
#[cfg(test)]
mod tests;
pub(crate) mod warehouse;

pub use delegation::{Delegation, PostDelegated};
pub use hand_over::HandOver;
pub use institution_read::{
    Filter as InstitutionFilter, Institution, Page as InstitutionPage, Place as InstitutionPlace,
};
pub use post::{Post, Tenure};
pub use premises::{Point, Premises};
pub use warehouse::Warehouse;
