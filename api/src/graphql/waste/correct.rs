//! Correcting the mass of a weighing, and taking an entry back. What stood there stays in the log.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::EntryId;
use cangliu_domain::waste::Command;
use uuid::Uuid;

use super::ledger::WasteLedger;
use super::{WeighingMethod, subject_of};
use crate::error::Error;
use crate::graphql::bad_input::{REASON_CHARS_MAX, month, text};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Grams;
use crate::ledger::Refused;

/// A weighing to correct.
#[derive(InputObject, Clone)]
struct CorrectWeighing {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The month, such as `2026-11`.
    month: String,
    /// The entry.
    entry: Uuid,
    /// The right mass over all days covered.
    grams: Grams,
    /// How it was found.
    #[graphql(default_with = "WeighingMethod::Weighed")]
    method: WeighingMethod,
    /// Why.
    reason: String,
}

impl Errand for CorrectWeighing {
    type Record = WasteLedger;

    fn subject(&self) -> Result<String, Refused> {
        subject_of(self.premises, &self.point, month("month", &self.month)?)
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::Correct {
            entry: EntryId(self.entry),
            grams: self.grams.0,
            method: self.method.into(),
            reason: text("reason", &self.reason, REASON_CHARS_MAX)?,
        })
    }
}

/// An entry to take back.
#[derive(InputObject, Clone)]
struct WithdrawWasteEntry {
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The month, such as `2026-11`.
    month: String,
    /// The entry.
    entry: Uuid,
    /// Why.
    reason: String,
}

impl Errand for WithdrawWasteEntry {
    type Record = WasteLedger;

    fn subject(&self) -> Result<String, Refused> {
        subject_of(self.premises, &self.point, month("month", &self.month)?)
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let reason = text("reason", &self.reason, REASON_CHARS_MAX)?;
        Ok(Command::Withdraw { entry: EntryId(self.entry), reason })
    }
}

#[derive(Default)]
pub(super) struct CorrectMutation;

#[Object]
impl CorrectMutation {
    /// Corrects the mass of a weighing.
    async fn correct_weighing(
        &self,
        ctx: &Context<'_>,
        input: Sent<CorrectWeighing>,
    ) -> Result<Answered<WasteLedger>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes an entry back. The days it covered are missing (漏记) again unless others cover them.
    async fn withdraw_waste_entry(
        &self,
        ctx: &Context<'_>,
        input: Sent<WithdrawWasteEntry>,
    ) -> Result<Answered<WasteLedger>, Error> {
        errand::run(ctx, input).await
    }
}
