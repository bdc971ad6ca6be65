//! Who carries on for whom: a unit that was merged is the same unit as its successor from then on.

use std::collections::{BTreeMap, BTreeSet};

use cangliu_domain::id::InstitutionId;
use chrono::NaiveDate;
use rusqlite::Connection;

use crate::Result;
use crate::column::{Day, Id};

/// Longest chain of mergers followed; a ring of them would not end.
const HOPS_MAX: usize = 32;

/// Closures that name a successor.
#[derive(Debug, Default)]
pub(super) struct Succession {
    closed: BTreeMap<InstitutionId, (NaiveDate, InstitutionId)>,
}

impl Succession {
    /// Reads all of them; there are few.
    pub(super) fn read(db: &Connection) -> Result<Self> {
        let mut statement = db.prepare_cached(
            "select i.id, i.closed_on, s.id
             from institution i join institution s on s.key = i.successor
             where i.successor is not null and i.closed_on is not null",
        )?;
        let closed = statement.query_map([], |row| {
            let id = |column| row.get::<_, Id>(column).map(|id| InstitutionId(id.0));
            Ok((id(0)?, (row.get::<_, Day>(1)?.0, id(2)?)))
        })?;
        Ok(Self { closed: closed.collect::<rusqlite::Result<_>>()? })
    }

    /// What a unit has become by a day.
    pub(super) fn on(&self, unit: InstitutionId, day: NaiveDate) -> InstitutionId {
        let mut now = unit;
        for _ in 0..HOPS_MAX {
            match self.closed.get(&now) {
                Some((closed_on, successor)) if *closed_on <= day => now = *successor,
                Some(_) | None => break,
            }
        }
        now
    }

    /// Units that are, were or became this one, through any mergers.
    pub(super) fn family(&self, unit: InstitutionId) -> BTreeSet<InstitutionId> {
        let mut family = BTreeSet::from([unit]);
        for _ in 0..HOPS_MAX {
            let before = family.len();
            for (closed, (_, successor)) in &self.closed {
                if family.contains(closed) || family.contains(successor) {
                    family.extend([*closed, *successor]);
                }
            }
            if family.len() == before {
                break;
            }
        }
        family
    }
}
