//! What a row keeps of a card beside its columns.

use cangliu_domain::asset::CardFacts;
use cangliu_domain::basis::Basis;
use cangliu_domain::id::{NoteId, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::more::More;

/// What is on a card but neither filtered nor sorted by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) brand: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) serial: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) acquisition: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) in_use_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) department: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) user: Option<PersonId>,
    /// Whether the thing's place is another than the card's 存放地点 by now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) moved: bool,
    /// 存放地点 of the card, where the thing was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) remark: Option<NoteId>,
    /// What a reservation was made under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) under: Option<Basis>,
    /// What no list filters or sorts by.
    #[serde(default, flatten)]
    pub(super) more: More,
}

impl Rest {
    pub(super) fn of(card: &CardFacts, place: Option<&String>) -> Self {
        Self {
            brand: card.brand.clone(),
            model: card.model.clone(),
            serial: card.serial.clone(),
            unit: card.unit.clone(),
            acquisition: card.acquisition.clone(),
            in_use_on: card.in_use_on,
            department: card.department.clone(),
            user: card.user,
            moved: card.place.as_ref() != place,
            place: card.place.clone().filter(|card| Some(card) != place),
            remark: card.remark,
            under: None,
            more: More::default(),
        }
    }
}
