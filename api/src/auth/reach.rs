//! Which assets a person may see: the row-level half of the table, as the views understand it.

use cangliu_domain::asset::UnitFacts;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_projections::register::Visibility;
use cangliu_projections::{Result, Snapshot};
use chrono::NaiveDate;

use super::{Grant, Who};

/// What a person's grants show him on a day; without grants, nothing.
///
/// | who | sees |
/// |---|---|
/// | whoever acts for an institution | what it owns, keeps, uses, deposited, reserved or borrowed |
/// | asset managers | also what is listed within reach of their institution |
/// | keepers | also what lies in the warehouses their institution runs, and what is listed within its reach |
/// | administrators, managers, auditors, approvers beyond the unit | also what their scope holds |
/// | partners | what is listed for the delta, and nothing else |
///
/// # Errors
/// Those of the views.
pub fn visibility(who: &Who, views: &Snapshot<'_>, today: NaiveDate) -> Result<Visibility> {
    if who.reads_city() {
        return Ok(Visibility::All);
    }
    let mut scopes = Vec::new();
    for grant in &who.grants {
        if grant.role == Role::Partner {
            scopes.push(Visibility::Partner { today });
            continue;
        }
        scopes.extend(grant.institution.map(Visibility::Institution));
        match (grant.role, grant.institution) {
            (Role::AssetManager, Some(institution)) => scopes.extend(listings(views, institution, today)?),
            (Role::WarehouseKeeper, Some(institution)) => {
                scopes.push(Visibility::WarehousesOf(institution));
                scopes.extend(listings(views, institution, today)?);
            }
            (
                Role::Administrator
                | Role::Manager
                | Role::Auditor
                | Role::DepartmentApprover
                | Role::OfficesApprover
                | Role::FinanceApprover,
                _,
            ) => scopes.extend(overseen(grant)),
            (Role::AssetManager | Role::WarehouseKeeper, None)
            | (
                Role::WasteOfficer
                | Role::Partner
                | Role::Reviewer
                | Role::UnitHead
                | Role::SecurityAdministrator
                | Role::AuditAdministrator,
                _,
            ) => {}
        }
    }
    Ok(Visibility::AnyOf(scopes))
}

/// What somebody who reads for others looks over beyond his institution. Assets follow 隶属区, so a scope by 所在区
/// shows none of them.
fn overseen(grant: &Grant) -> Option<Visibility> {
    match &grant.scope {
        Scope::City => Some(Visibility::All),
        Scope::Subordinate(division) => Some(Visibility::District(*division)),
        Scope::Department(name) => Some(Visibility::Department(name.clone())),
        Scope::Institution | Scope::Located(_) => None,
    }
}

fn listings(views: &Snapshot<'_>, id: InstitutionId, today: NaiveDate) -> Result<Option<Visibility>> {
    let Some(known) = views.institution(id)? else { return Ok(None) };
    let unit = UnitFacts {
        institution: id,
        level: known.level,
        competent_department: known.competent_department,
        subordinate_to: known.subordinate_to,
        closed_on: known.closed_on,
    };
    Ok(Some(Visibility::ListingsFor { unit, today }))
}
