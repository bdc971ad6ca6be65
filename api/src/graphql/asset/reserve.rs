//! Reserving a listed asset for a unit (预留), and giving a reservation up.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::{Command, Purpose};
use cangliu_domain::id::{InstitutionId, ReservationId};
use uuid::Uuid;

use super::Asset;
use super::facet::ReallocationKind;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, bad, text};
use crate::graphql::basis::BasisInput;
use crate::graphql::batch::{self, AnsweredBatch};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, SentBatch};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// An asset to reserve for a unit.
#[derive(InputObject, Clone)]
pub(super) struct ReserveAsset {
    /// The asset.
    asset: Uuid,
    /// Id of the reservation, made by the client.
    reservation: Uuid,
    /// For whom.
    unit: Uuid,
    /// Under which law.
    purpose: ReallocationKind,
    /// For a loan: the day it is due back.
    due_on: Option<Date>,
    /// The last day it is kept; open-ended without it.
    until: Option<Date>,
    /// The document it happens under.
    under: BasisInput,
    /// The business day.
    on: Date,
}

/// The law and, for a loan, the day it is due back.
pub(super) fn purpose(kind: ReallocationKind, due_on: Option<Date>) -> Result<Purpose, Refused> {
    match (kind, due_on) {
        (ReallocationKind::Loan, Some(due_on)) => Ok(Purpose::Loan { due_on: due_on.0 }),
        (ReallocationKind::GratuitousTransfer, None) => Ok(Purpose::GratuitousTransfer),
        (ReallocationKind::Loan, None) => {
            Err(bad("DUE_ON_NEEDED", "dueOn", "借用须填写归还期限", "a loan needs the day it is due back"))
        }
        (ReallocationKind::GratuitousTransfer, Some(_)) => {
            Err(bad("DUE_ON_WITHOUT_LOAN", "dueOn", "无偿划转没有归还期限", "only a loan is due back"))
        }
    }
}

impl Errand for ReserveAsset {
    type Record = Asset;

    const NESTED: &'static [(&'static str, &'static str)] = &[("institution", "unit")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Reserve {
            reservation: ReservationId(self.reservation),
            unit: InstitutionId(self.unit),
            purpose: purpose(self.purpose, self.due_on)?,
            until: self.until.map(|day| day.0),
            under: self.under.read()?,
            on: self.on.0,
        })
    }
}

/// A reservation to give up.
#[derive(InputObject, Clone)]
pub(super) struct ReleaseReservation {
    /// The asset.
    asset: Uuid,
    /// The reservation.
    reservation: Uuid,
    /// Why.
    reason: String,
    /// The business day.
    on: Date,
}

impl Errand for ReleaseReservation {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::ReleaseReservation {
            reservation: ReservationId(self.reservation),
            reason: text("reason", &self.reason, REASON_CHARS_MAX)?,
            on: self.on.0,
        })
    }
}

#[derive(Default)]
pub(super) struct ReserveMutation;

#[Object]
impl ReserveMutation {
    /// Reserves a listed asset for a unit (预留). The first one has it; others get `ALREADY_RESERVED`.
    async fn reserve_asset(&self, ctx: &Context<'_>, input: Sent<ReserveAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Reserves many assets; answered line by line.
    async fn reserve_assets(
        &self,
        ctx: &Context<'_>,
        input: SentBatch<ReserveAsset>,
    ) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Gives a reservation up without a hand-over.
    async fn release_reservation(
        &self,
        ctx: &Context<'_>,
        input: Sent<ReleaseReservation>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
