//! Telling where it listens: people by lines of text, programs by a file.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::Path;

use serde::Serialize;

use crate::auth::dev;

/// What the ready file holds.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    /// `http://host:port`.
    address: String,
    graphql: String,
    graphiql: String,
    /// By role; empty without `--dev`.
    tokens: BTreeMap<&'static str, String>,
}

impl Ready {
    /// For a server that listens on an address.
    pub(super) fn new(listening: SocketAddr, tokens: BTreeMap<&'static str, String>) -> Self {
        let address = format!("http://{listening}");
        Self { graphql: format!("{address}/graphql"), graphiql: format!("{address}/graphiql"), address, tokens }
    }

    /// Tells people, in lines they can click on.
    pub(super) fn tell(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n仓流 Cangliu\n")?;
        writeln!(out, "  地址 address   {}", self.address)?;
        writeln!(out, "  GraphQL        {}", self.graphql)?;
        writeln!(out, "  GraphiQL       {}", self.graphiql)?;
        if !self.tokens.is_empty() {
            writeln!(out, "\n开发令牌，一小时内有效 · development tokens, good for an hour\n")?;
            for (role, token) in &self.tokens {
                writeln!(out, "  {role}\n    {token}\n    {}#token={token}\n", self.graphiql)?;
            }
            writeln!(out, "更多 more: cangliu token --role ROLE")?;
        }
        writeln!(out, "按 Ctrl-C 结束 · Ctrl-C ends it\n")?;
        out.flush()
    }

    /// Tells programs. The file holds tokens, so it is its owner's alone; it appears whole or not at all.
    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = Path::new(&name);
        match std::fs::remove_file(new) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = dev::private(new)?;
        serde_json::to_writer(&mut file, self)?;
        file.sync_all()?;
        std::fs::rename(new, path)
    }
}
