//! A person with his grants.

use cangliu_domain::division::Division;
use cangliu_domain::id::{InstitutionId, PostId};
use cangliu_domain::post::{Act, Holder, Role, Scope};
use cangliu_projections::directory::{Post, PostDelegated};
use cangliu_store::{Actor, Principal};
use chrono::{DateTime, Utc};

/// What a person may do, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The institution it is held at; `None` for one that belongs to no institution, as a partner's.
    pub institution: Option<InstitutionId>,
    /// How far it looks.
    pub scope: Scope,
    /// The post it comes from; `None` for a grant by a key.
    pub post: Option<PostId>,
    /// Whose post it is, when it is exercised in its holder's place (代理).
    pub on_behalf_of: Option<Holder>,
    /// The kinds of documents that a delegation is limited to; none listed means all that the post may do.
    pub acts: Vec<Act>,
}

impl Grant {
    /// What a post grants whoever holds it.
    #[must_use]
    pub fn of_post(post: Post) -> Self {
        let (role, institution, scope) = (post.role, Some(post.institution), post.scope);
        Self { role, institution, scope, post: Some(post.id), on_behalf_of: None, acts: Vec::new() }
    }

    /// What a post grants whoever acts in its holder's place.
    #[must_use]
    pub fn of_delegation(delegated: PostDelegated) -> Self {
        let PostDelegated { post, holder, acts } = delegated;
        Self { on_behalf_of: Some(holder), acts, ..Self::of_post(post) }
    }

    /// Whether it is for some kinds of documents only: then it lets read, and do nothing beside these.
    #[must_use]
    pub fn is_limited(&self) -> bool {
        !self.acts.is_empty()
    }
}

/// A person as his token names him, with what posts (or his key) grant him.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Issuer of the token.
    pub issuer: String,
    /// Subject within the issuer.
    pub subject: String,
    /// What he may.
    pub grants: Vec<Grant>,
    /// When the token ends; a subscription closes then.
    pub expires_at: Option<DateTime<Utc>>,
}

impl Who {
    /// Whether he holds a role at all, for whatever it may do.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.unlimited().any(|grant| grant.role == role)
    }

    /// Whether he reads as a role does: a delegation for some kinds of documents lets read, too.
    #[must_use]
    pub fn reads_as(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether he holds a role at an institution.
    #[must_use]
    pub fn holds_at(&self, role: Role, institution: InstitutionId) -> bool {
        self.unlimited().any(|grant| grant.role == role && grant.institution == Some(institution))
    }

    fn unlimited(&self) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(|grant| !grant.is_limited())
    }

    /// The same person as he acts on documents of a kind: what was delegated to him for it counts in full, what was
    /// delegated for other kinds not at all.
    #[must_use]
    pub fn acting_on(&self, act: Act) -> Self {
        let counts = self.grants.iter().filter(|grant| !grant.is_limited() || grant.acts.contains(&act));
        let grants = counts.map(|grant| Grant { acts: Vec::new(), ..grant.clone() }).collect();
        Self { grants, ..self.clone() }
    }

    /// Whether any of his grants is at the institution.
    #[must_use]
    pub fn belongs_to(&self, institution: InstitutionId) -> bool {
        self.grants.iter().any(|grant| grant.institution == Some(institution))
    }

    /// Whether he reads everything: auditors, managers and approvers of the whole city.
    #[must_use]
    pub fn reads_city(&self) -> bool {
        self.grants.iter().any(|grant| {
            matches!(
                grant.role,
                Role::Administrator | Role::Auditor | Role::Manager | Role::OfficesApprover | Role::FinanceApprover
            ) && grant.scope == Scope::City
        })
    }

    /// Whether he administers the city. An administrator of less reads there, and sets up nothing but the policy of
    /// his district.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.unlimited().any(|grant| grant.role == Role::Administrator && grant.scope == Scope::City)
    }

    /// Whether he administers a level or district: the city's administrator does each, a district's his own.
    #[must_use]
    pub fn administers_division(&self, division: Division) -> bool {
        let own = Scope::Subordinate(division);
        self.administers() || self.grants.iter().any(|grant| grant.role == Role::Administrator && grant.scope == own)
    }

    /// As the log records him, acting by one of his grants: institution and post are that one's.
    #[must_use]
    pub fn acting_by(&self, grant: Option<&Grant>) -> Actor {
        let mut roles = Vec::with_capacity(self.grants.len());
        for held in grant.into_iter().chain(&self.grants) {
            let name = role_name(held.role);
            if !roles.iter().any(|known| known == name) {
                roles.push(name.to_owned());
            }
        }
        Actor {
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            institution: grant.and_then(|grant| grant.institution).map(|id| id.0),
            post: grant.and_then(|grant| grant.post).map(|id| id.0),
            roles,
            on_behalf_of: grant
                .and_then(|grant| grant.on_behalf_of.as_ref())
                .map(|holder| Principal { issuer: holder.issuer.clone(), subject: holder.subject.clone() }),
        }
    }

    /// The same person with one of his grants alone.
    #[must_use]
    pub fn only(&self, grant: &Grant) -> Self {
        Self { grants: vec![grant.clone()], ..self.clone() }
    }
}

/// The name of a role in tokens, options and the log.
#[must_use]
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Administrator => "administrator",
        Role::AssetManager => "asset_manager",
        Role::WarehouseKeeper => "warehouse_keeper",
        Role::WasteOfficer => "waste_officer",
        Role::Manager => "manager",
        Role::Auditor => "auditor",
        Role::Partner => "partner",
        Role::Reviewer => "reviewer",
        Role::UnitHead => "unit_head",
        Role::DepartmentApprover => "department_approver",
        Role::OfficesApprover => "offices_approver",
        Role::FinanceApprover => "finance_approver",
        Role::SecurityAdministrator => "security_administrator",
        Role::AuditAdministrator => "audit_administrator",
    }
}
