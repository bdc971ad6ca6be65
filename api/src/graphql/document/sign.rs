//! Approval: signed, sent back, passed on, asked of another, refused.

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::document::{Command, Correction, Signer};
use cangliu_domain::post::Holder;
use uuid::Uuid;

use super::draft::AttachmentInput;
use super::{Document, known, note};
use crate::error::Error;
use crate::graphql::bad_input::name;
use crate::graphql::basis::OfficialReplyInput;
use crate::graphql::desk::Desk;
use crate::graphql::errand::{self, Errand, Sent};
use crate::graphql::payload::Answered;
use crate::graphql::scalar::{Date, Whole};
use crate::ledger::{Refused, can_sign};

/// Which step of which submission is meant: the one that was seen.
#[derive(InputObject, Clone)]
struct StepSeen {
    /// The document.
    document: Uuid,
    /// The submission that was seen, counted from 1.
    submission: Whole,
    /// The step.
    step: Whole,
    /// The business day.
    on: Date,
}

impl StepSeen {
    fn submission(&self) -> u32 {
        u32::try_from(self.submission.0).unwrap_or(0)
    }

    fn step(&self) -> u32 {
        u32::try_from(self.step.0).unwrap_or(0)
    }

    /// Whoever asks, by the grant that is for this step.
    async fn signer(&self, desk: Desk<'_>) -> Result<Signer, Refused> {
        let known = known(desk, self.document).await?;
        let step = known.submission().and_then(|now| now.chain.iter().find(|step| step.step == self.step())).cloned();
        let fits = |grant: &_| step.as_ref().is_some_and(|step| can_sign(grant, step.role, &step.authority));
        Ok(desk.who.signer(fits))
    }
}

/// 同意 of the present step.
#[derive(InputObject, Clone)]
struct ApproveDocumentStep {
    /// What was seen.
    seen: StepSeen,
    /// The official reply (批复), where the step ends with one.
    reply: Option<OfficialReplyInput>,
    /// The scan of the reply, uploaded before by the signer's institution.
    scan: Option<AttachmentInput>,
    /// An opinion. Kept outside the log.
    opinion: Option<String>,
}

impl Errand for ApproveDocumentStep {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.seen.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let at = (self.seen.document, command_id);
        let opinion = match self.opinion.as_deref().filter(|text| !text.trim().is_empty()) {
            Some(text) => Some(note(desk, at, ("opinion", "/opinion"), text).await?),
            None => None,
        };
        Ok(Command::Approve {
            submission: self.seen.submission(),
            step: self.seen.step(),
            reply: self.reply.map(OfficialReplyInput::read).transpose()?,
            scan: self.scan.as_ref().map(AttachmentInput::read).transpose()?,
            opinion,
            by: self.seen.signer(desk).await?,
            on: self.seen.on.0,
        })
    }
}

/// One thing to be put right.
#[derive(InputObject, Clone)]
struct CorrectionInput {
    /// The line it is about; without one, the document.
    line: Option<Whole>,
    /// What is wrong. Kept outside the log.
    what: String,
}

/// 退回补正 to an earlier step.
#[derive(InputObject, Clone)]
struct ReturnDocumentForCorrection {
    /// What was seen.
    seen: StepSeen,
    /// The step it goes back to; 0 is the applicant, whose lines thaw.
    to_step: Whole,
    /// What has to be put right.
    corrections: Vec<CorrectionInput>,
}

impl Errand for ReturnDocumentForCorrection {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.seen.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        let mut corrections = Vec::with_capacity(self.corrections.len());
        for (index, given) in self.corrections.iter().enumerate() {
            let pointer = format!("/corrections/{index}/note");
            let at = (self.seen.document, command_id);
            let kept = note(desk, at, ("corrections", &pointer), &given.what).await?;
            let line = given.line.map(|line| u32::try_from(line.0).unwrap_or(0));
            corrections.push(Correction { line, note: kept });
        }
        Ok(Command::Return {
            submission: self.seen.submission(),
            step: self.seen.step(),
            to_step: u32::try_from(self.to_step.0).unwrap_or(u32::MAX),
            corrections,
            by: self.seen.signer(desk).await?,
            on: self.seen.on.0,
        })
    }
}

/// Somebody as his token names him.
#[derive(InputObject, Clone)]
struct HolderInput {
    /// Issuer of his token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
}

impl HolderInput {
    fn read(&self) -> Result<Holder, Refused> {
        Ok(Holder { issuer: name("to.issuer", &self.issuer)?, subject: name("to.subject", &self.subject)? })
    }
}

/// 转办: the step is to be signed by somebody else.
#[derive(InputObject, Clone)]
struct PassDocumentOn {
    /// What was seen.
    seen: StepSeen,
    /// To whom.
    to: HolderInput,
    /// Why. Kept outside the log.
    reason: String,
}

impl Errand for PassDocumentOn {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.seen.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        Ok(Command::PassOn {
            submission: self.seen.submission(),
            step: self.seen.step(),
            to: self.to.read()?,
            reason: note(desk, (self.seen.document, command_id), ("reason", "/reason"), &self.reason).await?,
            by: self.seen.signer(desk).await?,
            on: self.seen.on.0,
        })
    }
}

/// 加签: somebody is to sign before the present step.
#[derive(InputObject, Clone)]
struct AskCountersign {
    /// What was seen.
    seen: StepSeen,
    /// Who.
    to: HolderInput,
    /// Why. Kept outside the log.
    reason: String,
}

impl Errand for AskCountersign {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.seen.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        Ok(Command::AskCountersign {
            submission: self.seen.submission(),
            step: self.seen.step(),
            whom: self.to.read()?,
            reason: note(desk, (self.seen.document, command_id), ("reason", "/reason"), &self.reason).await?,
            by: self.seen.signer(desk).await?,
            on: self.seen.on.0,
        })
    }
}

/// 不予批准.
#[derive(InputObject, Clone)]
struct RejectDocument {
    /// What was seen.
    seen: StepSeen,
    /// Why. Kept outside the log.
    reason: String,
}

impl Errand for RejectDocument {
    type Record = Document;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.seen.document.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        Ok(Command::Reject {
            submission: self.seen.submission(),
            step: self.seen.step(),
            reason: note(desk, (self.seen.document, command_id), ("reason", "/reason"), &self.reason).await?,
            by: self.seen.signer(desk).await?,
            on: self.seen.on.0,
        })
    }
}

#[derive(Default)]
pub(super) struct SignatureMutation;

#[Object]
impl SignatureMutation {
    /// Approves the present step (同意). One person signs one step, and nobody what he asked for.
    async fn approve_document_step(
        &self,
        ctx: &Context<'_>,
        input: Sent<ApproveDocumentStep>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Sends a document back (退回补正) with the list of what is wrong.
    async fn return_document_for_correction(
        &self,
        ctx: &Context<'_>,
        input: Sent<ReturnDocumentForCorrection>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Passes the present step on to somebody else (转办).
    async fn pass_document_on(
        &self,
        ctx: &Context<'_>,
        input: Sent<PassDocumentOn>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Asks somebody to sign before the present step (加签).
    async fn ask_countersign(
        &self,
        ctx: &Context<'_>,
        input: Sent<AskCountersign>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }

    /// Refuses a document for good (不予批准).
    async fn reject_document(
        &self,
        ctx: &Context<'_>,
        input: Sent<RejectDocument>,
    ) -> Result<Answered<Document>, Error> {
        errand::run(ctx, input).await
    }
}
