//! Whether the process lives, and whether it shows what the log holds.

use std::sync::atomic::Ordering;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use async_graphql::Executor;
use serde_json::json;

use super::site::Site;
use crate::node::{Node, OTHER_LOG};

/// Events by which the views may be behind while others write, once they show what was there at the start.
const LAG_MAX: u64 = 1_000;

/// By so much the positions of a server move on with an event, about.
const EVENT_BYTES: u64 = 1_024;

/// How long it waits for the log to say where it ends: a balancer asks every few seconds.
pub(super) const HEAD_WAIT: Duration = Duration::from_secs(1);

/// `GET /healthz`: it answers, so it lives.
pub(super) async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({ "alive": true }))
}

/// `GET /readyz`: 200 while queries show what the log holds, 503 otherwise, with the reason.
pub(super) async fn ready<E: Executor>(site: Data<Site<E>>) -> HttpResponse {
    let node = &site.node;
    // Before the head: the log may grow between the two, and never shrinks.
    let level = node.ledger.shown.level();
    let log = node.log.identity().shown();
    let reason = match node.head_within(HEAD_WAIT).await {
        Ok(head) => {
            site.head.store(head, Ordering::Relaxed);
            let lag_max = if node.has_gaps() { LAG_MAX * EVENT_BYTES } else { LAG_MAX };
            not_level(site.begun_at, level.position, head, lag_max)
        }
        Err(error) => {
            tracing::error!(error = ?error, "the head of the log cannot be read");
            Some(error.code())
        }
    };
    let failing = || node.views_are_failing().then_some("VIEWS_FAILING");
    let reason = node.views_stopped().map(|stopped| stopped.code).or(reason).or_else(failing);
    let body = json!({
        "ready": reason.is_none(),
        "reason": reason,
        "position": format!("{log}:{}", level.position),
        "head": format!("{log}:{}", site.head.load(Ordering::Relaxed)),
        "stopped": stopped(node),
    });
    let mut answer = if reason.is_none() { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.insert_header((header::CACHE_CONTROL, "no-store")).json(body)
}

/// Why the views do not show what was there when the server began, and nearly all that came since. A log that ends
/// before what they show is not the one they were folded from.
fn not_level(begun_at: u64, position: u64, head: u64, lag_max: u64) -> Option<&'static str> {
    match head.checked_sub(position) {
        None => Some(OTHER_LOG),
        Some(lag) if position < begun_at || lag > lag_max => Some("VIEWS_BEHIND"),
        Some(_) => None,
    }
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
        assert_eq!(not_level(10, 9, 10, LAG_MAX), Some("VIEWS_BEHIND"));
        assert_eq!(not_level(10, 9, 11, LAG_MAX), Some("VIEWS_BEHIND"));
        assert_eq!(not_level(10, 10, 10, LAG_MAX), None);
        assert_eq!(not_level(10, 11, 11 + LAG_MAX, LAG_MAX), None);
        assert_eq!(not_level(10, 11, 12 + LAG_MAX, LAG_MAX), Some("VIEWS_BEHIND"));
    }

    #[test]
    fn views_that_show_more_than_the_log_holds_are_of_another_history() {
        assert_eq!(not_level(5, 11, 10, LAG_MAX), Some(OTHER_LOG));
    }
}
