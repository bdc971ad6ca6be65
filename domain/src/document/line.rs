//! Lines of a document, what ends them, and what is attached.

use serde::{Deserialize, Serialize};

use crate::asset::Condition;
use crate::asset_class::AssetClass;
use crate::id::{AssetId, NoteId};
use crate::pieces::Pieces;

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum What {
    /// This asset: all of it, or so many pieces of the lot.
    Card {
        asset: AssetId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pieces: Option<Pieces>,
    },
    /// So many of a class, whichever they are.
    Class { class: AssetClass, pieces: Pieces },
}

impl What {
    /// The asset, where one is named.
    #[must_use]
    pub fn asset(&self) -> Option<AssetId> {
        match self {
            Self::Card { asset, .. } => Some(*asset),
            Self::Class { .. } => None,
        }
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// Its number, from 1; it never changes.
    pub line: u32,
    /// What it is about.
    pub what: What,
    /// 成色 as the applicant sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Where the thing is, or is to go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// 备注.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<NoteId>,
}

/// A file that belongs to a document; its bytes are kept outside the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// What it is, such as 情况说明.
    pub title: String,
}

/// One thing to be put right (补正).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Correction {
    /// The line it is about; without one, the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong.
    pub note: NoteId,
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineOutcome {
    /// What it asked for happened.
    Done,
    /// It will not happen.
    Refused,
    /// Given back, to be asked for in another document.
    Returned,
}
