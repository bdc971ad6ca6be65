//! `cangliu bench query`: lists and searches over 10 thousand and a million assets, start and memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use cangliu_domain::post::Role;
use clap::Args;
use serde::Serialize;
use serde_json::json;

use super::city::{City, number};
use super::cpu::{Cpu, resident_bytes};
use super::load::{self, Pace, Run};
use super::server::Server;
use super::{BenchError, scratch};
use crate::auth::dev;
use crate::config::DataSettings;
use crate::node::Node;

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct QueryArgs {
    /// Assets, one run each
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    pub assets: Vec<u32>,
    /// Connections
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Requests of each kind
    #[arg(long, default_value_t = 4_000)]
    pub requests: usize,
    /// Where to make the temporary directory of the run; the system's place for such when not given
    #[arg(long)]
    pub scratch: Option<PathBuf>,
}

/// What was measured with one number of assets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QueryReport {
    /// How many assets there are.
    pub assets: u32,
    /// Seconds to write them, through the ledger.
    pub written_seconds: f64,
    /// Milliseconds from start to the first answer.
    pub first_answer_ms: u128,
    /// Resident memory before the first question, in MiB.
    pub idle_mib: u64,
    /// The questions.
    pub questions: Vec<Question>,
}

/// One kind of question.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// What was asked.
    pub what: &'static str,
    /// Rate and latencies at all connections.
    pub run: Run,
    /// Latencies of one after the other.
    pub alone: Run,
    /// Processor milliseconds of the server per request.
    pub server_cpu_ms: f64,
}

/// Measures.
///
/// # Errors
/// When a part cannot be set up.
pub fn run(args: &QueryArgs) -> Result<Vec<QueryReport>, BenchError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    args.assets.iter().map(|assets| runtime.block_on(measure(args, *assets))).collect()
}

async fn measure(args: &QueryArgs, assets: u32) -> Result<QueryReport, BenchError> {
    let place = scratch(args.scratch.as_deref())?;
    let (token, written_seconds) = write(place.path(), assets).await?;
    let begun = Instant::now();
    let server = Server::start(place.path())?;
    let ping = Arc::new(vec![Bytes::from(json!({ "query": LIST }).to_string())]);
    load::run(&server.host, &token, 1, Pace::Closed, ping, answered).await?;
    let first_answer_ms = begun.elapsed().as_millis();
    let idle_mib = resident_bytes(server.pid()).unwrap_or_default() / (1024 * 1024);
    let mut questions = Vec::new();
    for (what, bodies) in questions_on(assets, args.requests) {
        questions.push(ask(&server, &token, args.connections, what, bodies).await?);
    }
    Ok(QueryReport { assets, written_seconds, first_answer_ms, idle_mib, questions })
}

async fn write(place: &Path, assets: u32) -> Result<(String, f64), BenchError> {
    let begun = Instant::now();
    let node = Node::open(&DataSettings::at(place))?;
    let city = City::found(&node.ledger).await?;
    city.register(&node.ledger, 0..assets).await?;
    let written = begun.elapsed().as_secs_f64();
    node.catch_up().await?;
    node.close().await;
    let token = dev::token(place, "bench:auditor", &[super::grant(Role::Auditor, city.operator)])?;
    Ok((token, written))
}

async fn ask(
    server: &Server,
    token: &str,
    connections: usize,
    what: &'static str,
    bodies: Vec<Bytes>,
) -> Result<Question, BenchError> {
    let few = Arc::new(bodies.iter().take(200).cloned().collect::<Vec<_>>());
    let alone = load::run(&server.host, token, 1, Pace::Closed, few, answered).await?;
    let before = Cpu::of(server.pid());
    let run = load::run(&server.host, token, connections, Pace::Closed, Arc::new(bodies), answered).await?;
    let server_cpu_ms = Cpu::of(server.pid()).since(&before).micros_per(run.count + run.wrong) / 1_000.0;
    Ok(Question { what, run, alone, server_cpu_ms })
}

const LIST: &str = "{ assets(first: 25, filter: { usage: [IDLE], isGeneral: true }, orderBy: { field: NUMBER }) \
                    { edges { node { uuid books { number } card { name pieces originalValue usage } \
                    custody { place } } } pageInfo { endCursor } } }";

const SEARCH: &str = "query S($text: String!) { assets(first: 25, search: $text) { edges { node { uuid books { number } card { name } } } } }";

/// The questions; each request differs where it can, so that no cache could answer for the store.
fn questions_on(assets: u32, requests: usize) -> Vec<(&'static str, Vec<Bytes>)> {
    let list = Bytes::from(json!({ "query": LIST }).to_string());
    let search = |text: &str| Bytes::from(json!({ "query": SEARCH, "variables": { "text": text } }).to_string());
    let some = requests.min(1_000);
    let fragments = (0..some).map(|n| {
        let whole = number(u32::try_from(n * 7_919).unwrap_or_default() % assets);
        search(&whole[4..whole.len() - 2])
    });
    vec![
        ("a filtered list of 25", vec![list; requests]),
        ("search for 空调", vec![search("空调"); some]),
        ("search for a middle fragment of a number", fragments.collect()),
        ("search for 沙发, which nobody has", vec![search("沙发"); some]),
    ]
}

fn answered(answer: &[u8]) -> bool {
    !answer.windows(9).any(|window| window == b"\"errors\":") && answer.windows(7).any(|window| window == b"\"edges\"")
}
