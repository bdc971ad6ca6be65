//! Following a server over `graphql-transport-ws`.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A message that takes longer than this does not come.
const MESSAGE_WITHIN: Duration = Duration::from_secs(20);

/// An open socket.
pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// What came over a socket.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// A message, as JSON.
    Message(Value),
    /// The server closed it, with this code.
    Closed(u16),
    /// Nothing, in the time given.
    Nothing,
}

impl Socket {
    /// Opens a socket to `http://host:port` and says who asks; answers what the server said to that.
    ///
    /// # Panics
    /// When the server takes no socket at all.
    pub async fn open(address: &str, token: &str) -> (Self, Told) {
        let address = format!("{}/graphql", address.replacen("http://", "ws://", 1));
        let mut request = address.into_client_request().expect("a socket's address");
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        let (stream, _) = connect_async(request).await.expect("a socket");
        let mut socket = Self { stream };
        let who = if token.is_empty() { json!({}) } else { json!({ "Authorization": format!("Bearer {token}") }) };
        socket.say(json!({ "type": "connection_init", "payload": who })).await;
        let said = socket.next().await;
        (socket, said)
    }

    /// Begins to follow.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    async fn say(&mut self, message: Value) {
        // A socket that was closed meanwhile says so when it is read.
        let _ = self.stream.send(Message::text(message.to_string())).await;
    }

    /// The next message, leaving out the heartbeat.
    pub async fn next(&mut self) -> Told {
        self.next_within(MESSAGE_WITHIN).await
    }

    /// The next message, if it comes in time.
    ///
    /// # Panics
    /// When the server sends what is not JSON.
    pub async fn next_within(&mut self, time: Duration) -> Told {
        let told = tokio::time::timeout(time, async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Text(text))) => {
                        let message: Value = serde_json::from_str(&text).expect("a message in JSON");
                        if message["type"] != "ping" {
                            return Told::Message(message);
                        }
                        self.say(json!({ "type": "pong" })).await;
                    }
                    Some(Ok(Message::Close(frame))) => return Told::Closed(frame.map_or(1005, |f| f.code.into())),
                    Some(Ok(_)) => {}
                    Some(Err(Error::ConnectionClosed | Error::AlreadyClosed)) | None => return Told::Closed(1006),
                    Some(Err(_)) => return Told::Closed(1006),
                }
            }
        });
        told.await.unwrap_or(Told::Nothing)
    }
}

impl Told {
    /// The code of the refusal in a message, be it of the operation or of a field.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        let Self::Message(message) = self else { return None };
        let errors = if message["payload"].is_array() { &message["payload"] } else { &message["payload"]["errors"] };
        errors[0]["extensions"]["code"].as_str()
    }
}
