//! What an asset's row keeps beside its columns: facets that no list filters or sorts by.

use cangliu_domain::asset::{
    Appraisal, Disposal, Freeze, LastReturn, Liability, Occupation, Queue, Registered, Repair, Settling,
};
use cangliu_domain::id::InstitutionId;
use chrono::NaiveDate;
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) freeze: Option<Freeze>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repair: Option<Repair>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) appraisals: Vec<Appraisal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) disposal: Option<Disposal>,
    #[serde(default, skip_serializing_if = "Queue::is_empty")]
    pub(super) queue: Queue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pick_up_on: Option<NaiveDate>,
    /// 受理期 of the listing, where it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) applications_until: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) first_come: bool,
}

impl More {
    pub(super) fn of(now: &Registered) -> Self {
        let mut more = Self {
            settling: now.books.settling.clone(),
            last_return: now.last_return,
            liability: now.liability,
            appraisals: now.appraisals.clone(),
            disposal: now.disposal.clone(),
            queue: now.queue.clone(),
            ..Self::default()
        };
        if let Some(listing) = now.in_warehouse.as_ref().and_then(|inside| inside.listing) {
            more.applications_until = listing.applications_until;
            more.first_come = listing.first_come;
        }
        match &now.occupation {
            Occupation::Reserved(held) => more.pick_up_on = held.pick_up_on,
            Occupation::OnLoan(loan) => more.renewals = loan.renewals,
            Occupation::Frozen(by) => more.freeze = Some(*by),
            Occupation::InRepair(repair) => more.repair = Some(*repair),
            Occupation::Free | Occupation::UnderWay(_) | Occupation::Disposed => {}
        }
        more
    }

    /// Institutions that have to do with the asset and stand in no column: those awaited to book it off, those who applied, who is
    /// liable, and who ran the warehouse that it was disposed of from.
    pub(super) fn parties(&self) -> impl Iterator<Item = InstitutionId> {
        let leaving = self.settling.leaving.iter().map(|left| left.owner);
        let operator = self.disposal.as_ref().and_then(|gone| gone.operator);
        let applicants = self.queue.applications.iter().map(|on_record| on_record.unit);
        leaving.chain(applicants).chain(self.liability.map(|open| open.unit)).chain(operator)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_none(number: &u32) -> bool {
    *number == 0
}
