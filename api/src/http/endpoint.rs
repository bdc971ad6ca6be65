//! One request to `/graphql`, from its headers to its answer, as GraphQL over HTTP has it.
//!
//! Whoever asks is known before anything of the body is read. A token comes only in a header that browsers never send
//! by themselves, so a foreign page cannot act for somebody.

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::{Method, header};
use actix_web::web::{Bytes, BytesMut, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Executor;
use async_graphql::parser::types::OperationType;
use futures_util::StreamExt as _;

use super::answer::{self, Outcome};
use super::document::{self, Document};
use super::fault::{Fault, Kind};
use super::media::{Media, is_utf8};
use super::run::{self, Prepared};
use super::sent::Sent;
use super::shape::Question;
use super::site::Site;
use super::{measure, socket, upload};
use crate::auth::Who;
use crate::graphql::Language;

/// Answers a request to `/graphql`.
pub(super) async fn graphql<E: Executor>(request: HttpRequest, payload: Payload, site: Data<Site<E>>) -> HttpResponse {
    if socket::is_asked_for(&request) {
        return socket::open(&request, payload, site);
    }
    let accept = all(&request, &header::ACCEPT);
    let Some(media) = Media::accepted(accept.as_deref()) else {
        return not_json(&request, accept.as_deref());
    };
    let begun = Instant::now();
    let mut operation = None;
    let answered = carry_through(&request, payload, &site, &mut operation).await;
    measure::request(operation, answered.as_ref().err(), begun.elapsed());
    match answered {
        Ok(outcome) => answer::outcome(&outcome, media),
        Err(fault) => answer::fault(&fault, media, language(&request)),
    }
}

async fn carry_through<E: Executor>(
    request: &HttpRequest,
    payload: Payload,
    site: &Site<E>,
    operation: &mut Option<OperationType>,
) -> Result<Outcome, Fault> {
    if ![Method::GET, Method::POST].contains(request.method()) {
        return Err(Kind::MethodNotAllowed.into());
    }
    let who = site.admit(text(request, &header::AUTHORIZATION)).await?;
    let (sent, files) = read(request, payload, site).await?;
    let mut prepared = prepare(sent, &who, language(request), site)?;
    *operation = Some(prepared.operation);
    if request.method() == Method::GET && prepared.operation == OperationType::Mutation {
        return Err(Kind::MutationByGet.into());
    }
    upload::attach(&mut prepared.request, files)?;
    Box::pin(run::run(&site.executor, prepared)).await
}

/// Checks what was sent against the limits and puts beside it what resolvers need to know.
pub(super) fn prepare<E>(sent: Sent, who: &Arc<Who>, language: Language, site: &Site<E>) -> Result<Prepared, Fault> {
    let Document { parsed, operation } = document::read(&sent, &site.limits)?;
    let question = Question {
        document: Arc::new(parsed.clone()),
        operation_name: sent.operation_name.clone(),
        declared: Arc::clone(&site.declared),
        language,
    };
    let mut request = sent.into_request().data(Who::clone(who)).data(language);
    request.set_parsed_query(parsed);
    Ok(Prepared { request, operation, question })
}

async fn read<E>(request: &HttpRequest, payload: Payload, site: &Site<E>) -> Result<(Sent, Vec<upload::File>), Fault> {
    if request.method() == Method::GET {
        return Ok((Sent::query_string(request.query_string())?, Vec::new()));
    }
    let is_plain = text(request, &header::CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    match content_type(request) {
        Some(Body::Json) if is_plain => {
            Ok((Sent::json(&body(request, payload, site.limits.body_bytes_max).await?)?, Vec::new()))
        }
        Some(Body::Files) if is_plain => {
            let _turn = site.uploads.try_acquire().map_err(|_| Fault::from(Kind::UploadsBusy))?;
            upload::read(request, payload, &site.limits).await
        }
        Some(_) | None => Err(Kind::UnsupportedMediaType.into()),
    }
}

/// What a body can be.
enum Body {
    Json,
    Files,
}

/// Whether a request says that its body is JSON, as it is.
pub(super) fn is_json(request: &HttpRequest) -> bool {
    let is_plain = text(request, &header::CONTENT_ENCODING).is_none_or(|encoding| encoding == "identity");
    is_plain && matches!(content_type(request), Some(Body::Json))
}

fn content_type(request: &HttpRequest) -> Option<Body> {
    let mut parts = text(request, &header::CONTENT_TYPE)?.split(';').map(str::trim);
    let kind = parts.next()?.to_ascii_lowercase();
    let charset = parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    match kind.as_str() {
        "application/json" if charset.is_none_or(|(_, charset)| is_utf8(charset)) => Some(Body::Json),
        "multipart/form-data" => Some(Body::Files),
        _ => None,
    }
}

pub(super) async fn body(request: &HttpRequest, mut payload: Payload, bytes_max: usize) -> Result<Bytes, Fault> {
    let told =
        text(request, &header::CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok()).unwrap_or_default();
    if told > bytes_max {
        return Err(Kind::PayloadTooLarge.into());
    }
    let mut read = BytesMut::with_capacity(told);
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Fault::with(Kind::MalformedRequest, error.to_string()))?;
        if read.len() + chunk.len() > bytes_max {
            return Err(Kind::PayloadTooLarge.into());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read.freeze())
}

/// A person who typed the address is led to a page; a program is told what there is.
fn not_json(request: &HttpRequest, accept: Option<&str>) -> HttpResponse {
    let is_person = request.method() == Method::GET && accept.is_some_and(|accept| accept.contains("text/html"));
    if is_person && request.query_string().is_empty() {
        return HttpResponse::SeeOther().insert_header((header::LOCATION, "/graphiql")).finish();
    }
    answer::fault(&Kind::NotAcceptable.into(), Media::Json, language(request))
}

/// The language that sentences for people are in.
pub(super) fn language(request: &HttpRequest) -> Language {
    Language::accepted(text(request, &header::ACCEPT_LANGUAGE).unwrap_or_default())
}

/// A header's text, where it is one.
pub(super) fn text<'r>(request: &'r HttpRequest, name: &header::HeaderName) -> Option<&'r str> {
    request.headers().get(name)?.to_str().ok()
}

/// All lines of a header as one.
fn all(request: &HttpRequest, name: &header::HeaderName) -> Option<String> {
    let lines: Vec<&str> = request.headers().get_all(name).filter_map(|line| line.to_str().ok()).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}
