//! `cangliu bench append`: durable commands a second, at the store and through HTTP.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use cangliu_domain::post::Role;
use clap::Args;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::city::{City, asset_id, reservation_id};
use super::cpu::Cpu;
use super::load::{self, Pace, Run};
use super::server::Server;
use super::stages::{StageTook, Stages};
use super::{BenchError, scratch};
use crate::auth::dev;
use crate::config::DataSettings;
use crate::node::Node;

/// What to measure.
#[derive(Debug, Clone, Args)]
pub struct AppendArgs {
    /// Clients at the store, one run each
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    pub clients: Vec<usize>,
    /// Events in each run at the store
    #[arg(long, default_value_t = 100_000)]
    pub events: usize,
    /// Connections through HTTP
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Dispatches through HTTP, in each of the two runs
    #[arg(long, default_value_t = 20_000)]
    pub dispatches: u32,
    /// Dispatches a second in the open-loop run
    #[arg(long, default_value_t = 2_000)]
    pub rate: u32,
    /// Where to keep the data of the run; a temporary directory when not given
    #[arg(long)]
    pub scratch: Option<PathBuf>,
}

/// What was measured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AppendReport {
    /// At the store, by number of clients, beside its limits.
    pub store: Vec<cangliu_store::bench::Report>,
    /// Through HTTP.
    pub http: Vec<HttpRun>,
}

/// A run through HTTP.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpRun {
    /// What was asked.
    pub what: &'static str,
    /// Rate and latencies.
    pub run: Run,
    /// Processor microseconds of the server per request.
    pub server_cpu_us: f64,
    /// The same by thread: what the workers, the log's writer and readers, and the views take.
    pub server_cpu_us_by_thread: BTreeMap<String, f64>,
    /// Processor microseconds of the client per request.
    pub client_cpu_us: f64,
    /// How long each stage of the commands took; `visible` is from durable to shown by queries.
    pub stages: BTreeMap<String, StageTook>,
}

/// Measures.
///
/// # Errors
/// When a part cannot be set up, or an answer is not what it should be.
pub fn run(args: &AppendArgs) -> Result<AppendReport, BenchError> {
    let mut store = Vec::new();
    for clients in &args.clients {
        let place = scratch(args.scratch.as_deref())?;
        store.push(cangliu_store::bench::durable_appends(place.path(), *clients, args.events)?);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let http = runtime.block_on(through_http(args))?;
    Ok(AppendReport { store, http })
}

async fn through_http(args: &AppendArgs) -> Result<Vec<HttpRun>, BenchError> {
    let place = scratch(args.scratch.as_deref())?;
    let data = DataSettings::at(place.path());
    let count = args.dispatches;
    let node = Node::open(&data)?;
    let city = City::found(&node.ledger).await?;
    city.register(&node.ledger, 0..count * 2).await?;
    city.reserve(&node.ledger, 0..count * 2).await?;
    let today = node.ledger.clock.today();
    node.close().await;
    let token = dev::token(place.path(), "bench:keeper", &[super::grant(Role::WarehouseKeeper, city.operator)])?;
    let server = Server::start(place.path())?;
    let pings = vec![Bytes::from_static(br#"{"query":"{__typename}"}"#); 20_000];
    let dispatches: Vec<Bytes> = (0..count * 2).map(|n| dispatch(n, today)).collect();
    let (closed, open) = dispatches.split_at(count as usize);
    let again: Vec<Bytes> = closed.to_vec();
    let mut runs = Vec::new();
    for (what, pace, bodies, right) in [
        ("a ping, closed loop", Pace::Closed, pings, is_ping as fn(&[u8]) -> bool),
        ("dispatchAsset, closed loop", Pace::Closed, closed.to_vec(), is_dispatch),
        ("the same dispatches repeated: no append", Pace::Closed, again, is_replay),
        ("dispatchAsset, open loop", Pace::Open(args.rate), open.to_vec(), is_dispatch),
    ] {
        let bodies = Arc::new(bodies);
        let stages_before = Stages::of(&server.metrics).await?;
        let (server_before, client_before) = (Cpu::of(server.pid()), Cpu::of(std::process::id()));
        let run = load::run(&server.host, &token, args.connections, pace, bodies, right).await?;
        let work = run.count + run.wrong;
        let server_cpu = Cpu::of(server.pid()).since(&server_before);
        let client_cpu_us = Cpu::of(std::process::id()).since(&client_before).micros_per(work);
        runs.push(HttpRun {
            what,
            server_cpu_us: server_cpu.micros_per(work),
            server_cpu_us_by_thread: server_cpu.by_thread(work),
            client_cpu_us,
            stages: Stages::of(&server.metrics).await?.since(&stages_before),
            run,
        });
    }
    Ok(runs)
}

fn dispatch(n: u32, on: chrono::NaiveDate) -> Bytes {
    let query = "mutation D($input: DispatchAssetInput!) { dispatchAsset(input: $input) \
                 { receipt { position replayed } visible userErrors { code } } }";
    let input = json!({
        "commandId": Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("dispatch {n}").as_bytes()),
        "asset": asset_id(n),
        "reservation": reservation_id(n),
        "handOver": { "handedBy": "王芳", "takenBy": "李娜", "signedOn": on },
        "on": on,
    });
    Bytes::from(json!({ "query": query, "variables": { "input": input } }).to_string())
}

fn holds(answer: &[u8], text: &str) -> bool {
    answer.windows(text.len()).any(|window| window == text.as_bytes())
}

fn is_ping(answer: &[u8]) -> bool {
    holds(answer, "Query")
}

fn is_dispatch(answer: &[u8]) -> bool {
    holds(answer, "\"replayed\":false") && holds(answer, "\"userErrors\":[]")
}

fn is_replay(answer: &[u8]) -> bool {
    holds(answer, "\"replayed\":true")
}
