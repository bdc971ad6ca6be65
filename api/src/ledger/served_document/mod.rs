//! Documents (单据): what a decision needs of other streams, and who may do what.
//!
//! | file | holds |
//! |---|---|
//! | `facts` | unit, warehouse, assets, files and acts, as their streams say |
//! | `chain` | the chain of approval that the policies ask for |
//! | `permit` | whose unit, whose step |

mod chain;
mod facts;
mod permit;

use cangliu_domain::division::Division;
use cangliu_domain::document::{Command, Document, Facts, Signer};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::policy::division_of;
use cangliu_domain::post::{Holder, Role};

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use super::served_asset::unit;
use crate::auth::{Grant, Who};

pub use permit::can_sign;

impl Served for Document {
    async fn facts(ledger: &Ledger, _: &str, state: &Self, command: &Command) -> Result<Facts, Refused> {
        facts::of(ledger, state, command).await
    }

    fn permit(state: &Self, command: &Command, facts: &Facts, who: &Who) -> Result<(), Denied> {
        permit::permit(state, command, facts, who)
    }
}

impl Ledger {
    /// Where a unit is administered from: whose policy counts and whose numbers its documents get.
    ///
    /// # Errors
    /// When its stream cannot be read.
    pub async fn division_of(&self, id: InstitutionId) -> Result<Option<Division>, Refused> {
        Ok(unit(self, id).await?.as_ref().map(division_of))
    }
}

impl Who {
    /// The person, as posts name him.
    #[must_use]
    pub fn person(&self) -> Holder {
        Holder { issuer: self.issuer.clone(), subject: self.subject.clone() }
    }

    /// As whom he acts on a document: by the first of his grants that is fit for it, else by his first.
    #[must_use]
    pub fn signer(&self, fit: impl Fn(&Grant) -> bool) -> Signer {
        let grant = self.grants.iter().find(|grant| fit(grant)).or(self.grants.first());
        Signer {
            person: self.person(),
            // Nobody without a grant gets past the table of roles.
            role: grant.map_or(Role::Partner, |grant| grant.role),
            institution: grant.and_then(|grant| grant.institution),
            post: grant.and_then(|grant| grant.post),
            on_behalf_of: grant.and_then(|grant| grant.on_behalf_of.clone()),
        }
    }
}
