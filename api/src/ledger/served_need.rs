//! Needs: what the streams of the found assets say of them, and whose unit may ask and answer.

use cangliu_domain::asset::{Asset, Occupation, UnitFacts};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::docno::{Docno, Series};
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId};
use cangliu_domain::need::{Command, Facts, MATCHES_MAX, Match, Need};
use cangliu_domain::policy;
use cangliu_domain::post::Role;
use chrono::{Datelike, NaiveDate};

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use super::served_asset::unit;
use crate::auth::Who;

impl Served for Need {
    async fn facts(ledger: &Ledger, _: &str, state: &Self, command: &Command) -> Result<Facts, Refused> {
        let mut facts = Facts::default();
        match command {
            Command::State { unit: id, class, found, .. } => {
                facts.unit = unit(ledger, *id).await?;
                let Some(unit_facts) = &facts.unit else { return Ok(facts) };
                for asset in found.assets.iter().take(MATCHES_MAX) {
                    facts.matches.extend(matching(ledger, *asset, class, unit_facts).await?);
                }
            }
            Command::Answer { on, .. } => {
                let Some(stated) = state.stated() else { return Ok(facts) };
                facts.unit = unit(ledger, stated.unit).await?;
                let Some(unit_facts) = &facts.unit else { return Ok(facts) };
                let division = policy::division_of(unit_facts);
                let numbers = ledger.load::<Docno>(&Series::Need.subject(division, on.year())).await?;
                facts.number = numbers.state.number_of(DocumentId(stated.need.0)).map(str::to_owned);
                facts.policy = Some(ledger.policy_on(division, *on).await?);
            }
        }
        Ok(facts)
    }

    fn permit(state: &Self, command: &Command, _: &Facts, who: &Who) -> Result<(), Denied> {
        let manages = |unit: InstitutionId| who.holds_at(Role::AssetManager, unit);
        match (command, state.stated()) {
            (Command::State { unit, .. }, None) if manages(*unit) => Ok(()),
            (Command::State { .. }, None) => Err(Denied::Forbidden),
            (_, Some(stated)) if manages(stated.unit) => Ok(()),
            (_, Some(stated)) if who.belongs_to(stated.unit) => Err(Denied::Forbidden),
            (Command::State { .. } | Command::Answer { .. }, _) => Err(Denied::NotFound),
        }
    }
}

impl Ledger {
    /// The number of the answer to a need (查仓结果单), drawn now if it has none yet.
    ///
    /// # Errors
    /// As [`Ledger::draw_number`]; nothing is drawn for a need that is not stated.
    pub async fn number_need(
        &self,
        who: &Who,
        subject: &str,
        on: NaiveDate,
        command_id: uuid::Uuid,
    ) -> Result<(), Refused> {
        let need = self.load::<Need>(subject).await?;
        let Some(stated) = need.state.stated() else { return Ok(()) };
        let Some(unit) = unit(self, stated.unit).await? else { return Ok(()) };
        let (division, paper) = (policy::division_of(&unit), DocumentId(stated.need.0));
        self.draw_number(who, Series::Need, division, on, paper, command_id).await.map(|_| ())
    }
}

/// What an asset's stream says of it, where it is of the class, listed for the unit, its window open today, and free.
async fn matching(
    ledger: &Ledger,
    asset: AssetId,
    class: &AssetClass,
    for_unit: &UnitFacts,
) -> Result<Option<Match>, Refused> {
    let history = ledger.load::<Asset>(&asset.to_string()).await?;
    let Some(now) = history.state.situation().registered() else { return Ok(None) };
    let (Some(inside), Some(condition)) = (&now.in_warehouse, now.condition) else { return Ok(None) };
    let open = inside.listing.as_ref().filter(|listing| listing.open_on(ledger.clock.today()));
    let (Some(listing), Occupation::Free) = (open, &now.occupation) else { return Ok(None) };
    let Some(depositor) = unit(ledger, inside.depositor).await? else { return Ok(None) };
    let fits = listing.reach.covers(&depositor, for_unit) && class.covers(&now.card.class);
    let found = Match { asset, warehouse: inside.warehouse, condition, pieces: now.card.pieces };
    Ok(fits.then_some(found))
}
