//! Where a rule of the field comes from: the document that says it, and its clause.

use serde::{Deserialize, Serialize};

/// A document of the field and the place in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Name or number of the document, such as 沪机管〔2026〕12号.
    pub document: String,
    /// The clause, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

impl Source {
    /// Whether it names nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.document.trim().is_empty()
    }
}
