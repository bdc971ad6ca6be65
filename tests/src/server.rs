//! A server process of one's own: the real binary on a free port, with its data in a folder of its own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde::Deserialize;
use tempfile::TempDir;

use crate::client::Client;
use crate::{poll, workspace};

/// How long a server may take until it is ready, also after a kill.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long a server may take to end after it was asked to.
const STOPPED_WITHIN: Duration = Duration::from_secs(20);
/// How much of the log a failing test shows.
const LAST_WORDS_BYTES: i64 = 4_000;

/// How a server is started.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// With the demo city.
    pub demo: bool,
    /// In this directory, rather than in one that is gone with the server.
    pub data_dir: Option<PathBuf>,
    /// At this address rather than a free one.
    pub listen: Option<String>,
    /// Further arguments of `cangliu serve`.
    pub arguments: Vec<String>,
}

/// What the server writes down once it answers.
#[derive(Debug, Clone, Deserialize)]
struct Ready {
    address: String,
    tokens: BTreeMap<String, String>,
}

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Child,
    ready: Ready,
    options: Options,
    data_dir: PathBuf,
    work: Arc<TempDir>,
}

impl Server {
    /// Starts a server and waits until it answers.
    ///
    /// # Panics
    /// When it ends instead, or takes longer than a minute; with its last words.
    pub async fn start(options: Options) -> Self {
        Self::start_within(options, READY_WITHIN).await
    }

    /// Starts a server that may need longer until it answers, because its views are far behind.
    ///
    /// # Panics
    /// When it ends instead, or takes longer than that; with its last words.
    pub async fn start_within(options: Options, patience: Duration) -> Self {
        let work = Arc::new(tempfile::tempdir().expect("a folder for a server"));
        let data_dir = options.data_dir.clone().unwrap_or_else(|| work.path().join("data"));
        Self::run(options, data_dir, work, patience).await
    }

    async fn run(options: Options, data_dir: PathBuf, work: Arc<TempDir>, patience: Duration) -> Self {
        let ready_file = work.path().join("ready.json");
        let _ = std::fs::remove_file(&ready_file);
        let mut child = spawn(&options, &data_dir, &ready_file, &log_file(&work));
        let ready = poll::until("the server", patience, || {
            let ended = child.try_wait().expect("a child of this process");
            if let Some(status) = ended {
                panic!("the server ended with {status} before it was ready\n{}", last_words(&work));
            }
            let ready = std::fs::read(&ready_file).ok().and_then(|text| serde_json::from_slice(&text).ok());
            async move { ready }
        })
        .await;
        Self { child, ready, options, data_dir, work }
    }

    /// Somebody who asks it.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::new(&self.ready.address)
    }

    /// Where it listens, such as `http://127.0.0.1:40123`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.ready.address
    }

    /// The development token of a role, such as `administrator`.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn token(&self, role: &str) -> &str {
        self.ready.tokens.get(role).unwrap_or_else(|| panic!("no token for {role} in the ready file"))
    }

    /// Every role that has a development token.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.ready.tokens.keys().map(String::as_str)
    }

    /// Where its data is.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Kills it as `kill -9` does.
    pub fn kill9(&mut self) {
        self.child.kill().expect("a child that can be killed");
        self.child.wait().expect("a child that ended");
    }

    /// Asks it to stop, and waits until it did.
    ///
    /// # Panics
    /// When it does not within twenty seconds.
    pub async fn stop(&mut self) -> ExitStatus {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process id");
        kill_process(pid, Signal::TERM).expect("a child that can be asked");
        let child = &mut self.child;
        poll::until("the server's end", STOPPED_WITHIN, || {
            let ended = child.try_wait().expect("a child of this process");
            async move { ended }
        })
        .await
    }

    /// Starts it on the same data and kills it after a time, be it ready or not.
    pub async fn start_and_kill(&mut self, after: Duration) {
        self.child = spawn(&self.options, &self.data_dir, &self.work.path().join("unread.json"), &log_file(&self.work));
        poll::pass(after).await;
        self.kill9();
    }

    /// Starts it again on the same data, on another port.
    pub async fn restart(mut self) -> Self {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let (options, data_dir, work) = (self.options.clone(), self.data_dir.clone(), self.work.clone());
        drop(self);
        Self::run(options, data_dir, work, READY_WITHIN).await
    }

    /// The end of what it logged.
    #[must_use]
    pub fn last_words(&self) -> String {
        last_words(&self.work)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(options: &Options, data_dir: &Path, ready_file: &Path, log: &Path) -> Child {
    let log = File::options().create(true).append(true).open(log).expect("a log file");
    let mut command = Command::new(workspace::binary());
    let listen = options.listen.as_deref().unwrap_or("127.0.0.1:0");
    command.args(["serve", "--dev", "--listen", listen, "--rate-per-second", "0", "--data-dir"]).arg(data_dir);
    command.arg("--ready-file").arg(ready_file).args(&options.arguments);
    if options.demo {
        command.arg("--demo");
    }
    // Settings of whoever runs the tests must not reach the server.
    let ours = std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CANGLIU_"));
    ours.for_each(|(name, _)| {
        command.env_remove(name);
    });
    command.envs(cangliu_esdb_stand_in::beside(data_dir).map(|address| ("CANGLIU_LOG", address)));
    let log_too = log.try_clone().expect("a log file");
    command.stdin(Stdio::null()).stdout(log).stderr(log_too).spawn().expect("the server can be started")
}

fn log_file(work: &TempDir) -> PathBuf {
    work.path().join("server.log")
}

fn last_words(work: &TempDir) -> String {
    let mut text = Vec::new();
    if let Ok(mut file) = File::open(log_file(work)) {
        let _ = file.seek(SeekFrom::End(-LAST_WORDS_BYTES)).or_else(|_| file.rewind().map(|()| 0));
        let _ = file.read_to_end(&mut text);
    }
    String::from_utf8_lossy(&text).into_owned()
}
