//! The type of a stock-take, as its stream has it.

use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cangliu_domain::count::Count;
use cangliu_domain::post::Holder;
use cangliu_domain::stocktake::{self, Campaign, Expected, Part, Phase, Scope};
use cangliu_projections::stocktake as view;
use uuid::Uuid;

use super::difference::{DifferenceKind, StocktakeDifference, StocktakeMovement};
use crate::error::Error;
use crate::export::{self, ExportError};
use crate::graphql::desk::Desk;
use crate::graphql::institution::Institution;
use crate::graphql::loader::{institution_named, warehouse_named};
use crate::graphql::page::{Asked, List, cut};
use crate::graphql::payload::Decided;
use crate::graphql::person::Person;
use crate::graphql::scalar::{Date, Fen, LogPosition, Revision, Whole};
use crate::graphql::warehouse::Warehouse;
use crate::ledger::{Done, Taken};

/// Where a stock-take stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "view::Phase")]
pub(super) enum StocktakePhase {
    /// Planned: teams are set up.
    Planned,
    /// Counting goes on.
    Counting,
    /// The report is stated and to be signed.
    Stated,
    /// All three signed; differences are settled.
    Signed,
    /// Over.
    Closed,
}

/// As what somebody signs a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stocktake::Part")]
pub(super) enum SignaturePart {
    /// 盘点人.
    Counter,
    /// 监盘人.
    Supervisor,
    /// 单位负责人.
    Head,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum StocktakeScopeKind {
    /// What a unit keeps: its own, borrowed, and deposited where it stands.
    Unit,
    /// What lies in a warehouse and is not lent out.
    Warehouse,
}

/// A stock-take (盘点).
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct Stocktake {
    /// Its id, as mutations take it.
    uuid: Uuid,
    /// Revision of its latest event.
    revision: Revision,
    /// Its title.
    title: String,
    /// What is counted.
    scope: StocktakeScopeKind,
    /// 基准日.
    reference_on: Date,
    /// The day it was planned.
    planned_on: Date,
    /// Where it stands.
    phase: StocktakePhase,
    /// The day counting began.
    begun_on: Option<Date>,
    /// The day it was closed.
    closed_on: Option<Date>,
    /// How many recounts were asked for: scans of the latest carry this number as their round.
    recounts: Whole,
    #[graphql(skip)]
    campaign: Campaign,
}

impl Stocktake {
    /// The stock-take of a campaign.
    pub(super) fn of(campaign: &Campaign, revision: u64) -> Self {
        Self {
            uuid: campaign.id.0,
            revision: Revision(revision),
            title: campaign.title.clone(),
            scope: match campaign.scope {
                Scope::Unit { .. } => StocktakeScopeKind::Unit,
                Scope::Warehouse { .. } => StocktakeScopeKind::Warehouse,
            },
            reference_on: campaign.reference_on.into(),
            planned_on: campaign.planned_on.into(),
            phase: match campaign.phase {
                Phase::Planned => StocktakePhase::Planned,
                Phase::Counting => StocktakePhase::Counting,
                Phase::Stated => StocktakePhase::Stated,
                Phase::Signed => StocktakePhase::Signed,
                Phase::Closed { .. } => StocktakePhase::Closed,
            },
            begun_on: campaign.begun.as_ref().map(|(on, _)| Date(*on)),
            closed_on: match campaign.phase {
                Phase::Closed { on } => Some(Date(on)),
                _ => None,
            },
            recounts: Whole::count(campaign.recounts.len()),
            campaign: campaign.clone(),
        }
    }

    /// What counting came to, stated or as it would be stated now; nothing before it begins.
    async fn taken(&self, desk: Desk<'_>) -> Result<Option<Taken>, Error> {
        match self.campaign.phase {
            Phase::Counting => Ok(Some(desk.node.ledger.taken(&self.campaign).await?)),
            _ => Ok(None),
        }
    }

    fn names(&self, desk: Desk<'_>) -> bool {
        desk.audits_city() || desk.who.belongs_to(self.campaign.institution)
    }
}

/// A stock-take (盘点).
#[ComplexObject]
impl Stocktake {
    /// Who answers for it: the unit, or who runs the warehouse.
    async fn institution(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.campaign.institution).await
    }

    /// The warehouse that is counted, where it is one.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<Warehouse>, Error> {
        match self.campaign.scope {
            Scope::Unit { .. } => Ok(None),
            Scope::Warehouse { warehouse } => warehouse_named(ctx, warehouse).await,
        }
    }

    /// Its teams, in the order of their keys.
    async fn teams(&self, ctx: &Context<'_>) -> Result<Vec<StocktakeTeam>, Error> {
        let desk = Desk::of(ctx)?;
        let named = self.names(desk);
        let mut teams = Vec::new();
        for (key, team) in &self.campaign.teams {
            let history = desk.node.ledger.load::<Count>(&format!("{}:{key}", self.campaign.id)).await?;
            let report = self.campaign.report.as_ref();
            let read = report.and_then(|report| report.counts.iter().find(|count| count.team == *key));
            let scans = history.state.scans().len();
            let unread = read.map_or(0, |read| scans.saturating_sub(usize::try_from(read.scans).unwrap_or(usize::MAX)));
            teams.push(StocktakeTeam {
                team: key.clone(),
                members: team.members.iter().map(|member| StocktakeMember::of(member, named)).collect(),
                places: team.places.clone(),
                scans: Whole::count(scans),
                scans_beyond_report: Whole::count(unread),
            });
        }
        Ok(teams)
    }

    /// How far counting is.
    async fn progress(&self, ctx: &Context<'_>) -> Result<StocktakeProgress, Error> {
        let id = self.campaign.id;
        let progress = Desk::of(ctx)?.read(move |views| views.stocktake_progress(id)).await?;
        let count = |count: u64| Whole(i64::try_from(count).unwrap_or(i64::MAX));
        Ok(StocktakeProgress {
            expected: count(progress.expected),
            scanned: count(progress.scanned),
            open: count(progress.expected.saturating_sub(progress.scanned)),
        })
    }

    /// What the books had in the scope when counting began.
    async fn expected(&self) -> Option<StocktakeExpected> {
        self.campaign.begun.as_ref().map(|(_, expected)| expected.into())
    }

    /// The report (盘点报告) that stands, if one was stated.
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<StocktakeReport>, Error> {
        let desk = Desk::of(ctx)?;
        let named = self.names(desk);
        let Some(report) = &self.campaign.report else { return Ok(None) };
        let signature = |(part, (signer, on)): (&Part, &(Holder, chrono::NaiveDate))| StocktakeSignature {
            part: (*part).into(),
            issuer: named.then(|| signer.issuer.clone()),
            subject: named.then(|| signer.subject.clone()),
            on: Date(*on),
        };
        Ok(Some(StocktakeReport {
            number: Whole(report.number.into()),
            on: report.on.into(),
            position: LogPosition(desk.node.ledger.position(report.position)),
            expected: (&report.expected).into(),
            things_found: Whole(report.found.things.into()),
            pieces_found: Whole(i64::try_from(report.found.pieces).unwrap_or(i64::MAX)),
            differences: Whole::count(report.differences.len()),
            open: Whole::count(report.open()),
            signatures: report.signatures.iter().map(signature).collect(),
        }))
    }

    /// Differences (盘盈、盘亏、账实不符): those of the report, or while counting goes on those it would have now.
    async fn differences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those of one kind.")] kind: Option<DifferenceKind>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<StocktakeDifference>, Error> {
        let desk = Desk::of(ctx)?;
        let window = Asked::forwards(first, after).window(desk)?;
        let named = self.names(desk);
        let taken = self.taken(desk).await?;
        let report = self.campaign.report.as_ref();
        let all = match (&taken, report) {
            (Some(taken), _) => taken.findings.outcome.differences.as_slice(),
            (None, Some(report)) => report.differences.as_slice(),
            (None, None) => &[],
        };
        let of_kind = all.iter().filter(|known| kind.is_none_or(|kind| kind == known.kind.into()));
        let settled =
            |known: &stocktake::Difference| report.and_then(|report| report.settled.get(&known.difference)).cloned();
        let shown = of_kind.map(|known| StocktakeDifference::of(known, settled(known), named)).collect();
        cut(desk, &window, shown)
    }

    /// What came, left or changed during the count and is reconciled: no difference is made of it.
    async fn movements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<StocktakeMovement>, Error> {
        let desk = Desk::of(ctx)?;
        let window = Asked::forwards(first, after).window(desk)?;
        let taken = self.taken(desk).await?;
        let all = match (&taken, &self.campaign.report) {
            (Some(taken), _) => taken.findings.outcome.movements.as_slice(),
            (None, Some(report)) => report.movements.as_slice(),
            (None, None) => &[],
        };
        cut(desk, &window, all.iter().map(StocktakeMovement::from).collect())
    }

    /// The 盘点表 as an Excel workbook in Base64; null before counting begins.
    async fn sheet(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        let node = Desk::of(ctx)?.node;
        if self.campaign.begun.is_none() {
            return Ok(None);
        }
        let table = export::stocktake(node, &self.campaign).await.map_err(unwritten)?;
        let written = tokio::task::spawn_blocking(move || table.to_xlsx()).await;
        let bytes = written.map_err(|stopped| Error::Internal(Box::new(stopped)))?;
        Ok(Some(STANDARD.encode(bytes.map_err(|error| Error::Internal(Box::new(error)))?)))
    }
}

fn unwritten(error: ExportError) -> Error {
    match error {
        ExportError::Refused(refused) => refused.into(),
        other => Error::Internal(Box::new(other)),
    }
}

/// A team of a stock-take.
#[derive(SimpleObject)]
pub(super) struct StocktakeTeam {
    /// Its key.
    team: String,
    /// Who counts.
    members: Vec<StocktakeMember>,
    /// Where.
    places: Vec<String>,
    /// Scans that came in.
    scans: Whole,
    /// Scans that came in too late for the report that stands: 0, unless one arrived at its very moment.
    scans_beyond_report: Whole,
}

/// A counter.
#[derive(SimpleObject)]
pub(super) struct StocktakeMember {
    /// The person.
    person: Person,
    /// His account, where he has one, for those who may know.
    subject: Option<String>,
    /// Whether he was named as one who keeps what is counted (保管人).
    is_keeper: bool,
}

impl StocktakeMember {
    fn of(member: &stocktake::Member, named: bool) -> Self {
        let account = member.holder.as_ref().filter(|_| named);
        Self {
            person: Person { id: member.person, named },
            subject: account.map(|holder| holder.subject.clone()),
            is_keeper: member.is_keeper,
        }
    }
}

/// How far counting is.
#[derive(SimpleObject)]
pub(super) struct StocktakeProgress {
    /// Assets that the books had in the scope when counting began.
    expected: Whole,
    /// Those of them that were scanned.
    scanned: Whole,
    /// Those that were not.
    open: Whole,
}

/// What the books expect.
#[derive(SimpleObject)]
pub(super) struct StocktakeExpected {
    /// Cards and lots.
    assets: Whole,
    /// Pieces on them.
    pieces: Whole,
    /// 原值 of them.
    original_value: Fen,
    /// SHA-256 over a line per asset in the order of ids: id, tab, pieces, tab, fen, line feed.
    digest: String,
}

impl From<&Expected> for StocktakeExpected {
    fn from(expected: &Expected) -> Self {
        Self {
            assets: Whole(expected.assets.into()),
            pieces: Whole(i64::try_from(expected.pieces).unwrap_or(i64::MAX)),
            original_value: Fen(expected.original_value),
            digest: expected.digest.clone(),
        }
    }
}

/// A report (盘点报告).
#[derive(SimpleObject)]
pub(super) struct StocktakeReport {
    /// Its number, from 1, as `signStocktake` takes it.
    number: Whole,
    /// The day it was stated.
    on: Date,
    /// The log up to which the books were read.
    position: LogPosition,
    /// What the books expected.
    expected: StocktakeExpected,
    /// Different things that were found.
    things_found: Whole,
    /// Pieces of them.
    pieces_found: Whole,
    /// How many differences it has.
    differences: Whole,
    /// How many of them no document has settled.
    open: Whole,
    /// Who signed it.
    signatures: Vec<StocktakeSignature>,
}

/// A signature under a report.
#[derive(SimpleObject)]
pub(super) struct StocktakeSignature {
    /// As what.
    part: SignaturePart,
    /// Issuer of the signer's token, for those who may know.
    issuer: Option<String>,
    /// Subject within the issuer, for those who may know.
    subject: Option<String>,
    /// The day.
    on: Date,
}

impl Decided for Stocktake {
    type Aggregate = stocktake::Stocktake;

    async fn decided(_: Desk<'_>, _: &str, done: &Done<stocktake::Stocktake>) -> Result<Option<Self>, Error> {
        Ok(done.state.campaign().map(|campaign| Self::of(campaign, done.revision)))
    }
}
