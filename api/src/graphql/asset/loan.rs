//! What happens to a loan before all of it is back: renewed (续借), and brought back in parts.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use uuid::Uuid;

use super::Asset;
use super::facet::Condition;
use super::hand_over::{LoanOutcome, ReturnLoan};
use super::lot::{SplitLot, SplitLotPayload};
use crate::error::Error;
use crate::graphql::basis::BasisInput;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, carry_out};
use crate::graphql::payload::{Answered, Decided, Receipt, UserError, visible};
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::{Refused, child_command_id};

/// A loan to renew.
#[derive(InputObject, Clone)]
pub(super) struct RenewLoan {
    /// The asset.
    asset: Uuid,
    /// The day it is due back then.
    due_on: Date,
    /// The document it happens under.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for RenewLoan {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::RenewLoan { due_on: self.due_on.0, under: self.under.read()?, on: self.on.0 })
    }
}

/// A part of a loan that came back. It becomes a lot of its own; the rest stays due.
#[derive(InputObject, Clone)]
pub(super) struct ReturnLoanPart {
    /// The lot on loan.
    asset: Uuid,
    /// Id of the part, made by the client.
    lot: Uuid,
    /// How many pieces came back; fewer than are on loan.
    pieces: Whole,
    /// How they came back.
    outcome: LoanOutcome,
    /// 成色, as inspected.
    condition: Condition,
    /// Name of who inspected them. It is kept outside the log.
    inspected_by: String,
    /// Where they were put; without it, their place is not known.
    place: Option<String>,
    /// What is to be said of them. It is kept outside the log.
    note: Option<String>,
    /// The business day.
    on: Date,
}

impl ReturnLoanPart {
    fn split(&self) -> SplitLot {
        SplitLot { asset: self.asset, lot: self.lot, pieces: self.pieces, on: self.on }
    }

    fn back(self) -> ReturnLoan {
        let Self { lot: asset, outcome, condition, inspected_by, place, note, on, .. } = self;
        ReturnLoan { asset, outcome, condition, inspected_by, place, note, on }
    }
}

/// Splits the part off, begins it on loan, and takes it back. Cut off between two of these, it is completed by
/// repeating it.
async fn return_part(desk: Desk<'_>, sent: Sent<ReturnLoanPart>) -> Result<SplitLotPayload, Error> {
    let Sent { command_id, expected_revision, errand } = sent;
    let lot = errand.lot.to_string();
    let back_id = child_command_id(command_id, &format!("asset-{lot}#back"));
    // What cannot be read is refused before anything is split.
    if let Err(refused) = errand.clone().back().command(desk.keeping_nothing(), back_id).await {
        return Ok(SplitLotPayload::refused(UserError::of(refused)?));
    }
    let split = Sent { command_id, expected_revision, errand: errand.split() };
    let mut payload = SplitLotPayload::of(desk, split).await?;
    if !payload.is_complete() {
        return Ok(payload);
    }
    match carry_out(desk, back_id, &lot, errand.back(), |order| order).await {
        Ok(done) => {
            payload.lot = Asset::decided(desk, &lot, &done).await?;
            payload.lot_receipt = done.receipt.as_ref().map(Receipt::from);
            payload.visible = visible(desk, done.receipt.as_ref()).await;
        }
        Err(refused) => payload.user_errors.push(UserError::of(refused)?),
    }
    Ok(payload)
}

#[derive(Default)]
pub(super) struct LoanMutation;

#[Object]
impl LoanMutation {
    /// Lets the borrower keep a loan until a later day (续借): at most twice, and each time no longer than a loan may
    /// last. One that is overdue may still be renewed.
    async fn renew_loan(&self, ctx: &Context<'_>, input: Sent<RenewLoan>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes a part of a loan back and inspects it (部分归还); the rest stays due. `returnLoan` takes all that is left.
    async fn return_loan_part(
        &self,
        ctx: &Context<'_>,
        input: Sent<ReturnLoanPart>,
    ) -> Result<Option<SplitLotPayload>, Error> {
        return_part(Desk::open(ctx)?, input).await.map(Some)
    }
}
