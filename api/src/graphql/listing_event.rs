//! Following listings: that something about them changed, and, for partners, what was published and
//! withdrawn, resumable from any position of the log.

use std::collections::VecDeque;

use async_graphql::{Context, Enum, SimpleObject, Subscription};
use cangliu_domain::Aggregate;
use cangliu_domain::asset::{Asset, Occupation};
use cangliu_projections::register::{Direction, Filter, Sort, SortBy, Window};
use cangliu_store::Recorded;
use futures_util::stream::try_unfold;
use uuid::Uuid;

use super::desk::Desk;
use super::following::{Follower, Told};
use super::listing::SharedListing;
use super::scalar::LogPosition;
use crate::clock::business_day;
use crate::error::Error;
use crate::stream::events_of;

/// Events of the log read at a time.
const PAGE: usize = 512;
/// What can change whether an asset is listed, or free.
const KINDS: [&str; 16] = [
    "asset-listed",
    "asset-unlisted",
    "asset-reach-widened",
    "asset-reserved",
    "asset-reservation-released",
    "asset-dispatched",
    "asset-loan-returned",
    "asset-frozen",
    "asset-unfrozen",
    "asset-repair-begun",
    "asset-repaired",
    "asset-disposed",
    "asset-reclaimed",
    "asset-lot-split",
    "asset-lot-begun",
    "asset-event-reversed",
];

/// Something about listings changed.
#[derive(SimpleObject)]
struct ListingsChange {
    /// Position up to which `listings` shows it.
    position: LogPosition,
}

/// What happened to a shared listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
enum SharedListingChange {
    /// It can be had.
    Published,
    /// It can still be had, but not as before.
    Changed,
    /// It can no longer be had.
    Withdrawn,
}

/// Something that happened to a shared listing. Windows open and close by date, without an event.
#[derive(SimpleObject)]
struct SharedListingEvent {
    /// Position of the event; follow from here with `after`.
    position: LogPosition,
    /// Id of the event, by which repeated ones are told apart.
    id: Uuid,
    /// What happened.
    change: SharedListingChange,
    /// Id of the asset with us.
    asset: Uuid,
    /// The listing as it is now; null once withdrawn, or when a later event changed it.
    listing: Option<SharedListing>,
}

/// Subscriptions to listings.
#[derive(Default)]
pub(super) struct ListingSubscription;

#[Subscription]
impl ListingSubscription {
    /// That something about listings changed: time to ask again.
    async fn listings_changed(&self, ctx: &Context<'_>) -> Result<Told<ListingsChange>, Error> {
        let follower = Follower::open(ctx, None).await?;
        let told = try_unfold(follower.clone(), |mut follower| async move {
            loop {
                let events = next_page(&mut follower).await?;
                if let Some(last) = events.last() {
                    let position = LogPosition(follower.node.ledger.position(last.position));
                    return Ok(Some((ListingsChange { position }, follower)));
                }
            }
        });
        Ok(follower.until_token_ends(told))
    }

    /// What partners may see of listings being published, changed and withdrawn. Resumable: `after` is
    /// the position of the last event told; without it, from now on.
    async fn shared_listing_events(
        &self,
        ctx: &Context<'_>,
        after: Option<LogPosition>,
    ) -> Result<Told<SharedListingEvent>, Error> {
        let follower = Follower::open(ctx, after).await?;
        let told = try_unfold((follower.clone(), VecDeque::new()), |(mut follower, mut waiting)| async move {
            loop {
                while let Some(recorded) = waiting.pop_front() {
                    if let Some(event) = shared(follower.desk(), &recorded).await? {
                        return Ok(Some((event, (follower, waiting))));
                    }
                }
                waiting.extend(next_page(&mut follower).await?);
            }
        });
        Ok(follower.until_token_ends(told))
    }
}

/// The next events that can concern listings, none beyond what the views show.
async fn next_page(follower: &mut Follower) -> Result<Vec<Recorded>, Error> {
    let level = follower.more().await;
    let page = follower.node.ledger.log().read_all(follower.position(), PAGE).await?;
    let mut events: Vec<Recorded> = page.into_iter().take_while(|recorded| recorded.position <= level).collect();
    follower.told_up_to(events.last().map_or(level, |last| last.position));
    events.retain(|recorded| KINDS.contains(&&*recorded.kind));
    Ok(events)
}

/// What an event meant to partners; `None` when they saw nothing of the asset before or after it.
async fn shared(desk: Desk<'_>, recorded: &Recorded) -> Result<Option<SharedListingEvent>, Error> {
    let Some(subject) = recorded.stream.strip_prefix("asset-") else { return Ok(None) };
    let Ok(asset) = subject.parse::<Uuid>() else { return Ok(None) };
    let events = events_of::<Asset>(desk.node, subject).await?;
    let until = |revision| Asset::fold(events.iter().filter(|(at, _)| at.revision < revision).map(|(_, event)| event));
    let (before, after) = (until(recorded.revision), until(recorded.revision + 1));
    let day = business_day(recorded.recorded_at);
    let change = match (is_shared(&before, day), is_shared(&after, day)) {
        (false, false) => return Ok(None),
        (false, true) => SharedListingChange::Published,
        (true, true) => SharedListingChange::Changed,
        (true, false) => SharedListingChange::Withdrawn,
    };
    let listing = match change {
        SharedListingChange::Withdrawn => None,
        SharedListingChange::Published | SharedListingChange::Changed => present(desk, recorded, asset).await?,
    };
    let position = LogPosition(desk.node.ledger.position(recorded.position));
    Ok(Some(SharedListingEvent { position, id: recorded.id, change, asset, listing }))
}

fn is_shared(asset: &Asset, day: chrono::NaiveDate) -> bool {
    asset.situation().registered().is_some_and(|now| {
        let listing = now.in_warehouse.as_ref().and_then(|inside| inside.listing);
        now.occupation == Occupation::Free
            && listing.is_some_and(|listing| listing.reach.beyond_city() && listing.open_on(day))
    })
}

/// The listing as partners see it now, if this event was the last that changed it.
async fn present(desk: Desk<'_>, recorded: &Recorded, asset: Uuid) -> Result<Option<SharedListing>, Error> {
    let (today, position) = (desk.node.clock.today(), recorded.position);
    let filter = Filter { after_position: Some(position - 1), ..Filter::default() };
    let sort = Sort { by: SortBy::Position, direction: Direction::Ascending };
    let first = Window { size: 1, from: None, backwards: false };
    let page = desk.read(move |views| views.shared_listings(today, &filter, sort, &first, false)).await?;
    let found = page.rows.into_iter().map(|(_, shared)| shared);
    Ok(found.filter(|shared| shared.asset.0 == asset && shared.position == position).map(SharedListing).next())
}
