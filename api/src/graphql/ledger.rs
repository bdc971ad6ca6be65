//! Where this node stands: the end of the log, and how far its views are.

use async_graphql::{Context, Object, SimpleObject, Subscription};
use futures_util::stream::try_unfold;

use super::desk::Desk;
use super::following::{Follower, Told};
use super::scalar::{LogPosition, Whole};
use crate::error::Error;

/// The log, and how far queries on this node are.
#[derive(SimpleObject)]
pub(super) struct LedgerPosition {
    /// Position up to which queries on this node show the log; `atLeastPosition` takes it on any node.
    position: LogPosition,
    /// Position of the last event in the log.
    head: LogPosition,
    /// Epoch of the log; a restore begins a new one, and so does a migration.
    epoch: Whole,
    /// False when the views stopped at an event that this program does not know.
    ready: bool,
}

impl LedgerPosition {
    pub(super) async fn of(desk: Desk<'_>) -> Result<Self, Error> {
        let ledger = &desk.node.ledger;
        let level = ledger.shown.level();
        let head = ledger.log().head().await?;
        Ok(Self {
            position: LogPosition(ledger.position(level.position)),
            head: LogPosition(ledger.position(head)),
            epoch: Whole(ledger.log().identity().epoch.into()),
            ready: !level.stopped,
        })
    }
}

/// Queries about the log.
#[derive(Default)]
pub(super) struct LedgerQuery;

#[Object]
impl LedgerQuery {
    /// Where this node stands in the log.
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<LedgerPosition>, Error> {
        LedgerPosition::of(Desk::open_at(ctx, at_least_position).await?).await.map(Some)
    }
}

/// Subscriptions to the log.
#[derive(Default)]
pub(super) struct LedgerSubscription;

#[Subscription]
impl LedgerSubscription {
    /// Where this node stands, each time its queries show more of the log.
    async fn ledger_advanced(&self, ctx: &Context<'_>) -> Result<Told<LedgerPosition>, Error> {
        let follower = Follower::open(ctx, None).await?;
        let told = try_unfold(follower.clone(), |mut follower| async move {
            let position = follower.more().await;
            follower.told_up_to(position);
            let told = LedgerPosition::of(follower.desk()).await?;
            Ok(Some((told, follower)))
        });
        Ok(follower.until_token_ends(told))
    }
}
