//! What the ledger must know of an aggregate beside its rules: facts of other streams, and who may.

use std::future::Future;

use cangliu_domain::Aggregate;

use super::Ledger;
use super::refusal::Refused;
use crate::auth::Who;

/// Why somebody may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// He may know that it exists, but not do this.
    Forbidden,
    /// He may not even know that it exists.
    NotFound,
}

/// An aggregate that the ledger serves.
pub trait Served: Aggregate {
    /// Reads what the decision needs from other streams.
    fn facts(
        ledger: &Ledger,
        subject: &str,
        state: &Self,
        command: &Self::Command,
    ) -> impl Future<Output = Result<Self::Facts, Refused>> + Send;

    /// Whether this person may do this to this row. The role alone was checked before; here the
    /// institution decides.
    ///
    /// # Errors
    /// [`Denied`], which says how much the answer may give away.
    fn permit(state: &Self, command: &Self::Command, facts: &Self::Facts, who: &Who) -> Result<(), Denied>;
}
