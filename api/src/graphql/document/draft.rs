//! The draft: begun, described, its lines put and taken out.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::card::Card;
use cangliu_domain::document::{Attachment, Command, Line, What};
use cangliu_domain::id::{AssetId, DocumentId, InstitutionId, NoteId};
use uuid::Uuid;

use super::terms::{DocumentTermsInput, text_pointer};
use super::{Document, applicant, known, note};
use crate::error::Error;
use crate::graphql::asset::Condition;
use crate::graphql::bad_input::{bad, class, name, optional_name, pieces};
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::Refused;

/// A document to begin.
#[derive(InputObject, Clone)]
struct DraftDocument {
    /// Its id, made by the client.
    document: Uuid,
    /// The unit it is for.
    unit: Uuid,
    /// What it asks for.
    terms: DocumentTermsInput,
    /// Its title.
    title: String,
    /// The business day.
    on: Date,
}

async fn terms(
    desk: Desk<'_>,
    at: (Uuid, Uuid),
    given: &DocumentTermsInput,
) -> Result<cangliu_domain::document::Terms, Refused> {
    let text = given.purpose.as_deref().filter(|text| !text.trim().is_empty());
    let kept = match text {
        Some(text) => Some(note(desk, at, ("terms.purpose", text_pointer(given.kind)), text).await?),
        None => None,
    };
    given.read(kept)
}

impl Errand for DraftDocument {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let unit = InstitutionId(self.unit);
        Ok(Command::Draft {
            document: DocumentId(self.document),
            unit,
            terms: terms(desk, (self.document, command_id), &self.terms).await?,
            title: name("title", &self.title)?,
            by: applicant(desk, unit),
            on: self.on.0,
        })
    }
}

/// A file that belongs to a document.
#[derive(InputObject, Clone)]
pub(super) struct AttachmentInput {
    /// SHA-256 of its bytes, which the unit uploaded before (`POST /blobs`).
    sha256: String,
    /// What it is, such as 情况说明.
    title: String,
}

impl AttachmentInput {
    /// The attachment, once its texts are read.
    pub(super) fn read(&self) -> Result<Attachment, Refused> {
        Ok(Attachment { sha256: self.sha256.trim().to_lowercase(), title: name("attachments", &self.title)? })
    }
}

/// A document to describe anew.
#[derive(InputObject, Clone)]
struct DescribeDocument {
    /// The document.
    document: Uuid,
    /// What it asks for; the kind stays.
    terms: DocumentTermsInput,
    /// Its title.
    title: String,
    /// All that is attached.
    #[graphql(default)]
    attachments: Vec<AttachmentInput>,
    /// The business day.
    on: Date,
}

impl Errand for DescribeDocument {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let unit = known(desk, self.document).await?.unit;
        Ok(Command::Describe {
            terms: terms(desk, (self.document, command_id), &self.terms).await?,
            title: name("title", &self.title)?,
            attachments: self.attachments.iter().map(AttachmentInput::read).collect::<Result<_, _>>()?,
            by: applicant(desk, unit),
            on: self.on.0,
        })
    }
}

/// A line of a document: an asset by its id or by its card number on the unit's books, or, for a loan, a class.
#[derive(InputObject, Clone)]
struct DraftLineInput {
    /// Its number, from 1 to 2,000.
    line: Whole,
    /// The asset.
    asset: Option<Uuid>,
    /// The card number on the unit's books, instead of the asset.
    card_number: Option<String>,
    /// The class, for a loan of whichever things of it.
    class: Option<String>,
    /// How many: needed with a class; with an asset, a part of the lot.
    pieces: Option<Whole>,
    /// 成色 as the applicant sees it.
    condition: Option<Condition>,
    /// Where the thing is, or is to go.
    place: Option<String>,
}

impl DraftLineInput {
    async fn read(&self, desk: Desk<'_>, unit: InstitutionId) -> Result<Line, Refused> {
        let number = u32::try_from(self.line.0).unwrap_or(0);
        let part = self.pieces.map(|given| pieces("lines.pieces", given)).transpose()?;
        let what = match (self.asset, &self.card_number, &self.class) {
            (Some(asset), None, None) => What::Card { asset: AssetId(asset), pieces: part },
            (None, Some(number), None) => What::Card { asset: numbered(desk, unit, number).await?, pieces: part },
            (None, None, Some(code)) => What::Class {
                class: class("lines.class", code)?,
                pieces: part.ok_or_else(|| bad("FIELD_NEEDED", "lines.pieces", "须填写数量", "say how many"))?,
            },
            _ => {
                let (zh, en) = ("每行填写资产、资产编号或分类之一", "a line names an asset, a card number or a class");
                return Err(bad(
                    "LINE_AMBIGUOUS",
                    "lines",
                    format!("第 {number} 行：{zh}"),
                    format!("line {number}: {en}"),
                ));
            }
        };
        let place = optional_name("lines.place", self.place.as_deref())?;
        Ok(Line { line: number, what, condition: self.condition.map(Into::into), place, note: None::<NoteId> })
    }
}

/// The asset that a card number of the unit's books is of.
async fn numbered(desk: Desk<'_>, unit: InstitutionId, number: &str) -> Result<AssetId, Refused> {
    let number = number.trim();
    let history = desk.node.ledger.load::<Card>(&format!("{unit}:{number}")).await?;
    match &history.state {
        Card::Held { asset, .. } => Ok(*asset),
        Card::Free => {
            let (zh, en) = (format!("本单位没有资产编号 {number}"), format!("the unit has no card number {number}"));
            Err(bad("CARD_NUMBER_UNKNOWN", "lines.cardNumber", zh, en))
        }
    }
}

/// Lines to enter, or to replace by number.
#[derive(InputObject, Clone)]
struct PutDocumentLines {
    /// The document.
    document: Uuid,
    /// At most 500 at once.
    lines: Vec<DraftLineInput>,
    /// The business day.
    on: Date,
}

impl Errand for PutDocumentLines {
    type Record = Document;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let unit = known(desk, self.document).await?.unit;
        let mut lines = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            lines.push(line.read(desk, unit).await?);
        }
        Ok(Command::PutLines { lines, on: self.on.0 })
    }
}

/// Lines to take out.
#[derive(InputObject, Clone)]
struct RemoveDocumentLines {
    /// The document.
    document: Uuid,
    /// Their numbers.
    lines: Vec<Whole>,
    /// The business day.
    on: Date,
}

impl Errand for RemoveDocumentLines {
    type Record = Document;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.document.to_string())
    }

    async fn command(self, _: Desk<'_>, _: Uuid) -> Result<Command, Refused> {
        let lines = self.lines.into_iter().map(|line| u32::try_from(line.0).unwrap_or(0)).collect();
        Ok(Command::RemoveLines { lines, on: self.on.0 })
    }
}

#[derive(Default)]
pub(super) struct DraftMutation;

#[Object]
impl DraftMutation {
    /// Begins a document (单据) for a unit.
    async fn draft_document(&self, ctx: &Context<'_>, input: Sent<DraftDocument>) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Says anew what a draft asks for, and what is attached.
    async fn describe_document(
        &self,
        ctx: &Context<'_>,
        input: Sent<DescribeDocument>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Enters lines of a draft, or replaces those of the same number.
    async fn put_document_lines(
        &self,
        ctx: &Context<'_>,
        input: Sent<PutDocumentLines>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Takes lines out of a draft.
    async fn remove_document_lines(
        &self,
        ctx: &Context<'_>,
        input: Sent<RemoveDocumentLines>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }
}
