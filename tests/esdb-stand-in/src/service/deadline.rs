//! The headers of a call: its deadline, and whether only the leader may answer it.

use std::time::Duration;

use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use crate::append::Outcome;
use crate::refusal;

/// `ServiceBase.GetRequiresLeader`.
pub(super) fn requires_leader(headers: &MetadataMap) -> bool {
    let value = headers.get("requires-leader").and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Answers in time or with DEADLINE_EXCEEDED; what has taken effect by then stays.
pub(super) async fn in_time<T>(
    headers: &MetadataMap,
    answer: impl Future<Output = Result<T, Status>>,
) -> Result<T, Status> {
    match timeout(headers) {
        Some(timeout) => {
            tokio::time::timeout(timeout, answer).await.unwrap_or_else(|_| Err(refusal::deadline_exceeded()))
        }
        None => answer.await,
    }
}

/// The status of a call that the member does not handle: `RpcExceptions.TryHandleNotHandled`.
pub(super) fn not_handled(outcome: Outcome) -> Status {
    match outcome {
        Outcome::NotReady => refusal::server_not_ready(),
        Outcome::TooBusy => refusal::server_busy(),
        Outcome::NotLeader(leader) => refusal::not_leader(leader),
        Outcome::NoLeaderInfo => refusal::no_leader_info(),
        Outcome::Timeout => refusal::commit_timeout(),
        Outcome::Committed(_) => Status::new(Code::Internal, "handled after all"),
    }
}

/// `grpc-timeout`: up to eight digits and a unit.
fn timeout(headers: &MetadataMap) -> Option<Duration> {
    let value = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let count: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(count.saturating_mul(3600))),
        "M" => Some(Duration::from_secs(count.saturating_mul(60))),
        "S" => Some(Duration::from_secs(count)),
        "m" => Some(Duration::from_millis(count)),
        "u" => Some(Duration::from_micros(count)),
        "n" => Some(Duration::from_nanos(count)),
        _ => None,
    }
}
