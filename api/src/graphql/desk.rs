//! What a resolver works with: the node, and who asks. Nobody gets a desk for a root field without
//! the table of roles having been asked about that field.

use std::time::Duration;

use async_graphql::Context;
use cangliu_projections::Snapshot;

use super::scalar::LogPosition;
use crate::auth::{self, Who};
use crate::error::Error;
use crate::node::Node;

/// How long a query waits for the views to reach `atLeastPosition`.
const POSITION_WAIT: Duration = Duration::from_secs(5);

/// The node, and who asks.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub(super) node: &'a Node,
    pub(super) who: &'a Who,
    /// Whether names and texts are kept; on trial they get ids that nobody will know.
    pub(super) keeps: bool,
}

impl<'a> Desk<'a> {
    /// A desk for the root field that is being resolved.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] without a token, [`Error::Forbidden`] when no role of the person
    /// has the field in the table.
    pub(super) fn open(ctx: &Context<'a>) -> Result<Self, Error> {
        let desk = Self::of(ctx)?;
        auth::may(desk.who, ctx.field().name())?;
        Ok(desk)
    }

    /// A desk for the query field that is being resolved, once the views on this node show a position.
    ///
    /// # Errors
    /// Those of [`Desk::open`]; [`Error::NotYetVisible`] after a while, [`Error::CursorFromOtherLog`]
    /// for a position of another log or one this log does not have.
    pub(super) async fn open_at(ctx: &Context<'a>, at_least: Option<LogPosition>) -> Result<Self, Error> {
        let desk = Self::open(ctx)?;
        if let Some(LogPosition(wanted)) = at_least {
            desk.wait_for(wanted).await?;
        }
        Ok(desk)
    }

    async fn wait_for(self, wanted: cangliu_store::LogPosition) -> Result<(), Error> {
        let ledger = &self.node.ledger;
        if wanted.log != ledger.log().identity().shown() {
            return Err(Error::CursorFromOtherLog);
        }
        if ledger.shown.reached(wanted.position, POSITION_WAIT).await {
            Ok(())
        } else if wanted.position > ledger.log().head().await? {
            Err(Error::CursorFromOtherLog)
        } else {
            Err(Error::NotYetVisible)
        }
    }

    /// A desk for a field below a root field, which was asked about.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] without a token.
    pub(super) fn of(ctx: &Context<'a>) -> Result<Self, Error> {
        let node = ctx.data::<Node>().map_err(|_| Error::Internal("the schema has no node".into()))?;
        let who = ctx.data::<Who>().map_err(|_| Error::Unauthenticated)?;
        Ok(Self { node, who, keeps: true })
    }

    /// The same desk for building a command on trial: nothing reaches the people store.
    pub(super) fn keeping_nothing(self) -> Self {
        Self { keeps: false, ..self }
    }

    /// Reads the views in one snapshot, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the question.
    pub(super) async fn read<T: Send + 'static>(
        self,
        question: impl FnOnce(&Snapshot<'_>) -> cangliu_projections::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let reader = self.node.reader.clone();
        let answered = tokio::task::spawn_blocking(move || reader.with(question)).await;
        match answered {
            Ok(answer) => Ok(answer?.0),
            Err(stopped) => Err(Error::Internal(Box::new(stopped))),
        }
    }
}
