//! Subscriptions over a WebSocket, in the protocol `graphql-transport-ws`.
//!
//! Browsers cannot set headers there, so the token comes in `connection_init`. The socket ends when the token does,
//! when it is revoked, and when the person's posts change: he then connects again and is asked again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::header;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};
use async_graphql::Executor;
use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::timeout;

use super::answer::{self, Outcome};
use super::endpoint::{language, prepare};
use super::fault::{Fault, Kind};
use super::measure;
use super::media::Media;
use super::operations::{OPERATIONS_MAX, Operations, Said, Say, Step, refused};
use super::sent::Sent;
use super::site::{Site, SocketPlace};
use crate::auth::{Refusal, Who};
use crate::clock::Clock;
use crate::graphql::Language;

const PROTOCOL: &str = "graphql-transport-ws";
/// How long a client may wait before it says who it is.
const INIT_WAIT: Duration = Duration::from_secs(10);
/// How often the token is looked at and the client is pinged.
const LOOK_INTERVAL: Duration = Duration::from_secs(5);
/// A client that says nothing this long, not even that it is there, is gone.
const SILENCE_MAX: Duration = Duration::from_secs(45);
/// How long a message may take to be taken.
const SEND_WAIT: Duration = Duration::from_secs(10);
const MESSAGE_BYTES_MAX: usize = 256 * 1_024;

/// Why a socket is closed: code and reason as the protocol has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    GoingAway,
    Invalid,
    Unauthorized(&'static str),
    Forbidden(&'static str),
    InitTimeout,
    SubscriberExists,
    TooManyInits,
    TooManySockets,
    Broken,
    /// The client closed, or is gone.
    Gone,
}

impl End {
    fn reason(self) -> Option<CloseReason> {
        let (code, text) = match self {
            Self::GoingAway => (1001, "the server is ending"),
            Self::Invalid => (4400, "Invalid message"),
            Self::Unauthorized(why) => (4401, why),
            Self::Forbidden(why) => (4403, why),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::SubscriberExists => (4409, "Subscriber already exists"),
            Self::TooManyInits => (4429, "Too many initialisation requests"),
            Self::TooManySockets => (4429, "Too many sockets of this subject"),
            Self::Broken => (1011, "INTERNAL"),
            Self::Gone => return None,
        };
        Some(CloseReason { code: CloseCode::Other(code), description: Some(text.to_owned()) })
    }
}

/// Whether a request asks for a WebSocket.
pub(super) fn is_asked_for(request: &HttpRequest) -> bool {
    let upgrade = request.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// Opens one.
pub(super) fn open<E: Executor>(request: &HttpRequest, payload: Payload, site: Data<Site<E>>) -> HttpResponse {
    let offered = request.headers().get_all(header::SEC_WEBSOCKET_PROTOCOL).filter_map(|line| line.to_str().ok());
    if !offered.flat_map(|line| line.split(',')).any(|name| name.trim() == PROTOCOL) {
        let fault = Fault::with(Kind::MalformedRequest, format!("the subprotocol has to be {PROTOCOL}"));
        return answer::fault(&fault, Media::Json, language(request));
    }
    if let Err(fault) = site.shows_all() {
        return answer::fault(&fault, Media::Json, language(request));
    }
    let (answer, session, messages) = match actix_ws::handle_with_protocols(request, payload, &[PROTOCOL]) {
        Ok(opened) => opened,
        Err(error) => return error.error_response(),
    };
    let messages =
        messages.max_frame_size(MESSAGE_BYTES_MAX).aggregate_continuations().max_continuation_size(MESSAGE_BYTES_MAX);
    let stopping = site.stopping.clone();
    let socket = Socket { site, session, language: language(request), person: None, operations: Operations::default() };
    actix_web::rt::spawn(async move {
        measure::socket(1.0);
        socket.live(messages, stopping).await;
        measure::socket(-1.0);
    });
    answer
}

/// Who is at the other end.
struct Person {
    authorization: String,
    who: Arc<Who>,
    _place: SocketPlace,
}

struct Socket<E> {
    site: Data<Site<E>>,
    session: Session,
    language: Language,
    /// Known once he has said so.
    person: Option<Person>,
    operations: Operations,
}

impl<E: Executor> Socket<E> {
    async fn live(mut self, mut messages: AggregatedMessageStream, mut stopping: watch::Receiver<bool>) {
        let end = self.until_end(&mut messages, &mut stopping).await;
        if end != End::Gone {
            // A client that does not take the reason does without.
            let _ = timeout(SEND_WAIT, self.session.close(end.reason())).await;
        }
    }

    async fn until_end(&mut self, messages: &mut AggregatedMessageStream, stopping: &mut watch::Receiver<bool>) -> End {
        let opened = Instant::now();
        let mut heard = opened;
        let mut looks = tokio::time::interval(LOOK_INTERVAL);
        loop {
            let went_on = tokio::select! {
                message = messages.recv() => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(message)) => self.hear(message).await,
                        Some(Err(_)) => Err(End::Invalid),
                        None => Err(End::Gone),
                    }
                }
                step = self.operations.next() => self.tell(&step).await,
                () = ends(self.person.as_ref().map(|person| person.who.expires_at), opened, self.site.node.clock) => Err(self.at_its_end()),
                _ = looks.tick() => self.look(heard).await,
                _ = stopping.wait_for(|is_stopping| *is_stopping) => Err(End::GoingAway),
            };
            if let Err(end) = went_on {
                return end;
            }
        }
    }

    fn at_its_end(&self) -> End {
        if self.person.is_some() { End::Unauthorized("TOKEN_EXPIRED") } else { End::InitTimeout }
    }

    /// Looks whether the client is still there and still the same.
    async fn look(&mut self, heard: Instant) -> Result<(), End> {
        if heard.elapsed() > SILENCE_MAX {
            return Err(End::Gone);
        }
        if let Some(person) = &self.person {
            let now = self.site.gate.admit(Some(&person.authorization)).await.map_err(|refusal| match refusal {
                Refusal::Untrusted(why) => End::Unauthorized(why.code()),
                Refusal::Failed(_) => End::Broken,
            })?;
            if now.grants != person.who.grants {
                return Err(End::Unauthorized("GRANTS_CHANGED"));
            }
        }
        sent(timeout(SEND_WAIT, self.session.ping(b"")).await)
    }

    async fn hear(&mut self, message: AggregatedMessage) -> Result<(), End> {
        match message {
            AggregatedMessage::Text(text) => {
                let said = serde_json::from_str(&text).map_err(|_| End::Invalid)?;
                self.obey(said).await
            }
            AggregatedMessage::Ping(bytes) => sent(timeout(SEND_WAIT, self.session.pong(&bytes)).await),
            AggregatedMessage::Pong(_) => Ok(()),
            AggregatedMessage::Binary(_) => Err(End::Invalid),
            AggregatedMessage::Close(_) => Err(End::Gone),
        }
    }

    async fn obey(&mut self, said: Said) -> Result<(), End> {
        match said {
            Said::ConnectionInit { .. } if self.person.is_some() => Err(End::TooManyInits),
            Said::ConnectionInit { payload } => {
                self.person = Some(self.meet(payload.unwrap_or_default()).await?);
                self.say(&Say::ConnectionAck).await
            }
            Said::Subscribe { id, payload } => self.subscribe(id, payload).await,
            Said::Complete { id } => {
                self.operations.stop(&id);
                Ok(())
            }
            Said::Ping {} => self.say(&Say::Pong).await,
            Said::Pong {} => Ok(()),
        }
    }

    async fn meet(&self, payload: serde_json::Map<String, serde_json::Value>) -> Result<Person, End> {
        let named = payload.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let authorization = named.and_then(|(_, value)| value.as_str().map(str::to_owned)).unwrap_or_default();
        let who = self.site.gate.admit(Some(&authorization)).await.map_err(|refusal| match refusal {
            Refusal::Untrusted(why) => End::Forbidden(why.code()),
            Refusal::Failed(_) => End::Broken,
        })?;
        let place = self.site.sockets.take(&who).ok_or(End::TooManySockets)?;
        Ok(Person { authorization, who, _place: place })
    }

    async fn subscribe(&mut self, id: String, payload: Sent) -> Result<(), End> {
        let person = self.person.as_ref().ok_or(End::Unauthorized("Unauthorized"))?;
        if self.operations.has(&id) {
            return Err(End::SubscriberExists);
        }
        let room = if self.operations.count() < OPERATIONS_MAX {
            Ok(())
        } else {
            Err(Kind::RateLimited { wait_seconds: 1 }.into())
        };
        let spent = room.and_then(|()| self.site.spend(&person.who));
        match spent.and_then(|()| prepare(payload, &person.who, self.language, &self.site)) {
            Ok(prepared) => {
                measure::request(Some(prepared.operation), None, Duration::ZERO);
                self.operations.start(id, &self.site.executor, prepared);
                Ok(())
            }
            Err(fault) => {
                let Outcome::Refused(errors) = refused(&fault, self.language) else { return Err(End::Broken) };
                self.say(&Say::Error { id: &id, payload: &errors }).await
            }
        }
    }

    async fn tell(&mut self, step: &Step) -> Result<(), End> {
        match step {
            Step::Next { id, response } => self.say(&Say::Next { id, payload: response }).await,
            Step::Refused { id, errors } => self.say(&Say::Error { id, payload: errors }).await,
            Step::Done { id } => self.say(&Say::Complete { id }).await,
        }
    }

    async fn say(&mut self, say: &Say<'_>) -> Result<(), End> {
        sent(timeout(SEND_WAIT, self.session.text(say.text())).await)
    }
}

/// Waits until the token ends, or, as long as nobody showed one, until it is too late for one.
async fn ends(token: Option<Option<DateTime<Utc>>>, opened: Instant, clock: Clock) {
    match token {
        Some(Some(at)) => tokio::time::sleep((at - clock.now()).to_std().unwrap_or_default()).await,
        Some(None) => std::future::pending().await,
        None => tokio::time::sleep(INIT_WAIT.saturating_sub(opened.elapsed())).await,
    }
}

/// A client that takes nothing for long is as good as gone.
fn sent<T, L>(sent: Result<Result<(), T>, L>) -> Result<(), End> {
    if sent.is_ok_and(|sent| sent.is_ok()) { Ok(()) } else { Err(End::Gone) }
}
