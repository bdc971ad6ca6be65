//! Executing an operation, whatever happens: a panic becomes an error, and a mutation that has begun is finished even
//! when nobody waits for its answer any more.

use std::panic::AssertUnwindSafe;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Request};
use futures_util::FutureExt as _;
use tracing::error;

use super::answer::Outcome;
use super::fault::{Fault, Kind};
use super::shape::Question;

/// A request that may be executed.
pub(super) struct Prepared {
    pub(super) request: Request,
    pub(super) operation: OperationType,
    pub(super) question: Question,
}

/// Executes a query or a mutation.
pub(super) async fn run<E: Executor>(executor: &E, prepared: Prepared) -> Result<Outcome, Fault> {
    let Prepared { request, operation, question } = prepared;
    let response = match operation {
        OperationType::Query => AssertUnwindSafe(executor.execute(request)).catch_unwind().await.ok(),
        OperationType::Mutation => {
            let executor = executor.clone();
            // In a task of its own: when the client goes away, this future is dropped and that one is not.
            tokio::spawn(async move { executor.execute(request).await }).await.ok()
        }
        OperationType::Subscription => return Err(Kind::SubscriptionByHttp.into()),
    };
    response.map(|response| Outcome::of(response, &question)).ok_or_else(|| {
        error!("a panic while executing a {operation}");
        Kind::Internal.into()
    })
}
