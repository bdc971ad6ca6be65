//! The epochs of a log that somebody may have seen: positions of those must not come true again.

use std::path::Path;

use cangliu_projections::{LogKey, ViewError, Views};
use cangliu_store::{EventStore as _, LogIdentity, Options, SqliteLog};

use crate::node::Node;

/// The latest epoch of a log: its own, that of the same log in a data directory, and that of views left there. What
/// cannot be read has none.
pub(super) fn latest(data_dir: &Path, log: LogIdentity) -> u32 {
    let there = SqliteLog::open(data_dir, Options::read_only()).ok().map(|there| there.identity());
    let there = there.filter(|there| there.id == log.id).map(|there| there.epoch);
    [Some(log.epoch), there, folded(data_dir, log)].into_iter().flatten().max().unwrap_or(log.epoch)
}

/// The epoch of the log that the views are of.
fn folded(data_dir: &Path, log: LogIdentity) -> Option<u32> {
    let views = Node::views_directory(data_dir);
    if !Views::path(&views).is_file() {
        return None;
    }
    let folded = match Views::open(&views, LogKey { log: log.id, epoch: log.epoch }) {
        Ok(views) => Some(views.log()),
        Err(ViewError::CursorFromOtherLog { found, .. }) => Some(found),
        Err(_) => None,
    };
    folded.filter(|folded| folded.log == log.id).map(|folded| folded.epoch)
}
