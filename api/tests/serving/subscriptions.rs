//! Subscriptions, and every way a socket ends.

use std::time::Duration;

use cangliu_domain::post::Role;
use chrono::{TimeDelta, Utc};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::signer::{Signer, claims, key_set};
use super::support::{Running, Start, appoint, vacate};

const PATIENCE: Duration = Duration::from_secs(12);

/// A client of `graphql-transport-ws`.
struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a client hears.
#[derive(Debug, PartialEq)]
enum Heard {
    Said(Value),
    Closed(u16, String),
}

impl Client {
    async fn connect(server: &Running) -> Self {
        let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        Self(connect_async(request).await.unwrap().0)
    }

    /// A client that has said who it is.
    async fn admitted(server: &Running, token: &str) -> Self {
        let mut client = Self::connect(server).await;
        client.init(token).await;
        assert_eq!(client.hear().await, Heard::Said(json!({ "type": "connection_ack" })));
        client
    }

    async fn init(&mut self, token: &str) {
        let payload = json!({ "Authorization": format!("Bearer {token}") });
        self.say(&json!({ "type": "connection_init", "payload": payload })).await;
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(&json!({ "type": "subscribe", "id": id, "payload": { "query": query } })).await;
    }

    async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    async fn hear(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("nothing was said").unwrap().unwrap() {
                Message::Text(text) => return Heard::Said(serde_json::from_str(&text).unwrap()),
                Message::Close(Some(frame)) => return Heard::Closed(frame.code.into(), frame.reason.to_string()),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    async fn hear_close(&mut self) -> (u16, String) {
        match self.hear().await {
            Heard::Closed(code, reason) => (code, reason),
            Heard::Said(said) => panic!("{said}"),
        }
    }
}

fn next(id: &str, data: Value) -> Heard {
    Heard::Said(json!({ "type": "next", "id": id, "payload": { "data": data } }))
}

fn complete(id: &str) -> Heard {
    Heard::Said(json!({ "type": "complete", "id": id }))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_tells_one_by_one_and_completes() {
    let server = Running::start().await;
    let mut client = Client::admitted(&server, &server.token(Role::Auditor)).await;
    client.subscribe("a", "subscription { count(to: 2) }").await;
    assert_eq!(client.hear().await, next("a", json!({ "count": 0 })));
    assert_eq!(client.hear().await, next("a", json!({ "count": 1 })));
    assert_eq!(client.hear().await, complete("a"));
    client.subscribe("a", "{ roles }").await;
    assert_eq!(client.hear().await, next("a", json!({ "roles": ["auditor"] })));
    assert_eq!(client.hear().await, complete("a"));
    client.say(&json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, Heard::Said(json!({ "type": "pong" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_its_client_ends_is_silent_and_its_id_is_free() {
    let server = Running::start().await;
    let mut client = Client::admitted(&server, &server.token(Role::Auditor)).await;
    client.subscribe("a", "subscription { never }").await;
    client.say(&json!({ "type": "complete", "id": "a" })).await;
    client.subscribe("a", "subscription { count(to: 0) }").await;
    assert_eq!(client.hear().await, complete("a"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_operation_is_an_error_and_the_socket_stays() {
    let server = Running::start().await;
    let mut client = Client::admitted(&server, &server.token(Role::Auditor)).await;
    for (query, code) in [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("mutation { panics }", "INTERNAL"),
    ] {
        client.subscribe("a", query).await;
        let Heard::Said(said) = client.hear().await else { panic!("closed") };
        assert_eq!((&said["type"], &said["id"]), (&json!("error"), &json!("a")), "{said}");
        assert_eq!(said["payload"][0]["extensions"]["code"], code);
    }
    client.subscribe("a", "subscription { panics }").await;
    assert_eq!(client.hear().await, next("a", json!({ "panics": 0 })));
    let Heard::Said(said) = client.hear().await else { panic!("closed") };
    assert_eq!(said["payload"][0]["extensions"]["code"], "INTERNAL");
    client.subscribe("a", "{ ping }").await;
    assert_eq!(client.hear().await, next("a", json!({ "ping": "pong" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_keep_to_the_protocol_is_told_how() {
    let server = Running::start().await;
    let token = server.token(Role::Auditor);

    let mut early = Client::connect(&server).await;
    early.subscribe("a", "{ ping }").await;
    assert_eq!(early.hear_close().await, (4401, "Unauthorized".into()));

    let mut unknown = Client::connect(&server).await;
    unknown.init("a.b.c").await;
    assert_eq!(unknown.hear_close().await, (4403, "TOKEN_MALFORMED".into()));

    let mut silent = Client::connect(&server).await;
    silent.say(&json!({ "type": "connection_init" })).await;
    assert_eq!(silent.hear_close().await, (4403, "TOKEN_MISSING".into()));

    let mut twice = Client::admitted(&server, &token).await;
    twice.init(&token).await;
    assert_eq!(twice.hear_close().await.0, 4429);

    let mut doubled = Client::admitted(&server, &token).await;
    doubled.subscribe("a", "subscription { never }").await;
    doubled.subscribe("a", "subscription { never }").await;
    assert_eq!(doubled.hear_close().await.0, 4409);

    let mut odd = Client::admitted(&server, &token).await;
    odd.say(&json!({ "type": "start", "id": "a" })).await;
    assert_eq!(odd.hear_close().await.0, 4400);

    let mut binary = Client::admitted(&server, &token).await;
    binary.0.send(Message::binary(vec![1, 2])).await.unwrap();
    assert_eq!(binary.hear_close().await.0, 4400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_needs_the_protocol() {
    let server = Running::start().await;
    for protocol in [None, Some("graphql-ws")] {
        let mut request = format!("ws://{}/graphql", server.address).into_client_request().unwrap();
        if let Some(protocol) = protocol {
            request.headers_mut().insert("sec-websocket-protocol", protocol.parse().unwrap());
        }
        assert!(connect_async(request).await.is_err(), "{protocol:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_when_its_token_does() {
    let server = Running::start().await;
    let nearly_an_hour_ago = Utc::now() - TimeDelta::seconds(3_598);
    let token = server.key.sign("somebody", "cangliu", &[], nearly_an_hour_ago).unwrap();
    let mut client = Client::admitted(&server, &token).await;
    client.subscribe("a", "subscription { never }").await;
    assert_eq!(client.hear_close().await, (4401, "TOKEN_EXPIRED".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_when_its_token_is_revoked_or_a_post_is_lost() {
    let jwks = key_set(&[Signer::rsa().public(json!({}))]);
    let server = Running::with(Start { jwks: Some(jwks), revoked: Some("# nobody\n"), ..Start::default() }).await;
    let post = appoint(&server.node, Role::AssetManager, "wang").await;
    let token = |subject: &str| Signer::rsa().sign(&claims(json!({ "sub": subject })));
    let mut leaving = Client::admitted(&server, &token("wang")).await;
    let mut revoked = Client::admitted(&server, &token("zhao")).await;
    vacate(&server.node, post).await;
    std::fs::write(server.directory.path().join("revoked"), "sub:zhao\n").unwrap();
    assert_eq!(leaving.hear_close().await, (4401, "GRANTS_CHANGED".into()));
    assert_eq!(revoked.hear_close().await, (4401, "TOKEN_REVOKED".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subject_has_so_many_sockets_and_no_more() {
    let server = Running::with(Start { options: &["--sockets-max", "1"], ..Start::default() }).await;
    let token = server.token(Role::Auditor);
    let first = Client::admitted(&server, &token).await;
    let mut second = Client::connect(&server).await;
    second.init(&token).await;
    assert_eq!(second.hear_close().await, (4429, "Too many sockets of this subject".into()));
    drop(first);
    for _ in 0..50 {
        let mut third = Client::connect(&server).await;
        third.init(&token).await;
        if third.hear().await == Heard::Said(json!({ "type": "connection_ack" })) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the place of a closed socket stays taken");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_says_goodbye() {
    let server = Running::start().await;
    let mut client = Client::admitted(&server, &server.token(Role::Auditor)).await;
    server.stop();
    assert_eq!(client.hear_close().await.0, 1001);
}
