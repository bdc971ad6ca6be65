//! Planning a stock-take, setting its teams up, beginning, asking for recounts, stating the report.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::{AssetId, InstitutionId, StocktakeId, WarehouseId};
use cangliu_domain::post::Holder;
use cangliu_domain::stocktake::{self, Command, Member, Scope};
use uuid::Uuid;

use super::campaign::Stocktake;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, bad, name, text};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::person::{keep_name, own_institution};
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// Most members of a team, and most places.
const TEAM_MAX: usize = 50;
/// Most assets of one recount.
const RECOUNT_MAX: usize = 2_000;

/// A stock-take to plan.
#[derive(InputObject, Clone)]
struct PlanStocktake {
    /// Its id, made by the client.
    stocktake: Uuid,
    /// The unit that is counted; or else `warehouse`.
    unit: Option<Uuid>,
    /// The warehouse that is counted; or else `unit`.
    warehouse: Option<Uuid>,
    /// 基准日: counting begins on it at the earliest.
    reference_on: Date,
    /// Its title.
    title: String,
    /// The business day.
    on: Date,
}

impl Errand for PlanStocktake {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let scope = match (self.unit, self.warehouse) {
            (Some(unit), None) => Scope::Unit { unit: InstitutionId(unit) },
            (None, Some(warehouse)) => Scope::Warehouse { warehouse: WarehouseId(warehouse) },
            (None, None) | (Some(_), Some(_)) => {
                return Err(bad(
                    "SCOPE_INCOMPLETE",
                    "unit",
                    "请指明被盘点的单位或公物仓之一",
                    "name either a unit or a warehouse",
                ));
            }
        };
        Ok(Command::Plan {
            stocktake: StocktakeId(self.stocktake),
            scope,
            reference_on: self.reference_on.0,
            title: name("title", &self.title)?,
            by: Holder { issuer: desk.who.issuer.clone(), subject: desk.who.subject.clone() },
            on: self.on.0,
        })
    }
}

/// A counter.
#[derive(InputObject, Clone)]
struct CounterInput {
    /// His name.
    name: String,
    /// Issuer of his token, where he has an account; without it, that of who sets the team up.
    issuer: Option<String>,
    /// Subject within the issuer: he may send scans and sign.
    subject: Option<String>,
    /// Whether he keeps what is counted (保管人). Those who hold a keeper's post there are known for it.
    #[graphql(default)]
    is_keeper: bool,
}

/// A team to set up or to change.
#[derive(InputObject, Clone)]
struct SetStocktakeTeam {
    /// The stock-take.
    stocktake: Uuid,
    /// Its key: 1 to 32 lower-case letters and digits.
    team: String,
    /// Who counts: two persons at least, not only those who keep the things.
    members: Vec<CounterInput>,
    /// Where.
    #[graphql(default)]
    places: Vec<String>,
    /// The business day.
    on: Date,
}

impl Errand for SetStocktakeTeam {
    type Record = Stocktake;

    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        if self.members.len() > TEAM_MAX || self.places.len() > TEAM_MAX {
            let en = format!("a team has at most {TEAM_MAX} members and places");
            return Err(bad("TEAM_TOO_LARGE", "members", format!("每组最多 {TEAM_MAX} 人、{TEAM_MAX} 处地点"), en));
        }
        let history = desk.node.ledger.load::<stocktake::Stocktake>(&self.stocktake.to_string()).await?;
        let staff = history.state.campaign().map(|known| known.institution).or_else(|| own_institution(desk));
        let mut members = Vec::with_capacity(self.members.len());
        for given in self.members {
            let holder = match given.subject.as_deref() {
                None => None,
                Some(subject) => Some(Holder {
                    issuer: name("members.issuer", given.issuer.as_deref().unwrap_or(&desk.who.issuer))?,
                    subject: name("members.subject", subject)?,
                }),
            };
            let person = keep_name(desk, "members.name", staff, &given.name).await?;
            members.push(Member { person, holder, is_keeper: given.is_keeper });
        }
        let places = self.places.iter().map(|place| name("places", place)).collect::<Result<_, _>>()?;
        Ok(Command::SetTeam { team: self.team, members, places, on: self.on.0 })
    }
}

/// A stock-take whose counting begins.
#[derive(InputObject, Clone)]
struct BeginStocktake {
    /// The stock-take.
    stocktake: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for BeginStocktake {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Begin { on: self.on.0 })
    }
}

/// Assets to be counted again (复盘).
#[derive(InputObject, Clone)]
struct AskRecount {
    /// The stock-take.
    stocktake: Uuid,
    /// Which.
    assets: Vec<Uuid>,
    /// Why.
    reason: String,
    /// The business day.
    on: Date,
}

impl Errand for AskRecount {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        if self.assets.len() > RECOUNT_MAX {
            let en = format!("a recount is of at most {RECOUNT_MAX} assets");
            return Err(bad("RECOUNT_TOO_LARGE", "assets", format!("一次复盘最多 {RECOUNT_MAX} 项"), en));
        }
        let reason = text("reason", &self.reason, REASON_CHARS_MAX)?;
        Ok(Command::AskRecount { assets: self.assets.into_iter().map(AssetId).collect(), reason, on: self.on.0 })
    }
}

/// A report to state.
#[derive(InputObject, Clone)]
struct StateStocktake {
    /// The stock-take.
    stocktake: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for StateStocktake {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::State { on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct LeadMutation;

#[Object]
impl LeadMutation {
    /// Plans a stock-take (盘点) of what a unit keeps or a warehouse holds.
    async fn plan_stocktake(
        &self,
        ctx: &Context<'_>,
        input: Sent<PlanStocktake>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// Sets a team up, or changes it.
    async fn set_stocktake_team(
        &self,
        ctx: &Context<'_>,
        input: Sent<SetStocktakeTeam>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// Begins counting: what the books say then is what is expected. Nothing is kept from moving.
    async fn begin_stocktake(
        &self,
        ctx: &Context<'_>,
        input: Sent<BeginStocktake>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// Has assets counted again (复盘): scans of the recount override earlier ones. A stated report that is not yet signed
    /// by all is taken back.
    async fn ask_recount(&self, ctx: &Context<'_>, input: Sent<AskRecount>) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// States the report (盘点报告). Scans that come later are refused with `COUNT_CLOSED` and stay on the device.
    async fn state_stocktake(
        &self,
        ctx: &Context<'_>,
        input: Sent<StateStocktake>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }
}
