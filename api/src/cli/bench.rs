//! `cangliu bench append|query`.

use std::process::ExitCode;

use clap::Subcommand;
use serde::Serialize;
use serde_json::Value;

use super::fault::Fault;
use super::out::Out;
use crate::bench::{self, AppendArgs, BenchError, QueryArgs};

#[derive(Debug, Subcommand)]
pub(super) enum BenchCommand {
    /// Durable commands a second, at the store and through HTTP
    Append(AppendArgs),
    /// Latency and processor time of questions, by number of assets
    Query(QueryArgs),
}

pub(super) fn run(command: &BenchCommand, out: &Out) -> Result<ExitCode, Fault> {
    let report = match command {
        BenchCommand::Append(args) => value(&bench::append(args)?)?,
        BenchCommand::Query(args) => value(&bench::query(args)?)?,
    };
    out.answer(&report, || serde_json::to_string_pretty(&report).unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

fn value(report: &impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(report).map_err(|error| Fault::new("INTERNAL", error.to_string(), error.to_string()))
}

impl From<BenchError> for Fault {
    fn from(error: BenchError) -> Self {
        Self::new("BENCH_FAILED", format!("测量失败：{error}"), format!("nothing was measured: {error}"))
    }
}
