//! Writing answers: to standard output for whoever asked, complaints to standard error.

use std::io::{ErrorKind, Write as _};

use serde_json::Value;

use super::fault::Fault;
use crate::import::Language;

/// Where answers go, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Out {
    pub(super) is_json: bool,
    pub(super) language: Language,
}

impl Out {
    pub(super) fn new(is_json: bool, language: Language) -> Self {
        Self { is_json, language }
    }

    /// The sentence in the language asked for.
    pub(super) fn word<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.language == Language::Zh { zh } else { en }
    }

    /// One answer: as JSON on a line, or as text.
    pub(super) fn answer(&self, json: &Value, text: impl FnOnce() -> String) -> Result<(), Fault> {
        if self.is_json { self.line(&json.to_string()) } else { self.line(&text()) }
    }

    /// A line as it is.
    pub(super) fn line(&self, text: &str) -> Result<(), Fault> {
        self.bytes(format!("{text}\n").as_bytes())
    }

    /// Bytes as they are.
    pub(super) fn bytes(&self, bytes: &[u8]) -> Result<(), Fault> {
        let mut stdout = std::io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // Whoever read it has seen enough.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(|error| Fault::io("写出结果", "writing the answer", &error)),
        }
    }

    /// Says what is wrong; nobody is left to complain to where even that fails.
    pub(super) fn complain(&self, fault: &Fault) {
        let line = match self.is_json {
            true => serde_json::json!({ "error": fault.to_json(self.language) }).to_string(),
            false => fault.line(self.language),
        };
        let _unheard = writeln!(std::io::stderr().lock(), "{line}").is_err();
    }

    /// A remark beside the answer, for people only.
    pub(super) fn remark(&self, text: &str) {
        if !self.is_json {
            let _unheard = writeln!(std::io::stderr().lock(), "{text}").is_err();
        }
    }
}
