//! Needs (查仓, check before buying): what a unit needs, what the warehouses have for it, and the numbered answer.
//!
//! | file | holds |
//! |---|---|
//! | `sheet` | what there was, what was said to it, and what that saves |
//! | `state` | stating a need |
//! | `answer` | answering it |

mod answer;
mod sheet;
mod state;

use async_graphql::{Context, ID, MergedObject, Object};
use cangliu_domain::id::{InstitutionId, NeedId};
use cangliu_domain::need;
use cangliu_projections::office;
use uuid::Uuid;

use sheet::{AssetClassCode, NeedMatch, NeedSaving, savings, taken_pieces};

use super::desk::Desk;
use super::institution::Institution;
use super::loader::institution_named;
use super::node_id::{Kind, own_id};
use super::page::{Asked, List, cut};
use super::payload::Decided;
use super::person::{Person, note_text};
use super::scalar::{Date, LogPosition, Revision, Whole};
use crate::error::Error;
use crate::ledger::Done;
use crate::stream::events_of;

/// A need of a unit (查仓), what there was for it, and the answer.
pub(super) struct Need(office::Need);

/// A need of a unit (查仓), what there was for it, and the answer (查仓结果单).
#[Object]
impl Need {
    /// Its own id, as mutations take it.
    async fn uuid(&self) -> Uuid {
        self.0.id.0
    }

    /// Revision of its latest event.
    async fn revision(&self) -> Revision {
        Revision(self.0.revision)
    }

    /// Whose it is.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.unit).await
    }

    /// What is needed, or what lies below it.
    async fn class(&self) -> AssetClassCode {
        AssetClassCode(self.0.class.clone())
    }

    /// How many.
    async fn quantity(&self) -> Whole {
        Whole(self.0.quantity.get().into())
    }

    /// What for; null once it was erased.
    async fn purpose(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        note_text(Desk::of(ctx)?, self.0.purpose).await
    }

    /// Who stated it.
    async fn stated_by(&self, ctx: &Context<'_>) -> Result<Person, Error> {
        self.person(Desk::of(ctx)?, self.0.stated_by)
    }

    /// The day it was stated.
    async fn stated_on(&self) -> Date {
        self.0.stated_on.into()
    }

    /// The position of the log by which it was looked up.
    async fn position(&self) -> Option<&str> {
        self.0.position.as_deref()
    }

    /// What was listed for the unit then, and what is said to each.
    async fn matches(&self) -> Vec<NeedMatch> {
        NeedMatch::of(&self.0)
    }

    /// Number of the answer (查仓结果单), once given: CX-310000-2026-000001.
    async fn number(&self) -> Option<&str> {
        self.0.answer.as_ref().map(|sheet| sheet.number.as_str())
    }

    /// The last day the answer is valid.
    async fn valid_until(&self) -> Option<Date> {
        self.0.answer.as_ref().map(|sheet| sheet.valid_until.into())
    }

    /// The day it was answered.
    async fn answered_on(&self) -> Option<Date> {
        self.0.answer.as_ref().map(|sheet| sheet.on.into())
    }

    /// Who answered it.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<Person>, Error> {
        let desk = Desk::of(ctx)?;
        self.0.answer.as_ref().map(|sheet| self.person(desk, sheet.by)).transpose()
    }

    /// Pieces that are taken; null until it is answered.
    async fn taken_pieces(&self) -> Option<Whole> {
        self.0.answer.as_ref().map(|sheet| Whole(taken_pieces(sheet)))
    }

    /// Pieces that are left to buy; null until it is answered.
    async fn shortfall(&self) -> Option<Whole> {
        self.0.answer.as_ref().map(|sheet| Whole(i64::from(self.0.quantity.get()) - taken_pieces(sheet)))
    }

    /// What not buying saves, by what its prices are taken from: never added up across bases.
    async fn savings(&self) -> Vec<NeedSaving> {
        self.0.answer.as_ref().map(savings).unwrap_or_default()
    }
}

impl Need {
    fn person(&self, desk: Desk<'_>, id: cangliu_domain::id::PersonId) -> Result<Person, Error> {
        Ok(Person { id, named: desk.audits_city() || desk.who.belongs_to(self.0.unit) })
    }
}

impl Decided for Need {
    type Aggregate = need::Need;

    async fn decided(desk: Desk<'_>, subject: &str, _: &Done<need::Need>) -> Result<Option<Self>, Error> {
        let mut told = None;
        for (recorded, event) in events_of::<need::Need>(desk.node, subject).await? {
            told = office::Need::after(told, recorded.revision, &event);
        }
        Ok(told.map(Self))
    }
}

/// Queries of needs.
#[derive(Default)]
pub(super) struct NeedQuery;

#[Object]
impl NeedQuery {
    /// A need by its id, for those who see what belongs to its unit.
    async fn need(
        &self,
        ctx: &Context<'_>,
        need: Uuid,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Need>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let found = desk.read(move |views| views.need(NeedId(need))).await?.ok_or(Error::NotFound)?;
        if desk.sees(found.unit).await? { Ok(Some(Need(found))) } else { Err(Error::NotFound) }
    }

    /// The needs of a unit, the latest stated first.
    #[allow(clippy::too_many_arguments, reason = "the arguments of a connection")]
    async fn needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the unit.")] unit: ID,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<List<Need>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let unit = InstitutionId(own_id(Kind::Institution, &unit)?);
        desk.sees_own_data_of(unit).await?;
        let window = Asked { first, after, last, before }.window(desk)?;
        let needs = desk.read(move |views| views.needs_of(unit)).await?;
        cut(desk, &window, needs.into_iter().map(Need).collect()).map(Some)
    }
}

/// Mutations of needs.
#[derive(MergedObject, Default)]
pub(super) struct NeedMutation(state::StateMutation, answer::AnswerMutation);
