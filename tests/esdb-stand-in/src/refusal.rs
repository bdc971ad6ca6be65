//! The statuses that refuse a call, with the trailers clients look at: the server's `RpcExceptions`.

use std::fmt::Display;
use std::net::SocketAddr;

use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Code, Status};

pub(crate) fn server_not_ready() -> Status {
    Status::unavailable("Server Is Not Ready")
}

pub(crate) fn server_busy() -> Status {
    Status::unavailable("Server Is Too Busy")
}

pub(crate) fn no_leader_info() -> Status {
    Status::unknown("No leader info available in response")
}

pub(crate) fn not_leader(leader: SocketAddr) -> Status {
    let (host, port) = (leader.ip(), leader.port());
    with_trailers(
        &Status::not_found("Leader info available"),
        &[("exception", &"not-leader"), ("leader-endpoint-host", &host), ("leader-endpoint-port", &port)],
    )
}

pub(crate) fn commit_timeout() -> Status {
    Status::aborted("Operation timed out: Commit phase timeout.")
}

pub(crate) fn stream_deleted(stream: &str) -> Status {
    with_trailers(
        &Status::failed_precondition(format!("Event stream '{stream}' is deleted.")),
        &[("exception", &"stream-deleted"), ("stream-name", &stream)],
    )
}

pub(crate) fn wrong_expected_version(operation: &str, stream: &str, expected: i64, actual: i64) -> Status {
    with_trailers(
        &Status::failed_precondition(format!(
            "{operation} failed due to WrongExpectedVersion. Stream: {stream}, Expected version: {expected}, \
             Actual version: {actual}"
        )),
        &[
            ("exception", &"wrong-expected-version"),
            ("stream-name", &stream),
            ("expected-version", &expected),
            ("actual-version", &actual),
        ],
    )
}

pub(crate) fn append_too_large(bytes_max: usize) -> Status {
    with_trailers(
        &Status::invalid_argument(format!("Maximum Append Size of {bytes_max} Exceeded.")),
        &[("exception", &"maximum-append-size-exceeded"), ("maximum-append-size", &bytes_max)],
    )
}

pub(crate) fn metadata_missing(property: &str) -> Status {
    with_trailers(
        &Status::invalid_argument(format!("Required Metadata Property '{property}' is missing")),
        &[("exception", &"missing-required-metadata-property"), ("required-metadata-properties", &"type,content-type")],
    )
}

pub(crate) fn unknown_error(kind: &str, result: &str, message: &str) -> Status {
    Status::unknown(format!("Unexpected {kind}: {result} >> {message}"))
}

pub(crate) fn invalid_position() -> Status {
    Status::invalid_argument("Trying to read from an invalid position.")
}

pub(crate) fn invalid_argument(message: &str) -> Status {
    Status::invalid_argument(message)
}

/// What a handler of the server throws and nobody catches.
pub(crate) fn thrown(message: &str) -> Status {
    Status::new(Code::Unknown, format!("Exception was thrown by handler. {message}"))
}

pub(crate) fn deadline_exceeded() -> Status {
    Status::deadline_exceeded("Deadline Exceeded")
}

fn with_trailers(status: &Status, trailers: &[(&'static str, &dyn Display)]) -> Status {
    let mut metadata = MetadataMap::new();
    for (key, value) in trailers {
        // Names that no header may carry are left out; only the text of the status has them then.
        if let Ok(value) = MetadataValue::try_from(value.to_string()) {
            metadata.insert(*key, value);
        }
    }
    Status::with_metadata(status.code(), status.message(), metadata)
}
