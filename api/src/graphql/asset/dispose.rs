//! Disposing of an asset: kept by its document, judged, gone by a legal method, and the proceeds paid.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use cangliu_domain::id::DocumentId;
use uuid::Uuid;

use super::Asset;
use super::disposal::{AppraisalKind, DisposalMethod};
use crate::error::Error;
use crate::graphql::bad_input::{name, optional_name, value};
use crate::graphql::basis::BasisInput;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::person::keep_note;
use crate::graphql::scalar::{Date, Fen};
use crate::ledger::Refused;

/// An asset that a document keeps from every other act.
#[derive(InputObject, Clone)]
pub(super) struct FreezeAsset {
    /// The asset.
    asset: Uuid,
    /// The document.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for FreezeAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Freeze { under: self.under.read()?, on: self.on.0 })
    }
}

/// An asset that its document lets go of.
#[derive(InputObject, Clone)]
pub(super) struct UnfreezeAsset {
    /// The asset.
    asset: Uuid,
    /// The document that keeps it.
    document: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for UnfreezeAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Unfreeze { document: DocumentId(self.document), on: self.on.0 })
    }
}

/// What a report says of an asset.
#[derive(InputObject, Clone)]
pub(super) struct AppraiseAsset {
    /// The asset.
    asset: Uuid,
    /// Which kind of report.
    kind: AppraisalKind,
    /// Who made it: the name of an institution.
    by: String,
    /// Number of the report.
    report: String,
    /// What it is worth.
    value: Option<Fen>,
    /// The document it was made for.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for AppraiseAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Appraise {
            kind: self.kind.into(),
            by: name("by", &self.by)?,
            report: name("report", &self.report)?,
            value: self.value.map(|fen| value("value", fen)).transpose()?,
            under: self.under.read()?,
            on: self.on.0,
        })
    }
}

/// An asset to dispose of.
#[derive(InputObject, Clone)]
pub(super) struct DisposeAsset {
    /// The asset.
    asset: Uuid,
    /// The legal method; 无偿划转 is handed over instead.
    method: DisposalMethod,
    /// Who got it. The text is kept outside the log.
    receiver: Option<String>,
    /// Proceeds expected.
    proceeds: Option<Fen>,
    /// The document it happens under.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for DisposeAsset {
    type Record = Asset;
    const KEEPS: bool = true;
    const NESTED: &'static [(&'static str, &'static str)] = &[("amount", "proceeds")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let stream = format!("asset-{}", self.asset);
        Ok(Command::Dispose {
            method: self.method.into(),
            receiver: keep_note(desk, (&stream, command_id), ("receiver", "/receiver"), self.receiver.as_deref())
                .await?,
            proceeds: self.proceeds.map(|fen| value("proceeds", fen)).transpose()?,
            under: self.under.read()?,
            on: self.on.0,
        })
    }
}

/// Proceeds that are to be paid (应缴).
#[derive(InputObject, Clone)]
pub(super) struct StateProceeds {
    /// The asset.
    asset: Uuid,
    /// How much.
    amount: Fen,
    /// 缴款书号.
    notice: String,
    /// The business day.
    on: Date,
}

impl Errand for StateProceeds {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let (amount, notice) = (value("amount", self.amount)?, name("notice", &self.notice)?);
        Ok(Command::StateProceeds { amount, notice, on: self.on.0 })
    }
}

/// Proceeds that were paid (已缴).
#[derive(InputObject, Clone)]
pub(super) struct PayProceeds {
    /// The asset.
    asset: Uuid,
    /// Number of the receipt, where there is one.
    receipt: Option<String>,
    /// The business day.
    on: Date,
}

impl Errand for PayProceeds {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let receipt = optional_name("receipt", self.receipt.as_deref())?;
        Ok(Command::PayProceeds { receipt, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct DisposalMutation;

#[Object]
impl DisposalMutation {
    /// Keeps a free asset from every act but those of a document (冻结).
    async fn freeze_asset(&self, ctx: &Context<'_>, input: Sent<FreezeAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Lets go of an asset that a document keeps (解冻).
    async fn unfreeze_asset(&self, ctx: &Context<'_>, input: Sent<UnfreezeAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Records what a report says of an asset (评估, 技术鉴定).
    async fn appraise_asset(&self, ctx: &Context<'_>, input: Sent<AppraiseAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Disposes of an asset (处置). It leaves its warehouse, and its owner's books are to let go of it.
    async fn dispose_asset(&self, ctx: &Context<'_>, input: Sent<DisposeAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// States the proceeds that are to be paid, with 缴款书号 (应缴).
    async fn state_proceeds(&self, ctx: &Context<'_>, input: Sent<StateProceeds>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Records that the proceeds were paid (已缴); `bookOffAsset` follows.
    async fn pay_proceeds(&self, ctx: &Context<'_>, input: Sent<PayProceeds>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
