//! The stand-in as a program of its own, for tests that kill it and for clients in other languages.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use cangliu_esdb_stand_in::{Options, StandIn, serve_control};
use clap::Parser;
use tokio::net::TcpListener;

/// Stands in for an EventStoreDB/KurrentDB server, for tests only. Prints where it listens and runs until killed.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where a member listens; once per member of the cluster, of which the first leads.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: Vec<SocketAddr>,
    /// The file that keeps the log over a restart; without it the log is in memory.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where faults are armed by HTTP; without it nowhere.
    #[arg(long)]
    control: Option<SocketAddr>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let options = Options { listen: arguments.listen, data: arguments.data, ..Options::default() };
    let stand_in = Arc::new(StandIn::start_with(&options)?);
    let mut out = io::stdout();
    writeln!(out, "listening {}", stand_in.url())?;
    match arguments.control {
        Some(address) => {
            let listener = TcpListener::bind(address).await?;
            writeln!(out, "control http://{}", listener.local_addr()?)?;
            serve_control(listener, stand_in).await
        }
        None => std::future::pending().await,
    }
}
