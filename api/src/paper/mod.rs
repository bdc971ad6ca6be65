//! Papers of what the ledger holds: found for whoever may see it, put into words, and printed.
//!
//! | file | holds |
//! |---|---|
//! | `label` | labels of assets |
//! | `event` | the paper of an asset's event: 出库交接单, 接收收据, 归还验收单 |
//! | `words` | how values are called on paper |
//!
//! What a paper looks like is the matter of `cangliu-paper`; who may see an asset that of [`crate::auth`].

mod event;
mod label;
mod words;

pub use event::paper_of_event;
pub use label::labels;

use cangliu_paper::PaperError;
use cangliu_projections::{Result as ViewResult, Snapshot};

use crate::error::Error;
use crate::node::Node;

/// A PDF with the name it is saved under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Name without characters that mean something elsewhere.
    pub name: String,
    /// The PDF.
    pub pdf: Vec<u8>,
}

/// Prints on a thread of its own: a long paper keeps nobody else waiting.
async fn printed(
    name: String,
    print: impl FnOnce() -> Result<Vec<u8>, PaperError> + Send + 'static,
) -> Result<Printed, Error> {
    let pdf = tokio::task::spawn_blocking(print).await.map_err(|stopped| Error::Internal(Box::new(stopped)))?;
    let pdf = pdf.map_err(|error| match error {
        PaperError::FontMissing | PaperError::Pdf { .. } => Error::Internal(Box::new(error)),
        PaperError::LabelCount { .. } | PaperError::QrTooLong { .. } => {
            Error::BadInput { code: error.code(), field: "assets", zh: error.zh(), en: error.to_string() }
        }
    })?;
    Ok(Printed { name, pdf })
}

/// Reads the views in one snapshot, on a thread that may wait for the disk.
async fn read<T: Send + 'static>(
    node: &Node,
    question: impl FnOnce(&Snapshot<'_>) -> ViewResult<T> + Send + 'static,
) -> Result<T, Error> {
    let reader = node.reader.clone();
    let answered = tokio::task::spawn_blocking(move || reader.with(question)).await;
    Ok(answered.map_err(|stopped| Error::Internal(Box::new(stopped)))??.0)
}
