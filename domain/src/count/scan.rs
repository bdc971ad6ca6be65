//! One scan, as a device made it, on or off line.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::asset::Condition;
use crate::id::{AssetId, NoteId, ScanId};

/// One scan: a known asset, or a code that the device knows nothing of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scan {
    /// Its id, made by the device.
    pub scan: ScanId,
    /// The asset, where the device knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<AssetId>,
    /// What stood on the label, or what counters called a thing without one, where the device did not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When, by the clock of the device.
    pub at: DateTime<Utc>,
    /// Where.
    pub place: String,
    /// How many pieces; 0 says that it was looked for there and not found.
    pub pieces: u32,
    /// 成色, as counters judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// What the thing is, of one without a card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// SHA-256 of a photo, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// A remark: a reference; the text is in the people store.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
    /// Which recount (复盘) it is of, from 1; 0 is the first count.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(round: &u32) -> bool {
    *round == 0
}

impl Scan {
    /// Whether it says the same as another. A text that is sent again is kept anew, so notes do not matter.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        Self { note: None, ..self.clone() } == Self { note: None, ..other.clone() }
    }
}
