//! Holds a real EventStoreDB or KurrentDB server to every promise that the ledger stands on, one line per promise.
//!
//! It is carried to the machine that has the server: `cargo build --release --bin store-contract` makes one file that
//! needs nothing but the C library. Events it writes stay on the server, so that it wants one of its own.

mod measure;
mod tell;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use cangliu_store::EsdbOptions;
use cangliu_store::contract::{self, OnServer};
use clap::Parser;

use crate::tell::Verdict;

/// A promise that takes longer is broken.
const PATIENCE: Duration = Duration::from_secs(120);

/// Holds an EventStoreDB or KurrentDB server to every promise that the ledger stands on.
///
/// It writes some thousands of events, which stay there: use a server of its own, never one that holds a ledger.
#[derive(Debug, Parser)]
#[command(version, after_help = "Exit codes: 0 every promise is kept · 1 one is broken · 2 wrong usage, or no server")]
struct Arguments {
    /// The server, such as esdb://127.0.0.1:2113?tls=false or esdb://host:2113?tlsCaFile=ca.crt
    #[arg(value_name = "URL")]
    address: String,
    /// Only promises whose name contains this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// User of the server, if the address does not name one
    #[arg(long, env = "CANGLIU_LOG_USER", requires = "password")]
    user: Option<String>,
    /// The user's password
    #[arg(long, env = "CANGLIU_LOG_PASSWORD", hide_env_values = true, requires = "user")]
    password: Option<String>,
    /// Measures nothing after the promises
    #[arg(long)]
    no_measures: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let credentials = arguments.user.as_deref().zip(arguments.password.as_deref());
    let options = match EsdbOptions::parse(&arguments.address, credentials) {
        Ok(options) => options,
        Err(error) => return refused(&error),
    };
    println!("server {}", options.address());
    let log = match OnServer::open(options.clone()) {
        Ok(log) => log,
        Err(error) => return refused(&error),
    };
    println!("log {}", contract::LogUnderTest::store(&log).identity().id);
    drop(log);
    let mut broken = 0;
    let promises = contract::PROMISES.iter().filter(|promise| promise.contains(&arguments.only));
    for promise in promises.clone() {
        let begun = Instant::now();
        let verdict = keep(promise, options.clone()).await;
        broken += usize::from(verdict != Verdict::Kept);
        println!("{}", tell::line(promise, &verdict, begun.elapsed()));
    }
    println!("{} of {} promises kept", promises.clone().count() - broken, promises.count());
    if !arguments.no_measures {
        measure::all(options).await;
    }
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

fn refused(error: &cangliu_store::StoreError) -> ExitCode {
    eprintln!("{}: {error}", error.code());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        eprintln!("  {cause}");
        source = cause.source();
    }
    ExitCode::from(2)
}

/// A promise in a task of its own: it panics when it is broken.
async fn keep(promise: &'static str, options: EsdbOptions) -> Verdict {
    let words = tell::last_words();
    let keeping = tokio::spawn(async move {
        match OnServer::open(options) {
            Ok(mut log) => {
                contract::keep(promise, &mut log).await;
                Verdict::Kept
            }
            Err(error) => Verdict::Broken(error.to_string()),
        }
    });
    match tokio::time::timeout(PATIENCE, keeping).await {
        Ok(Ok(verdict)) => verdict,
        Ok(Err(_panicked)) => Verdict::Broken(words.take()),
        Err(_late) => Verdict::Broken(format!("no end within {} s", PATIENCE.as_secs())),
    }
}
