//! What an asset's row keeps beside its columns: facets that no list filters or sorts by.

use cangliu_domain::asset::{LastReturn, Liability, Occupation, Registered, Settling};
use cangliu_domain::id::InstitutionId;
use serde::{Deserialize, Serialize};

/// Facets kept as JSON beside the card; what says nothing is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct More {
    #[serde(default, skip_serializing_if = "Settling::is_nothing")]
    pub(super) settling: Settling,
    #[serde(default, skip_serializing_if = "is_none")]
    pub(super) renewals: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_return: Option<LastReturn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) liability: Option<Liability>,
}

impl More {
    pub(super) fn of(now: &Registered) -> Self {
        let renewals = match &now.occupation {
            Occupation::OnLoan(loan) => loan.renewals,
            Occupation::Free | Occupation::Reserved(_) | Occupation::UnderWay(_) => 0,
        };
        Self { settling: now.books.settling.clone(), renewals, last_return: now.last_return, liability: now.liability }
    }

    /// Institutions that have to do with the asset and stand in no column: those awaited to book it off, and who
    /// is liable.
    pub(super) fn parties(&self) -> impl Iterator<Item = InstitutionId> {
        let leaving = self.settling.leaving.iter().map(|left| left.owner);
        leaving.chain(self.liability.map(|open| open.unit))
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(number: &u32) -> bool {
    *number == 0
}
