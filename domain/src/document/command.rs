//! What a document can be asked.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::line::{Attachment, Correction, Line};
use super::step::Signer;
use super::terms::Terms;
use crate::basis::OfficialReply;
use crate::id::{AssetId, DocumentId, InstitutionId, NoteId};
use crate::post::Holder;

/// A line whose act happened on the asset's stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The line.
    pub line: u32,
    /// The asset it happened to.
    pub asset: AssetId,
    /// Revision of the event on the asset's stream.
    pub revision: u64,
}

/// What it can be asked. The signer comes from the token, numbers and ids of persons from the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Begin it for a unit.
    Draft { document: DocumentId, unit: InstitutionId, terms: Terms, title: String, by: Signer, on: NaiveDate },
    /// Say anew what it asks for as a whole; the kind stays.
    Describe { terms: Terms, title: String, attachments: Vec<Attachment>, by: Signer, on: NaiveDate },
    /// Enter lines, or replace those of the same number.
    PutLines { lines: Vec<Line>, on: NaiveDate },
    /// Take lines out.
    RemoveLines { lines: Vec<u32>, on: NaiveDate },
    /// Hand it in. The number was drawn for this document.
    Submit { number: String, by: Signer, on: NaiveDate },
    /// 同意 of the present step.
    Approve {
        submission: u32,
        step: u32,
        reply: Option<OfficialReply>,
        /// The scan of the reply.
        scan: Option<Attachment>,
        opinion: Option<NoteId>,
        by: Signer,
        on: NaiveDate,
    },
    /// 退回补正 to an earlier step, 0 being the applicant.
    Return { submission: u32, step: u32, to_step: u32, corrections: Vec<Correction>, by: Signer, on: NaiveDate },
    /// 撤回.
    Withdraw { reason: NoteId, by: Signer, on: NaiveDate },
    /// 转办 of the present step to somebody else who may sign it.
    PassOn { submission: u32, step: u32, to: Holder, reason: NoteId, by: Signer, on: NaiveDate },
    /// 加签: somebody signs before the present step.
    AskCountersign { submission: u32, step: u32, whom: Holder, reason: NoteId, by: Signer, on: NaiveDate },
    /// 催办.
    Urge { by: Signer, on: NaiveDate },
    /// 不予批准.
    Reject { submission: u32, step: u32, reason: NoteId, by: Signer, on: NaiveDate },
    /// 作废.
    Void { reason: NoteId, by: Signer, on: NaiveDate },
    /// The acts of these lines happened.
    EndLines { done: Vec<Done>, by: Signer, on: NaiveDate },
    /// These lines will not happen.
    RefuseLines { lines: Vec<u32>, reason: NoteId, by: Signer, on: NaiveDate },
    /// These lines go back, to be asked for in another document.
    ReturnLines { lines: Vec<u32>, reason: NoteId, by: Signer, on: NaiveDate },
}
