//! Possible same cards (疑似同卡): an asset that came over and awaits being booked in, and a card that the
//! institution has already and that looks like it. Never decided here.

use async_graphql::{Context, ID, Object, SimpleObject};
use cangliu_domain::asset::{BookStanding, Registered};
use cangliu_domain::id::InstitutionId;
use cangliu_projections::Snapshot;
use cangliu_projections::register::{self, Filter, Query, Sort, Visibility, Window};

use super::asset::Asset;
use super::desk::Desk;
use super::node_id::{Kind, own_id};
use super::scalar::LogPosition;
use super::upload::SameCardBy;
use crate::error::Error;

/// Most pairs shown; once some are settled, others follow.
const PAIRS_MAX: usize = 100;

/// An asset that came over, and a card that may be the same thing.
#[derive(SimpleObject)]
struct PossibleSameCard {
    /// The asset that came over and awaits being booked in.
    came_over: Asset,
    /// The card on the institution's books that may be the same thing.
    card: Asset,
    /// What agrees.
    by: SameCardBy,
}

/// Queries of possible same cards.
#[derive(Default)]
pub(super) struct SameCardQuery;

#[Object]
impl SameCardQuery {
    /// Possible same cards (疑似同卡) of an institution, at most 100; for those who see its own data.
    async fn possible_same_cards(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global or own id of the institution.")] institution: ID,
        at_least_position: Option<LogPosition>,
    ) -> Result<Option<Vec<PossibleSameCard>>, Error> {
        let desk = Desk::open_at(ctx, at_least_position).await?;
        let owner = InstitutionId(own_id(Kind::Institution, &institution)?);
        if !desk.sees(owner).await? {
            return Err(Error::NotFound);
        }
        desk.read(move |views| pairs(views, owner)).await.map(Some)
    }
}

fn pairs(views: &Snapshot<'_>, owner: InstitutionId) -> cangliu_projections::Result<Vec<PossibleSameCard>> {
    let mut pairs = Vec::new();
    let mut awaiting =
        question(Filter { owner: Some(owner), standing: Some(BookStanding::AwaitingBookIn), ..Filter::default() });
    loop {
        let page = views.assets(&awaiting)?;
        awaiting.window.from = page.rows.last().map(|(place, _)| place.clone());
        for (_, came_over) in page.rows {
            for (card, by) in like(views, owner, &came_over.now)? {
                pairs.push(PossibleSameCard { came_over: came_over.clone().into(), card: card.into(), by });
            }
        }
        if !page.more || pairs.len() >= PAIRS_MAX {
            pairs.truncate(PAIRS_MAX);
            return Ok(pairs);
        }
    }
}

/// Booked cards like a thing: by serial number, else by name, model, value and day acquired.
fn like(
    views: &Snapshot<'_>,
    owner: InstitutionId,
    thing: &Registered,
) -> cangliu_projections::Result<Vec<(register::Asset, SameCardBy)>> {
    let card = &thing.card;
    let mut query = question(Filter {
        owner: Some(owner),
        standing: Some(BookStanding::Booked),
        acquired_from: Some(card.acquired_on),
        acquired_to: Some(card.acquired_on),
        value_from: Some(card.original_value),
        value_to: Some(card.original_value),
        ..Filter::default()
    });
    let mut found = Vec::new();
    for (_, other) in views.assets(&query)?.rows {
        let same = other.now.card.name == card.name && other.now.card.model == card.model;
        if same && other.now.id != thing.id {
            found.push((other, SameCardBy::Attributes));
        }
    }
    if let Some(serial) = &card.serial {
        query.filter = Filter { owner: Some(owner), standing: Some(BookStanding::Booked), ..Filter::default() };
        query.search = Some(serial.clone());
        for (_, other) in views.assets(&query)?.rows {
            if other.now.card.serial.as_ref() == Some(serial) && other.now.id != thing.id {
                found.retain(|(seen, _)| seen.now.id != other.now.id);
                found.push((other, SameCardBy::Serial));
            }
        }
    }
    Ok(found)
}

fn question(filter: Filter) -> Query {
    let window = Window { size: PAIRS_MAX, from: None, backwards: false };
    Query { visibility: Visibility::All, filter, search: None, sort: Sort::default(), window, count: false }
}
