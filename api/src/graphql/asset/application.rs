//! Applications for a listed asset, in the order they come. They lock nothing.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::asset::{Application, Command, DocumentLine, Purpose, Queue};
use cangliu_domain::id::{DocumentId, InstitutionId};
use uuid::Uuid;

use super::Asset;
use super::facet::ReallocationKind;
use super::reserve::purpose;
use crate::error::Error;
use crate::graphql::bad_input::{bad, pieces};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::institution::Institution;
use crate::graphql::loader::institution_named;
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// A line of a document: what names an application.
#[derive(InputObject, Clone, Copy)]
pub(super) struct DocumentLineInput {
    /// The document.
    document: Uuid,
    /// Its line, from 1.
    line: Whole,
}

impl DocumentLineInput {
    /// # Errors
    /// When the line is none.
    pub(super) fn read(self) -> Result<DocumentLine, Refused> {
        let line = u32::try_from(self.line.0).ok().filter(|line| *line > 0);
        let line =
            line.ok_or_else(|| bad("LINE_MALFORMED", "application", "单据行号从 1 起", "a line is counted from 1"))?;
        Ok(DocumentLine { document: DocumentId(self.document), line })
    }
}

/// An application on record.
pub(super) struct AssetApplication<'a> {
    pub(super) application: &'a Application,
    pub(super) queue: &'a Queue,
}

/// An application on record.
#[Object]
impl AssetApplication<'_> {
    /// The document.
    async fn document(&self) -> Uuid {
        self.application.application.document.0
    }

    /// Its line.
    async fn line(&self) -> u32 {
        self.application.application.line
    }

    /// Whose it is.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Institution>, Error> {
        institution_named(ctx, self.application.unit).await
    }

    /// Whose it is, by id.
    async fn unit_uuid(&self) -> Uuid {
        self.application.unit.0
    }

    /// As what it is wanted.
    async fn purpose(&self) -> ReallocationKind {
        self.application.purpose.into()
    }

    /// For a loan: the day it would be due back.
    async fn due_on(&self) -> Option<Date> {
        match self.application.purpose {
            Purpose::Loan { due_on } => Some(due_on.into()),
            Purpose::GratuitousTransfer => None,
        }
    }

    /// How many pieces.
    async fn pieces(&self) -> Whole {
        Whole(self.application.pieces.get().into())
    }

    /// The day it was made.
    async fn on(&self) -> Date {
        self.application.on.into()
    }

    /// Its place among those who wait (候补), from 1.
    async fn waits_as(&self) -> Option<usize> {
        let waits = |line: &DocumentLine| *line == self.application.application;
        self.queue.waitlist.iter().position(waits).map(|place| place + 1)
    }
}

/// An application for a listed asset.
#[derive(InputObject, Clone)]
pub(super) struct ApplyForAsset {
    /// The asset.
    asset: Uuid,
    /// The line of the document it is made with.
    application: DocumentLineInput,
    /// For whom.
    unit: Uuid,
    /// Under which law.
    purpose: ReallocationKind,
    /// For a loan: the day it is due back.
    due_on: Option<Date>,
    /// How many pieces.
    pieces: Whole,
    /// The business day.
    on: Date,
}

impl Errand for ApplyForAsset {
    type Record = Asset;
    const NESTED: &'static [(&'static str, &'static str)] = &[("institution", "unit")];

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::ApplyFor {
            application: self.application.read()?,
            unit: InstitutionId(self.unit),
            purpose: purpose(self.purpose, self.due_on)?,
            pieces: pieces("pieces", self.pieces)?,
            on: self.on.0,
        })
    }
}

/// An application to withdraw.
#[derive(InputObject, Clone)]
pub(super) struct WithdrawApplication {
    /// The asset.
    asset: Uuid,
    /// The line of the document it was made with.
    application: DocumentLineInput,
    /// The business day.
    on: Date,
}

impl Errand for WithdrawApplication {
    type Record = Asset;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.asset.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        Ok(Command::WithdrawApplication { application: self.application.read()?, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct ApplicationMutation;

#[Object]
impl ApplicationMutation {
    /// Puts an application for a listed asset on record, in the order it comes (申请). It locks nothing.
    async fn apply_for_asset(&self, ctx: &Context<'_>, input: Sent<ApplyForAsset>) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }

    /// Withdraws an application.
    async fn withdraw_application(
        &self,
        ctx: &Context<'_>,
        input: Sent<WithdrawApplication>,
    ) -> Result<Answered<Asset>, Error> {
        errand::run(ctx, input).await
    }
}
