//! Differences and movements of a stock-take.

use async_graphql::{Context, Enum, Object, SimpleObject};
use cangliu_domain::basis;
use cangliu_domain::stocktake::{self, Difference, Movement};
use uuid::Uuid;

use crate::error::Error;
use crate::graphql::basis::Basis;
use crate::graphql::desk::Desk;
use crate::graphql::person::note_text;
use crate::graphql::scalar::{Fen, Revision, Whole};

/// What a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stocktake::DifferenceKind")]
pub(super) enum DifferenceKind {
    /// 盘盈: more than the books have, or what they do not have here at all.
    Surplus,
    /// 盘亏: less than the books have, or nothing.
    Shortage,
    /// 账实不符: it is there, but not as the books say.
    Mismatch,
}

/// What a movement during the count did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stocktake::MovementKind")]
pub(super) enum MovementKind {
    /// It came into the scope.
    Came,
    /// It left the scope.
    Left,
    /// It stayed with other pieces or at another place.
    Changed,
}

/// A difference between the books and what was found.
pub(super) struct StocktakeDifference {
    difference: Difference,
    settled: Option<basis::Basis>,
    /// Whether whoever asks may read remarks.
    named: bool,
}

impl StocktakeDifference {
    pub(super) fn of(difference: &Difference, settled: Option<basis::Basis>, named: bool) -> Self {
        Self { difference: difference.clone(), settled, named }
    }
}

/// A difference between the books and what was found.
#[Object]
impl StocktakeDifference {
    /// Its id, as `settleDifference` takes it. About one thing it is the same in every report of a stock-take.
    async fn uuid(&self) -> Uuid {
        self.difference.difference.0
    }

    /// What it is.
    async fn kind(&self) -> DifferenceKind {
        self.difference.kind.into()
    }

    /// The asset, where it has one.
    async fn asset(&self) -> Option<Uuid> {
        self.difference.asset.map(|asset| asset.0)
    }

    /// What was scanned, where no card is known of it.
    async fn code(&self) -> Option<&str> {
        self.difference.code.as_deref()
    }

    /// Number of the card.
    async fn number(&self) -> Option<&str> {
        self.difference.card.as_ref().and_then(|card| card.number.as_deref())
    }

    /// Name on the card, or what counters call a thing without one.
    async fn name(&self) -> Option<&str> {
        self.difference.card.as_ref().map(|card| card.name.as_str()).or(self.difference.name.as_deref())
    }

    /// 原值 of the whole card.
    async fn original_value(&self) -> Option<Fen> {
        self.difference.card.as_ref().map(|card| Fen(card.original_value))
    }

    /// Where the books have it.
    async fn place_expected(&self) -> Option<&str> {
        self.difference.card.as_ref().and_then(|card| card.place.as_deref())
    }

    /// Where it was found, or looked for.
    async fn place_found(&self) -> Option<&str> {
        self.difference.place.as_deref()
    }

    /// Pieces that the books have here.
    async fn expected(&self) -> Whole {
        Whole(self.difference.expected.into())
    }

    /// Pieces that were found.
    async fn counted(&self) -> Whole {
        Whole(self.difference.counted.into())
    }

    /// SHA-256 of the latest photo.
    async fn photo(&self) -> Option<&str> {
        self.difference.photo.as_deref()
    }

    /// The latest remark of the counters, for those who may read it.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        match self.difference.note.filter(|_| self.named) {
            Some(note) => note_text(Desk::of(ctx)?, note).await,
            None => Ok(None),
        }
    }

    /// The document that settled it; null while none has.
    async fn settled_under(&self) -> Option<Basis> {
        self.settled.as_ref().map(Basis::from)
    }
}

/// What came, left or changed during the count.
#[derive(SimpleObject)]
pub(super) struct StocktakeMovement {
    /// The asset.
    asset: Uuid,
    /// What it did.
    kind: MovementKind,
    /// Revision of the event on the asset's stream.
    revision: Revision,
    /// Stored name of the event, such as `asset-received`.
    #[graphql(name = "type")]
    what: String,
}

impl From<&Movement> for StocktakeMovement {
    fn from(movement: &Movement) -> Self {
        Self {
            asset: movement.asset.0,
            kind: movement.kind.into(),
            revision: Revision(movement.revision),
            what: movement.what.clone(),
        }
    }
}
