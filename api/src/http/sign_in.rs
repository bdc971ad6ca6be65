//! `POST /auth/…`: signing in with a local account, where there are any. JSON in, JSON out; no cookie, so that no foreign
//! page acts for somebody.
//!
//! | path | takes | answers |
//! |---|---|---|
//! | `sign-in` | `name`, `password`, `code` | a token |
//! | `change-password` | the same and `newPassword` | a token |
//! | `second-factor` | `name`, `password` | `secret`, `uri` for an authenticator |
//! | `second-factor/confirm` | the same and its first `code` | a token |

use std::time::Instant;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Executor;
use chrono::{DateTime, SecondsFormat};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer;
use super::endpoint::{body, is_json, language};
use super::fault::{Fault, Kind};
use super::media::Media;
use super::site::Site;
use crate::accounts::{Accounts, Credentials, NotIn, SignedIn, Why};

/// Longest body: names and passwords are short.
const BODY_BYTES_MAX: usize = 4_096;

/// The paths.
pub(super) fn routes<E: Executor>(config: &mut ServiceConfig) {
    config
        .route("/auth/sign-in", web::post().to(sign_in::<E>))
        .route("/auth/change-password", web::post().to(change_password::<E>))
        .route("/auth/second-factor", web::post().to(begin_second_factor::<E>))
        .route("/auth/second-factor/confirm", web::post().to(confirm_second_factor::<E>));
}

/// Who changes his password.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    #[serde(flatten)]
    shown: Credentials,
    new_password: String,
}

async fn sign_in<E: Executor>(request: HttpRequest, payload: Payload, site: Data<Site<E>>) -> HttpResponse {
    let told = async {
        let (accounts, shown) = asked::<E, Credentials>(&request, payload, &site).await?;
        Ok(told(&accounts.sign_in(shown).await?))
    };
    answered(&request, told.await)
}

async fn change_password<E: Executor>(request: HttpRequest, payload: Payload, site: Data<Site<E>>) -> HttpResponse {
    let told = async {
        let (accounts, Change { shown, new_password }) = asked::<E, Change>(&request, payload, &site).await?;
        Ok(told(&accounts.change_password(shown, new_password).await?))
    };
    answered(&request, told.await)
}

async fn begin_second_factor<E: Executor>(request: HttpRequest, payload: Payload, site: Data<Site<E>>) -> HttpResponse {
    let told = async {
        let (accounts, shown) = asked::<E, Credentials>(&request, payload, &site).await?;
        let name = utf8_percent_encode(shown.name.trim(), NON_ALPHANUMERIC).to_string();
        let secret = accounts.begin_second_factor(shown).await?;
        let uri = format!("otpauth://totp/Cangliu:{name}?secret={secret}&issuer=Cangliu");
        Ok(json!({ "secret": secret, "uri": uri }))
    };
    answered(&request, told.await)
}

async fn confirm_second_factor<E: Executor>(
    request: HttpRequest,
    payload: Payload,
    site: Data<Site<E>>,
) -> HttpResponse {
    let told = async {
        let (accounts, mut shown) = asked::<E, Credentials>(&request, payload, &site).await?;
        let code = shown.code.take().ok_or(Kind::MalformedRequest)?;
        Ok(told(&accounts.confirm_second_factor(shown, code).await?))
    };
    answered(&request, told.await)
}

/// The accounts, and what is asked of them, once whoever asks has not asked too often.
async fn asked<'s, E: Executor, T: for<'de> Deserialize<'de>>(
    request: &HttpRequest,
    payload: Payload,
    site: &'s Site<E>,
) -> Result<(&'s Accounts, T), Fault> {
    let accounts = site.accounts.as_ref().ok_or(Kind::NotSignedIn(Why::Off))?;
    let peer = request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default();
    site.spend_from(&peer, Instant::now())?;
    site.shows_all()?;
    if !is_json(request) {
        return Err(Kind::UnsupportedMediaType.into());
    }
    let sent: Bytes = body(request, payload, BODY_BYTES_MAX).await?;
    // What the reader says is not told: it may quote a password.
    let asked = serde_json::from_slice(&sent).map_err(|_| Fault::from(Kind::MalformedRequest))?;
    Ok((accounts, asked))
}

fn told(signed_in: &SignedIn) -> Value {
    let SignedIn { account, token, expires_at } = signed_in;
    let expires_at = DateTime::from_timestamp(*expires_at, 0).unwrap_or_default();
    json!({
        "token": token,
        "account": account,
        "expiresAt": expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
    })
}

fn answered(request: &HttpRequest, told: Result<Value, Fault>) -> HttpResponse {
    match told {
        Ok(body) => HttpResponse::build(StatusCode::OK).insert_header((header::CACHE_CONTROL, "no-store")).json(body),
        Err(fault) => answer::fault(&fault, Media::Json, language(request)),
    }
}

impl From<NotIn> for Fault {
    fn from(not_in: NotIn) -> Self {
        match not_in {
            NotIn::Why(why) => Kind::NotSignedIn(why).into(),
            NotIn::Failed(failure) => {
                tracing::error!(error = ?failure, "signing in failed");
                Kind::Internal.into()
            }
        }
    }
}
