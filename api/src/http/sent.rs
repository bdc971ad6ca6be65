//! A request as it was sent: by GET in the query string, by POST as JSON.

use async_graphql::{Extensions, Request, Variables};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fault::{Fault, Kind};

/// The members that GraphQL over HTTP names; others are ignored.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sent {
    pub(super) query: String,
    #[serde(default)]
    pub(super) operation_name: Option<String>,
    #[serde(default)]
    pub(super) variables: Option<Variables>,
    #[serde(default)]
    pub(super) extensions: Option<Extensions>,
}

impl Sent {
    /// Reads a JSON body.
    pub(super) fn json(body: &[u8]) -> Result<Self, Fault> {
        if body.trim_ascii_start().first() == Some(&b'[') {
            return Err(Kind::BatchesNotSupported.into());
        }
        serde_json::from_slice::<Self>(body).map(Self::normal).map_err(|error| malformed(&error))
    }

    /// Reads a query string.
    pub(super) fn query_string(text: &str) -> Result<Self, Fault> {
        let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|error| Fault::with(Kind::MalformedRequest, error.to_string()))?
            .into_inner();
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let query =
            value("query").ok_or_else(|| Fault::with(Kind::MalformedRequest, "the parameter query is missing"))?;
        let sent = Self {
            query: query.to_owned(),
            operation_name: value("operationName").map(str::to_owned),
            variables: parameter(value("variables"))?,
            extensions: parameter(value("extensions"))?,
        };
        Ok(sent.normal())
    }

    /// Forms leave a name empty where they mean none.
    fn normal(mut self) -> Self {
        self.operation_name = self.operation_name.filter(|name| !name.is_empty());
        self
    }

    /// As the library executes it.
    pub(super) fn into_request(self) -> Request {
        let mut request = Request::new(self.query).variables(self.variables.unwrap_or_default());
        request.operation_name = self.operation_name;
        request.extensions = self.extensions.unwrap_or_default();
        request
    }
}

fn parameter<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, Fault> {
    match text {
        None | Some("") => Ok(None),
        Some(text) => serde_json::from_str(text).map_err(|error| malformed(&error)),
    }
}

fn malformed(error: &serde_json::Error) -> Fault {
    Fault::with(Kind::MalformedRequest, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(body: &str) -> Kind {
        Sent::json(body.as_bytes()).unwrap_err().kind
    }

    #[test]
    fn a_body_is_an_object_with_a_query() {
        let sent = Sent::json(br#"{"query":"{a}","operationName":"","variables":{"b":1},"other":2}"#).unwrap();
        assert_eq!((sent.query.as_str(), sent.operation_name), ("{a}", None));
        assert_eq!(sent.variables.unwrap().len(), 1);
        assert!(Sent::json(br#"{"query":"{a}","operationName":null,"variables":null,"extensions":null}"#).is_ok());
    }

    #[test]
    fn what_is_of_another_form_is_refused() {
        for body in [
            "",
            "{",
            "{}",
            "\"a\"",
            "null",
            r#"{"query":1}"#,
            r#"{"query":"a","operationName":1}"#,
            r#"{"query":"a","variables":[]}"#,
            r#"{"query":"a","variables":"b"}"#,
            r#"{"query":"a","extensions":1}"#,
            r#"{"query":"a","query":"b"}"#,
        ] {
            assert_eq!(kind(body), Kind::MalformedRequest, "{body}");
        }
        assert_eq!(kind(" [{}]"), Kind::BatchesNotSupported);
    }

    #[test]
    fn a_query_string_carries_json_in_its_parameters() {
        let sent = Sent::query_string("query=%7Ba%7D&variables=%7B%22b%22%3A1%7D&operationName=").unwrap();
        assert_eq!((sent.query.as_str(), sent.operation_name), ("{a}", None));
        assert_eq!(sent.variables.unwrap().len(), 1);
        for text in ["", "q=1", "query=a&variables=%7B", "query=a&variables=%5B%5D", "query=a&extensions=1"] {
            assert!(Sent::query_string(text).is_err(), "{text}");
        }
    }
}
