//! Answers of the paths beside `/graphql`: the same errors in the same form, with a status that says so.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use async_graphql::Pos;

use super::answer;
use super::fault::Fault;
use super::media::Media;
use crate::error::Error;
use crate::graphql::Language;

/// Why such a request is not answered with what was asked for.
pub(super) enum Failed {
    /// The request itself is at fault.
    Request(Fault),
    /// It could not be carried out.
    Error(Error),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Request(fault)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Failed {
    /// The answer that says so.
    pub(super) fn answer(self, language: Language) -> HttpResponse {
        match self {
            Self::Request(fault) => answer::fault(&fault, Media::Json, language),
            Self::Error(error) => {
                let status = status(&error);
                let mut told = async_graphql::Error::from(error).into_server_error(Pos::default());
                told.locations.clear();
                answer::say_in(language, &mut told);
                answer::errors(status, &[told])
            }
        }
    }
}

fn status(error: &Error) -> StatusCode {
    match error {
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::BadInput { code: "BLOB_TOO_LARGE", .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::BadInput { code: "BLOB_KIND_UNKNOWN", .. } => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::BadInput { .. } | Error::CursorFromOtherLog => StatusCode::BAD_REQUEST,
        Error::NotYetVisible
        | Error::UpgradeNeeded
        | Error::OutcomeUnknown
        | Error::Busy
        | Error::LogReplaced
        | Error::StoreUnavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A wrong parameter of the address.
pub(super) fn bad_parameter(field: &'static str, zh: &str, en: &str) -> Error {
    Error::BadInput { code: "BAD_USER_INPUT", field, zh: zh.to_owned(), en: en.to_owned() }
}
