//! What can have happened to a waste ledger. Stored for ever, and by the million: fields that say
//! nothing are left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::command::Entry;
use crate::grams::Grams;
use crate::id::EntryId;

/// The four categories of 生活垃圾 (上海市生活垃圾管理条例 Art. 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Category {
    /// 干垃圾.
    Dry,
    /// 湿垃圾.
    Wet,
    /// 可回收物.
    Recyclable,
    /// 有害垃圾.
    Hazardous,
}

impl Category {
    /// All four, in the order of the ledgers.
    pub const ALL: [Self; 4] = [Self::Dry, Self::Wet, Self::Recyclable, Self::Hazardous];
}

/// How a mass was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Method {
    /// 称重.
    Weighed,
    /// 按桶估算.
    Estimated,
}

/// Where it went; only what leaves the premises counts into `WASTEPC-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Destination {
    /// 清运 off the premises.
    #[default]
    HauledAway,
    /// Into a machine on the premises (就地处置).
    TreatedOnSite,
}

impl Destination {
    fn is_usual(&self) -> bool {
        *self == Self::HauledAway
    }
}

/// What one entry says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Fact {
    /// A mass of one category, over all days of the entry.
    Weighed {
        category: Category,
        grams: Grams,
        method: Method,
        #[serde(default, skip_serializing_if = "Destination::is_usual")]
        destination: Destination,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hauler: Option<String>,
    },
    /// 零: nothing of this category, confirmed.
    Zero { category: Category },
    /// 停用: the place was closed; headcount does not count on these days.
    Closed { reason: String },
}

impl Fact {
    /// Its category; a closure has none.
    #[must_use]
    pub fn category(&self) -> Option<Category> {
        match self {
            Self::Weighed { category, .. } | Self::Zero { category } => Some(*category),
            Self::Closed { .. } => None,
        }
    }
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// An entry was made; without `to` it covers one day.
    #[serde(rename = "waste-recorded")]
    Recorded {
        entry: EntryId,
        from: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<NaiveDate>,
        #[serde(flatten)]
        fact: Fact,
    },
    /// A mass was corrected; `was` is the entry until then, so that a fold needs no memory of it.
    #[serde(rename = "waste-corrected")]
    Corrected { was: Entry, grams: Grams, method: Method, reason: String },
    /// An entry was taken back; `was` is the entry until then.
    #[serde(rename = "waste-withdrawn")]
    Withdrawn { was: Entry, reason: String },
}
