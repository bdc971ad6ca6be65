//! One HTTP connection to the server under measurement.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Why a request went wrong.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No connection.
    #[error("cannot connect")]
    Connect(#[from] std::io::Error),
    /// Not HTTP, or cut off.
    #[error("the exchange failed")]
    Http(#[from] hyper::Error),
    /// Not a request.
    #[error("the request cannot be written")]
    Request(#[from] hyper::http::Error),
}

/// One keep-alive connection, one request in flight.
pub(super) struct Connection {
    sender: http1::SendRequest<Full<Bytes>>,
    host: String,
    authorization: String,
}

impl Connection {
    /// Connects to `host:port` with a bearer token.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(super) async fn open(host: &str, token: &str) -> Result<Self, ClientError> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        let (sender, driver) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(driver);
        Ok(Self { sender, host: host.to_owned(), authorization: format!("Bearer {token}") })
    }

    /// Posts a GraphQL request.
    ///
    /// # Errors
    /// When the exchange fails.
    pub(super) async fn post(&mut self, body: Bytes) -> Result<(StatusCode, Bytes), ClientError> {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, &self.authorization)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .body(Full::new(body))?;
        self.sender.ready().await?;
        let answer = self.sender.send_request(request).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}
