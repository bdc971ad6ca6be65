//! Reversal (冲销): one event of an asset is taken back, with effect from its own business date.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::Command;
use uuid::Uuid;

use super::Asset;
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, text};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Revision};
use crate::ledger::Refused;

/// An event to take back.
#[derive(InputObject, Clone)]
pub(super) struct ReverseAssetEvent {
    /// The asset.
    asset: Uuid,
    /// Revision of the event, as in the asset's history.
    revision: Revision,
    /// Why.
    reason: String,
    /// The business day of the reversal.
    on: Date,
}

impl Errand for ReverseAssetEvent {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let reason = text("reason", &self.reason, REASON_CHARS_MAX)?;
        Ok(Command::Reverse { revision: self.revision.0, reason, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct ReverseMutation;

#[Object]
impl ReverseMutation {
    /// Takes an event back (冲销): the asset stands as if it had not happened. Refused with
    /// `HAS_DEPENDENTS` while later events rest on it.
    async fn reverse_asset_event(
        &self,
        ctx: &Context<'_>,
        input: Sent<ReverseAssetEvent>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
