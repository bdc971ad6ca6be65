//! The landing page and GraphiQL, from within the binary: no page here asks another host for anything.

use std::borrow::Cow;

use actix_web::http::header;
use actix_web::middleware::Compress;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::Embed;

/// The bundle, as `make run` builds it; `build.rs` sees to it that the folder is there.
#[derive(Embed)]
#[folder = "../web/dist/graphiql"]
struct Bundle;

const LANDING: &str = include_str!("landing.html");
const UNBUILT: &str = include_str!("unbuilt.html");
/// For pages without scripts.
const QUIET: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// The two pages and what they load.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.route("/", web::get().to(landing)).service(
        web::scope("/graphiql")
            .wrap(Compress::default())
            .route("", web::get().to(graphiql))
            .route("/", web::get().to(graphiql))
            .route("/{path:.*}", web::get().to(part)),
    );
}

async fn landing() -> HttpResponse {
    html(LANDING.as_bytes().into(), QUIET)
}

async fn graphiql(request: HttpRequest) -> HttpResponse {
    match Bundle::get("index.html") {
        Some(page) => html(page.data, &policy(&request)),
        None => html(UNBUILT.as_bytes().into(), QUIET),
    }
}

/// A file of the bundle. Those in `assets/` have a hash of their content in their name.
async fn part(path: web::Path<String>) -> HttpResponse {
    let Some(file) = Bundle::get(&path) else { return HttpResponse::NotFound().finish() };
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type(&path)))
        .insert_header((header::CACHE_CONTROL, caching))
        .body(file.data)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("ttf") => "font/ttf",
        Some("woff2") => "font/woff2",
        Some("wasm") => "application/wasm",
        Some(_) | None => "application/octet-stream",
    }
}

/// What the editor needs and nothing else: its own scripts, workers and fonts, styles that it writes into the page,
/// and this server over HTTP and WebSocket.
fn policy(request: &HttpRequest) -> String {
    let socket = socket_origin(request).unwrap_or_default();
    format!(
        "default-src 'none'; script-src 'self'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
         font-src 'self' data:; img-src 'self' data:; connect-src 'self'{socket}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    )
}

/// Some browsers do not count a WebSocket to the same host as 'self'. Written only if the host is a plain one: it
/// comes from the request.
fn socket_origin(request: &HttpRequest) -> Option<String> {
    let host = request.headers().get(header::HOST)?.to_str().ok()?;
    let is_plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
    is_plain.then(|| format!(" ws://{host} wss://{host}"))
}

fn html(body: Cow<'static, [u8]>, policy: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(body)
}
