//! The physical steps: handed over with two signatures (出库交接), received, and, on loan, brought back
//! and inspected (归还验收).

use async_graphql::{Context, Enum, InputObject, Object};
use cangliu_domain::asset::{self, Command, HandOver};
use cangliu_domain::id::ReservationId;
use uuid::Uuid;

use super::Asset;
use super::facet::Condition;
use super::staff::Sides;
use crate::error::Error;
use crate::graphql::bad_input::{bad, optional_name};
use crate::graphql::basis::BasisInput;
use crate::graphql::batch::{self, AnsweredBatch};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, SentBatch};
use crate::graphql::payload::Answered;
use crate::graphql::person::{keep_name, keep_names, keep_note};
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// How a loan came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::LoanReturn")]
pub(in crate::graphql) enum LoanOutcome {
    /// As it went.
    Sound,
    /// Needs repair.
    NeedsRepair,
    /// Damaged.
    Damaged,
}

/// The signatures of a hand-over (出库交接). The names are kept outside the log.
#[derive(InputObject, Clone)]
pub(super) struct HandOverInput {
    /// Name of who gave it, of the warehouse's staff.
    handed_by: String,
    /// Name of who took it, of the unit's staff.
    taken_by: String,
    /// The day both signed.
    signed_on: Date,
    /// Number of the paper, where there is one.
    paper: Option<String>,
}

/// An asset to hand over.
#[derive(InputObject, Clone)]
pub(super) struct DispatchAsset {
    /// The asset.
    asset: Uuid,
    /// The reservation it goes out on.
    reservation: Uuid,
    /// The signatures.
    hand_over: HandOverInput,
    /// The document it happens under; without it, the reservation's.
    under: Option<BasisInput>,
    /// The business day.
    on: Date,
}

impl Errand for DispatchAsset {
    type Record = Asset;
    const KEEPS: bool = true;

    const NESTED: &'static [(&'static str, &'static str)] =
        &[("signedOn", "handOver.signedOn"), ("takenBy", "handOver.takenBy")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let sides = Sides::of(desk, self.asset, command_id).await?;
        let signed = &self.hand_over;
        // The ids of two units' staff never agree, so the rule that two persons sign is kept by their names.
        if signed.handed_by.trim() == signed.taken_by.trim() {
            let (zh, en) = (
                "移交人和接收人不能是同一人；如确为同名，请在姓名后加注部门",
                "one person cannot hand over and take at once; if two have one name, add the department to it",
            );
            return Err(bad("SAME_PERSON_BOTH_SIDES", "handOver.takenBy", zh, en));
        }
        let giver = ("handOver.handedBy", sides.operator, signed.handed_by.as_str());
        let taker = ("handOver.takenBy", sides.unit, signed.taken_by.as_str());
        let [handed_by, taken_by] = keep_names(desk, [giver, taker]).await?;
        let hand_over = HandOver {
            signed_on: signed.signed_on.0,
            paper: optional_name("handOver.paper", signed.paper.as_deref())?,
            handed_by,
            taken_by,
        };
        let under = self.under.map(BasisInput::read).transpose()?;
        Ok(Command::Dispatch { reservation: ReservationId(self.reservation), hand_over, under, on: self.on.0 })
    }
}

/// An asset that a unit has received.
#[derive(InputObject, Clone)]
pub(super) struct ReceiveAsset {
    /// The asset.
    asset: Uuid,
    /// Name of who received it. It is kept outside the log.
    received_by: String,
    /// 成色, as received.
    condition: Condition,
    /// Where it is now.
    place: Option<String>,
    /// The business day.
    on: Date,
}

impl Errand for ReceiveAsset {
    type Record = Asset;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let unit = Sides::of(desk, self.asset, command_id).await?.unit;
        Ok(Command::Receive {
            condition: self.condition.into(),
            place: optional_name("place", self.place.as_deref())?,
            on: self.on.0,
            received_by: keep_name(desk, "receivedBy", unit, &self.received_by).await?,
        })
    }
}

/// A loan that came back.
#[derive(InputObject, Clone)]
pub(super) struct ReturnLoan {
    /// The asset.
    pub(super) asset: Uuid,
    /// How it came back.
    pub(super) outcome: LoanOutcome,
    /// 成色, as inspected.
    pub(super) condition: Condition,
    /// Name of who inspected it. It is kept outside the log.
    pub(super) inspected_by: String,
    /// Where it was put; without it, its place is not known.
    pub(super) place: Option<String>,
    /// What is to be said of it. It is kept outside the log.
    pub(super) note: Option<String>,
    /// The business day.
    pub(super) on: Date,
}

impl Errand for ReturnLoan {
    type Record = Asset;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let stream = format!("asset-{}", self.asset);
        let operator = Sides::of(desk, self.asset, command_id).await?.operator;
        Ok(Command::ReturnLoan {
            outcome: self.outcome.into(),
            condition: self.condition.into(),
            on: self.on.0,
            inspected_by: keep_name(desk, "inspectedBy", operator, &self.inspected_by).await?,
            place: optional_name("place", self.place.as_deref())?,
            note: keep_note(desk, (&stream, command_id), ("note", "/note"), self.note.as_deref()).await?,
        })
    }
}

#[derive(Default)]
pub(super) struct HandOverMutation;

#[Object]
impl HandOverMutation {
    /// Hands a reserved asset over, signed by both sides (出库交接). This is what indicators count.
    async fn dispatch_asset(&self, ctx: &Context<'_>, input: Sent<DispatchAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Hands many assets over; answered line by line.
    async fn dispatch_assets(
        &self,
        ctx: &Context<'_>,
        input: SentBatch<DispatchAsset>,
    ) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Receives an asset that is under way (接收). After 无偿划转 it waits for `bookInAsset`.
    async fn receive_asset(&self, ctx: &Context<'_>, input: Sent<ReceiveAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Receives many assets; answered line by line.
    async fn receive_assets(
        &self,
        ctx: &Context<'_>,
        input: SentBatch<ReceiveAsset>,
    ) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Takes a loan back and inspects it (归还验收).
    async fn return_loan(&self, ctx: &Context<'_>, input: Sent<ReturnLoan>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
