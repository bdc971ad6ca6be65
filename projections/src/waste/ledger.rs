//! Folds waste events into lines. A batch reads and writes each line it touches once.

use std::collections::BTreeMap;

use cangliu_domain::month::Month;
use cangliu_domain::waste::{Entry, Event};
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::line::{Line, WHOLE_POINT};
use crate::Result;
use crate::column::Numbered;
use crate::pool::month_number;
use crate::views::{At, Batch, no_row};

type Key = (i64, i64, String, i64);

/// Lines touched in a batch.
#[derive(Debug, Default)]
pub(crate) struct Ledgers {
    lines: BTreeMap<Key, Line>,
}

impl Ledgers {
    fn line(&mut self, db: &Connection, key: Key) -> Result<&mut Line> {
        use std::collections::btree_map::Entry;
        match self.lines.entry(key) {
            Entry::Occupied(line) => Ok(line.into_mut()),
            Entry::Vacant(room) => {
                let line = stored(db, room.key())?.unwrap_or_default();
                Ok(room.insert(line))
            }
        }
    }

    /// Writes the lines.
    pub(crate) fn write(&mut self, db: &Connection) -> Result<()> {
        let mut statement = db.prepare_cached(
            "insert or replace into waste_month
             (premises, month, point, category, hauled, estimated, treated, weighings, zeros, closures)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        for ((premises, month, point, category), line) in std::mem::take(&mut self.lines) {
            statement.execute(params![
                premises,
                month,
                point,
                category,
                line.hauled,
                line.estimated,
                line.treated,
                line.weighings,
                line.zeros,
                line.closures
            ])?;
        }
        Ok(())
    }
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let Some(ledger) = Ledger::of(at.subject) else { return Ok(()) };
    let Some((premises, institution)) = batch.keys.premises(batch.db, ledger.premises)? else { return Ok(()) };
    let mut add = |entry: &Entry, one: i64| -> Result<()> {
        let category = entry.fact.category().map_or(WHOLE_POINT, Numbered::number);
        let key = (premises, month_number(ledger.month), ledger.point.to_owned(), category);
        batch.ledgers.line(batch.db, key)?.add(entry, one);
        Ok(())
    };
    match event {
        Event::Recorded { entry, from, to, fact } => {
            add(&Entry { entry: *entry, from: *from, to: to.unwrap_or(*from), fact: fact.clone() }, 1)?;
        }
        Event::Corrected { was, grams, method, .. } => {
            add(was, -1)?;
            add(&was.weighing(*grams, *method), 1)?;
        }
        Event::Withdrawn { was, .. } => add(was, -1)?,
    }
    batch.months.insert((institution, ledger.month));
    Ok(())
}

/// What the name of a ledger's stream says: `<premises>:<point>:<month>`.
struct Ledger<'s> {
    premises: Uuid,
    point: &'s str,
    month: Month,
}

impl<'s> Ledger<'s> {
    fn of(subject: &'s str) -> Option<Self> {
        let (premises, rest) = subject.split_once(':')?;
        let (point, month) = rest.split_once(':')?;
        Some(Self { premises: Uuid::try_parse(premises).ok()?, point, month: Month::parse(month).ok()? })
    }
}

fn stored(db: &Connection, (premises, month, point, category): &Key) -> Result<Option<Line>> {
    let line = db
        .prepare_cached(
            "select hauled, estimated, treated, weighings, zeros, closures
             from waste_month
             where premises = ?1 and month = ?2 and point = ?3 and category = ?4",
        )?
        .query_row(params![premises, month, point, category], |row| read(row, 0).map(Some))
        .or_else(no_row)?;
    Ok(line)
}

/// Reads a line from six columns.
pub(super) fn read(row: &rusqlite::Row<'_>, from: usize) -> rusqlite::Result<Line> {
    Ok(Line {
        hauled: row.get(from)?,
        estimated: row.get(from + 1)?,
        treated: row.get(from + 2)?,
        weighings: row.get(from + 3)?,
        zeros: row.get(from + 4)?,
        closures: row.get(from + 5)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_named_by_premises_point_and_month() {
        let id = Uuid::from_u128(5);
        let subject = format!("{id}:p1:2024-09");
        let ledger = Ledger::of(&subject).unwrap();
        assert_eq!((ledger.premises, ledger.point, ledger.month), (id, "p1", Month::parse("2024-09").unwrap()));
        assert!(Ledger::of("p1:2024-09").is_none());
    }
}
