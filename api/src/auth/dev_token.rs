//! Development tokens and the units they act for.
//!
//! A token of a role alone is of the role's subject. Where that subject holds a post (the demo appoints it), the token
//! grants nothing and the post decides; elsewhere the token grants the role, at the first unit that suits. A token for
//! a unit is of a subject of its own, which no post mixes anything into.

use std::collections::BTreeMap;

use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_projections::directory::InstitutionFilter;
use cangliu_projections::{Snapshot, ViewError};
use serde::Serialize;

use super::claim::ROLES;
use super::dev::{DevError, DevKey, ISSUER, subject};
use super::{Grant, role_name};
use crate::node::Node;

/// A development token, and the units its bearer acts for.
#[derive(Debug, Clone)]
pub struct RoleToken {
    /// The token.
    pub token: String,
    /// These units; none for a role that belongs to none, and for a keeper while there is no warehouse.
    pub units: Vec<Unit>,
}

/// A unit that a token acts for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Its id.
    pub institution: InstitutionId,
    /// Its name.
    pub name: String,
    /// Its 统一社会信用代码.
    pub uscc: Option<String>,
}

/// A token for a role: by the posts that the role's subject holds; else at the first unit of the directory that
/// suits, or at none.
///
/// # Errors
/// [`DevError`].
pub fn role_token(node: &Node, key: &DevKey, audience: &str, role: Role) -> Result<RoleToken, DevError> {
    let (subject, today) = (subject(role), node.clock.today());
    let ((grants, units), _) = node.reader.with(|views| {
        let held = views.posts_held(ISSUER, &subject, today)?;
        let posts: Vec<InstitutionId> =
            held.iter().filter(|post| post.role == role).map(|post| post.institution).collect();
        if !posts.is_empty() {
            return Ok::<_, ViewError>((Vec::new(), units(views, posts)?));
        }
        let suits = suiting(views, role)?;
        Ok((vec![grant(role, suits)], units(views, suits)?))
    })?;
    Ok(RoleToken { token: key.sign(&subject, audience, &grants, node.clock.now())?, units })
}

/// A token for every role, by its name.
///
/// # Errors
/// [`DevError`].
pub fn role_tokens(node: &Node, key: &DevKey, audience: &str) -> Result<BTreeMap<&'static str, RoleToken>, DevError> {
    ROLES.into_iter().map(|role| Ok((role_name(role), role_token(node, key, audience, role)?))).collect()
}

/// A token of one grant and nothing else: its subject, such as `dev:asset-manager@12310000MB2F00032J`, holds no post
/// unless somebody appoints it.
///
/// # Errors
/// [`DevError`].
pub fn token_of(node: &Node, key: &DevKey, audience: &str, grant: &Grant) -> Result<RoleToken, DevError> {
    let (units, _) = node.reader.with(|views| units(views, grant.institution))?;
    let at = units.first().map(|unit| unit.uscc.clone().unwrap_or_else(|| unit.institution.to_string()));
    let place = match (&grant.scope, at) {
        (Scope::Institution, at) => at.unwrap_or_default(),
        (scope, None) => told(scope),
        (scope, Some(at)) => format!("{at}/{}", told(scope)),
    };
    let subject = format!("{}@{place}", subject(grant.role));
    let token = key.sign(&subject, audience, std::slice::from_ref(grant), node.clock.now())?;
    Ok(RoleToken { token, units })
}

/// A scope as the option `--scope` spells it.
fn told(scope: &Scope) -> String {
    match scope {
        Scope::Institution => "institution".to_owned(),
        Scope::City => "city".to_owned(),
        Scope::Subordinate(division) => format!("subordinate:{division}"),
        Scope::Located(division) => format!("located:{division}"),
        Scope::Department(name) => format!("department:{name}"),
    }
}

/// What a role is granted at a unit, or over the city.
#[must_use]
pub fn grant(role: Role, institution: Option<InstitutionId>) -> Grant {
    let scope = if institution.is_some() { Scope::Institution } else { Scope::City };
    Grant { role, institution, scope, post: None, on_behalf_of: None, acts: Vec::new() }
}

fn suiting(views: &Snapshot<'_>, role: Role) -> cangliu_projections::Result<Option<InstitutionId>> {
    Ok(match role {
        Role::WarehouseKeeper => views.warehouses()?.first().map(|warehouse| warehouse.operator),
        Role::AssetManager | Role::WasteOfficer | Role::Reviewer | Role::UnitHead => {
            let active = InstitutionFilter { active: Some(true), ..InstitutionFilter::default() };
            views.institutions(&active, None, 1, false)?.rows.first().map(|(_, institution)| institution.id)
        }
        Role::Administrator
        | Role::Manager
        | Role::Auditor
        | Role::Partner
        | Role::DepartmentApprover
        | Role::OfficesApprover
        | Role::FinanceApprover
        | Role::SecurityAdministrator
        | Role::AuditAdministrator => None,
    })
}

fn units(views: &Snapshot<'_>, ids: impl IntoIterator<Item = InstitutionId>) -> cangliu_projections::Result<Vec<Unit>> {
    let mut units = Vec::new();
    for id in ids {
        let known = views.institution(id)?;
        units.extend(known.map(|known| Unit { institution: known.id, name: known.name, uscc: known.uscc }));
    }
    Ok(units)
}
