//! The server under measurement: this program again, as a child process with a data directory of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;

/// Longest time until it answers.
const READY_WAIT: Duration = Duration::from_secs(300);
/// How often the ready file is looked for.
const READY_POLL: Duration = Duration::from_millis(5);

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// It could not be started, or its files not be read.
    #[error("the server cannot be started")]
    Io(#[from] std::io::Error),
    /// Its ready file is not what we know.
    #[error("the ready file cannot be read")]
    Ready(#[from] serde_json::Error),
    /// It ended, or took too long.
    #[error("the server did not become ready; its output is in {}", log.display())]
    NotReady {
        /// Where it wrote.
        log: PathBuf,
    },
}

#[derive(Deserialize)]
struct Ready {
    address: String,
}

/// A running server; ended when dropped.
pub(super) struct Server {
    child: Child,
    /// `host:port`.
    pub(super) host: String,
    /// Where its figures are.
    pub(super) metrics: String,
    /// From start to the ready file.
    pub(super) started_in: Duration,
}

impl Server {
    /// Starts one on a data directory and waits until it answers.
    ///
    /// # Errors
    /// [`ServerError`].
    pub(super) fn start(data: &Path) -> Result<Self, ServerError> {
        let ready = data.join("ready.json");
        let log = data.join("server.log");
        let _ = std::fs::remove_file(&ready);
        // Let go of before the child takes it; nobody else on this machine asks for ports in between.
        let metrics = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let begun = Instant::now();
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--rate-per-second", "1000000"])
            .args(["--metrics-listen", &metrics])
            .arg("--data-dir")
            .arg(data)
            .arg("--ready-file")
            .arg(&ready)
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(&log)?)
            .stderr(std::fs::File::options().append(true).open(&log)?)
            .spawn()?;
        let mut server = Self {
            child,
            host: String::new(),
            metrics: format!("http://{metrics}/metrics"),
            started_in: Duration::ZERO,
        };
        while !ready.exists() {
            if server.child.try_wait()?.is_some() || begun.elapsed() > READY_WAIT {
                return Err(ServerError::NotReady { log });
            }
            std::thread::sleep(READY_POLL);
        }
        server.started_in = begun.elapsed();
        let told: Ready = serde_json::from_slice(&std::fs::read(&ready)?)?;
        server.host = told.address.trim_start_matches("http://").trim_end_matches('/').to_owned();
        Ok(server)
    }

    /// Its process id.
    #[must_use]
    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
