//! `cangliu migrate-log`, run to its end or killed in the middle.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use cangliu_esdb_stand_in::StandIn;
use serde_json::Value;

use crate::cli::{self, Ran};
use crate::workspace;

/// A log to be copied, and where to; each a data directory or an address.
#[derive(Debug, Clone)]
pub struct Errand {
    arguments: Vec<String>,
}

impl Errand {
    /// From one place to the other, with the map in a file.
    #[must_use]
    pub fn new(from: &str, to: &str, map: &Path) -> Self {
        let map = map.to_string_lossy();
        let arguments = ["migrate-log", "--format", "json", "--from", from, "--to", to, "--map", &map];
        Self { arguments: arguments.map(str::to_owned).to_vec() }
    }

    /// Runs it to its end.
    #[must_use]
    pub fn run(&self) -> Ran {
        cli::run(&self.arguments)
    }

    /// Runs it to its end, which is a good one; answers what it says.
    #[must_use]
    pub fn done(&self) -> Value {
        self.run().json()
    }

    /// Starts it; whoever has it kills it.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn start(&self) -> Running {
        let mut command = Command::new(workspace::binary());
        command.args(&self.arguments);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CANGLIU_")) {
            command.env_remove(name);
        }
        Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts"))
    }
}

/// A migration on its way.
pub struct Running(Child);

impl Running {
    /// Whether it has ended by itself.
    ///
    /// # Panics
    /// When it is no child of this process.
    pub fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("a child of this process").is_some()
    }

    /// Kills it as `kill -9` does.
    ///
    /// # Panics
    /// When that cannot be done.
    pub fn kill9(&mut self) {
        self.0.kill().expect("a child that can be killed");
        self.0.wait().expect("a child that ended");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Events on a server that are not its own.
#[must_use]
pub fn events_on(stand_in: &StandIn) -> u64 {
    stand_in.all().iter().filter(|event| !event.stream.starts_with('$')).count() as u64
}

/// Bytes of a log in a directory, the WAL included.
#[must_use]
pub fn bytes_in(directory: &Path) -> u64 {
    let length = |name| std::fs::metadata(directory.join(name)).map_or(0, |metadata| metadata.len());
    length("log.db") + length("log.db-wal")
}

/// The lines of a map: old and new positions.
///
/// # Panics
/// When a line is none of a map.
#[must_use]
pub fn positions(map: &Path) -> Vec<(u64, u64)> {
    let text = std::fs::read_to_string(map).expect("a map");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let number = |text: &str| text.parse().expect("a position");
    lines.map(|line| line.split_once('\t').map(|(old, new)| (number(old), number(new))).expect("a line")).collect()
}
