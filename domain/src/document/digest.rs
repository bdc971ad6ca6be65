//! The digest that a submission is known by, also on paper: SHA-256 over what was asked for.

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::line::{Attachment, Line};
use super::situation::Known;
use super::terms::Terms;
use crate::id::{DocumentId, InstitutionId};

#[derive(Serialize)]
struct Content<'a> {
    document: DocumentId,
    unit: InstitutionId,
    terms: &'a Terms,
    title: &'a str,
    attachments: &'a [Attachment],
    lines: Vec<&'a Line>,
}

impl Known {
    /// SHA-256, in hexadecimal, over the JSON of unit, terms, title, attachments and lines in the order of their numbers.
    #[must_use]
    pub fn digest(&self) -> String {
        let content = Content {
            document: self.id,
            unit: self.unit,
            terms: &self.terms,
            title: &self.title,
            attachments: &self.attachments,
            lines: self.lines.values().collect(),
        };
        let json = serde_json::to_vec(&content).unwrap_or_default();
        Sha256::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
