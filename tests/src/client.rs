//! Asking a server over HTTP.

use std::time::Duration;

use serde_json::{Value, json};

use crate::answer::Answer;

/// A question that takes longer than this has no answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Somebody with connections to one server.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
}

/// No answer came: the connection broke, or the server is gone. What was asked may have happened.
#[derive(Debug)]
pub struct Unanswered(pub reqwest::Error);

impl Client {
    /// A client of the server at `http://host:port`.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let http = reqwest::Client::builder().timeout(ANSWER_WITHIN).no_proxy().tcp_nodelay(true);
        Self { http: http.build().expect("an HTTP client"), address: address.to_owned() }
    }

    /// Asks, as whom the token says (nobody, when it is empty), and expects an answer.
    ///
    /// # Panics
    /// When none comes.
    pub async fn graphql(&self, token: &str, query: &str, variables: Value) -> Answer {
        self.try_graphql(token, query, variables).await.unwrap_or_else(|no| panic!("no answer: {:?}", no.0))
    }

    /// Asks a server that may die meanwhile.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn try_graphql(&self, token: &str, query: &str, variables: Value) -> Result<Answer, Unanswered> {
        let mut request = self.http.post(format!("{}/graphql", self.address));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        let sent = request.json(&json!({ "query": query, "variables": variables })).send().await;
        let response = sent.map_err(Unanswered)?;
        let status = response.status().as_u16();
        let text = response.text().await.map_err(Unanswered)?;
        Ok(Answer::read(status, &text))
    }

    /// Asks with a file as `$file`, as the multipart convention for GraphQL has it.
    ///
    /// # Panics
    /// When no answer comes.
    pub async fn upload(&self, token: &str, query: &str, file: &[u8]) -> Answer {
        const BOUNDARY: &str = "cangliu-tests-boundary";
        let operations = json!({ "query": query, "variables": { "file": null } }).to_string();
        let mut body = Vec::new();
        for (name, content) in
            [("operations", operations.as_bytes()), ("map", br#"{"0":["variables.file"]}"#), ("0", file)]
        {
            let named = if name == "0" { "; filename=\"file.xlsx\"" } else { "" };
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{named}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let mut request = self.http.post(format!("{}/graphql", self.address)).body(body);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        let request = request.header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        Answer::read(status, &response.text().await.expect("an answer"))
    }

    /// The status and the text of another address, such as `/readyz`.
    ///
    /// # Errors
    /// [`Unanswered`].
    pub async fn get(&self, path: &str) -> Result<(u16, String), Unanswered> {
        let response = self.http.get(format!("{}{path}", self.address)).send().await.map_err(Unanswered)?;
        let status = response.status().as_u16();
        Ok((status, response.text().await.map_err(Unanswered)?))
    }
}
