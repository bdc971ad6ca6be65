//! Several nodes on one log: a stand-in for the server, and the real binary beside it as often as one likes.

use std::path::PathBuf;
use std::sync::Arc;

use cangliu_esdb_stand_in::StandIn;
use cangliu_store::{EsdbLog, EsdbOptions, EventStore};
use tempfile::TempDir;
use tokio::task::block_in_place;

use crate::server::{Options, Server};

/// Where the development key is, in a data directory.
const KEY: &str = "dev-key.json";

/// A log, and room for the nodes that share it.
pub struct Cluster {
    stand_in: StandIn,
    work: TempDir,
}

impl Cluster {
    /// A log with nobody on it yet.
    ///
    /// # Panics
    /// When there is no port or no folder for it.
    #[must_use]
    pub fn start() -> Self {
        let stand_in = StandIn::start().expect("a port for the log");
        Self { stand_in, work: tempfile::tempdir().expect("a folder for the nodes") }
    }

    /// How a node of this name is started: on the log and the people store that all share, with views of its own.
    /// Nodes believe each other's development tokens.
    ///
    /// # Panics
    /// When its folder cannot be made.
    #[must_use]
    pub fn node(&self, name: &str) -> Options {
        let (data_dir, people) = (self.data_dir(name), self.work.path().join("people"));
        std::fs::create_dir_all(&data_dir).expect("a folder for a node");
        let first = self.work.path().join(KEY);
        if first.is_file() {
            std::fs::copy(&first, data_dir.join(KEY)).expect("the first node's key");
        }
        let arguments = ["--log", &self.stand_in.url(), "--people-dir", &people.to_string_lossy()];
        Options { data_dir: Some(data_dir), arguments: arguments.map(str::to_owned).to_vec(), ..Options::default() }
    }

    /// Starts a node and waits until it answers.
    ///
    /// # Panics
    /// When it does not.
    pub async fn join(&self, name: &str) -> Server {
        let server = Server::start(self.node(name)).await;
        let first = self.work.path().join(KEY);
        if !first.is_file() {
            std::fs::copy(server.data_dir().join(KEY), first).expect("a key that others can share");
        }
        server
    }

    /// The stand-in, to be stopped and started.
    #[must_use]
    pub fn stand_in(&self) -> &StandIn {
        &self.stand_in
    }

    /// Where a node's views are.
    #[must_use]
    pub fn data_dir(&self, name: &str) -> PathBuf {
        self.work.path().join(name)
    }

    /// The log itself, to be read and written past the nodes.
    ///
    /// # Panics
    /// When it does not answer.
    #[must_use]
    pub fn log(&self) -> Arc<dyn EventStore> {
        let options = EsdbOptions::parse(&self.stand_in.url(), None).expect("an address");
        // The stand-in answers on the threads of this runtime.
        Arc::new(block_in_place(|| EsdbLog::open(&options)).expect("the log"))
    }
}
