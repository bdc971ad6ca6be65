//! Figures for Prometheus, kept only where `--metrics-listen` asks for them: without a recorder each call is a no-op.

use std::net::TcpListener;
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::{App, HttpResponse, HttpServer, web};
use async_graphql::parser::types::OperationType;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::fault::Fault;
use super::health::HEAD_WAIT;
use crate::node::Node;

/// Bounds of the histograms, in seconds: from a ping to a refused wait.
const BOUNDS_SECONDS: [f64; 14] =
    [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

const UPKEEP_INTERVAL: Duration = Duration::from_secs(5);

/// One request to `/graphql`.
pub(super) fn request(operation: Option<OperationType>, fault: Option<&Fault>, took: Duration) {
    let operation = match operation {
        Some(OperationType::Query) => "query",
        Some(OperationType::Mutation) => "mutation",
        Some(OperationType::Subscription) => "subscription",
        None => "none",
    };
    let code = fault.map_or("OK", |fault| fault.kind.code());
    metrics::counter!("cangliu_requests_total", "operation" => operation, "code" => code).increment(1);
    metrics::histogram!("cangliu_request_seconds", "operation" => operation).record(took.as_secs_f64());
}

/// A socket was opened (1) or closed (-1).
pub(super) fn socket(change: f64) {
    metrics::gauge!("cangliu_sockets_open").increment(change);
}

/// A server for `/metrics` alone.
pub(super) fn serve(listener: TcpListener, node: Node) -> std::io::Result<Server> {
    let recorder = recorder()?;
    let shared = web::Data::new((recorder, node));
    let server = HttpServer::new(move || App::new().app_data(shared.clone()).route("/metrics", web::get().to(render)));
    Ok(server.listen(listener)?.workers(1).disable_signals().run())
}

/// The recorder of this process, installed the first time it is asked for.
fn recorder() -> std::io::Result<PrometheusHandle> {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(known) = RECORDER.get() {
        return Ok(known.clone());
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BOUNDS_SECONDS)
        .map_err(std::io::Error::other)?;
    let handle = builder.install_recorder().map_err(std::io::Error::other)?;
    describe();
    let kept = handle.clone();
    // Histograms collect what was recorded until somebody folds it in; a scrape does, but may never come.
    std::thread::Builder::new().name("metrics".into()).spawn(move || {
        loop {
            std::thread::sleep(UPKEEP_INTERVAL);
            kept.run_upkeep();
        }
    })?;
    Ok(RECORDER.get_or_init(|| handle).clone())
}

fn describe() {
    metrics::describe_counter!("cangliu_requests_total", "Requests to /graphql by operation and code");
    metrics::describe_histogram!("cangliu_request_seconds", "Time from the headers of a request to its answer");
    metrics::describe_histogram!("cangliu_command_stage_seconds", "Time of a command by stage");
    metrics::describe_gauge!("cangliu_sockets_open", "Open WebSockets");
    metrics::describe_gauge!("cangliu_log_position", "Last position of the log");
    metrics::describe_gauge!("cangliu_views_position", "Position that queries show");
    metrics::describe_gauge!(
        "cangliu_views_lag_events",
        "By how much queries are behind the log: events, or bytes where it is on a server"
    );
    metrics::describe_gauge!(
        "cangliu_views_stopped",
        "1 when the views stopped for good, such as at an event this program does not know"
    );
}

async fn render(shared: web::Data<(PrometheusHandle, Node)>) -> HttpResponse {
    let (recorder, node) = shared.get_ref();
    let level = node.ledger.shown.level();
    if let Ok(head) = node.head_within(HEAD_WAIT).await {
        // A gauge is a float; positions beyond 2^53 are centuries away.
        metrics::gauge!("cangliu_log_position").set(head as f64);
        metrics::gauge!("cangliu_views_lag_events").set(head.saturating_sub(level.position) as f64);
    }
    metrics::gauge!("cangliu_views_position").set(level.position as f64);
    metrics::gauge!("cangliu_views_stopped").set(f64::from(u8::from(level.stopped)));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .body(recorder.render())
}
