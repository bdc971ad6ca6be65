//! What a token claims, and what of it the key that signed it may grant.

use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Grant, role_name};

/// The claims of a token that are read; all others mean nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// Issuer.
    pub(super) iss: String,
    /// Subject, unique within the issuer.
    pub(super) sub: String,
    /// Audience: checked where the signature is; kept for writing tokens.
    #[serde(default, skip_deserializing)]
    pub(super) aud: String,
    /// When it ends, in seconds since 1970.
    #[serde(deserialize_with = "seconds")]
    pub(super) exp: i64,
    /// When it was issued, in seconds since 1970.
    #[serde(deserialize_with = "seconds")]
    pub(super) iat: i64,
    /// When it begins, in seconds since 1970.
    #[serde(default, deserialize_with = "seconds_if_any", skip_serializing_if = "Option::is_none")]
    pub(super) nbf: Option<i64>,
    /// Its own id, by which it can be revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) jti: Option<String>,
    /// What it asks to be granted: one [`GrantClaim`] or a list, if its key may grant at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cangliu: Option<serde_json::Value>,
    /// For people who look at a token, such as the corner of GraphiQL. Never read.
    #[serde(default, skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    pub(super) roles: Vec<String>,
}

/// A grant asked for in a token: `"cangliu": {"role": "partner", "institution": "…", "scope": {"kind": "CITY"}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GrantClaim {
    /// Name of the role, as [`role_name`] spells it.
    #[serde(with = "role_text")]
    pub role: Role,
    /// The institution it is held at, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// How far it looks: `{"kind": "CITY"}`; without one, the institution.
    #[serde(default = "institution_scope")]
    pub scope: Scope,
}

impl GrantClaim {
    /// What is asked for, as a person holds it.
    pub(super) fn grant(self) -> Grant {
        Grant {
            role: self.role,
            institution: self.institution,
            scope: self.scope,
            post: None,
            on_behalf_of: None,
            acts: Vec::new(),
        }
    }

    /// A grant, as a token asks for it.
    pub(super) fn of(grant: &Grant) -> Self {
        Self { role: grant.role, institution: grant.institution, scope: grant.scope.clone() }
    }
}

/// The claim `cangliu` as it may be written.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Asked {
    One(GrantClaim),
    Several(Vec<GrantClaim>),
}

impl Asked {
    pub(super) fn claims(self) -> Vec<GrantClaim> {
        match self {
            Self::One(claim) => vec![claim],
            Self::Several(claims) => claims,
        }
    }
}

/// RFC 7519 allows a fraction in a NumericDate; the second it lies in will do.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    let whole = number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64));
    whole.ok_or_else(|| de::Error::custom("not a time in seconds"))
}

fn seconds_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    seconds(deserializer).map(Some)
}

fn institution_scope() -> Scope {
    Scope::Institution
}

/// All roles there are.
pub(super) const ROLES: [Role; 14] = [
    Role::Administrator,
    Role::AssetManager,
    Role::WarehouseKeeper,
    Role::WasteOfficer,
    Role::Manager,
    Role::Auditor,
    Role::Partner,
    Role::Reviewer,
    Role::UnitHead,
    Role::DepartmentApprover,
    Role::OfficesApprover,
    Role::FinanceApprover,
    Role::SecurityAdministrator,
    Role::AuditAdministrator,
];

/// The role of a name in tokens, options and the log.
pub(super) fn role_named(name: &str) -> Option<Role> {
    ROLES.into_iter().find(|role| role_name(*role) == name)
}

/// A role in JSON, by the name that tokens, options and the log use.
pub(super) mod role_text {
    use cangliu_domain::post::Role;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(crate) fn serialize<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(super::role_name(*role))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        let name = String::deserialize(deserializer)?;
        super::role_named(&name).ok_or_else(|| de::Error::custom(format!("{name:?} is not a role")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grant_reads_as_it_is_documented() {
        let claim: GrantClaim = serde_json::from_str(r#"{"role":"partner","scope":{"kind":"CITY"}}"#).unwrap();
        assert_eq!(claim, GrantClaim { role: Role::Partner, institution: None, scope: Scope::City });
        let claim: GrantClaim = serde_json::from_str(r#"{"role":"asset_manager"}"#).unwrap();
        assert_eq!(claim.scope, Scope::Institution);
    }

    #[test]
    fn an_unknown_role_or_member_is_no_grant() {
        for text in [r#"{"role":"root"}"#, r#"{"role":"partner","also":1}"#, "{}"] {
            assert!(serde_json::from_str::<GrantClaim>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_role_is_found_by_its_name() {
        for role in ROLES {
            assert_eq!(role_named(role_name(role)), Some(role));
        }
    }
}
