//! Where a document stands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::line::{Attachment, Correction, Line, LineOutcome};
use super::step::{Signer, Step};
use super::terms::Terms;
use crate::basis::OfficialReply;
use crate::fen::Fen;
use crate::id::{AssetId, DocumentId, InstitutionId};
use crate::policy::Pin;
use crate::post::Holder;

/// 同意 of a step by one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The step.
    pub step: u32,
    /// Who.
    pub by: Signer,
    /// The reply, where he gave one.
    pub reply: Option<OfficialReply>,
    /// When.
    pub on: NaiveDate,
}

/// What was handed in, and who signed it so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Counts from 1.
    pub submission: u32,
    /// The digest of what was handed in.
    pub digest: String,
    /// Pieces of all lines.
    pub pieces: u64,
    /// 原值 of all named cards.
    pub original_value: Fen,
    /// The versions of the policies that the chain comes from.
    pub policies: Vec<Pin>,
    /// Whether documents passed a limit together with it.
    pub possible_splitting: bool,
    /// The steps in the order they are signed.
    pub chain: Vec<Step>,
    /// The signatures that hold.
    pub signatures: Vec<Signature>,
    /// To whom a step was passed on.
    pub passed_on: BTreeMap<u32, Holder>,
    /// Who handed it in.
    pub by: Signer,
    /// When.
    pub on: NaiveDate,
    /// Since when the present step waits.
    pub waiting_since: NaiveDate,
    /// Days on which it was urged.
    pub urged_on: BTreeSet<NaiveDate>,
}

impl Submission {
    /// The step that waits for a signature; `None` when all are signed.
    #[must_use]
    pub fn present(&self) -> Option<&Step> {
        self.chain.iter().find(|step| self.signed(step.step) < step.signers as usize)
    }

    /// How many persons signed a step.
    #[must_use]
    pub fn signed(&self, step: u32) -> usize {
        self.signatures.iter().filter(|signature| signature.step == step).count()
    }

    /// Where a step stands in the chain.
    pub(super) fn place_of(&self, step: u32) -> Option<usize> {
        self.chain.iter().position(|known| known.step == step)
    }

    /// The reply given last.
    #[must_use]
    pub fn reply(&self) -> Option<&OfficialReply> {
        self.signatures.iter().rev().find_map(|signature| signature.reply.as_ref())
    }
}

/// Where it stands. Written down by views alone, never in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Being written; `corrections` when it came back.
    Draft { corrections: Vec<Correction> },
    /// Waiting for signatures.
    UnderApproval(Submission),
    /// Signed by all; its lines are being carried out.
    Approved(Submission),
    /// 不予批准.
    Rejected { on: NaiveDate },
    /// 作废.
    Voided { on: NaiveDate },
    /// Every line has ended.
    Closed { submission: Submission, on: NaiveDate },
}

/// A document that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: DocumentId,
    /// For which unit.
    pub unit: InstitutionId,
    /// What it asks for.
    pub terms: Terms,
    /// Its title.
    pub title: String,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Its lines by number.
    pub lines: BTreeMap<u32, Line>,
    /// How lines ended.
    pub ended: BTreeMap<u32, LineOutcome>,
    /// Assets of the lines that are done.
    pub carried: BTreeMap<u32, AssetId>,
    /// Its number, once it was handed in; it stays.
    pub number: Option<String>,
    /// How often it was handed in.
    pub submissions: u32,
    /// Who began it.
    pub drafted_by: Signer,
    /// Where it stands.
    pub phase: Phase,
    /// Day of the latest event: what follows is not earlier.
    pub latest_on: NaiveDate,
}

impl Known {
    /// The submission that is being signed, or was.
    #[must_use]
    pub fn submission(&self) -> Option<&Submission> {
        match &self.phase {
            Phase::UnderApproval(submission) | Phase::Approved(submission) | Phase::Closed { submission, .. } => {
                Some(submission)
            }
            Phase::Draft { .. } | Phase::Rejected { .. } | Phase::Voided { .. } => None,
        }
    }

    /// Lines that have not ended.
    pub fn open_lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values().filter(|line| !self.ended.contains_key(&line.line))
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Document {
    /// Never begun.
    #[default]
    Undrafted,
    /// Begun.
    Known(Box<Known>),
}

impl Document {
    /// The document, once begun.
    #[must_use]
    pub fn known(&self) -> Option<&Known> {
        match self {
            Self::Known(known) => Some(known),
            Self::Undrafted => None,
        }
    }
}
