//! Waste ledgers: the premises they belong to, and who may write them.

use cangliu_domain::id::PremisesId;
use cangliu_domain::month::Month;
use cangliu_domain::post::Role;
use cangliu_domain::premises::Premises;
use cangliu_domain::waste::{Command, Facts, SiteFacts, Waste};

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use crate::auth::Who;

/// A command on its way to one ledger: the stream names premises and point, which the rules of the
/// ledger itself do not repeat.
#[must_use]
pub fn subject(premises: PremisesId, point: &str, month: Month) -> String {
    format!("{premises}:{point}:{month}")
}

impl Ledger {
    /// What the premises' stream says, when they have the point.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn site(&self, premises: PremisesId, point: &str) -> Result<Option<SiteFacts>, Refused> {
        let history = self.load::<Premises>(&premises.to_string()).await?;
        Ok(match &history.state {
            Premises::Known(site) if site.points.contains_key(point) => Some(SiteFacts {
                premises,
                institution: site.institution,
                opened_on: site.opened_on,
                closed_on: site.closed_on,
            }),
            Premises::Known(_) | Premises::Unopened => None,
        })
    }
}

impl Served for Waste {
    async fn facts(ledger: &Ledger, subject: &str, _: &Self, _: &Command) -> Result<Facts, Refused> {
        let mut parts = subject.split(':');
        let site = match (parts.next().and_then(|id| id.parse().ok()), parts.next()) {
            (Some(premises), Some(point)) => ledger.site(premises, point).await?,
            _ => None,
        };
        Ok(Facts { site })
    }

    fn permit(_: &Self, _: &Command, facts: &Facts, who: &Who) -> Result<(), Denied> {
        match &facts.site {
            _ if who.administers() => Ok(()),
            Some(site) if who.holds_at(Role::WasteOfficer, site.institution) => Ok(()),
            Some(_) | None => Err(Denied::NotFound),
        }
    }
}
