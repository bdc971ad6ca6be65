//! What an office goes by and looks up: calendars, policies, needs.

pub(crate) mod calendar;
pub(crate) mod need;
pub(crate) mod policy;
#[cfg(test)]
mod tests;

pub use calendar::Calendar;
pub use need::{Need, Sheet};
pub use policy::PolicyVersion;
