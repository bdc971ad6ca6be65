//! `/papers`: PDFs of what the ledger holds.

use actix_web::error::InternalError;
use actix_web::http::header;
use actix_web::web::{Data, Json, JsonConfig, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Executor;
use cangliu_domain::id::AssetId;
use cangliu_paper::label::LabelSize;
use serde::Deserialize;
use uuid::Uuid;

use super::endpoint::{language, text};
use super::fault::{Fault, Kind};
use super::plain::{Failed, bad_parameter};
use super::site::Site;
use crate::error::Error;
use crate::paper::{self, Printed};

/// Bytes of the list of assets in a request.
const LIST_BYTES_MAX: usize = 64 << 10;

/// Labels asked for in an address.
#[derive(Deserialize)]
pub(super) struct InAddress {
    size: Option<String>,
    assets: Option<String>,
}

/// How a list of assets in a body is read; one that cannot be is refused as everything here is.
pub(super) fn list() -> JsonConfig {
    JsonConfig::default().limit(LIST_BYTES_MAX).error_handler(|error, request| {
        let fault = Fault::with(Kind::MalformedRequest, error.to_string());
        let answer = Failed::Request(fault).answer(language(request));
        InternalError::from_response(error, answer).into()
    })
}

/// Labels asked for in a body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InBody {
    size: String,
    assets: Vec<Uuid>,
}

/// `GET /papers/labels?size=50x30&assets=…,…`.
pub(super) async fn labels<E: Executor>(
    request: HttpRequest,
    asked: Query<InAddress>,
    site: Data<Site<E>>,
) -> HttpResponse {
    let assets =
        asked.assets.as_deref().unwrap_or_default().split(',').map(str::parse).collect::<Result<Vec<Uuid>, _>>();
    let size = asked.size.as_deref().unwrap_or("50x30");
    match assets {
        Ok(assets) => answer(&request, stuck(&request, size, assets, &site).await),
        Err(_) => {
            let (zh, en) =
                ("assets 应为以逗号分隔的资产标识", "assets has to be ids of assets, with commas between them");
            answer(&request, Err(bad_parameter("assets", zh, en).into()))
        }
    }
}

/// `POST /papers/labels` with the same as JSON, for many.
pub(super) async fn many_labels<E: Executor>(
    request: HttpRequest,
    asked: Json<InBody>,
    site: Data<Site<E>>,
) -> HttpResponse {
    let InBody { size, assets } = asked.into_inner();
    answer(&request, stuck(&request, &size, assets, &site).await)
}

async fn stuck<E: Executor>(
    request: &HttpRequest,
    size: &str,
    assets: Vec<Uuid>,
    site: &Site<E>,
) -> Result<Printed, Failed> {
    let who = site.admit(text(request, &header::AUTHORIZATION)).await?;
    let size = match size {
        "50x30" => LabelSize::Small,
        "70x40" => LabelSize::Large,
        _ => return Err(bad_parameter("size", "标签规格为 50x30 或 70x40", "labels are 50x30 or 70x40").into()),
    };
    Ok(paper::labels(&site.node, &who, size, assets.into_iter().map(AssetId).collect()).await?)
}

/// `GET /papers/assets/<asset>/<revision>`: the paper of an event.
pub(super) async fn of_event<E: Executor>(
    request: HttpRequest,
    place: Path<(String, String)>,
    site: Data<Site<E>>,
) -> HttpResponse {
    answer(&request, told(&request, &place.0, &place.1, &site).await)
}

async fn told<E: Executor>(
    request: &HttpRequest,
    asset: &str,
    revision: &str,
    site: &Site<E>,
) -> Result<Printed, Failed> {
    let who = site.admit(text(request, &header::AUTHORIZATION)).await?;
    let (asset, revision) = asset.parse().ok().zip(revision.parse().ok()).ok_or(Error::NotFound)?;
    Ok(paper::paper_of_event(&site.node, &who, AssetId(asset), revision).await?)
}

fn answer(request: &HttpRequest, printed: Result<Printed, Failed>) -> HttpResponse {
    match printed {
        Ok(Printed { name, pdf }) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "application/pdf"))
            .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
            .body(pdf),
        Err(failed) => failed.answer(language(request)),
    }
}
