//! Where the books and what was found part: differences, and movements that explain themselves.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::asset::Registered;
use crate::asset_class::AssetClass;
use crate::fen::Fen;
use crate::id::{AssetId, DifferenceId, NoteId, StocktakeId};
use crate::pieces::Pieces;

/// What a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DifferenceKind {
    /// 盘盈: more than the books have, or what they do not have here at all.
    Surplus,
    /// 盘亏: less than the books have, or nothing.
    Shortage,
    /// 账实不符: it is there, but not as the books say.
    Mismatch,
}

/// What a movement during the count did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MovementKind {
    /// It came into the scope.
    Came,
    /// It left the scope: handed over, lent, taken back, disposed of.
    Left,
    /// It stayed with other pieces or at another place.
    Changed,
}

/// A card as the books have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookCard {
    /// Its number, where its owner's books have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// 资产名称.
    pub name: String,
    /// GB/T 14885 class.
    pub class: AssetClass,
    /// 数量.
    pub pieces: Pieces,
    /// 原值 of the whole card, in fen.
    pub original_value: Fen,
    /// 存放地点, as last said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl BookCard {
    /// The card of an asset.
    #[must_use]
    pub fn of(now: &Registered) -> Self {
        let by_owner = now.custody.custodian == now.books.owner;
        let place = now.custody.place.as_ref().or(now.card.place.as_ref().filter(|_| by_owner));
        Self {
            number: now.books.number.clone(),
            name: now.card.name.clone(),
            class: now.card.class.clone(),
            pieces: now.card.pieces,
            original_value: now.card.original_value,
            place: place.cloned(),
        }
    }
}

/// A difference between the books and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Its id: that of the same thing is the same in every report of a stock-take.
    pub difference: DifferenceId,
    /// What it is.
    pub kind: DifferenceKind,
    /// The asset, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// What was scanned, where no card is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What counters call a thing without a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The card, as the books have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<BookCard>,
    /// Pieces that the books have here.
    pub expected: u32,
    /// Pieces that were found.
    pub counted: u32,
    /// Where it was found, or looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// SHA-256 of the latest photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// The latest remark of the counters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
}

/// An event of an asset during the count, that explains what was found or not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Movement {
    /// The asset.
    pub asset: AssetId,
    /// What the event did.
    pub kind: MovementKind,
    /// Revision of the event on the asset's stream.
    pub revision: u64,
    /// Its stored name.
    pub what: String,
}

/// The id of the difference about an asset.
pub(super) fn of_asset(campaign: StocktakeId, asset: AssetId) -> DifferenceId {
    DifferenceId(Uuid::new_v5(&campaign.0, format!("asset:{asset}").as_bytes()))
}

/// The id of the difference about a thing without a card.
pub(super) fn of_code(campaign: StocktakeId, code: &str) -> DifferenceId {
    DifferenceId(Uuid::new_v5(&campaign.0, format!("code:{code}").as_bytes()))
}
