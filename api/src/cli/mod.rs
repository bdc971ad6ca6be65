//! The command line: `cangliu serve`, `import`, `verify` and the rest, one file each.
//!
//! What is asked for goes to standard output, as text or (`--format json`) as one JSON object per line; progress and
//! errors go to standard error. Writing records the user of the machine as the actor, an administrator of the city.
//!
//! | file | holds |
//! |---|---|
//! | `actor` | who sits at the machine |
//! | `data` | opening a data directory |
//! | `fault` | an error with its code, what to do, and the exit code |
//! | `out` | writing answers |
//! | `bar` | progress on a terminal |
//! | the others | one command each |

mod account;
mod actor;
mod backup;
mod bar;
mod bench;
mod blobs;
mod data;
mod demo;
mod export;
mod fault;
mod import;
mod indicator;
mod migrate_log;
mod out;
mod rebuild;
mod restore;
mod schema;
mod serve;
mod token;
mod verify;

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use self::fault::Fault;
use self::out::Out;
use crate::config::ServeSettings;
use crate::import::Language;

/// What follows every `--help`.
const EXIT_CODES: &str = "Exit codes: 0 done · 1 failed, or `verify` found something · 2 wrong usage, or a file could \
                          not be read · 3 another process holds the data directory";

/// A ledger of public institutions' assets and resource cycles (公共机构资产与资源循环台账)
#[derive(Debug, Parser)]
#[command(name = "cangliu", version, after_help = EXIT_CODES)]
struct Line {
    /// How answers are written: for people, or one JSON object per line
    #[arg(long, global = true, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,
    /// Language of messages
    #[arg(long, global = true, value_enum, env = "CANGLIU_LANG", default_value = "zh", value_name = "LANG")]
    lang: Lang,
    #[command(subcommand)]
    command: Command,
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object per line
    Json,
}

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Starts the API on one address
    Serve(Box<ServeSettings>),
    /// Loads the demo city into an empty store
    Demo(demo::DemoArgs),
    /// Opens local accounts, and lets those back in who cannot sign in
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Prints a development token for a server started with --dev
    Token(token::TokenArgs),
    /// Takes workbooks in: registries, asset ledgers, waste ledgers
    #[command(subcommand)]
    Import(import::ImportCommand),
    /// Writes ledgers as .xlsx or .csv
    #[command(subcommand)]
    Export(export::ExportCommand),
    /// Computes an indicator and, on request, explains it
    Indicator(indicator::IndicatorArgs),
    /// Reads the whole log and says whether it is whole
    ///
    /// Found are gaps, broken envelopes, data that do not fit their type, claims without owner, and names that do not
    /// open. An event that somebody rewrote so that it still reads well is not: only a backup tells.
    Verify(verify::VerifyArgs),
    /// Folds the views anew from the log
    Rebuild(rebuild::RebuildArgs),
    /// Says what attachments there are, and removes those that no event has named for 90 days
    Blobs(blobs::BlobsArgs),
    /// Copies log, attachments and people store, while a server may go on writing
    ///
    /// A log on an EventStoreDB or KurrentDB server (--log) is copied by that server's own means first; this copies
    /// attachments and people store then.
    Backup(backup::BackupArgs),
    /// Puts a backup in place; positions handed out before become void
    ///
    /// A log on an EventStoreDB or KurrentDB server (--log) is put back by that server's own means first, with no node
    /// running; this puts the people store in place then, and begins a new epoch of the log.
    Restore(restore::RestoreArgs),
    /// Copies the log to a server or back, proves the copy equal, and gives it a new epoch
    MigrateLog(migrate_log::MigrateLogArgs),
    /// Prints the GraphQL schema
    Schema,
    /// Measures commands or queries on this machine
    #[command(subcommand)]
    Bench(bench::BenchCommand),
}

/// Runs the program; `arguments` begin with its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line = match Line::try_parse_from(arguments) {
        Ok(line) => line,
        Err(asked) => {
            // Help and version come this way too, and leave with 0.
            let code = u8::try_from(asked.exit_code()).unwrap_or(fault::USAGE);
            return if asked.print().is_ok() { ExitCode::from(code) } else { ExitCode::from(fault::FAILED) };
        }
    };
    let language = if line.lang == Lang::Zh { Language::Zh } else { Language::En };
    let out = Out::new(line.format == Format::Json, language);
    trace(matches!(line.command, Command::Serve(_)));
    match carry_out(line.command, &out) {
        Ok(code) => code,
        Err(fault) => fault.leave(&out),
    }
}

fn carry_out(command: Command, out: &Out) -> Result<ExitCode, Fault> {
    match command {
        Command::Serve(settings) => serve::run(*settings),
        Command::Demo(args) => demo::run(&args, out),
        Command::Account(command) => account::run(command, out),
        Command::Token(args) => token::run(&args, out),
        Command::Import(command) => import::run(command, out),
        Command::Export(command) => export::run(&command, out),
        Command::Indicator(args) => indicator::run(args, out),
        Command::Verify(args) => verify::run(&args, out),
        Command::Rebuild(args) => rebuild::run(&args, out),
        Command::Blobs(args) => blobs::run(&args, out),
        Command::Backup(args) => backup::run(&args, out),
        Command::Restore(args) => restore::run(&args, out),
        Command::MigrateLog(args) => migrate_log::run(&args, out),
        Command::Schema => schema::run(out),
        Command::Bench(command) => bench::run(&command, out),
    }
}

/// Traces go to standard error: what `RUST_LOG` asks for, else the events of a server and the warnings of an errand.
fn trace(serves: bool) {
    use tracing_subscriber::EnvFilter;
    // The client of a log's server tells every attempt; what becomes of them in the end is told by ourselves.
    let usual = if serves { "info,actix_server=warn,kurrentdb=off" } else { "warn,kurrentdb=off" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // Somebody who runs this twice in one process keeps the first.
    let _already = subscriber.try_init().is_err();
}

/// Runs work that waits for others.
fn block_on<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Fault::io("启动运行环境", "starting the runtime", &error))?.block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Line;

    #[test]
    fn the_command_line_is_sound() {
        Line::command().debug_assert();
    }
}
