//! Following what happens: woken when the views on this node show more of the log, so that whoever is
//! told something finds it when he asks.

use std::time::Duration;

use async_graphql::Context;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};

use super::desk::Desk;
use super::scalar::LogPosition;
use crate::auth::Who;
use crate::error::Error;
use crate::ledger::Shown;
use crate::node::Node;

/// How long one wait for the views lasts before it is begun again.
const WAIT: Duration = Duration::from_secs(30);
/// How long to rest when the views have stopped.
const REST: Duration = Duration::from_secs(1);

/// What a subscription tells, one by one.
pub(super) type Told<T> = BoxStream<'static, async_graphql::Result<T>>;

/// Somebody who follows: a desk that outlives the request.
#[derive(Clone)]
pub(super) struct Follower {
    pub(super) node: Node,
    pub(super) who: Who,
    position: u64,
}

impl Follower {
    /// A follower for the subscription field that is being resolved, from a position on or from now on.
    ///
    /// # Errors
    /// As of a desk; [`Error::CursorFromOtherLog`] for a position of another log, or one this log does
    /// not have.
    pub(super) async fn open(ctx: &Context<'_>, after: Option<LogPosition>) -> Result<Self, Error> {
        let desk = Desk::open(ctx)?;
        let log = desk.node.ledger.log();
        let position = match after {
            None => desk.node.ledger.shown.level().position,
            Some(LogPosition(after)) if after.log != log.identity().shown() => return Err(Error::CursorFromOtherLog),
            Some(LogPosition(after)) if after.position == 0 || log.at(after.position).await?.is_some() => {
                after.position
            }
            Some(LogPosition(_)) => return Err(Error::CursorFromOtherLog),
        };
        Ok(Self { node: desk.node.clone(), who: desk.who.clone(), position })
    }

    /// The desk of whoever follows.
    pub(super) fn desk(&self) -> Desk<'_> {
        Desk { node: &self.node, who: &self.who, keeps: true }
    }

    /// The position up to which he was told.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// He was told up to here.
    pub(super) fn told_up_to(&mut self, position: u64) {
        self.position = position;
    }

    /// Waits until the views show more than he was told; answers how much.
    pub(super) async fn more(&self) -> u64 {
        let shown: &Shown = &self.node.ledger.shown;
        loop {
            if shown.reached(self.position + 1, WAIT).await {
                return shown.level().position;
            }
            if shown.level().stopped {
                tokio::time::sleep(REST).await;
            }
        }
    }

    /// A stream that ends with the token.
    pub(super) fn until_token_ends<T: Send + 'static>(
        &self,
        told: impl Stream<Item = Result<T, Error>> + Send + 'static,
    ) -> Told<T> {
        let told = told.map(|told| told.map_err(async_graphql::Error::from));
        match self.who.expires_at {
            None => told.boxed(),
            Some(end) => {
                let left = (end - self.node.clock.now()).to_std().unwrap_or_default();
                told.take_until(Box::pin(tokio::time::sleep(left))).boxed()
            }
        }
    }
}
