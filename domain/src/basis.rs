//! What an act happens under: the document, its line, and the official reply (批复).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::id::DocumentId;

/// What a reservation, intake or dispatch happens under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Basis {
    /// The document (单据).
    pub document: DocumentId,
    /// Its line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Its number as printed, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The reply that approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<OfficialReply>,
}

/// An official reply (批复文号): not the same as a step of approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfficialReply {
    /// Number of the reply, such as 沪机管〔2026〕12号.
    pub number: String,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// Who issued it (an institution's name).
    pub issuer: String,
}
