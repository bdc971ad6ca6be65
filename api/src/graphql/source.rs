//! Where a rule of the field comes from.

use async_graphql::{InputObject, SimpleObject};
use cangliu_domain::source;

use super::bad_input::{name, optional_name};
use crate::ledger::Refused;

/// The document that says so.
#[derive(InputObject, Clone)]
pub(super) struct SourceInput {
    /// Name or number of the document, such as 沪机管〔2026〕12号.
    document: String,
    /// The clause.
    clause: Option<String>,
}

impl SourceInput {
    /// The source, once its texts are read.
    ///
    /// # Errors
    /// When a text is empty, too long or not plain.
    pub(super) fn read(&self) -> Result<source::Source, Refused> {
        Ok(source::Source {
            document: name("source.document", &self.document)?,
            clause: optional_name("source.clause", self.clause.as_deref())?,
        })
    }
}

/// The document that says so.
#[derive(SimpleObject)]
pub(super) struct Source {
    /// Name or number of the document.
    document: String,
    /// The clause, where it is known.
    clause: Option<String>,
}

impl From<&source::Source> for Source {
    fn from(source: &source::Source) -> Self {
        Self { document: source.document.clone(), clause: source.clause.clone() }
    }
}
