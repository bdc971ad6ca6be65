//! Local accounts: facts and permission.

use cangliu_domain::account::{self, Account, Command};
use cangliu_domain::institution::Institution;
use cangliu_domain::post::{Role, Scope};

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use crate::accounts::{is_holder, is_sign_in};
use crate::auth::Who;

impl Served for Account {
    async fn facts(ledger: &Ledger, _: &str, _: &Self, command: &Command) -> Result<account::Facts, Refused> {
        Ok(match command {
            Command::Open { institution: Some(institution), .. } => {
                let known = ledger.load::<Institution>(&institution.to_string()).await?;
                account::Facts { institution_active: known.state.active().is_some() }
            }
            Command::Open { institution: None, .. }
            | Command::SetPassword { .. }
            | Command::Lock { .. }
            | Command::Unlock { .. }
            | Command::SetSecondFactor { .. }
            | Command::RemoveSecondFactor { .. }
            | Command::Close { .. } => account::Facts::default(),
        })
    }

    fn permit(_: &Self, command: &Command, _: &account::Facts, who: &Who) -> Result<(), Denied> {
        let may = match command {
            // What one does on one's own account, and what signing in finds out.
            Command::SetPassword { by: account::PasswordBy::Chosen, .. } | Command::SetSecondFactor { .. } => {
                is_holder(who)
            }
            Command::Lock { .. } => is_sign_in(who),
            Command::Open { .. }
            | Command::SetPassword { by: account::PasswordBy::Issued, .. }
            | Command::Unlock { .. }
            | Command::RemoveSecondFactor { .. }
            | Command::Close { .. } => keeps_accounts(who),
        };
        if may { Ok(()) } else { Err(Denied::Forbidden) }
    }
}

/// Whether somebody keeps the accounts of the city.
fn keeps_accounts(who: &Who) -> bool {
    let keeps = |grant: &crate::auth::Grant| grant.role == Role::SecurityAdministrator && grant.scope == Scope::City;
    who.grants.iter().any(|grant| keeps(grant) && !grant.is_limited())
}
