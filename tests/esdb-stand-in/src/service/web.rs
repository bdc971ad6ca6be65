//! What a member serves to those without gRPC: `/health/live` and `/info`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::features::SERVER_VERSION;
use crate::cluster::{Node, Role};

pub(super) fn router(node: &Node) -> Router {
    Router::new()
        .route("/health/live", get(|| async { StatusCode::NO_CONTENT }))
        .route("/info", get(info))
        .with_state(node.clone())
}

async fn info(State(node): State<Node>) -> Json<Value> {
    let state = match node.role() {
        Role::Leader => "leader",
        Role::Follower { .. } => "follower",
        Role::Unknown => "unknown",
    };
    Json(json!({
        "dbVersion": SERVER_VERSION,
        "esVersion": SERVER_VERSION,
        "state": state,
        "features": {"projections": false, "userManagement": false, "atomPub": false},
        "authentication": {"type": "insecure", "properties": {}},
    }))
}
