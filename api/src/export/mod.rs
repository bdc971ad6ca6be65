//! Ledgers as tables for workbooks, under the headers by which they are read again.
//!
//! Nothing classified is in the system, so nothing classified can leave it. Names of persons and remarks are joined
//! from the people store; whoever asks must be allowed to read them.

mod assets;
pub(crate) mod card;
mod stocktake;
mod waste;

use cangliu_domain::id::{InstitutionId, StocktakeId};
use cangliu_domain::uscc::Uscc;
use cangliu_projections::{Snapshot, ViewError};
use cangliu_store::StoreError;
use cangliu_workbook::write::Footer;

pub use assets::{Cards, assets};
pub use stocktake::{stocktake, stocktake_by_id};
pub use waste::waste;

use crate::ledger::Refused;
use crate::node::Node;

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The institution is not in the registry.
    #[error("the institution {uscc} is not in the registry")]
    InstitutionUnknown {
        /// Its code.
        uscc: Uscc,
    },
    /// There is no such stock-take, or it has not begun.
    #[error("there is no stock-take {id} that has begun")]
    StocktakeUnknown {
        /// Its id.
        id: StocktakeId,
    },
    /// The views could not be read.
    #[error("the views could not be read")]
    Views(#[from] ViewError),
    /// The people store could not be read.
    #[error("the people store could not be read")]
    Store(#[from] StoreError),
    /// A stream could not be read.
    #[error("a stream could not be read")]
    Refused(Refused),
    /// The program is ending.
    #[error("the work was interrupted")]
    Interrupted,
}

impl ExportError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InstitutionUnknown { .. } => "INSTITUTION_UNKNOWN",
            Self::StocktakeUnknown { .. } => "STOCKTAKE_UNKNOWN",
            Self::Views(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Refused(_) => "LEDGER_UNREADABLE",
            Self::Interrupted => "INTERRUPTED",
        }
    }
}

impl From<Refused> for ExportError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// Asks the views one question, on a thread that may wait for the disk.
async fn ask<T: Send + 'static>(
    node: &Node,
    question: impl FnOnce(&Snapshot<'_>) -> Result<T, ViewError> + Send + 'static,
) -> Result<T, ExportError> {
    let reader = node.reader.clone();
    let asked = tokio::task::spawn_blocking(move || reader.with(question)).await;
    Ok(asked.map_err(|_| ExportError::Interrupted)??.0)
}

/// The institution of a code, with its name.
async fn institution(node: &Node, uscc: &Uscc) -> Result<(InstitutionId, String), ExportError> {
    let code = uscc.to_string();
    let known = ask(node, move |snapshot| snapshot.institution_by_uscc(&code)).await?;
    let known = known.ok_or_else(|| ExportError::InstitutionUnknown { uscc: uscc.clone() })?;
    Ok((known.id, known.name))
}

/// Lines to be signed, with the day of the export.
fn footer(node: &Node) -> Footer {
    Footer { reported_on: Some(node.clock.today()), ..Footer::default() }
}
