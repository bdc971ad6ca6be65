//! Who answers for a loan that came back damaged, or does not come back, and what was paid (责任认定, 赔偿).

use async_graphql::{Context, Enum, InputObject, Object};
use cangliu_domain::asset::{self, Command, Liability};
use uuid::Uuid;

use super::Asset;
use crate::error::Error;
use crate::graphql::bad_input::{optional_name, value};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::payload::Answered;
use crate::graphql::person::keep_note;
use crate::graphql::scalar::{Date, Fen};
use crate::ledger::Refused;

/// What somebody is liable for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::LiabilityGround")]
pub(in crate::graphql) enum LiabilityGround {
    /// 损坏.
    Damage,
    /// 遗失: what is on loan does not come back.
    Loss,
}

/// What somebody is liable for, until it is paid.
pub(super) struct AssetLiability(pub(super) Liability);

/// What somebody is liable for, until it is paid.
#[Object]
impl AssetLiability {
    /// Who.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.0.unit).await
    }

    /// For what.
    async fn ground(&self) -> LiabilityGround {
        self.0.ground.into()
    }

    /// How much.
    async fn amount(&self) -> Fen {
        Fen(self.0.amount)
    }

    /// How much of it was paid.
    async fn paid(&self) -> Fen {
        Fen(self.0.paid)
    }

    /// Since when.
    async fn since(&self) -> Date {
        self.0.since.into()
    }
}

/// Who answers for what is on loan, or came back damaged: whoever has or had it.
#[derive(InputObject, Clone)]
pub(super) struct StateLiability {
    /// The asset.
    asset: Uuid,
    /// For what.
    ground: LiabilityGround,
    /// How much is to be paid.
    amount: Fen,
    /// What is to be said of it. It is kept outside the log.
    note: Option<String>,
    /// The business day.
    on: Date,
}

impl Errand for StateLiability {
    type Record = Asset;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let stream = format!("asset-{}", self.asset);
        Ok(Command::StateLiability {
            ground: self.ground.into(),
            amount: value("amount", self.amount)?,
            note: keep_note(desk, (&stream, command_id), ("note", "/note"), self.note.as_deref()).await?,
            on: self.on.0,
        })
    }
}

/// A compensation that was paid.
#[derive(InputObject, Clone)]
pub(super) struct CompensateLoan {
    /// The asset.
    asset: Uuid,
    /// How much was paid.
    amount: Fen,
    /// Number of the receipt, where there is one.
    receipt: Option<String>,
    /// The business day.
    on: Date,
}

impl Errand for CompensateLoan {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let amount = value("amount", self.amount)?;
        let receipt = optional_name("receipt", self.receipt.as_deref())?;
        Ok(Command::Compensate { amount, receipt, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct LiabilityMutation;

#[Object]
impl LiabilityMutation {
    /// States who answers for a damaged or lost loan, and for how much (责任认定).
    async fn state_liability(&self, ctx: &Context<'_>, input: Sent<StateLiability>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Records that the compensation, or a part of it, was paid (赔偿).
    async fn compensate_loan(&self, ctx: &Context<'_>, input: Sent<CompensateLoan>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
