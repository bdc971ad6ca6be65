//! `cangliu token`.

use std::process::ExitCode;

use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_domain::uscc::Uscc;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::fault::Fault;
use super::out::Out;
use super::{block_on, data};
use crate::auth::dev::{DevError, DevKey, LIFETIME_SECONDS};
use crate::auth::dev_token::{grant, role_token, token_of};
use crate::auth::{Grant, role_name};
use crate::config::DataSettings;
use crate::node::Node;

#[derive(Debug, Args)]
pub(super) struct TokenArgs {
    #[command(flatten)]
    data: DataSettings,
    /// What its bearer may do
    #[arg(long, value_enum, value_name = "ROLE")]
    role: RoleName,
    /// For this unit and no other: a unified social credit code, or an id. Without it the posts of the demo, or the
    /// first unit that suits
    #[arg(long, value_name = "USCC|ID")]
    institution: Option<String>,
    /// How far it looks: institution, city, subordinate:310101, located:310101 or department:<name>
    #[arg(long, value_name = "SCOPE", value_parser = scope)]
    scope: Option<Scope>,
    /// The audience it names
    #[arg(long, env = "CANGLIU_AUDIENCE", default_value = "cangliu", value_name = "AUDIENCE")]
    audience: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    Administrator,
    AssetManager,
    WarehouseKeeper,
    WasteOfficer,
    Manager,
    Auditor,
    Partner,
    Reviewer,
    UnitHead,
    DepartmentApprover,
    OfficesApprover,
    FinanceApprover,
    SecurityAdministrator,
    AuditAdministrator,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Administrator => Self::Administrator,
            RoleName::AssetManager => Self::AssetManager,
            RoleName::WarehouseKeeper => Self::WarehouseKeeper,
            RoleName::WasteOfficer => Self::WasteOfficer,
            RoleName::Manager => Self::Manager,
            RoleName::Auditor => Self::Auditor,
            RoleName::Partner => Self::Partner,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::UnitHead => Self::UnitHead,
            RoleName::DepartmentApprover => Self::DepartmentApprover,
            RoleName::OfficesApprover => Self::OfficesApprover,
            RoleName::FinanceApprover => Self::FinanceApprover,
            RoleName::SecurityAdministrator => Self::SecurityAdministrator,
            RoleName::AuditAdministrator => Self::AuditAdministrator,
        }
    }
}

fn scope(text: &str) -> Result<Scope, String> {
    let wrong =
        || "write institution, city, subordinate:<division>, located:<division> or department:<name>".to_owned();
    let division = |of: &str| of.parse().map_err(|_| wrong());
    match text.split_once(':') {
        None if text == "institution" => Ok(Scope::Institution),
        None if text == "city" => Ok(Scope::City),
        Some(("subordinate", of)) => division(of).map(Scope::Subordinate),
        Some(("located", of)) => division(of).map(Scope::Located),
        Some(("department", name)) if !name.trim().is_empty() => Ok(Scope::Department(name.trim().to_owned())),
        _ => Err(wrong()),
    }
}

pub(super) fn run(args: &TokenArgs, out: &Out) -> Result<ExitCode, Fault> {
    // First, so that a mistyped directory is not made by asking for a token in it.
    let node = block_on(data::reading(&args.data))?;
    let key = DevKey::open_or_make(&args.data.data_dir)?;
    let role = Role::from(args.role);
    let institution = args.institution.as_deref().map(|text| institution(&node, text)).transpose()?;
    let granted = match (&args.scope, institution) {
        (None, None) => role_token(&node, &key, &args.audience, role)?,
        (None, Some(_)) => token_of(&node, &key, &args.audience, &grant(role, institution))?,
        (Some(scope), institution) => {
            let grant =
                Grant { role, institution, scope: scope.clone(), post: None, on_behalf_of: None, acts: Vec::new() };
            token_of(&node, &key, &args.audience, &grant)?
        }
    };
    let told = json!({
        "role": role_name(role), "units": granted.units, "token": granted.token, "lifetimeSeconds": LIFETIME_SECONDS,
    });
    out.answer(&told, || granted.token.clone())?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn institution(node: &Node, text: &str) -> Result<InstitutionId, Fault> {
    let unknown =
        || Fault::usage("INSTITUTION_UNKNOWN", format!("名录库中没有 {text}"), format!("the registry has no {text}"));
    if let Ok(id) = text.parse::<InstitutionId>() {
        let (known, _) = node.reader.with(|snapshot| snapshot.institution(id))?;
        return known.map(|known| known.id).ok_or_else(unknown);
    }
    let uscc = Uscc::parse_overriding(text).map_err(|_| unknown())?.0;
    let (known, _) = node.reader.with(|snapshot| snapshot.institution_by_uscc(uscc.as_str()))?;
    known.map(|known| known.id).ok_or_else(unknown)
}

impl From<DevError> for Fault {
    fn from(error: DevError) -> Self {
        match error {
            DevError::Views(error) => error.into(),
            DevError::File { .. } | DevError::Malformed { .. } | DevError::Unsigned(_) => {
                Self::new("TOKEN_FAILED", format!("无法签发令牌：{error}"), error.to_string())
            }
        }
    }
}
