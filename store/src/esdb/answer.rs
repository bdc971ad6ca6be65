//! What the client's errors mean for us.

use std::sync::Arc;

use eventstore::Error;

use crate::error::StoreError;

/// gRPC's numbers for what a server says of a request that nobody need repeat.
mod code {
    pub(super) const INVALID_ARGUMENT: i32 = 3;
    pub(super) const NOT_FOUND: i32 = 5;
    pub(super) const ALREADY_EXISTS: i32 = 6;
    pub(super) const PERMISSION_DENIED: i32 = 7;
    pub(super) const UNAUTHENTICATED: i32 = 16;
}

/// Whether the server says that the stream stands elsewhere. A batch session says so in another way than a lone append.
pub(super) fn is_wrong_version(error: &Error) -> bool {
    match error {
        Error::WrongExpectedVersion { .. } => true,
        Error::Grpc { code, message } => {
            i32::from(*code) == code::ALREADY_EXISTS || message.starts_with("WrongExpectedVersion")
        }
        _ => false,
    }
}

/// Whether there is no such stream.
pub(super) fn is_missing(error: &Error) -> bool {
    match error {
        Error::ResourceNotFound => true,
        Error::Grpc { code, .. } => i32::from(*code) == code::NOT_FOUND,
        _ => false,
    }
}

/// Whether the same request would be refused again, and had no effect this time.
pub(super) fn is_final(error: &Error) -> bool {
    const CODES: [i32; 4] = [code::INVALID_ARGUMENT, code::NOT_FOUND, code::PERMISSION_DENIED, code::UNAUTHENTICATED];
    match error {
        Error::AccessDenied | Error::ResourceDeleted | Error::ResourceNotFound | Error::UnsupportedFeature => true,
        Error::Grpc { code, .. } => CODES.contains(&i32::from(*code)),
        // No event begins at that position. Older servers say so with a status that otherwise means trouble.
        Error::ServerError(said) => said.contains("InvalidPosition"),
        _ => false,
    }
}

/// Whether the server takes nothing of that size. Newer servers have a limit for each event too, with a name of its own.
pub(super) fn is_too_large(error: &Error) -> bool {
    matches!(error, Error::Grpc { message, .. } if message.contains("SizeExceeded"))
}

/// A failure that nobody need repeat.
pub(super) fn failed(doing: &'static str, error: Error) -> StoreError {
    StoreError::Failed { doing, source: Arc::new(error) }
}

/// The server is away, or too slow.
pub(super) fn unavailable(doing: &'static str, error: Option<Error>) -> StoreError {
    match error {
        Some(error) => StoreError::Unavailable { doing, source: Arc::new(error) },
        None => StoreError::Unavailable { doing, source: Arc::new(TooSlow) },
    }
}

/// No answer in time.
#[derive(Debug, thiserror::Error)]
#[error("the server did not answer in time")]
struct TooSlow;
