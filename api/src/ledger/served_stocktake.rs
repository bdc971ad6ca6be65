//! Stock-takes and what is scanned in them: facts, and who may.

use cangliu_domain::count::{self, CampaignFacts, Count, Standing};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::Institution;
use cangliu_domain::post::{Holder, Role};
use cangliu_domain::stocktake::{Campaign, Command, Facts, Member, Part, Phase, Scope, Stocktake};
use cangliu_domain::warehouse::Warehouse;

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use crate::auth::Who;

impl Ledger {
    /// Who answers for a scope: the unit while it is active, or who runs the warehouse while it is open.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub(crate) async fn answers_for(&self, scope: Scope) -> Result<Option<InstitutionId>, Refused> {
        Ok(match scope {
            Scope::Unit { unit } => {
                let history = self.load::<Institution>(&unit.to_string()).await?;
                history.state.active().map(|active| active.id)
            }
            Scope::Warehouse { warehouse } => match &self.load::<Warehouse>(&warehouse.to_string()).await?.state {
                Warehouse::Open { description, .. } => Some(description.operator),
                Warehouse::Unopened | Warehouse::Closed { .. } => None,
            },
        })
    }

    /// Those of a team's accounts that hold a keeper's post at an institution today.
    async fn keepers_of(&self, institution: InstitutionId, members: &[Member]) -> Result<Vec<Holder>, Refused> {
        let accounts: Vec<Holder> = members.iter().filter_map(|member| member.holder.clone()).collect();
        let today = self.clock.today();
        self.look(move |views| {
            let mut keepers = Vec::new();
            for account in accounts {
                let posts = views.posts_held(&account.issuer, &account.subject, today)?;
                if posts.iter().any(|post| post.role == Role::WarehouseKeeper && post.institution == institution) {
                    keepers.push(account);
                }
            }
            Ok(keepers)
        })
        .await
    }
}

impl Served for Stocktake {
    async fn facts(ledger: &Ledger, _: &str, state: &Self, command: &Command) -> Result<Facts, Refused> {
        let mut facts = Facts::default();
        match (command, state.campaign()) {
            (Command::Plan { scope, .. }, _) => facts.institution = ledger.answers_for(*scope).await?,
            (Command::SetTeam { members, .. }, Some(campaign)) => {
                facts.keepers = ledger.keepers_of(campaign.institution, members).await?;
            }
            (Command::Begin { .. }, Some(campaign)) if campaign.phase == Phase::Planned => {
                facts.books = Some(ledger.books_now(campaign.id).await?);
            }
            (Command::State { .. }, Some(campaign)) if campaign.phase == Phase::Counting => {
                let taken = ledger.taken(campaign).await?;
                (facts.books, facts.findings) = (Some(taken.books), Some(taken.findings));
            }
            _ => {}
        }
        Ok(facts)
    }

    fn permit(state: &Self, command: &Command, facts: &Facts, who: &Who) -> Result<(), Denied> {
        if let Command::Plan { scope, .. } = command {
            return plans(*scope, facts, who);
        }
        let campaign = state.campaign().ok_or(Denied::NotFound)?;
        let may = match command {
            Command::Sign { part, signer, .. } => is(who, signer) && signs(campaign, *part, who),
            _ => leads(campaign.institution, who),
        };
        match may {
            true => Ok(()),
            false if who.belongs_to(campaign.institution) || who.reads_city() => Err(Denied::Forbidden),
            false => Err(Denied::NotFound),
        }
    }
}

fn plans(scope: Scope, facts: &Facts, who: &Who) -> Result<(), Denied> {
    let role = match scope {
        Scope::Unit { .. } => Role::AssetManager,
        Scope::Warehouse { .. } => Role::WarehouseKeeper,
    };
    match facts.institution {
        Some(institution) if who.holds_at(role, institution) => Ok(()),
        // The rules say that there is no such scope.
        None if who.holds(role) => Ok(()),
        Some(_) | None => Err(Denied::Forbidden),
    }
}

/// Whoever manages the assets of the unit or keeps the warehouse leads its stock-takes.
fn leads(institution: InstitutionId, who: &Who) -> bool {
    who.holds_at(Role::AssetManager, institution) || who.holds_at(Role::WarehouseKeeper, institution)
}

/// Everybody signs for himself, and as what his post lets him.
fn signs(campaign: &Campaign, part: Part, who: &Who) -> bool {
    let at = |role| who.holds_at(role, campaign.institution);
    match part {
        Part::Counter => leads(campaign.institution, who) || campaign.counters().any(|counter| is(who, counter)),
        Part::Supervisor => at(Role::Reviewer) || leads(campaign.institution, who),
        Part::Head => at(Role::UnitHead),
    }
}

fn is(who: &Who, holder: &Holder) -> bool {
    who.issuer == holder.issuer && who.subject == holder.subject
}

impl Served for Count {
    async fn facts(ledger: &Ledger, subject: &str, _: &Self, _: &count::Command) -> Result<count::Facts, Refused> {
        let Some((stocktake, team)) = subject.split_once(':') else { return Ok(count::Facts::default()) };
        let history = ledger.load::<Stocktake>(stocktake).await?;
        let known = history.state.campaign().and_then(|campaign| Some((campaign, campaign.teams.get(team)?)));
        let campaign = known.map(|(campaign, team)| CampaignFacts {
            institution: campaign.institution,
            standing: match campaign.phase {
                Phase::Planned => Standing::Planned,
                Phase::Counting => Standing::Counting,
                Phase::Stated | Phase::Signed | Phase::Closed { .. } => Standing::Reported,
            },
            rounds: u32::try_from(campaign.recounts.len()).unwrap_or(u32::MAX),
            counters: team.members.iter().filter_map(|member| member.holder.clone()).collect(),
        });
        Ok(count::Facts { campaign })
    }

    fn permit(_: &Self, _: &count::Command, facts: &count::Facts, who: &Who) -> Result<(), Denied> {
        match &facts.campaign {
            Some(campaign)
                if leads(campaign.institution, who) || campaign.counters.iter().any(|counter| is(who, counter)) =>
            {
                Ok(())
            }
            Some(campaign) if who.belongs_to(campaign.institution) => Err(Denied::Forbidden),
            Some(_) | None => Err(Denied::NotFound),
        }
    }
}
