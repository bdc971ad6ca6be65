//! What an act happens under: a document, its line, and the official reply (批复).

use async_graphql::{InputObject, SimpleObject};
use cangliu_domain::basis;
use cangliu_domain::id::DocumentId;
use uuid::Uuid;

use super::bad_input::{bad, name, optional_name};
use super::scalar::{Date, Whole};
use crate::ledger::Refused;

/// Most lines of a document.
const LINES_MAX: u32 = 2_000;

/// What an act happens under.
#[derive(InputObject, Clone)]
pub(super) struct BasisInput {
    /// The document (单据); its id is made by the client.
    document: Uuid,
    /// Line of the document, from 1.
    line: Option<Whole>,
    /// Number of the document as printed.
    number: Option<String>,
    /// The reply that approved it.
    reply: Option<OfficialReplyInput>,
}

/// An official reply (批复): not the same as a step of approval.
#[derive(InputObject, Clone)]
pub(super) struct OfficialReplyInput {
    /// Number of the reply, such as 沪机管〔2026〕12号.
    number: String,
    /// The day it was issued.
    issued_on: Date,
    /// Who issued it.
    issuer: String,
}

impl OfficialReplyInput {
    /// The reply, once its texts are read.
    ///
    /// # Errors
    /// When a text is empty, too long or not plain.
    pub(super) fn read(self) -> Result<basis::OfficialReply, Refused> {
        Ok(basis::OfficialReply {
            number: name("reply.number", &self.number)?,
            issued_on: self.issued_on.0,
            issuer: name("reply.issuer", &self.issuer)?,
        })
    }
}

impl BasisInput {
    /// The basis, once its texts are read.
    ///
    /// # Errors
    /// When a text is empty, too long or not plain.
    pub(super) fn read(self) -> Result<basis::Basis, Refused> {
        let reply = self.reply.map(OfficialReplyInput::read);
        Ok(basis::Basis {
            document: DocumentId(self.document),
            line: self.line.map(line).transpose()?,
            number: optional_name("under.number", self.number.as_deref())?,
            reply: reply.transpose()?,
        })
    }
}

fn line(given: Whole) -> Result<u32, Refused> {
    let number = u32::try_from(given.0).ok().filter(|line| (1..=LINES_MAX).contains(line));
    number.ok_or_else(|| bad("LINE_MALFORMED", "under.line", "单据行号从 1 起", format!("a line is 1 to {LINES_MAX}")))
}

/// What an act happened under.
#[derive(SimpleObject)]
pub(super) struct Basis {
    /// The document (单据).
    document: Uuid,
    /// Line of the document, from 1.
    line: Option<u32>,
    /// Number of the document as printed.
    number: Option<String>,
    /// The reply that approved it.
    reply: Option<OfficialReply>,
}

/// An official reply (批复).
#[derive(SimpleObject)]
pub(super) struct OfficialReply {
    /// Number of the reply.
    number: String,
    /// The day it was issued.
    issued_on: Date,
    /// Who issued it.
    issuer: String,
}

impl From<&basis::Basis> for Basis {
    fn from(under: &basis::Basis) -> Self {
        Self {
            document: under.document.0,
            line: under.line,
            number: under.number.clone(),
            reply: under.reply.as_ref().map(|reply| OfficialReply {
                number: reply.number.clone(),
                issued_on: reply.issued_on.into(),
                issuer: reply.issuer.clone(),
            }),
        }
    }
}
