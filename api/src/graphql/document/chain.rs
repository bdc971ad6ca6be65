//! The chain of approval as it is shown: steps, who signs them, and the signatures.

use async_graphql::SimpleObject;
use cangliu_domain::basis::OfficialReply as Reply;
use cangliu_domain::document::{self, Authority};
use cangliu_domain::policy::Pin;
use cangliu_domain::post::Holder;
use uuid::Uuid;

use crate::graphql::post::Role;
use crate::graphql::scalar::{Date, Whole};

/// A person as his token names him.
#[derive(SimpleObject, Clone)]
pub(in crate::graphql) struct TokenHolder {
    /// Issuer of the token.
    issuer: String,
    /// Subject within the issuer.
    subject: String,
}

impl From<&Holder> for TokenHolder {
    fn from(holder: &Holder) -> Self {
        Self { issuer: holder.issuer.clone(), subject: holder.subject.clone() }
    }
}

/// An official reply (批复) to a document.
#[derive(SimpleObject)]
pub(in crate::graphql) struct DocumentReply {
    /// Number of the reply.
    number: String,
    /// The day it was issued.
    issued_on: Date,
    /// Who issued it.
    issuer: String,
}

impl From<&Reply> for DocumentReply {
    fn from(reply: &Reply) -> Self {
        Self { number: reply.number.clone(), issued_on: reply.issued_on.into(), issuer: reply.issuer.clone() }
    }
}

/// A signature on a step.
#[derive(SimpleObject)]
pub(in crate::graphql) struct DocumentSignature {
    /// Who.
    by: TokenHolder,
    /// 代理: whose duties he did.
    on_behalf_of: Option<TokenHolder>,
    /// The reply he gave.
    reply: Option<DocumentReply>,
    /// When.
    on: Date,
}

/// A step of approval.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ApprovalStep {
    /// Its number.
    step: Whole,
    /// The post of whoever signs.
    role: Role,
    /// The unit it is signed for, if it is one.
    unit: Option<Uuid>,
    /// The competent department it is signed for, if it is one.
    department: Option<String>,
    /// The level or district it is signed for, by its six digits.
    division: Option<String>,
    /// The one person asked to sign (加签).
    person: Option<TokenHolder>,
    /// How many different persons sign.
    signers: Whole,
    /// Whether it ends with an official reply.
    reply_required: bool,
    /// Working days it may take.
    working_days: Whole,
    /// To whom it was passed on (转办).
    passed_on_to: Option<TokenHolder>,
    /// The signatures so far.
    signatures: Vec<DocumentSignature>,
}

/// A policy's version that a chain comes from.
#[derive(SimpleObject)]
pub(in crate::graphql) struct ChainPolicy {
    /// Whose policy, by its six digits.
    division: String,
    /// Its version; null where none was adopted.
    version: Option<Whole>,
}

impl From<&Pin> for ChainPolicy {
    fn from(pin: &Pin) -> Self {
        Self { division: pin.division.to_string(), version: pin.version.map(|version| Whole(version.into())) }
    }
}

/// The chain of a submission.
pub(super) fn chain(submission: &document::Submission) -> Vec<ApprovalStep> {
    submission.chain.iter().map(|one| step(submission, one)).collect()
}

fn step(submission: &document::Submission, step: &document::Step) -> ApprovalStep {
    let signed = submission.signatures.iter().filter(|signature| signature.step == step.step);
    let mut shown = ApprovalStep {
        step: Whole(step.step.into()),
        role: step.role.into(),
        unit: None,
        department: None,
        division: None,
        person: None,
        signers: Whole(step.signers.into()),
        reply_required: step.reply_required,
        working_days: Whole(step.working_days.into()),
        passed_on_to: submission.passed_on.get(&step.step).map(Into::into),
        signatures: signed
            .map(|signature| DocumentSignature {
                by: (&signature.by.person).into(),
                on_behalf_of: signature.by.on_behalf_of.as_ref().map(Into::into),
                reply: signature.reply.as_ref().map(Into::into),
                on: signature.on.into(),
            })
            .collect(),
    };
    match &step.authority {
        Authority::Unit(unit) => shown.unit = Some(unit.0),
        Authority::Department(name) => shown.department = Some(name.clone()),
        Authority::Division(division) => shown.division = Some(division.to_string()),
        Authority::Person(holder) => shown.person = Some(holder.into()),
    }
    shown
}
