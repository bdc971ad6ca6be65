//! Measures on this machine, beside the machine's own limits: `cangliu bench append|query`.
//!
//! Every figure stands next to a limit measured in the same run, so that it means something
//! elsewhere. The load comes from this process and the server is a child of it: their processor
//! time is told apart. Loopback only, bounded in count and time.
//!
//! | file | holds |
//! |---|---|
//! | `append` | durable commands: at the store, and through HTTP |
//! | `query` | lists and searches over many assets, start, memory |
//! | `city` | the assets to measure on |
//! | `server` | the child process |
//! | `client` | one HTTP connection |
//! | `load` | closed and open loops over connections, and their latencies |
//! | `cpu` | processor time of a process, by thread |
//! | `stages` | how long the stages of commands took |

mod append;
mod city;
mod client;
mod cpu;
mod load;
mod query;
mod server;
mod stages;

use std::path::Path;

use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};

pub use client::ClientError;
pub use server::ServerError;

pub use append::{AppendArgs, AppendReport, run as append};
pub use query::{QueryArgs, QueryReport, run as query};

use crate::auth::Grant;

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A file or a thread.
    #[error("the machine refused")]
    Io(#[from] std::io::Error),
    /// The log.
    #[error("the log failed")]
    Store(#[from] cangliu_store::StoreError),
    /// The node.
    #[error("the node cannot be opened")]
    Node(#[from] crate::node::NodeError),
    /// The ledger, which had no reason to refuse.
    #[error("the ledger refused: {0}")]
    Refused(String),
    /// A token.
    #[error("no token can be made")]
    Token(#[from] crate::auth::dev::DevError),
    /// The child.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The child's figures.
    #[error("the server's figures cannot be read")]
    Figures(#[from] reqwest::Error),
    /// The load.
    #[error(transparent)]
    Client(#[from] ClientError),
}

impl From<crate::ledger::Refused> for BenchError {
    fn from(refused: crate::ledger::Refused) -> Self {
        Self::Refused(format!("{refused:?}"))
    }
}

fn grant(role: Role, institution: InstitutionId) -> Grant {
    Grant { role, institution: Some(institution), scope: Scope::City, post: None, on_behalf_of: None, acts: Vec::new() }
}

/// A directory for one run, gone afterwards.
fn scratch(within: Option<&Path>) -> std::io::Result<tempfile::TempDir> {
    match within {
        Some(within) => tempfile::tempdir_in(within),
        None => tempfile::tempdir(),
    }
}
