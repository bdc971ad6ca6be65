//! Signing a report, settling its differences, closing the stock-take.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::DifferenceId;
use cangliu_domain::post::Holder;
use cangliu_domain::stocktake::Command;
use uuid::Uuid;

use super::campaign::{SignaturePart, Stocktake};
use crate::error::Error;
use crate::graphql::basis::BasisInput;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// A signature under a report: that of whoever sends it.
#[derive(InputObject, Clone)]
struct SignStocktake {
    /// The stock-take.
    stocktake: Uuid,
    /// Number of the report that was read.
    report: Whole,
    /// As what.
    part: SignaturePart,
    /// The business day.
    on: Date,
}

impl Errand for SignStocktake {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Sign {
            report: u32::try_from(self.report.0).unwrap_or_default(),
            part: self.part.into(),
            signer: Holder { issuer: desk.who.issuer.clone(), subject: desk.who.subject.clone() },
            on: self.on.0,
        })
    }
}

/// A difference that a document settles.
#[derive(InputObject, Clone)]
struct SettleDifference {
    /// The stock-take.
    stocktake: Uuid,
    /// The difference.
    difference: Uuid,
    /// The document (盘点差异处理单).
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for SettleDifference {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let difference = DifferenceId(self.difference);
        Ok(Command::Settle { difference, under: self.under.read()?, on: self.on.0 })
    }
}

/// A stock-take that is over.
#[derive(InputObject, Clone)]
struct CloseStocktake {
    /// The stock-take.
    stocktake: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for CloseStocktake {
    type Record = Stocktake;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.stocktake.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Close { on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct SignMutation;

#[Object]
impl SignMutation {
    /// Signs the report as 盘点人, 监盘人 or 单位负责人: three persons, by their accounts.
    async fn sign_stocktake(
        &self,
        ctx: &Context<'_>,
        input: Sent<SignStocktake>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// Settles a difference of a signed report by a document.
    async fn settle_difference(
        &self,
        ctx: &Context<'_>,
        input: Sent<SettleDifference>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }

    /// Closes the stock-take, once every difference is settled.
    async fn close_stocktake(
        &self,
        ctx: &Context<'_>,
        input: Sent<CloseStocktake>,
    ) -> Result<Answered<Stocktake>, Error> {
        errand::run(ctx, input).await
    }
}
