//! Whether each stream counts from 0 without gaps and every envelope reads, of a log on a server. What lies beneath is
//! the server's to check.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::log::ReadLog;
use super::super::{MaintainError, pages};
use super::damage::{Damage, Found};
use crate::import::Progress;

/// How much was read.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub(super) events: u64,
    pub(super) streams: u64,
}

/// Reads the log up to a position.
pub(super) fn check(
    log: &ReadLog,
    head: u64,
    found: &mut Found,
    progress: &Progress,
) -> Result<Counted, MaintainError> {
    let mut next: HashMap<Arc<str>, u64> = HashMap::new();
    let (mut counted, mut damage) = (Counted::default(), Vec::new());
    let take = |page: &[cangliu_store::Recorded]| {
        for event in page {
            counted.events += 1;
            let expected = next.entry(Arc::clone(&event.stream)).or_default();
            if event.revision != *expected {
                let (position, expected, found) = (event.position, *expected, event.revision);
                damage.push(Damage::WrongRevision { position, expected, found });
            }
            *expected = event.revision + 1;
        }
        progress.at(page.last().map_or(0, |last| last.position));
        Ok::<_, MaintainError>(())
    };
    let mut broken = Vec::new();
    pages::each_or(log, head, take, |position, field| broken.push(Damage::BrokenEnvelope { position, field }))?;
    counted.streams = next.len() as u64;
    found.extend(damage);
    found.extend(broken);
    Ok(counted)
}
