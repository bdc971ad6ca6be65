//! What can have happened to a document. Stored for ever: names and fields are only ever added to.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::line::{Attachment, Correction, Line};
use super::step::{Signer, Step};
use super::terms::Terms;
use crate::basis::OfficialReply;
use crate::fen::Fen;
use crate::id::{AssetId, DocumentId, InstitutionId, NoteId};
use crate::policy::Pin;
use crate::post::Holder;

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was begun.
    #[serde(rename = "document-drafted")]
    Drafted { document: DocumentId, unit: InstitutionId, terms: Terms, title: String, by: Signer, on: NaiveDate },
    /// Its header was said anew.
    #[serde(rename = "document-described")]
    Described { terms: Terms, title: String, attachments: Vec<Attachment>, by: Signer, on: NaiveDate },
    /// Lines were entered or replaced.
    #[serde(rename = "document-lines-put")]
    LinesPut { lines: Vec<Line>, on: NaiveDate },
    /// Lines were taken out.
    #[serde(rename = "document-lines-removed")]
    LinesRemoved { lines: Vec<u32>, on: NaiveDate },
    /// It was handed in: frozen, numbered, with its chain of approval.
    #[serde(rename = "document-submitted")]
    Submitted {
        /// Counts the submissions from 1; a signature names the one it saw.
        submission: u32,
        number: String,
        /// SHA-256 over unit, terms, title, attachments and lines, in hexadecimal.
        digest: String,
        lines: u32,
        pieces: u64,
        /// 原值 of the named cards together.
        original_value: Fen,
        chain: Vec<Step>,
        policies: Vec<Pin>,
        /// Whether documents of this unit and act passed a limit together.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        possible_splitting: bool,
        by: Signer,
        on: NaiveDate,
    },
    /// 同意.
    #[serde(rename = "document-step-approved")]
    StepApproved {
        submission: u32,
        step: u32,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply: Option<OfficialReply>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scan: Option<Attachment>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opinion: Option<NoteId>,
        by: Signer,
        on: NaiveDate,
    },
    /// 退回补正.
    #[serde(rename = "document-returned")]
    Returned { submission: u32, step: u32, to_step: u32, corrections: Vec<Correction>, by: Signer, on: NaiveDate },
    /// 撤回.
    #[serde(rename = "document-withdrawn")]
    Withdrawn { submission: u32, reason: NoteId, by: Signer, on: NaiveDate },
    /// 转办.
    #[serde(rename = "document-passed-on")]
    PassedOn { submission: u32, step: u32, to: Holder, reason: NoteId, by: Signer, on: NaiveDate },
    /// 加签: a step more, before that one.
    #[serde(rename = "document-countersign-asked")]
    CountersignAsked { submission: u32, before_step: u32, asked: Step, reason: NoteId, by: Signer, on: NaiveDate },
    /// 催办.
    #[serde(rename = "document-urged")]
    Urged { submission: u32, step: u32, by: Signer, on: NaiveDate },
    /// 不予批准.
    #[serde(rename = "document-rejected")]
    Rejected { submission: u32, step: u32, reason: NoteId, by: Signer, on: NaiveDate },
    /// 作废.
    #[serde(rename = "document-voided")]
    Voided { reason: NoteId, by: Signer, on: NaiveDate },
    /// The act of a line happened, on that asset's stream.
    #[serde(rename = "document-line-done")]
    LineDone { line: u32, asset: AssetId, revision: u64, by: Signer, on: NaiveDate },
    /// A line will not happen.
    #[serde(rename = "document-line-refused")]
    LineRefused { line: u32, reason: NoteId, by: Signer, on: NaiveDate },
    /// A line goes back, to be asked for in another document.
    #[serde(rename = "document-line-returned")]
    LineReturned { line: u32, reason: NoteId, by: Signer, on: NaiveDate },
    /// Each line is done, refused or returned.
    #[serde(rename = "document-closed")]
    Closed { on: NaiveDate },
}

impl Event {
    /// Its business date.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Drafted { on, .. }
            | Self::Described { on, .. }
            | Self::LinesPut { on, .. }
            | Self::LinesRemoved { on, .. }
            | Self::Submitted { on, .. }
            | Self::StepApproved { on, .. }
            | Self::Returned { on, .. }
            | Self::Withdrawn { on, .. }
            | Self::PassedOn { on, .. }
            | Self::CountersignAsked { on, .. }
            | Self::Urged { on, .. }
            | Self::Rejected { on, .. }
            | Self::Voided { on, .. }
            | Self::LineDone { on, .. }
            | Self::LineRefused { on, .. }
            | Self::LineReturned { on, .. }
            | Self::Closed { on } => *on,
        }
    }
}
