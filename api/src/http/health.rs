//! Whether the process lives, and whether it shows what the log holds.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use async_graphql::Executor;
use serde_json::json;

use super::site::Site;
use crate::node::Node;

/// Events by which the views may be behind while others write, once they show what was there at the start.
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
            (grows && is_level(site.begun_at, level.position, head, lag_max), Some(head))
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

/// Whether the views show what was there when the server began, and nearly all that came since. A log that ends before
/// what they show is not the one they were folded from.
fn is_level(begun_at: u64, position: u64, head: u64, lag_max: u64) -> bool {
    position >= begun_at && head.checked_sub(position).is_some_and(|lag| lag <= lag_max)
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
    fn views_that_passed_the_head_of_the_start_may_lag_a_little() {
        assert!(!is_level(10, 9, 10, LAG_MAX));
        assert!(!is_level(10, 9, 11, LAG_MAX));
        assert!(is_level(10, 10, 10, LAG_MAX));
        assert!(is_level(10, 11, 11 + LAG_MAX, LAG_MAX));
        assert!(!is_level(10, 11, 12 + LAG_MAX, LAG_MAX));
    }

    #[test]
    fn views_that_show_more_than_the_log_holds_are_not_level() {
        assert!(!is_level(5, 11, 10, LAG_MAX));
    }
}
