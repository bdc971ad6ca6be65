//! Handed in, and what the unit may do with it then: withdraw, urge, void.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::document::{self, Command};
use cangliu_domain::id::DocumentId;
use uuid::Uuid;

use super::{Document, applicant, known, note};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::Date;
use crate::ledger::Refused;

/// Stands for a number that is not drawn yet, while the rules are asked beforehand.
const NOT_YET: &str = "-";

/// A document to hand in.
#[derive(InputObject, Clone)]
struct SubmitDocument {
    /// The document.
    document: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for SubmitDocument {
    type Record = Document;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let known = known(desk, self.document).await?;
        let (by, on) = (applicant(desk, known.unit), self.on.0);
        let submit = |number: String| Command::Submit { number, by: by.clone(), on };
        if let Some(number) = &known.number {
            return Ok(submit(number.clone()));
        }
        let ledger = &desk.node.ledger;
        let subject = self.document.to_string();
        // A number once drawn is used up: so the rules are asked first.
        ledger.rehearse::<document::Document>(desk.who, &subject, command_id, &submit(NOT_YET.into())).await?;
        let division = ledger.division_of(known.unit).await?.unwrap_or(cangliu_domain::division::Division::SHANGHAI);
        let number = ledger
            .draw_number(desk.who, known.terms.kind(), division, on, DocumentId(self.document), command_id)
            .await?;
        Ok(submit(number))
    }
}

/// A document of the unit, and why.
#[derive(InputObject, Clone)]
struct WithdrawDocument {
    /// The document.
    document: Uuid,
    /// Why. Kept outside the log.
    reason: String,
    /// The business day.
    on: Date,
}

impl Errand for WithdrawDocument {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let by = applicant(desk, known(desk, self.document).await?.unit);
        let reason = note(desk, (self.document, command_id), ("reason", "/reason"), &self.reason).await?;
        Ok(Command::Withdraw { reason, by, on: self.on.0 })
    }
}

/// A document to void, and why.
#[derive(InputObject, Clone)]
struct VoidDocument {
    /// The document.
    document: Uuid,
    /// Why. Kept outside the log.
    reason: String,
    /// The business day.
    on: Date,
}

impl Errand for VoidDocument {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let by = applicant(desk, known(desk, self.document).await?.unit);
        let reason = note(desk, (self.document, command_id), ("reason", "/reason"), &self.reason).await?;
        Ok(Command::Void { reason, by, on: self.on.0 })
    }
}

/// A document whose signer is to be reminded.
#[derive(InputObject, Clone)]
struct UrgeDocument {
    /// The document.
    document: Uuid,
    /// The business day.
    on: Date,
}

impl Errand for UrgeDocument {
    type Record = Document;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let by = applicant(desk, known(desk, self.document).await?.unit);
        Ok(Command::Urge { by, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct SubmitMutation;

#[Object]
impl SubmitMutation {
    /// Hands a document in (提交): it gets its number and its chain of approval, and its lines freeze.
    async fn submit_document(
        &self,
        ctx: &Context<'_>,
        input: Sent<SubmitDocument>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes a document back that waits for a signature (撤回): it is a draft again, and every signature is void.
    async fn withdraw_document(
        &self,
        ctx: &Context<'_>,
        input: Sent<WithdrawDocument>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Reminds whoever is to sign (催办), once a day.
    async fn urge_document(&self, ctx: &Context<'_>, input: Sent<UrgeDocument>) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Voids a document (作废); its number stays used. Not once a line was carried out.
    async fn void_document(&self, ctx: &Context<'_>, input: Sent<VoidDocument>) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }
}
