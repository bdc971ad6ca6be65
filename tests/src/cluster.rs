//! Several nodes on one log: a stand-in for the server, and the real binary beside it as often as one likes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cangliu_esdb_stand_in::{Options as StandInOptions, StandIn};
use cangliu_store::{EsdbLog, EsdbOptions, EventStore};
use tempfile::TempDir;
use tokio::task::block_in_place;

use crate::server::{Options, Server};

/// Where the development key is, in a data directory.
const KEY: &str = "dev-key.json";
/// Where the log is kept, for whoever wants it kept.
const LOG: &str = "log";

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

    /// A log that is kept in a file, so that it can be put back.
    ///
    /// # Panics
    /// As [`Self::start`].
    #[must_use]
    pub fn start_in_file() -> Self {
        let work = tempfile::tempdir().expect("a folder for the nodes");
        let options = StandInOptions { data: Some(work.path().join(LOG)), ..StandInOptions::default() };
        Self { stand_in: StandIn::start_with(&options).expect("a port for the log"), work }
    }

    /// The file of the log.
    #[must_use]
    pub fn log_file(&self) -> PathBuf {
        self.work.path().join(LOG)
    }

    /// Takes the log away from the nodes.
    pub async fn stop_log(&self) {
        self.stand_in.stop_member(0).await;
    }

    /// Gives it back to them.
    ///
    /// # Panics
    /// When its port was taken by somebody.
    pub fn start_log(&self) {
        self.stand_in.start_member(0).expect("the port of the log");
    }

    /// Puts an earlier copy of the log's file in place, as an operator would beneath running nodes.
    ///
    /// # Panics
    /// When the copy cannot be read, or the port was taken by somebody.
    pub async fn put_back(&mut self, copy: &Path) {
        let listen = vec![self.stand_in.address(0)];
        self.stop_log().await;
        std::fs::copy(copy, self.log_file()).expect("the copy put in place");
        let options = StandInOptions { listen, data: Some(self.log_file()), ..StandInOptions::default() };
        self.stand_in = StandIn::start_with(&options).expect("the port of the log");
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
