//! All events of the ledger, and the form they are stored in.
//!
//! A stored event is a type name, a version and JSON data. Names are spelled out and never change;
//! a newer version is read by upcasting here, and a type or version that this program does not know
//! is an error the reader must stop at, never skip (DESIGN 3).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::aggregate::{Aggregate, Stored};
use crate::{
    account, asset, blob, calendar, card, count, docno, document, institution, need, policy, post, premises, stocktake,
    uscc_claim, warehouse, waste,
};

/// Version that events are written in.
pub const VERSION: u16 = 1;

/// Any event of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each variant is the aggregate of that name")]
#[allow(clippy::large_enum_variant, reason = "most events are an asset's: a box would cost the common case")]
pub enum Event {
    Institution(institution::Event),
    Uscc(uscc_claim::Event),
    Post(post::Event),
    Premises(premises::Event),
    Card(card::Event),
    Warehouse(warehouse::Event),
    Asset(asset::Event),
    Waste(waste::Event),
    Document(document::Event),
    Calendar(calendar::Event),
    Policy(policy::Event),
    Blob(blob::Event),
    Docno(docno::Event),
    Need(need::Event),
    Stocktake(stocktake::Event),
    Count(count::Event),
    Account(account::Event),
}

/// An event as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// Type name, such as `asset-dispatched`.
    pub kind: String,
    /// Version of the form.
    pub version: u16,
    /// JSON object.
    pub data: String,
}

/// Why a stored event could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a newer program.
    #[error("event type {kind} version {version} of a {category} is unknown to this program")]
    UpgradeNeeded { category: String, kind: String, version: u16 },
    /// Of a known type, but broken.
    #[error("data of a {kind} event cannot be read: {reason}")]
    Broken { kind: String, reason: String },
}

/// The adjacently tagged form that the aggregates' events serialise to.
#[derive(Serialize, Deserialize)]
struct Tagged<'a> {
    #[serde(borrow, rename = "type")]
    kind: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// Writes an event down.
///
/// # Errors
/// When it cannot be written as JSON, which no event of this crate does.
pub fn encode<E: Stored>(event: &E) -> Result<Encoded, DecodeError> {
    let broken = |error: serde_json::Error| DecodeError::Broken { kind: "new".into(), reason: error.to_string() };
    let text = serde_json::to_string(event).map_err(broken)?;
    let tagged: Tagged<'_> = serde_json::from_str(&text).map_err(broken)?;
    Ok(Encoded { kind: tagged.kind.into_owned(), version: VERSION, data: tagged.data.get().to_owned() })
}

/// Reads an event of one aggregate.
///
/// # Errors
/// [`DecodeError::UpgradeNeeded`] for a type or version that this program does not know,
/// [`DecodeError::Broken`] for data of a known type that cannot be read.
pub fn decode<A: Aggregate>(kind: &str, version: u16, data: &str) -> Result<A::Event, DecodeError> {
    let unknown = || DecodeError::UpgradeNeeded { category: A::CATEGORY.into(), kind: kind.into(), version };
    // A name is put into JSON as it is: one of other characters is none of ours.
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    if version != VERSION || !kind.bytes().all(plain) {
        return Err(unknown());
    }
    let mut text = String::with_capacity(kind.len() + data.len() + 24);
    text.push_str("{\"type\":\"");
    text.push_str(kind);
    text.push_str("\",\"data\":");
    text.push_str(data);
    text.push('}');
    serde_json::from_str(&text).map_err(|error| {
        if error.to_string().starts_with("unknown variant") {
            unknown()
        } else {
            DecodeError::Broken { kind: kind.into(), reason: error.to_string() }
        }
    })
}

impl Event {
    /// Reads an event by the category of its stream.
    ///
    /// # Errors
    /// As [`decode`]; a category that this program does not know is [`DecodeError::UpgradeNeeded`].
    pub fn decode(category: &str, kind: &str, version: u16, data: &str) -> Result<Self, DecodeError> {
        Ok(match category {
            institution::Institution::CATEGORY => {
                Self::Institution(decode::<institution::Institution>(kind, version, data)?)
            }
            uscc_claim::UsccClaim::CATEGORY => Self::Uscc(decode::<uscc_claim::UsccClaim>(kind, version, data)?),
            post::Post::CATEGORY => Self::Post(decode::<post::Post>(kind, version, data)?),
            premises::Premises::CATEGORY => Self::Premises(decode::<premises::Premises>(kind, version, data)?),
            card::Card::CATEGORY => Self::Card(decode::<card::Card>(kind, version, data)?),
            warehouse::Warehouse::CATEGORY => Self::Warehouse(decode::<warehouse::Warehouse>(kind, version, data)?),
            asset::Asset::CATEGORY => Self::Asset(decode::<asset::Asset>(kind, version, data)?),
            account::Account::CATEGORY => Self::Account(decode::<account::Account>(kind, version, data)?),
            waste::Waste::CATEGORY => Self::Waste(decode::<waste::Waste>(kind, version, data)?),
            document::Document::CATEGORY => Self::Document(decode::<document::Document>(kind, version, data)?),
            calendar::Calendar::CATEGORY => Self::Calendar(decode::<calendar::Calendar>(kind, version, data)?),
            policy::Policy::CATEGORY => Self::Policy(decode::<policy::Policy>(kind, version, data)?),
            blob::Blob::CATEGORY => Self::Blob(decode::<blob::Blob>(kind, version, data)?),
            docno::Docno::CATEGORY => Self::Docno(decode::<docno::Docno>(kind, version, data)?),
            need::Need::CATEGORY => Self::Need(decode::<need::Need>(kind, version, data)?),
            stocktake::Stocktake::CATEGORY => Self::Stocktake(decode::<stocktake::Stocktake>(kind, version, data)?),
            count::Count::CATEGORY => Self::Count(decode::<count::Count>(kind, version, data)?),
            other => {
                return Err(DecodeError::UpgradeNeeded { category: other.into(), kind: kind.into(), version });
            }
        })
    }
}

/// The category and the subject of a stream's name: `<category>-<subject>`.
#[must_use]
pub fn split_stream(stream: &str) -> Option<(&str, &str)> {
    stream.split_once('-')
}
