//! `cangliu serve`: bind first, then open, then answer; on SIGTERM or SIGINT finish what is under way.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::DefaultHeaders;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use async_graphql::Executor;
use cangliu_projections::Views;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing::{info, warn};

use super::announce::Ready;
use super::{Site, measure, routes};
use crate::accounts::Accounts;
use crate::auth::dev::{DevError, DevKey};
use crate::auth::dev_token::role_tokens;
use crate::auth::{Checks, Gate, KeyError, KeySet, KeySource, LocalKey, Revoked};
use crate::config::{AuthSettings, ServeSettings};
use crate::demo::{self, DemoError};
use crate::graphql;
use crate::import::Progress;
use crate::node::{Node, NodeError};

/// How long requests under way may take once it is told to end.
const STOP_SECONDS: u64 = 15;
/// How long a client may take to send the head of a request.
const HEAD_WAIT: Duration = Duration::from_secs(10);
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Connections of one worker.
const CONNECTIONS_MAX: usize = 2_048;

/// Why it does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Development tokens are for this machine alone.
    #[error(
        "--dev listens on loopback only, and {address} is not; use --jwks with the keys of whoever signs the tokens"
    )]
    DevNotOnLoopback {
        /// What was asked for.
        address: SocketAddr,
    },
    /// Nobody's tokens would be believed.
    #[error("no tokens would be believed: give --jwks and --issuer, or --local-accounts, or --dev on your own machine")]
    NobodyBelieved,
    /// Keys that would come from nowhere, or over a line that anybody can change.
    #[error("--jwks {jwks:?} is neither a file nor an https URL")]
    JwksSource {
        /// What was given.
        jwks: String,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Bind {
        /// Which.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The node cannot be opened.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The keys cannot be used.
    #[error("the keys of --jwks cannot be used")]
    Keys(#[from] KeyError),
    /// The list of revoked tokens cannot be read.
    #[error("the list of revoked tokens {} cannot be read", path.display())]
    Revoked {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No development tokens.
    #[error(transparent)]
    Dev(#[from] DevError),
    /// The demo could not be loaded.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The server broke, or nobody could be told where it listens.
    #[error("serving failed")]
    Io(#[from] std::io::Error),
}

impl ServeError {
    /// Its stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::DevNotOnLoopback { .. } => "DEV_NOT_ON_LOOPBACK",
            Self::NobodyBelieved => "NOBODY_BELIEVED",
            Self::JwksSource { .. } | Self::Keys(_) => "JWKS_UNUSABLE",
            Self::Bind { .. } => "CANNOT_LISTEN",
            Self::Node(error) => error.code(),
            Self::Revoked { .. } => "REVOKED_UNREADABLE",
            Self::Dev(_) => "DEV_KEY_UNUSABLE",
            Self::Demo(_) => "DEMO_FAILED",
            Self::Io(_) => "INTERNAL",
        }
    }
}

/// Serves until it is told to end.
///
/// # Errors
/// [`ServeError`]: what keeps it from serving, or broke it.
pub async fn serve(settings: ServeSettings) -> Result<(), ServeError> {
    let source = key_source(&settings)?;
    let listener = bind(settings.listen.listen)?;
    let metrics = settings.listen.metrics_listen.map(bind).transpose()?;
    let listening = listener.local_addr()?;
    let data = settings.data.clone();
    let node = tokio::task::spawn_blocking(move || Node::open(&data)).await.map_err(std::io::Error::other)??;
    let metrics = metrics.map(|listener| measure::serve(listener, node.clone())).transpose()?;
    let metrics = metrics.map(|server| (server.handle(), tokio::spawn(server)));

    let dev = settings.auth.dev.then(|| DevKey::open_or_make(&settings.data.data_dir)).transpose()?;
    let local = settings.auth.local_accounts.then(|| LocalKey::open_or_make(settings.data.people_dir())).transpose()?;
    let gate = gate(&settings.auth, source, (dev.as_ref(), local.as_ref()), node.clone()).await?;
    let (stop, stopping) = watch::channel(false);
    let schema = graphql::schema(node.clone());
    let sdl = schema.sdl();
    let head = node.head().await.map_err(NodeError::from)?;
    let site = Site::new(schema, &sdl, node.clone(), gate, settings.limits.clone(), stopping, head);
    let site = match local {
        Some(key) => site.with_accounts(Accounts::new(node.clone(), key, settings.auth.audience.clone())),
        None => site,
    };
    let server = server(site, listener)?;
    let handle = server.handle();
    let mut serving = tokio::spawn(server);

    let ended = tokio::select! {
        ended = &mut serving => ended.map_err(std::io::Error::other)?.map_err(ServeError::from),
        told = run(&settings, &node, dev.as_ref(), listening) => told,
    };
    stop.send_replace(true);
    end(handle).await;
    if let Some((handle, _)) = metrics {
        end(handle).await;
    }
    serving.abort();
    node.close().await;
    ended
}

/// Everything beside answering: the demo, telling where it listens, waiting for the end.
async fn run(
    settings: &ServeSettings,
    node: &Node,
    dev: Option<&DevKey>,
    listening: SocketAddr,
) -> Result<(), ServeError> {
    let mut signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let prepare = async {
        if settings.demo {
            demo::load_if_empty(node, &Progress::default()).await?;
        }
        // Until then queries would show less than the log holds; /readyz says so to those who come early.
        match node.catch_up().await {
            // Queries answer as far as the views came, and /readyz stays at 503 until a newer program takes over.
            Err(NodeError::ViewsStopped(stopped)) => warn!(code = stopped.code, "serving, but not ready"),
            level => {
                level?;
                if let Err(error) = Views::discard_other_versions(&Node::views_directory(&settings.data.data_dir)) {
                    warn!(error = ?error, "views of other versions cannot be removed");
                }
            }
        }
        announce(settings, node, dev, listening)
    };
    tokio::select! {
        prepared = prepare => prepared?,
        _ = signals.0.recv() => return Ok(()),
        _ = signals.1.recv() => return Ok(()),
    }
    tokio::select! {
        _ = signals.0.recv() => info!("SIGTERM: finishing what is under way"),
        _ = signals.1.recv() => info!("SIGINT: finishing what is under way"),
    }
    Ok(())
}

fn announce(
    settings: &ServeSettings,
    node: &Node,
    dev: Option<&DevKey>,
    listening: SocketAddr,
) -> Result<(), ServeError> {
    let tokens = dev.map(|key| role_tokens(node, key, &settings.auth.audience)).transpose()?.unwrap_or_default();
    let ready = Ready::new(listening, tokens);
    // A closed standard output is no reason not to serve.
    let _ = ready.tell(&mut std::io::stdout().lock());
    if let Some(path) = &settings.listen.ready_file {
        ready.write(path)?;
    }
    Ok(())
}

fn key_source(settings: &ServeSettings) -> Result<KeySource, ServeError> {
    let address = settings.listen.listen;
    if settings.auth.dev && !address.ip().is_loopback() {
        return Err(ServeError::DevNotOnLoopback { address });
    }
    let jwks = settings.auth.jwks.clone().unwrap_or_default();
    match KeySource::parse(Some(&jwks)) {
        None => Err(ServeError::JwksSource { jwks }),
        Some(KeySource::None) if !settings.auth.dev && !settings.auth.local_accounts => Err(ServeError::NobodyBelieved),
        Some(source) => Ok(source),
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).map_err(|source| ServeError::Bind { address, source })
}

async fn gate(
    auth: &AuthSettings,
    source: KeySource,
    (dev, local): (Option<&DevKey>, Option<&LocalKey>),
    node: Node,
) -> Result<Gate, ServeError> {
    let has_source = source != KeySource::None;
    let keys = KeySet::open(source, dev.cloned()).await?;
    let keys = match local {
        Some(key) => keys.believing(key),
        None => keys,
    };
    let revoked = Revoked::open(auth.revoked.as_deref())
        .map_err(|source| ServeError::Revoked { path: auth.revoked.clone().unwrap_or_default(), source })?;
    let issuers: Vec<String> = auth.issuer.iter().filter(|issuer| !issuer.is_empty()).cloned().collect();
    if issuers.is_empty() && has_source {
        warn!("without --issuer only keys that name their own \"issuer\" in the key set are believed");
    }
    Ok(Gate::new(node, keys, revoked, Checks { issuers, audience: auth.audience.clone() }))
}

fn server<E: Executor>(site: Site<E>, listener: TcpListener) -> std::io::Result<Server> {
    let site = Data::from(Arc::new(site));
    let server = HttpServer::new(move || App::new().app_data(site.clone()).wrap(headers()).configure(routes::<E>));
    let server = server
        .listen(listener)?
        .client_request_timeout(HEAD_WAIT)
        .keep_alive(KEEP_ALIVE)
        .max_connections(CONNECTIONS_MAX)
        .shutdown_timeout(STOP_SECONDS)
        .disable_signals();
    Ok(server.run())
}

/// What every answer carries.
fn headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("Cross-Origin-Resource-Policy", "same-origin"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
}

/// Takes no more connections, finishes the requests under way.
async fn end(handle: ServerHandle) {
    handle.stop(true).await;
}
