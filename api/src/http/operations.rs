//! Messages of `graphql-transport-ws`, and the operations that run on one socket.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Response, ServerError};
use futures_util::stream::{AbortHandle, SelectAll, abortable};
use futures_util::{Stream, StreamExt as _, stream};
use serde::{Deserialize, Serialize};

use super::answer::Outcome;
use super::fault::{Fault, Kind};
use super::run::{self, Prepared};
use super::sent::Sent;
use crate::graphql::Language;

/// Operations that run at once on one socket.
pub(super) const OPERATIONS_MAX: usize = 64;

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Said {
    ConnectionInit {
        #[serde(default)]
        payload: Option<serde_json::Map<String, serde_json::Value>>,
    },
    Subscribe {
        id: String,
        payload: Sent,
    },
    Complete {
        id: String,
    },
    Ping {},
    Pong {},
}

/// What is said to a client.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Say<'s> {
    ConnectionAck,
    Next { id: &'s str, payload: &'s Response },
    Error { id: &'s str, payload: &'s [ServerError] },
    Complete { id: &'s str },
    Pong,
}

impl Say<'_> {
    /// As text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|error| {
            tracing::error!(error = ?error, "a message could not be written as JSON");
            String::new()
        })
    }
}

/// Something that an operation leads to.
pub(super) enum Step {
    /// An answer.
    Next { id: String, response: Box<Response> },
    /// It was refused and is over.
    Refused { id: String, errors: Vec<ServerError> },
    /// It is over.
    Done { id: String },
}

type Steps = Pin<Box<dyn Stream<Item = Step> + Send>>;

/// The operations that run on one socket.
#[derive(Default)]
pub(super) struct Operations {
    running: SelectAll<Steps>,
    by_id: HashMap<String, AbortHandle>,
}

impl Operations {
    /// Whether an operation of that name runs.
    pub(super) fn has(&self, id: &str) -> bool {
        self.by_id.contains_key(id)
    }

    /// How many run.
    pub(super) fn count(&self) -> usize {
        self.by_id.len()
    }

    /// Starts an operation.
    pub(super) fn start<E: Executor>(&mut self, id: String, executor: &E, prepared: Prepared) {
        let outcomes: Pin<Box<dyn Stream<Item = Outcome> + Send>> = match prepared.operation {
            OperationType::Subscription => {
                let Prepared { request, question, .. } = prepared;
                let responses = AssertUnwindSafe(executor.execute_stream(request, None)).catch_unwind();
                Box::pin(responses.map(move |told| {
                    told.map_or_else(|_| broken(question.language), |told| Outcome::of(told, &question))
                }))
            }
            OperationType::Query | OperationType::Mutation => {
                let executor = executor.clone();
                let language = prepared.question.language;
                let once = async move {
                    run::run(&executor, prepared).await.unwrap_or_else(|fault| refused(&fault, language))
                };
                Box::pin(stream::once(once))
            }
        };
        let (steps, abort) = abortable(steps(id.clone(), outcomes));
        self.by_id.insert(id, abort);
        self.running.push(Box::pin(steps));
    }

    /// Ends an operation that its client does not want any more.
    pub(super) fn stop(&mut self, id: &str) {
        if let Some(operation) = self.by_id.remove(id) {
            operation.abort();
        }
    }

    /// The next step of any of them; waits for ever while none runs.
    pub(super) async fn next(&mut self) -> Step {
        let Some(step) = self.running.next().await else { return std::future::pending().await };
        if let Step::Done { id } | Step::Refused { id, .. } = &step {
            self.by_id.remove(id);
        }
        step
    }
}

/// The outcomes of an operation as steps: an outcome that refuses it ends it.
fn steps(id: String, outcomes: impl Stream<Item = Outcome> + Send + 'static) -> impl Stream<Item = Step> + Send {
    let own = id.clone();
    let told = outcomes.map(move |outcome| match outcome {
        Outcome::Executed(response) => Step::Next { id: own.clone(), response: Box::new(response) },
        Outcome::Refused(errors) => Step::Refused { id: own.clone(), errors },
    });
    let ended = stream::once(async move { Step::Done { id } });
    // The refusal itself is still told, what would follow is not.
    told.chain(ended).scan(false, |is_over, step| {
        let before = std::mem::replace(is_over, matches!(step, Step::Refused { .. }));
        futures_util::future::ready((!before).then_some(step))
    })
}

fn broken(language: Language) -> Outcome {
    tracing::error!("a panic in a subscription");
    refused(&Kind::Internal.into(), language)
}

pub(super) fn refused(fault: &Fault, language: Language) -> Outcome {
    Outcome::Refused(vec![fault.error(language)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_form_of_the_protocol() {
        assert_eq!(Say::ConnectionAck.text(), r#"{"type":"connection_ack"}"#);
        assert_eq!(Say::Complete { id: "1" }.text(), r#"{"type":"complete","id":"1"}"#);
        let said = |text: &str| serde_json::from_str::<Said>(text);
        assert!(matches!(said(r#"{"type":"connection_init"}"#), Ok(Said::ConnectionInit { payload: None })));
        assert!(matches!(said(r#"{"type":"ping","payload":{"a":1}}"#), Ok(Said::Ping {})));
        assert!(matches!(
            said(r#"{"type":"subscribe","id":"1","payload":{"query":"{a}"}}"#),
            Ok(Said::Subscribe { .. })
        ));
        for text in ["", "[]", r#"{"type":"start"}"#, r#"{"type":"subscribe","id":"1"}"#, r#"{"type":"complete"}"#] {
            assert!(said(text).is_err(), "{text}");
        }
    }

    #[tokio::test]
    async fn a_refused_operation_says_so_and_nothing_more() {
        let outcomes =
            stream::iter([refused(&Kind::Internal.into(), Language::En), Outcome::Executed(Response::default())]);
        let steps: Vec<Step> = steps("1".into(), outcomes).collect().await;
        assert!(matches!(steps.as_slice(), [Step::Refused { .. }]));
    }
}
