//! `/blobs`: attachments up and down.
//!
//! What comes is written to disk piece by piece, never kept in memory, and believed to be what its content says. What
//! goes out is a download and nothing else: no browser shows it as a page of ours.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Executor;
use cangliu_blobs::Incoming;
use cangliu_domain::blob::{BYTES_MAX, Kind, Rejection, Sha256};
use cangliu_domain::id::InstitutionId;
use futures_util::{Stream, StreamExt as _, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use super::endpoint::{language, text};
use super::fault::{Fault, Kind as FaultKind};
use super::plain::{Failed, bad_parameter};
use super::site::Site;
use crate::attachment::{self, Taken, disk};
use crate::error::Error;
use crate::ledger::{Refused, may_upload};

/// Attachments read at the same time.
pub(super) const AT_ONCE_MAX: usize = 8;
/// What a multipart form adds to its file.
const FORM_BYTES: u64 = 64 << 10;
/// How long a client may take to send the next piece.
const PIECE_WAIT: Duration = Duration::from_secs(30);
/// Bytes gathered before a thread that may wait for the disk is asked to write them.
const WRITE_BYTES: usize = 1 << 20;
/// Bytes of a download read at a time.
const READ_BYTES: usize = 256 << 10;

/// For whom an attachment is.
#[derive(Deserialize)]
pub(super) struct Whose {
    institution: Option<String>,
}

/// `POST /blobs?institution=…`: takes an attachment, as the body or as the file of a form.
pub(super) async fn upload<E: Executor>(
    request: HttpRequest,
    payload: Payload,
    whose: Query<Whose>,
    site: Data<Site<E>>,
) -> HttpResponse {
    match taken(&request, payload, &whose, &site).await {
        Ok(answer) => answer,
        Err(failed) => failed.answer(language(&request)),
    }
}

async fn taken<E: Executor>(
    request: &HttpRequest,
    payload: Payload,
    whose: &Whose,
    site: &Site<E>,
) -> Result<HttpResponse, Failed> {
    let who = site.admit(text(request, &header::AUTHORIZATION)).await?;
    let institution =
        whose.institution.as_deref().and_then(|id| id.parse().ok()).map(InstitutionId).ok_or_else(|| {
            bad_parameter("institution", "请在地址中以 institution 指明单位", "name the institution in the address")
        })?;
    may_upload(&who, institution).map_err(|denied| Error::from(Refused::Denied(denied)))?;
    let told = text(request, &header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if let Some(bytes) = told.filter(|bytes| *bytes > BYTES_MAX + FORM_BYTES) {
        return Err(too_large(bytes).into());
    }
    let _turn = site.attachments.try_acquire().map_err(|_| Fault::from(FaultKind::UploadsBusy))?;
    let is_form = text(request, &header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("multipart/form-data"));
    let incoming = if is_form {
        let mut form = Multipart::new(request.headers(), payload);
        let missing = || malformed("the form has no file");
        let field = within(form.next()).await?.ok_or_else(missing)?.map_err(|error| malformed(error.to_string()))?;
        received(site, field.map(|piece| piece.map_err(|error| malformed(error.to_string())))).await?
    } else {
        received(site, payload.map(|piece| piece.map_err(|error| malformed(error.to_string())))).await?
    };
    let taken = attachment::take(&site.node, &who, institution, incoming).await?;
    Ok(receipt(institution, &taken))
}

fn receipt(institution: InstitutionId, taken: &Taken) -> HttpResponse {
    let Taken { sha256, bytes, kind, is_new, visible } = taken;
    let mut answer = if *is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    answer
        .insert_header((header::LOCATION, format!("/blobs/{sha256}")))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(json!({ "institution": institution, "sha256": sha256, "bytes": bytes, "kind": kind, "visible": visible }))
}

/// Writes what comes to disk, as far as it may be long.
async fn received<E>(site: &Site<E>, pieces: impl Stream<Item = Result<Bytes, Fault>>) -> Result<Incoming, Failed> {
    let directory = site.node.blobs.clone();
    let mut incoming = blocking(move || directory.begin()).await?;
    let mut pieces = std::pin::pin!(pieces);
    let mut gathered = Vec::new();
    let mut bytes = 0;
    while let Some(piece) = within(pieces.next()).await? {
        let piece = piece?;
        bytes += piece.len() as u64;
        if bytes > BYTES_MAX {
            return Err(too_large(bytes).into());
        }
        gathered.extend_from_slice(&piece);
        if gathered.len() >= WRITE_BYTES {
            incoming = written(incoming, std::mem::take(&mut gathered)).await?;
        }
    }
    Ok(written(incoming, gathered).await?)
}

async fn written(mut incoming: Incoming, gathered: Vec<u8>) -> Result<Incoming, Error> {
    blocking(move || incoming.write(&gathered).map(|()| incoming)).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Error> {
    tokio::task::spawn_blocking(work).await.map_err(|stopped| Error::Internal(Box::new(stopped)))?.map_err(disk)
}

async fn within<T>(next: impl Future<Output = T>) -> Result<T, Fault> {
    tokio::time::timeout(PIECE_WAIT, next).await.map_err(|_| malformed("the rest of the file did not come in time"))
}

fn too_large(bytes: u64) -> Error {
    Refused::rejected(&Rejection::BlobTooLarge { bytes }).into()
}

fn malformed(detail: impl Into<String>) -> Fault {
    Fault::with(FaultKind::MalformedRequest, detail)
}

/// `GET /blobs/<sha256>`: the bytes, for whoever may read a record that names them.
pub(super) async fn download<E: Executor>(
    request: HttpRequest,
    digest: Path<String>,
    site: Data<Site<E>>,
) -> HttpResponse {
    match sent(&request, &digest, &site).await {
        Ok(answer) => answer,
        Err(failed) => failed.answer(language(&request)),
    }
}

async fn sent<E: Executor>(request: &HttpRequest, digest: &str, site: &Site<E>) -> Result<HttpResponse, Failed> {
    let who = site.admit(text(request, &header::AUTHORIZATION)).await?;
    let sha256 = Sha256::parse(digest).ok_or(Error::NotFound)?;
    let blob = attachment::may_read(&site.node, &who, &sha256).await?;
    let tag = format!("\"{sha256}\"");
    let known = text(request, &header::IF_NONE_MATCH).is_some_and(|tags| tags == "*" || tags.contains(&tag));
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // Whoever may read it today may not tomorrow: a cache asks each time.
    answer
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Authorization"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"));
    if known {
        return Ok(answer.finish());
    }
    let (directory, wanted) = (site.node.blobs.clone(), sha256.clone());
    let file = blocking(move || directory.open(&wanted)).await?;
    let file =
        file.ok_or_else(|| Error::Internal(format!("the bytes of the attachment {sha256} are missing").into()))?;
    let (media, extension) = media(blob.kind);
    let name = format!("attachment; filename=\"{}.{extension}\"", &sha256.as_str()[..12]);
    Ok(answer
        .insert_header((header::CONTENT_TYPE, media))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .no_chunking(blob.bytes)
        .streaming(pieces(tokio::fs::File::from_std(file))))
}

fn pieces(file: tokio::fs::File) -> impl Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(READ_BYTES);
        let length = (&mut file).take(READ_BYTES as u64).read_to_end(&mut piece).await?;
        Ok((length > 0).then(|| (Bytes::from(piece), file)))
    })
}

fn media(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Pdf => ("application/pdf", "pdf"),
        Kind::Ofd => ("application/ofd", "ofd"),
        Kind::Png => ("image/png", "png"),
        Kind::Jpeg => ("image/jpeg", "jpg"),
        Kind::Webp => ("image/webp", "webp"),
        Kind::Xlsx => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        Kind::Docx => ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    }
}
