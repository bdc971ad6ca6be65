//! The answer: a stable code on every error, the status that fits the media type, and the body.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use async_graphql::{ErrorExtensionValues, Response, ServerError, Value};
use serde::Serialize;

use super::fault::{Fault, Kind};
use super::media::Media;
use super::shape::Question;
use crate::accounts::Why;
use crate::graphql::Language;

/// What came of an execution.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The document was executed, perhaps with errors in some fields.
    Executed(Response),
    /// It was not: validation refused it.
    Refused(Vec<ServerError>),
}

/// An answer without `data`, as for every request that is not executed.
#[derive(Serialize)]
struct Errors<'e> {
    errors: &'e [ServerError],
}

impl Outcome {
    /// Tells the two apart, and sees to it that every error has a code. The library writes `"data": null` in both
    /// cases; an error in a field knows its path, one of the whole request has none.
    pub(super) fn of(mut response: Response, question: &Question) -> Self {
        let is_refused = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        for error in &mut response.errors {
            add_code(error);
            say_in(question.language, error);
        }
        if is_refused {
            return Self::Refused(response.errors);
        }
        question.shape(&mut response);
        Self::Executed(response)
    }
}

/// Gives a code to an error that the library made: of validation, or of an argument that is not what it should be.
fn add_code(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_with(ErrorExtensionValues::default);
    let (code, zh) = if error.path.is_empty() {
        ("GRAPHQL_VALIDATION_FAILED", "查询与接口定义不符")
    } else {
        ("BAD_USER_INPUT", "参数不合要求")
    };
    if extensions.get("code").is_none() {
        extensions.set("code", code);
    }
    // The library speaks English only; what it names is said in both.
    if extensions.get("zh").is_none() {
        extensions.set("zh", format!("{zh}：{}", error.message));
    }
    if extensions.get("en").is_none() {
        extensions.set("en", error.message.as_str());
    }
}

/// Makes the message of an error the sentence that it carries in a language.
pub(super) fn say_in(language: Language, error: &mut ServerError) {
    if let Some(Value::String(said)) = error.extensions.as_ref().and_then(|carried| carried.get(language.key())) {
        error.message.clone_from(said);
    }
}

/// The answer to a request that was carried through.
pub(super) fn outcome(outcome: &Outcome, media: Media) -> HttpResponse {
    match (outcome, media) {
        (Outcome::Executed(response), _) => json(StatusCode::OK, media, response),
        (Outcome::Refused(errors), Media::Response) => json(StatusCode::BAD_REQUEST, media, &Errors { errors }),
        (Outcome::Refused(errors), Media::Json) => json(StatusCode::OK, media, &Errors { errors }),
    }
}

/// The answer to a request that was not executed.
pub(super) fn fault(fault: &Fault, media: Media, language: Language) -> HttpResponse {
    let status = match media {
        Media::Json if fault.kind.is_about_the_document() => StatusCode::OK,
        Media::Json | Media::Response => fault.kind.status(),
    };
    let mut answer = json(status, media, &Errors { errors: &[fault.error(language)] });
    let (name, value) = match fault.kind {
        Kind::Unauthenticated(_) => (header::WWW_AUTHENTICATE, "Bearer realm=\"cangliu\"".to_owned()),
        Kind::RateLimited { wait_seconds } => (header::RETRY_AFTER, wait_seconds.to_string()),
        Kind::UploadsBusy | Kind::NotSignedIn(Why::Busy) => (header::RETRY_AFTER, "5".to_owned()),
        Kind::MutationByGet => (header::ALLOW, "POST".to_owned()),
        Kind::MethodNotAllowed => (header::ALLOW, "GET, POST".to_owned()),
        _ => return answer,
    };
    if let Ok(value) = header::HeaderValue::from_str(&value) {
        answer.headers_mut().insert(name, value);
    }
    answer
}

/// An answer of errors alone, on a path beside `/graphql`.
pub(super) fn errors(status: StatusCode, errors: &[ServerError]) -> HttpResponse {
    json(status, Media::Json, &Errors { errors })
}

fn json(status: StatusCode, media: Media, body: &impl Serialize) -> HttpResponse {
    match serde_json::to_vec(body) {
        Ok(body) => HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, media.content_type()))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(body),
        Err(error) => {
            tracing::error!(error = ?error, "an answer could not be written as JSON");
            HttpResponse::InternalServerError().finish()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_graphql::PathSegment;

    use super::*;

    fn of(response: Response) -> Outcome {
        let document = Arc::new(async_graphql::parser::parse_query("{ asset }").unwrap());
        let declared = Arc::default();
        Outcome::of(response, &Question { document, operation_name: None, declared, language: Language::Zh })
    }

    fn code(error: &ServerError) -> &Value {
        error.extensions.as_ref().unwrap().get("code").unwrap()
    }

    #[test]
    fn an_error_without_a_path_refuses_the_request() {
        let response = Response::from_errors(vec![ServerError::new("unknown field", None)]);
        let Outcome::Refused(errors) = of(response) else { panic!("it was not executed") };
        assert_eq!(code(&errors[0]), &Value::from("GRAPHQL_VALIDATION_FAILED"));
    }

    #[test]
    fn an_error_in_a_field_does_not() {
        let mut error = ServerError::new("no day", None);
        error.path = vec![PathSegment::Field("asset".into())];
        let Outcome::Executed(response) = of(Response::from_errors(vec![error])) else { panic!("executed") };
        assert_eq!(code(&response.errors[0]), &Value::from("BAD_USER_INPUT"));
    }

    #[test]
    fn a_code_that_is_there_stays() {
        let mut error = ServerError::new("gone", None);
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", "NOT_FOUND");
        error.extensions = Some(extensions);
        let Outcome::Refused(errors) = of(Response::from_errors(vec![error])) else { panic!("refused") };
        assert_eq!(code(&errors[0]), &Value::from("NOT_FOUND"));
    }

    #[test]
    fn a_message_is_in_the_language_of_the_request() {
        let mut error = ServerError::new("not found", None);
        let mut extensions = ErrorExtensionValues::default();
        for (key, said) in [("code", "NOT_FOUND"), ("zh", "没有找到"), ("en", "not found")] {
            extensions.set(key, said);
        }
        error.extensions = Some(extensions);
        let Outcome::Refused(errors) = of(Response::from_errors(vec![error])) else { panic!("refused") };
        assert_eq!(errors[0].message, "没有找到");
        let theirs = Response::from_errors(vec![ServerError::new("Unknown field \"x\"", None)]);
        let Outcome::Refused(errors) = of(theirs) else { panic!("refused") };
        assert_eq!(errors[0].message, "查询与接口定义不符：Unknown field \"x\"");
    }
}
