//! Lines that end without an act: refused, or given back.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::document::Command;
use cangliu_domain::post::Role;
use uuid::Uuid;

use super::{Document, note};
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// Lines that end without an act.
#[derive(InputObject, Clone)]
struct EndDocumentLines {
    /// The document.
    document: Uuid,
    /// Their numbers, at most 500.
    lines: Vec<Whole>,
    /// Why. Kept outside the log.
    reason: String,
    /// Whether they are given back, to be asked for in another document; else they are refused.
    #[graphql(default)]
    given_back: bool,
    /// The business day.
    on: Date,
}

impl Errand for EndDocumentLines {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let reason = note(desk, (self.document, command_id), ("reason", "/reason"), &self.reason).await?;
        let lines = self.lines.iter().map(|line| u32::try_from(line.0).unwrap_or(0)).collect();
        let by = desk.who.signer(|grant| grant.role == Role::WarehouseKeeper);
        let on = self.on.0;
        Ok(if self.given_back {
            Command::ReturnLines { lines, reason, by, on }
        } else {
            Command::RefuseLines { lines, reason, by, on }
        })
    }
}

#[derive(Default)]
pub(super) struct EndLinesMutation;

#[Object]
impl EndLinesMutation {
    /// Ends lines without an act: refused, or given back to be asked for in another document.
    async fn end_document_lines(
        &self,
        ctx: &Context<'_>,
        input: Sent<EndDocumentLines>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }
}
