//! Listing an asset for others, with a reach and a window, and taking it off the list.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use uuid::Uuid;

use super::Asset;
use super::facet::Reach;
use crate::error::Error;
use crate::graphql::batch::{self, AnsweredBatch};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent, SentBatch};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// An asset to list for others.
#[derive(InputObject, Clone)]
pub(super) struct ListAsset {
    /// The asset.
    asset: Uuid,
    /// Who may see and claim it.
    reach: Reach,
    /// May be had by 无偿划转.
    for_gratuitous_transfer: bool,
    /// May be had on loan (借用).
    for_loan: bool,
    /// First day of the window.
    opens_on: Date,
    /// Last day of the window; open-ended without it.
    closes_on: Option<Date>,
    /// Last day on which applications are taken (受理期); five working days without it.
    applications_until: Option<Date>,
    /// Whether who applies first has it; only where the policy says so.
    #[graphql(default)]
    first_come: bool,
    /// The business day.
    on: Date,
}

impl Errand for ListAsset {
    type Record = Asset;

    const NESTED: &'static [(&'static str, &'static str)] = &[("transfer", "forGratuitousTransfer")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::List {
            reach: self.reach.into(),
            transfer: self.for_gratuitous_transfer,
            loan: self.for_loan,
            opens_on: self.opens_on.0,
            closes_on: self.closes_on.map(|day| day.0),
            applications_until: self.applications_until.map(|day| day.0),
            first_come: self.first_come,
            on: self.on.0,
        })
    }
}

/// An asset to take off the list.
#[derive(InputObject, Clone)]
pub(super) struct UnlistAsset {
    /// The asset.
    asset: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for UnlistAsset {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Unlist { on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct ListMutation;

#[Object]
impl ListMutation {
    /// Lists an asset in a warehouse for others.
    async fn list_asset(&self, ctx: &Context<'_>, input: Sent<ListAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Lists many assets; answered line by line.
    async fn list_assets(&self, ctx: &Context<'_>, input: SentBatch<ListAsset>) -> Result<AnsweredBatch<Asset>, Error> {
        batch::run(ctx, input).await
    }

    /// Takes an asset off the list (撤销发布); one that is reserved stays until it is released.
    async fn unlist_asset(&self, ctx: &Context<'_>, input: Sent<UnlistAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
