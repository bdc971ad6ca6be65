//! One batch of events: which fold takes which event, and what is written once at its end.

use std::collections::BTreeSet;

use cangliu_domain::event::{Event, split_stream};
use cangliu_domain::month::Month;
use rusqlite::Connection;
use uuid::Uuid;

use super::Keys;
use crate::event::ViewEvent;
use crate::{Result, blob, directory, document, office, pool, register, stocktake, waste};

/// Where an event stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'e> {
    /// What follows the first hyphen of the stream's name.
    pub(crate) subject: &'e str,
    /// Place in the stream.
    pub(crate) revision: i64,
    /// Place in the log.
    pub(crate) position: i64,
}

impl At<'_> {
    fn of(event: &ViewEvent) -> At<'_> {
        At {
            subject: split_stream(&event.stream).map_or("", |(_, subject)| subject),
            revision: i64::try_from(event.revision).unwrap_or(i64::MAX),
            position: i64::try_from(event.position).unwrap_or(i64::MAX),
        }
    }

    /// The subject as an id; nil for a stream whose name holds none, which no command writes.
    pub(crate) fn id(&self) -> Uuid {
        Uuid::try_parse(self.subject).unwrap_or_default()
    }
}

/// A batch under way, inside its transaction.
pub(crate) struct Batch<'t> {
    pub(crate) db: &'t Connection,
    pub(crate) keys: &'t mut Keys,
    /// How many assets came to and went from values of facets.
    pub(crate) counts: register::Counts,
    /// Changes of the pool's sums.
    pub(crate) pool: pool::Months,
    /// Rows of the waste ledgers touched so far.
    pub(crate) ledgers: waste::Ledgers,
    /// Institutions and months whose waste has to be added up again.
    pub(crate) months: BTreeSet<(i64, Month)>,
    /// Institutions all of whose months have to be added up again.
    pub(crate) units: BTreeSet<i64>,
}

impl<'t> Batch<'t> {
    /// Begins a batch.
    pub(super) fn new(db: &'t Connection, keys: &'t mut Keys) -> Self {
        Self {
            db,
            keys,
            counts: register::Counts::default(),
            pool: pool::Months::default(),
            ledgers: waste::Ledgers::default(),
            months: BTreeSet::new(),
            units: BTreeSet::new(),
        }
    }

    /// Takes one event in.
    pub(super) fn fold(&mut self, recorded: &ViewEvent, event: &Event) -> Result<()> {
        let at = At::of(recorded);
        match event {
            Event::Institution(event) => {
                directory::institution::fold(self, at, event)?;
                pool::institution_changed(self, at, event)
            }
            Event::Post(event) => directory::post::fold(self, at, event),
            Event::Premises(event) => directory::premises::fold(self, at, event),
            Event::Warehouse(event) => directory::warehouse::fold(self, at, event),
            Event::Asset(event) => register::fold(self, at, event),
            Event::Waste(event) => waste::fold(self, at, event),
            Event::Document(event) => document::fold(self, at, event),
            Event::Blob(event) => blob::fold(self, event),
            Event::Calendar(event) => office::calendar::fold(self, at, event),
            Event::Need(event) => office::need::fold(self, at, event),
            Event::Policy(event) => office::policy::fold(self, at, event),
            Event::Stocktake(event) => stocktake::fold(self, at, event),
            Event::Count(event) => stocktake::fold_count(self, at, event),
            // Claims only keep codes and numbers unique; the claimant's own event says what it carries.
            Event::Uscc(_) | Event::Card(_) | Event::Docno(_) => Ok(()),
            // How an account stands is kept beside its secrets, in the people store.
            Event::Account(_) => Ok(()),
        }
    }

    /// Writes what was held back.
    pub(super) fn finish(mut self) -> Result<()> {
        self.counts.write(self.db)?;
        self.pool.write(self.db)?;
        self.ledgers.write(self.db)?;
        waste::add_up(&mut self)
    }
}
