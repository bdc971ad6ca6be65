//! Which rows somebody sees, beside what his roles allow. Writes are judged by the ledger.

use cangliu_domain::asset::UnitFacts;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_projections::Snapshot;
use cangliu_projections::directory::Institution;
use cangliu_projections::register::Visibility;
use chrono::NaiveDate;

use super::desk::Desk;
use crate::auth::{self, Grant, Who};
use crate::error::Error;

impl Desk<'_> {
    /// Whether the person audits or administers the whole city: then names are no secret to him. Managers
    /// read numbers.
    pub(super) fn audits_city(self) -> bool {
        let audits = |role| matches!(role, Role::Administrator | Role::Auditor);
        self.who.grants.iter().any(|grant| audits(grant.role) && grant.scope == Scope::City)
    }

    /// Whether the person sees what belongs to an institution alone: headcounts, sites, posts, waste.
    pub(super) async fn sees(self, id: InstitutionId) -> Result<bool, Error> {
        if self.who.reads_city() || self.who.belongs_to(id) {
            return Ok(true);
        }
        if !self.who.grants.iter().any(looks_beyond) {
            return Ok(false);
        }
        let institution = self.read(move |views| views.institution(id)).await?;
        Ok(institution.is_some_and(|institution| oversees(self.who, &institution)))
    }

    /// # Errors
    /// [`Error::Forbidden`] for those who do not see what belongs to the institution alone.
    pub(super) async fn sees_own_data_of(self, id: InstitutionId) -> Result<(), Error> {
        if self.sees(id).await? { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// The assets that a person has to do with: of his institution, in the warehouses it runs, and of those
/// he reads for; not what is only listed for him.
pub(crate) fn own_assets(views: &Snapshot<'_>, who: &Who, today: NaiveDate) -> cangliu_projections::Result<Visibility> {
    Ok(match auth::visibility(who, views, today)? {
        Visibility::AnyOf(scopes) => Visibility::AnyOf(scopes.into_iter().filter(|scope| !is_listing(scope)).collect()),
        listing if is_listing(&listing) => Visibility::AnyOf(Vec::new()),
        other => other,
    })
}

/// Those, and what is listed for the units he acts for.
pub(super) fn own_or_listed_assets(
    views: &Snapshot<'_>,
    who: &Who,
    today: NaiveDate,
) -> cangliu_projections::Result<Visibility> {
    auth::visibility(who, views, today)
}

/// What is listed for a unit on a day; nothing for one that is not known.
pub(super) fn listed_for(
    views: &Snapshot<'_>,
    unit: InstitutionId,
    today: NaiveDate,
) -> cangliu_projections::Result<Visibility> {
    Ok(match views.institution(unit)? {
        Some(known) => Visibility::ListingsFor { unit: facts(known), today },
        None => Visibility::AnyOf(Vec::new()),
    })
}

fn facts(known: Institution) -> UnitFacts {
    UnitFacts {
        institution: known.id,
        level: known.level,
        competent_department: known.competent_department,
        subordinate_to: known.subordinate_to,
        closed_on: known.closed_on,
    }
}

fn is_listing(scope: &Visibility) -> bool {
    matches!(scope, Visibility::ListingsFor { .. } | Visibility::Partner { .. })
}

/// Whether one of the person's grants looks over an institution that is not his own.
pub(super) fn oversees(who: &Who, institution: &Institution) -> bool {
    who.grants.iter().filter(|grant| looks_beyond(grant)).any(|grant| match &grant.scope {
        Scope::Institution => false,
        Scope::City => true,
        Scope::Subordinate(division) => *division == institution.subordinate_to,
        Scope::Located(division) => *division == institution.located_in,
        Scope::Department(name) => institution.competent_department.as_ref() == Some(name),
    })
}

/// Only those who read for others look beyond their institution; who acts sees what he acts on.
pub(super) fn looks_beyond(grant: &Grant) -> bool {
    matches!(
        grant.role,
        Role::Administrator
            | Role::Auditor
            | Role::Manager
            | Role::DepartmentApprover
            | Role::OfficesApprover
            | Role::FinanceApprover
    ) && grant.scope != Scope::Institution
}
