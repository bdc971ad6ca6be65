//! Institutions, their codes, posts, premises and warehouses: facts and permission.

use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{self, Institution};
use cangliu_domain::post::{self, Post, Role};
use cangliu_domain::premises::{self, Premises};
use cangliu_domain::uscc_claim::{self, UsccClaim};
use cangliu_domain::warehouse::{self, Warehouse};

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use crate::auth::Who;

fn administrator(who: &Who) -> Result<(), Denied> {
    if who.administers() { Ok(()) } else { Err(Denied::Forbidden) }
}

pub(super) async fn active(ledger: &Ledger, id: InstitutionId) -> Result<bool, Refused> {
    Ok(ledger.load::<Institution>(&id.to_string()).await?.state.active().is_some())
}

impl Served for Institution {
    async fn facts(_: &Ledger, _: &str, _: &Self, _: &institution::Command) -> Result<(), Refused> {
        Ok(())
    }

    fn permit(state: &Self, command: &institution::Command, (): &(), who: &Who) -> Result<(), Denied> {
        match (command, state.active()) {
            (institution::Command::StateHeadcount { .. }, Some(now)) if who.holds_at(Role::WasteOfficer, now.id) => {
                Ok(())
            }
            _ => administrator(who),
        }
    }
}

impl Served for UsccClaim {
    async fn facts(_: &Ledger, _: &str, _: &Self, _: &uscc_claim::Command) -> Result<(), Refused> {
        Ok(())
    }

    fn permit(_: &Self, _: &uscc_claim::Command, (): &(), who: &Who) -> Result<(), Denied> {
        administrator(who)
    }
}

impl Served for Post {
    async fn facts(ledger: &Ledger, _: &str, _: &Self, command: &post::Command) -> Result<post::Facts, Refused> {
        Ok(match command {
            post::Command::Open { institution, .. } => {
                post::Facts { institution_active: active(ledger, *institution).await? }
            }
            post::Command::Assign { .. }
            | post::Command::Vacate { .. }
            | post::Command::Close { .. }
            | post::Command::Delegate(_)
            | post::Command::EndDelegation { .. }
            | post::Command::SetTerm { .. }
            | post::Command::HandOverDuties { .. } => post::Facts::default(),
        })
    }

    fn permit(state: &Self, command: &post::Command, _: &post::Facts, who: &Who) -> Result<(), Denied> {
        match (state, command) {
            // Only he who holds it: whoever acts in his place passes nothing on.
            (
                Self::Open(seat),
                post::Command::Delegate(_) | post::Command::EndDelegation { .. } | post::Command::HandOverDuties { .. },
            ) if seat.is_held_by(&who.issuer, &who.subject) => Ok(()),
            // Everybody may ask this of a post of his own; others' posts are none of his.
            (
                _,
                post::Command::Delegate(_) | post::Command::EndDelegation { .. } | post::Command::HandOverDuties { .. },
            ) => administrator(who).map_err(|_| Denied::NotFound),
            _ => administrator(who),
        }
    }
}

impl Served for Premises {
    async fn facts(
        ledger: &Ledger,
        _: &str,
        _: &Self,
        command: &premises::Command,
    ) -> Result<premises::Facts, Refused> {
        Ok(match command {
            premises::Command::Open { institution, .. } => {
                premises::Facts { institution_active: active(ledger, *institution).await? }
            }
            premises::Command::AddPoint { .. } | premises::Command::Close { .. } => premises::Facts::default(),
        })
    }

    fn permit(state: &Self, command: &premises::Command, _: &premises::Facts, who: &Who) -> Result<(), Denied> {
        let institution = match (state, command) {
            (_, premises::Command::Open { institution, .. }) => Some(*institution),
            (Self::Known(site), _) => Some(site.institution),
            (Self::Unopened, _) => None,
        };
        match institution {
            Some(institution) if who.holds_at(Role::WasteOfficer, institution) => Ok(()),
            Some(_) | None => administrator(who),
        }
    }
}

impl Served for Warehouse {
    async fn facts(
        ledger: &Ledger,
        _: &str,
        _: &Self,
        command: &warehouse::Command,
    ) -> Result<warehouse::Facts, Refused> {
        Ok(match command {
            warehouse::Command::Open { description, .. } => warehouse::Facts {
                institutions_active: active(ledger, description.authority).await?
                    && active(ledger, description.operator).await?,
            },
            warehouse::Command::Close { .. } => warehouse::Facts::default(),
        })
    }

    fn permit(_: &Self, _: &warehouse::Command, _: &warehouse::Facts, who: &Who) -> Result<(), Denied> {
        administrator(who)
    }
}
