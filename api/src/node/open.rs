//! Opening a node: the lock first, then the log, the people store, and the views level with the log.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cangliu_blobs::Directory;
use cangliu_projections::{Reader, ViewError, Views};
use cangliu_store::{EventStore, People};

use super::follow::{Following, LOOK_EVERY};
use super::log::{self, OpenLog};
use super::{Node, NodeError, level};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::ledger::{Ledger, Shown};
use crate::maintain::rebuild;

const VIEWS: &str = "views";

impl Node {
    /// Opens a node that writes: takes the lock of the data directory, makes what is missing in it, and starts
    /// to bring the views level ([`Node::catch_up`] waits for that).
    ///
    /// # Errors
    /// [`NodeError::Store`] with `DATA_DIR_LOCKED` while another process writes there; what the log, the people
    /// store or the views say.
    pub fn open(settings: &DataSettings) -> Result<Self, NodeError> {
        Self::open_at(settings, Clock::System)
    }

    /// [`Node::open`] by a given clock.
    ///
    /// # Errors
    /// The same.
    pub fn open_at(settings: &DataSettings, clock: Clock) -> Result<Self, NodeError> {
        let OpenLog { log, alone, gaps, held } = log::open(settings)?;
        let people = people(settings, &log)?;
        let directory = Self::views_directory(&settings.data_dir);
        if let Err(error) = rebuild::adopt(&directory) {
            // Views are disposable: those in use will do, and a rebuild mends the rest.
            tracing::warn!(error = ?error, "prepared views cannot be taken up");
        }
        let views = level::open(&directory, &log)?.with_gaps(gaps);
        let reader = Reader::of(&views)?;
        let (sender, shown) = Shown::channel(views.position());
        let following = Following::start(views, Arc::clone(&log), sender, gaps.then_some(LOOK_EVERY))?;
        let ledger = Ledger::new(Arc::clone(&log), Arc::clone(&people), clock, shown, alone);
        let ledger = Arc::new(ledger.reading(reader.clone()));
        let blobs = Directory::beside(settings.people_dir());
        let (following, held) = (Some(Arc::new(following)), held.map(Arc::new));
        Ok(Self { ledger, reader, log, people, blobs, clock, gaps, following, held })
    }

    /// Opens a node that reads what is there, beside the process that writes: its ledger refuses every append, and
    /// nobody here grows the views.
    ///
    /// # Errors
    /// [`NodeError::NoViews`] before the first node was opened for writing; as [`Node::open`] otherwise.
    pub fn open_read_only(settings: &DataSettings) -> Result<Self, NodeError> {
        let OpenLog { log, alone, gaps, held: _ } = log::open_read_only(settings)?;
        let directory = Self::views_directory(&settings.data_dir);
        let file = Views::path(&directory);
        if !file.is_file() {
            return Err(NodeError::NoViews { directory });
        }
        let reader = Reader::open(&file)?;
        let (position, _) = reader.with(|views| Ok::<_, ViewError>(views.position()))?;
        let people = people(settings, &log)?;
        let (_, shown) = Shown::channel(position);
        let clock = Clock::System;
        let blobs = Directory::beside(settings.people_dir());
        let ledger = Ledger::new(Arc::clone(&log), Arc::clone(&people), clock, shown, alone);
        let ledger = Arc::new(ledger.reading(reader.clone()));
        Ok(Self { ledger, reader, log, people, blobs, clock, gaps, following: None, held: None })
    }

    /// Where the views of a data directory are.
    #[must_use]
    pub fn views_directory(data_dir: &Path) -> PathBuf {
        data_dir.join(VIEWS)
    }
}

/// The people store; made where there is none, unless a log on a server has persons already: then a directory was
/// mistyped, and names written to another store would be lost to all other nodes.
fn people(settings: &DataSettings, log: &Arc<dyn EventStore>) -> Result<Arc<People>, NodeError> {
    let directory = settings.people_dir();
    if settings.log.is_some() && !People::file(directory).is_file() && log::wait(log.head())? > 0 {
        return Err(NodeError::PeopleMissing { directory: directory.to_owned() });
    }
    Ok(Arc::new(People::open(directory)?))
}
