//! What one team of a stock-take scanned.
//!
//! The stream is `count-<campaign>:<team>`. Devices work without a network and send their scans in batches when there
//! is one again; a batch sent twice is one, and so is a scan. Batches are taken until the report is stated; what comes
//! later is refused, and stays on the device.

mod rejection;
mod scan;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

pub use rejection::Rejection;
pub use scan::Scan;

use crate::Aggregate;
use crate::id::{BatchId, InstitutionId, ScanId};
use crate::post::Holder;

/// Most scans of a batch.
pub const SCANS_MAX: usize = 500;
/// Most pieces of one scan.
const PIECES_MAX: u32 = 1_000_000;
/// Hours that business days are ahead of UTC.
const SHANGHAI_HOURS: i64 = 8;

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Take a batch of scans in.
    Record { batch: BatchId, device: String, scans: Vec<Scan> },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// Scans of a device, those that were not there yet.
    #[serde(rename = "count-recorded")]
    Recorded { batch: BatchId, device: String, scans: Vec<Scan> },
}

/// What must be known of the stock-take.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The stock-take, when it has the team.
    pub campaign: Option<CampaignFacts>,
}

/// A stock-take as its stream says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignFacts {
    /// Whose it is.
    pub institution: InstitutionId,
    /// Where it stands.
    pub standing: Standing,
    /// How many recounts were asked for.
    pub rounds: u32,
    /// Members of the team who have accounts.
    pub counters: Vec<Holder>,
}

/// Whether scans are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has not begun.
    Planned,
    /// They are.
    Counting,
    /// The report is stated.
    Reported,
}

/// What one team scanned.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Count {
    scans: BTreeMap<ScanId, Scan>,
    batches: Vec<BatchId>,
}

impl Count {
    /// All scans, by their ids.
    #[must_use]
    pub fn scans(&self) -> &BTreeMap<ScanId, Scan> {
        &self.scans
    }

    /// How many batches came in.
    #[must_use]
    pub fn batches(&self) -> usize {
        self.batches.len()
    }

    fn record(
        &self,
        (batch, device): (BatchId, String),
        scans: Vec<Scan>,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        let campaign = facts.campaign.as_ref().ok_or(Rejection::TeamUnknown)?;
        let is_known = |scan: &Scan| self.scans.get(&scan.scan).is_some_and(|known| known.says_the_same(scan));
        // Even when nothing more is taken: a device that lost the answer may forget them.
        if !scans.is_empty() && scans.iter().all(is_known) {
            return Err(Rejection::ScansAlreadyRecorded);
        }
        match campaign.standing {
            Standing::Planned => return Err(Rejection::CountNotBegun),
            Standing::Reported => return Err(Rejection::CountClosed),
            Standing::Counting => {}
        }
        match scans.len() {
            0 => return Err(Rejection::NoScans),
            count if count > SCANS_MAX => return Err(Rejection::TooManyScans { count }),
            _ => {}
        }
        if device.trim().is_empty() {
            return Err(Rejection::DeviceEmpty);
        }
        let mut fresh: BTreeMap<ScanId, Scan> = BTreeMap::new();
        for scan in &scans {
            sound(scan, campaign.rounds, today)?;
            match self.scans.get(&scan.scan).or_else(|| fresh.get(&scan.scan)) {
                Some(known) if known.says_the_same(scan) => {}
                Some(_) => return Err(Rejection::ScanIdReused { scan: scan.scan }),
                None => {
                    fresh.insert(scan.scan, scan.clone());
                }
            }
        }
        let scans: Vec<Scan> = scans.into_iter().filter_map(|scan| fresh.remove(&scan.scan)).collect();
        Ok(vec![Event::Recorded { batch, device, scans }])
    }
}

/// Whether a scan can be one.
fn sound(scan: &Scan, rounds: u32, today: NaiveDate) -> Result<(), Rejection> {
    let id = scan.scan;
    let code = scan.code.as_ref().filter(|code| !code.trim().is_empty());
    if scan.asset.is_some() == code.is_some() || (scan.code.is_some() && code.is_none()) {
        return Err(Rejection::ScanOfNothing { scan: id });
    }
    if scan.place.trim().is_empty() {
        return Err(Rejection::PlaceEmpty { scan: id });
    }
    if scan.pieces > PIECES_MAX || (scan.pieces == 0 && scan.asset.is_none()) {
        return Err(Rejection::PiecesImplausible { scan: id, pieces: scan.pieces });
    }
    if scan.asset.is_none() && scan.photo.is_none() {
        return Err(Rejection::PhotoNeeded { scan: id });
    }
    if scan.photo.as_ref().is_some_and(|photo| !is_sha256(photo)) {
        return Err(Rejection::PhotoMalformed { scan: id });
    }
    if scan.round > rounds {
        return Err(Rejection::RecountNotAsked { scan: id, round: scan.round });
    }
    let here = scan.at.checked_add_signed(TimeDelta::hours(SHANGHAI_HOURS));
    let day = here.unwrap_or(scan.at).date_naive();
    // A device may be a little ahead of us around midnight; one that is days ahead says nothing about movements.
    if today.checked_add_days(Days::new(1)).is_some_and(|tomorrow| day > tomorrow) {
        return Err(Rejection::InFuture { scan: id, day });
    }
    Ok(())
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Aggregate for Count {
    const CATEGORY: &'static str = "count";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let Command::Record { batch, device, scans } = command;
        self.record((batch, device), scans, facts, today)
    }

    fn evolve(mut self, event: &Event) -> Self {
        let Event::Recorded { batch, scans, .. } = event;
        self.batches.push(*batch);
        self.scans.extend(scans.iter().map(|scan| (scan.scan, scan.clone())));
        self
    }
}
