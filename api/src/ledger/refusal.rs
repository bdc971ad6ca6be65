//! How an order ends without events.

use cangliu_domain::Refusal;
use cangliu_store::StoreError;

use super::served::Denied;

/// Why a command was not carried out.
#[derive(Debug, Clone)]
pub enum Refused {
    /// The rules say no; shown to the user as data.
    Rejected {
        /// Stable code.
        code: &'static str,
        /// Argument at fault.
        field: Option<&'static str>,
        /// Chinese sentence.
        zh: String,
        /// English sentence.
        en: String,
    },
    /// The permission is missing.
    Denied(Denied),
    /// The command id was used for something else.
    CommandIdReused,
    /// Somebody wrote since the client looked.
    RevisionMoved {
        /// What the client saw.
        expected: u64,
        /// What is there.
        actual: Option<u64>,
    },
    /// Written by a newer program.
    UpgradeNeeded {
        /// Type of the event.
        kind: String,
        /// Version of its form.
        version: u16,
        /// Where it is.
        position: u64,
    },
    /// Of a known type, but broken.
    Undecodable {
        /// Type of the event.
        kind: String,
        /// Where it is.
        position: u64,
        /// What the reader said.
        reason: String,
    },
    /// The store does not know whether it wrote; repeating is safe.
    OutcomeUnknown,
    /// The log was put back or replaced beneath this node: what it would decide on is of another history.
    LogReplaced,
    /// Others kept writing first.
    Busy,
    /// The store failed.
    Store(StoreError),
}

impl Refused {
    /// A domain's no.
    pub fn rejected<R: Refusal>(no: &R) -> Self {
        Self::Rejected { code: no.code(), field: no.field(), zh: no.zh(), en: no.to_string() }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}
