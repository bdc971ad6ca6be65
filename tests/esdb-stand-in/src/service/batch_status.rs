//! The errors inside a batch session, with code, message and details: the server's `Google.Rpc.Status`.

use prost::Message;
use prost_types::Any;

use crate::log::Expected;
use crate::proto::event_store::client::wrong_expected_version::{
    CurrentStreamRevisionOption, ExpectedStreamPositionOption,
};
use crate::proto::event_store::client::{
    BadRequest, MaximumAppendSizeExceeded, StreamDeleted, Timeout, Unknown, WrongExpectedVersion,
};
use crate::proto::google::rpc::{Code, Status};
use crate::wire;

pub(super) fn wrong_expected_version(expected: Expected, actual: i64) -> Status {
    let current = match u64::try_from(actual) {
        Ok(actual) => CurrentStreamRevisionOption::CurrentStreamRevision(actual),
        Err(_) => CurrentStreamRevisionOption::CurrentNoStream(()),
    };
    let expected = match expected {
        Expected::Any => ExpectedStreamPositionOption::ExpectedAny(()),
        Expected::StreamExists => ExpectedStreamPositionOption::ExpectedStreamExists(()),
        Expected::NoStream => ExpectedStreamPositionOption::ExpectedNoStream(()),
        Expected::Exact(revision) => ExpectedStreamPositionOption::ExpectedStreamPosition(revision),
    };
    let details = WrongExpectedVersion {
        current_stream_revision_option: Some(current),
        expected_stream_position_option: Some(expected),
    };
    status(Code::AlreadyExists, "WrongExpectedVersion", &details)
}

pub(super) fn stream_deleted(stream: &str) -> Status {
    status(Code::NotFound, "StreamDeleted", &StreamDeleted { stream_identifier: Some(wire::identifier(stream)) })
}

pub(super) fn timeout() -> Status {
    status(Code::DeadlineExceeded, "Timeout", &Timeout {})
}

pub(super) fn unknown() -> Status {
    status(Code::Unknown, "Unknown", &Unknown {})
}

pub(super) fn maximum_append_size_exceeded(bytes_max: usize) -> Status {
    let max_append_size = u32::try_from(bytes_max).unwrap_or(u32::MAX);
    status(Code::InvalidArgument, "MaximumAppendSizeExceeded", &MaximumAppendSizeExceeded { max_append_size })
}

pub(super) fn bad_request(message: &str) -> Status {
    status(Code::InvalidArgument, "BadRequest", &BadRequest { message: message.to_owned() })
}

/// What the member does not handle has a message and no code, which clients read as OK.
pub(super) fn not_handled(message: &str) -> Status {
    let details = Any { type_url: "type.googleapis.com/google.protobuf.Empty".to_owned(), value: Vec::new() };
    Status { code: Code::Ok.into(), message: message.to_owned(), details: Some(details) }
}

/// The message is the name of the type of the details.
fn status(code: Code, message: &str, details: &impl Message) -> Status {
    let type_url = format!("type.googleapis.com/event_store.client.{message}");
    let details = Any { type_url, value: details.encode_to_vec() };
    Status { code: code.into(), message: message.to_owned(), details: Some(details) }
}
