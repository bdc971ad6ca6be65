//! Who gets a listed asset: allocated with a reason, the next of those who wait called, picked up by appointment, and
//! listed for more when nobody wants it.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use cangliu_domain::id::ReservationId;
use uuid::Uuid;

use super::Asset;
use super::application::DocumentLineInput;
use super::facet::Reach;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, text};
use crate::graphql::basis::BasisInput;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// An asset to allocate to an application.
#[derive(InputObject, Clone)]
pub(super) struct AllocateAsset {
    /// The asset.
    asset: Uuid,
    /// Id of the reservation that follows, made by the client.
    reservation: Uuid,
    /// The application: document and line, with number and reply where there are any.
    to: BasisInput,
    /// Why this one.
    reason: String,
    /// 候补, in order.
    waitlist: Vec<DocumentLineInput>,
    /// The last day it is kept; open-ended without it.
    until: Option<Date>,
    /// The business day.
    on: Date,
}

impl Errand for AllocateAsset {
    type Record = Asset;
    const NESTED: &'static [(&'static str, &'static str)] = &[("institution", "to"), ("application", "to")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Allocate {
            reservation: ReservationId(self.reservation),
            to: self.to.read()?,
            reason: text("reason", &self.reason, REASON_CHARS_MAX)?,
            waitlist: self.waitlist.into_iter().map(DocumentLineInput::read).collect::<Result<_, _>>()?,
            until: self.until.map(|day| day.0),
            on: self.on.0,
        })
    }
}

/// An asset for which the next who waits is called.
#[derive(InputObject, Clone)]
pub(super) struct CallNextOfWaitlist {
    /// The asset.
    asset: Uuid,
    /// Id of the reservation that follows, made by the client.
    reservation: Uuid,
    /// The last day it is kept; open-ended without it.
    until: Option<Date>,
    /// The business day.
    on: Date,
}

impl Errand for CallNextOfWaitlist {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let (reservation, until) = (ReservationId(self.reservation), self.until.map(|day| day.0));
        Ok(Command::CallNext { reservation, until, on: self.on.0 })
    }
}

/// The day on which a reserved asset is picked up.
#[derive(InputObject, Clone)]
pub(super) struct AgreePickup {
    /// The asset.
    asset: Uuid,
    /// The reservation.
    reservation: Uuid,
    /// The day.
    pick_up_on: Date,
    /// The business day.
    on: Date,
}

impl Errand for AgreePickup {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let (reservation, pick_up_on) = (ReservationId(self.reservation), self.pick_up_on.0);
        Ok(Command::AgreePickup { reservation, pick_up_on, on: self.on.0 })
    }
}

/// A listing for more units than before, with a window from that day on.
#[derive(InputObject, Clone)]
pub(super) struct WidenReach {
    /// The asset.
    asset: Uuid,
    /// Who may see and claim it from now on; further than now.
    reach: Reach,
    /// Last day of the window; open-ended without it.
    closes_on: Option<Date>,
    /// Last day on which applications are taken; five working days without it.
    applications_until: Option<Date>,
    /// The business day.
    on: Date,
}

impl Errand for WidenReach {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::WidenReach {
            reach: self.reach.into(),
            closes_on: self.closes_on.map(|day| day.0),
            applications_until: self.applications_until.map(|day| day.0),
            on: self.on.0,
        })
    }
}

#[derive(Default)]
pub(super) struct AllocationMutation;

#[Object]
impl AllocationMutation {
    /// Allocates an asset to an application once 受理期 is over, with the reason and who waits, and reserves it (分配).
    async fn allocate_asset(&self, ctx: &Context<'_>, input: Sent<AllocateAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Calls the next who waits after a reservation was released or lapsed (候补递补).
    async fn call_next_of_waitlist(
        &self,
        ctx: &Context<'_>,
        input: Sent<CallNextOfWaitlist>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Agrees on the day a reserved asset is picked up (提货预约).
    async fn agree_pickup(&self, ctx: &Context<'_>, input: Sent<AgreePickup>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Lists an asset for more units, the next step of the waterfall.
    async fn widen_reach(&self, ctx: &Context<'_>, input: Sent<WidenReach>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
