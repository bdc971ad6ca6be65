//! The binary's other commands, run to their end.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::Command;

use cangliu_esdb_stand_in::beside;
use serde_json::Value;

use crate::workspace;

/// What a command left behind.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub out: String,
    /// What it complained.
    pub err: String,
}

/// Runs `cangliu` with arguments.
///
/// # Panics
/// When it cannot be started.
pub fn run<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Ran {
    let arguments: Vec<OsString> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
    let mut command = Command::new(workspace::binary());
    command.args(&arguments);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CANGLIU_")) {
        command.env_remove(name);
    }
    let data_dir = arguments.iter().skip_while(|argument| *argument != "--data-dir").nth(1);
    command.envs(data_dir.and_then(|data_dir| beside(Path::new(data_dir))).map(|address| ("CANGLIU_LOG", address)));
    let output = command.output().expect("the binary can be started");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// The JSON it printed, of a command that went well.
    ///
    /// # Panics
    /// When it failed, or printed something else.
    #[must_use]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}
