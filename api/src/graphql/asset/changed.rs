//! Following one asset.

use async_graphql::{Context, ID, Subscription};
use cangliu_domain::id::AssetId;
use futures_util::Stream;
use futures_util::stream::try_unfold;

use super::{Asset, asset_seen};
use crate::error::Error;
use crate::graphql::following::{Follower, Told};
use crate::graphql::node_id::{Kind, own_id};
use crate::graphql::scalar::Revision;

/// Subscriptions to assets.
#[derive(Default)]
pub(in crate::graphql) struct AssetSubscription;

#[Subscription]
impl AssetSubscription {
    /// An asset each time something happened to it, as queries on this node show it. Several events in
    /// quick succession may be told as one. Ends with `NOT_FOUND` when one may no longer know of it.
    async fn asset_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id.")] id: ID,
        #[graphql(desc = "The last revision seen; without it, the present one.")] after_revision: Option<Revision>,
    ) -> Result<Told<Asset>, Error> {
        let follower = Follower::open(ctx, None).await?;
        let id = AssetId(own_id(Kind::Asset, &id)?);
        let now = asset_seen(follower.desk(), id).await?;
        let seen = after_revision.map_or(now.revision, |revision| revision.0);
        let told = changes(follower.clone(), id, seen);
        Ok(follower.until_token_ends(told))
    }
}

fn changes(follower: Follower, id: AssetId, seen: u64) -> impl Stream<Item = Result<Asset, Error>> {
    // The first look needs no event to wait for: there may be later revisions than the one seen.
    try_unfold((follower, seen, false), move |(mut follower, seen, waits)| async move {
        let mut waits = waits;
        loop {
            if waits {
                let position = follower.more().await;
                follower.told_up_to(position);
            }
            waits = true;
            // The views, which woke us, and not what the ledger keeps in memory: that may be a moment behind them.
            let now = asset_seen(follower.desk(), id).await?;
            if now.revision > seen {
                let revision = now.revision;
                return Ok(Some((now, (follower, revision, true))));
            }
        }
    })
}
