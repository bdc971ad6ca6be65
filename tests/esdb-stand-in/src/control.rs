//! The control port of the program: arms faults and changes members by HTTP, for tests that are another process.

use std::io;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::faults::{Arming, Call};
use crate::stand_in::StandIn;

type Served = State<Arc<StandIn>>;

/// Serves the control port until the listener fails.
///
/// | request | does |
/// |---|---|
/// | `POST /faults` with an [`Arming`] | arms a fault |
/// | `DELETE /faults` | disarms all |
/// | `GET /faults` | says which faults struck how often and how many calls came |
/// | `POST /members/N/stop`, `/start`, `/elect` | cuts a member off, lets it listen again, makes it the leader |
/// | `POST /subscriptions/end` | ends all subscriptions with status OK |
/// | `POST /truncate` with `{"stream": "…", "before": 3}` | sets `$tb` |
/// | `POST /forget-ids` | loses the ids of appends without a revision |
/// | `GET /count` | says how many events there are, the system's not counted |
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, stand_in: Arc<StandIn>) -> io::Result<()> {
    let router = Router::new()
        .route("/faults", post(arm).delete(disarm).get(struck))
        .route("/members/{member}/stop", post(stop))
        .route("/members/{member}/start", post(start))
        .route("/members/{member}/elect", post(elect))
        .route("/subscriptions/end", post(end_subscriptions))
        .route("/truncate", post(truncate))
        .route("/forget-ids", post(forget_ids))
        .route("/count", get(count))
        .with_state(stand_in);
    axum::serve(listener, router).await
}

async fn arm(State(stand_in): Served, Json(arming): Json<Arming>) {
    stand_in.faults().arm(arming);
}

async fn disarm(State(stand_in): Served) {
    stand_in.faults().clear();
}

async fn struck(State(stand_in): Served) -> Json<Value> {
    let faults = stand_in.faults();
    let calls = [Call::Append, Call::Read, Call::Subscribe, Call::Gossip, Call::Features];
    let calls: Vec<_> = calls.iter().map(|call| json!({"call": call, "times": faults.calls(*call)})).collect();
    let struck: Vec<_> =
        faults.all_struck().iter().map(|(fault, times)| json!({"fault": fault, "times": times})).collect();
    Json(json!({"struck": struck, "calls": calls}))
}

async fn stop(State(stand_in): Served, Path(member): Path<usize>) {
    stand_in.stop_member(member).await;
}

async fn start(State(stand_in): Served, Path(member): Path<usize>) -> StatusCode {
    status(&stand_in.start_member(member))
}

async fn elect(State(stand_in): Served, Path(member): Path<usize>) -> StatusCode {
    status(&stand_in.elect(Some(member)))
}

async fn end_subscriptions(State(stand_in): Served) {
    stand_in.end_subscriptions();
}

/// Which stream is to begin where.
#[derive(Deserialize)]
struct Truncation {
    stream: String,
    before: u64,
}

async fn truncate(State(stand_in): Served, Json(truncation): Json<Truncation>) {
    stand_in.truncate_before(&truncation.stream, truncation.before);
}

async fn forget_ids(State(stand_in): Served) {
    stand_in.forget_recent_ids();
}

async fn count(State(stand_in): Served) -> Json<Value> {
    let events = stand_in.all().iter().filter(|event| !event.stream.starts_with('$')).count();
    Json(json!({"events": events}))
}

fn status(done: &io::Result<()>) -> StatusCode {
    match done {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
