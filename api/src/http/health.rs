//! Whether the process lives, and whether it shows what the log holds.

use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use async_graphql::Executor;
use serde_json::json;

use super::site::Site;
use crate::node::Node;

/// Events by which the views may be behind while others write; before they were level once, none.
const LAG_MAX: u64 = 1_000;

/// By so much the positions of a server move on with an event, about.
const EVENT_BYTES: u64 = 1_024;

/// `GET /healthz`: it answers, so it lives.
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "alive": true }))
}

/// `GET /readyz`: 200 while queries show what the log holds, 503 otherwise.
pub(super) async fn ready<E: Executor>(site: Data<Site<E>>) -> HttpResponse {
    let node = &site.node;
    let level = node.ledger.shown.level();
    let log = node.log.identity().shown();
    let (is_ready, head) = match node.head().await {
        Ok(head) => {
            let grows = !level.stopped && !node.views_are_failing();
            let lag_max = if node.has_gaps() { LAG_MAX * EVENT_BYTES } else { LAG_MAX };
            (grows && is_level(&site.was_level, level.position, head, lag_max), Some(head))
        }
        Err(error) => {
            tracing::error!(error = ?error, "the head of the log cannot be read");
            (false, None)
        }
    };
    let body = json!({
        "ready": is_ready,
        "position": format!("{log}:{}", level.position),
        "head": head.map(|head| format!("{log}:{head}")),
        "stopped": stopped(node),
    });
    let mut answer = if is_ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

fn is_level(was_level: &AtomicBool, position: u64, head: u64, lag_max: u64) -> bool {
    let lag = head.saturating_sub(position);
    if lag == 0 {
        was_level.store(true, Ordering::Relaxed);
    }
    lag == 0 || (lag <= lag_max && was_level.load(Ordering::Relaxed))
}

fn stopped(node: &Node) -> Option<serde_json::Value> {
    let log = node.log.identity().shown();
    node.views_stopped()
        .map(|stopped| json!({ "code": stopped.code, "position": format!("{log}:{}", stopped.position) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_are_level_once_and_may_then_lag_a_little() {
        let was_level = AtomicBool::new(false);
        assert!(!is_level(&was_level, 9, 10, LAG_MAX));
        assert!(is_level(&was_level, 10, 10, LAG_MAX));
        assert!(is_level(&was_level, 10, 10 + LAG_MAX, LAG_MAX));
        assert!(!is_level(&was_level, 10, 11 + LAG_MAX, LAG_MAX));
    }
}
