//! Into a warehouse (入仓) and, as its depositor, back out of it (撤仓).

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use cangliu_domain::id::WarehouseId;
use uuid::Uuid;

use super::Asset;
use super::facet::Condition;
use super::staff::operator_of;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, optional_name, text};
use crate::graphql::basis::BasisInput;
use crate::graphql::batch::{self, AnsweredBatch};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, SentBatch};
use crate::graphql::payload::Answered;
use crate::graphql::person::keep_name;
use crate::graphql::scalar::Date;
use crate::graphql::warehouse::Storage;
use crate::ledger::Refused;

/// An asset to accept into a warehouse.
#[derive(InputObject, Clone)]
pub(super) struct IntakeAsset {
    /// The asset.
    asset: Uuid,
    /// The warehouse.
    warehouse: Uuid,
    /// Where the goods stand.
    storage: Storage,
    /// 成色, judged at acceptance.
    condition: Condition,
    /// Name of who accepted it. It is kept outside the log.
    accepted_by: String,
    /// Where in the warehouse.
    place: Option<String>,
    /// The document it happens under.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for IntakeAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let warehouse = WarehouseId(self.warehouse);
        let operator = operator_of(desk, warehouse).await?;
        Ok(Command::TakeIn {
            warehouse,
            storage: self.storage.into(),
            condition: self.condition.into(),
            place: optional_name("place", self.place.as_deref())?,
            under: self.under.read()?,
            on: self.on.0,
            accepted_by: keep_name(desk, "acceptedBy", operator, &self.accepted_by).await?,
        })
    }
}

/// An asset that its depositor takes back.
#[derive(InputObject, Clone)]
pub(super) struct ReclaimAsset {
    /// The asset.
    asset: Uuid,
    /// Why.
    reason: String,
    /// The document it happens under.
    under: BasisInput,
    /// The business day.
    on: Date,
}

impl Errand for ReclaimAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let reason = text("reason", &self.reason, REASON_CHARS_MAX)?;
        Ok(Command::Reclaim { reason, under: self.under.read()?, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct IntakeMutation;

#[Object]
impl IntakeMutation {
    /// Accepts an asset into a warehouse (入仓). Whether the books move is the warehouse's `intakeMode`.
    async fn intake_asset(&self, ctx: &Context<'_>, input: Sent<IntakeAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Accepts many assets into warehouses; answered line by line.
    async fn intake_assets(
        &self,
        ctx: &Context<'_>,
        input: SentBatch<IntakeAsset>,
    ) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Takes an asset back out of the warehouse, as its depositor (撤仓).
    async fn reclaim_asset(&self, ctx: &Context<'_>, input: Sent<ReclaimAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
