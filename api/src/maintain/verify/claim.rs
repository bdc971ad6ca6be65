//! Claims on card numbers and codes whose owner never followed.
//!
//! A claim is made before the event of whoever it belongs to; between the two, a command may have been cut off.
//! What is still open at the end of the log is asked of its owner's stream, so that memory holds few claims at a time.

use std::collections::HashMap;

use cangliu_domain::event::{Event, split_stream};
use cangliu_domain::id::{AssetId, InstitutionId};
use cangliu_domain::{Aggregate as _, asset, card, institution, uscc_claim};
use cangliu_store::{Recorded, StoreError};
use serde::Serialize;
use uuid::Uuid;

use super::super::MaintainError;
use super::super::log::ReadLog;

/// Events of an institution read at a time.
const PAGE: usize = 512;

/// A claim whose owner never followed. Repeating the command that made it completes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrphanClaim {
    /// The claim's stream: `card-<institution>:<number>` or `uscc-<code>`.
    pub claim: String,
    /// The stream of whoever it belongs to.
    pub owner: String,
    /// Where it was made.
    pub position: u64,
}

/// A claim whose owner was not met yet.
#[derive(Debug)]
struct Open {
    stream: String,
    position: u64,
}

impl Open {
    fn of(recorded: &Recorded) -> Self {
        Self { stream: recorded.stream.to_string(), position: recorded.position }
    }

    fn orphan(self, owner: String) -> OrphanClaim {
        OrphanClaim { claim: self.stream, owner, position: self.position }
    }
}

/// Looks at events in the order of the log.
#[derive(Debug, Default)]
pub(super) struct Claims {
    cards: HashMap<AssetId, Vec<Open>>,
    codes: HashMap<(InstitutionId, String), Open>,
}

impl Claims {
    pub(super) fn see(&mut self, recorded: &Recorded, event: &Event) {
        let subject = split_stream(&recorded.stream).map_or("", |(_, subject)| subject);
        match event {
            Event::Card(card::Event::Claimed { asset, .. }) => {
                self.cards.entry(*asset).or_default().push(Open::of(recorded));
            }
            Event::Asset(asset::Event::Registered { .. } | asset::Event::LotBegun { .. }) => {
                let asset = Uuid::try_parse(subject).unwrap_or_default();
                self.cards.remove(&AssetId(asset));
            }
            Event::Uscc(uscc_claim::Event::Claimed { institution }) => {
                self.codes.insert((*institution, subject.to_owned()), Open::of(recorded));
            }
            Event::Institution(institution::Event::UsccAssigned { uscc, .. }) => {
                let institution = Uuid::try_parse(subject).unwrap_or_default();
                self.codes.remove(&(InstitutionId(institution), uscc.to_string()));
            }
            Event::Institution(_)
            | Event::Asset(_)
            | Event::Post(_)
            | Event::Premises(_)
            | Event::Warehouse(_)
            | Event::Waste(_)
            | Event::Document(_)
            | Event::Calendar(_)
            | Event::Policy(_)
            | Event::Blob(_)
            | Event::Docno(_)
            | Event::Need(_)
            | Event::Stocktake(_)
            | Event::Count(_)
            | Event::Account(_) => {}
        }
    }

    /// Those of the open claims whose owners' streams say nothing of them, in the order of the log.
    pub(super) fn orphans(self, log: &ReadLog) -> Result<Vec<OrphanClaim>, MaintainError> {
        let mut orphans = Vec::new();
        for (asset, claims) in self.cards {
            let owner = format!("{}-{asset}", asset::Asset::CATEGORY);
            if !is_written(log, &owner)? {
                orphans.extend(claims.into_iter().map(|claim| claim.orphan(owner.clone())));
            }
        }
        for ((institution, code), claim) in self.codes {
            let owner = format!("{}-{institution}", institution::Institution::CATEGORY);
            if !carries(log, &owner, &code)? {
                orphans.push(claim.orphan(owner));
            }
        }
        orphans.sort_by_key(|orphan| orphan.position);
        Ok(orphans)
    }
}

/// Whether anything is in a stream. An event that cannot be read is something.
fn is_written(log: &ReadLog, stream: &str) -> Result<bool, MaintainError> {
    match log.stream(stream, 0, 1) {
        Err(StoreError::Undecodable { .. }) => Ok(true),
        page => Ok(!page?.is_empty()),
    }
}

/// Whether an institution was ever given a code.
fn carries(log: &ReadLog, stream: &str, code: &str) -> Result<bool, MaintainError> {
    let mut revision = 0;
    loop {
        let page = match log.stream(stream, revision, PAGE) {
            Err(StoreError::Undecodable { .. }) => return Ok(true),
            page => page?,
        };
        for recorded in &page {
            let category = institution::Institution::CATEGORY;
            let event = Event::decode(category, &recorded.kind, recorded.version, &recorded.data);
            if let Ok(Event::Institution(institution::Event::UsccAssigned { uscc, .. })) = event
                && uscc.as_str() == code
            {
                return Ok(true);
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => revision = last.revision + 1,
            _ => return Ok(false),
        }
    }
}
