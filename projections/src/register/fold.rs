//! Folds events of assets into rows.

use cangliu_domain::Aggregate;
use cangliu_domain::asset::{Asset, Event, Registered};
use cangliu_domain::id::{AssetId, InstitutionId, WarehouseId};
use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::row::KeyOf;
use super::table::SELECTED;
use super::{Row, asset::Ids, text};
use crate::column::{Id, Json, date};
use crate::views::{At, Batch, Keys, no_row};
use crate::{Result, pool};

/// Takes one event in: a first event makes a row, a later one folds the whole history anew.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let old = existing(batch.db, at)?;
    let asset = match &old {
        None => Asset::default().evolve(event),
        Some(row) => {
            append(batch.db, row, at.revision, event)?;
            Asset::fold(&history(batch.db, row.key)?)
        }
    };
    let Some(now) = asset.situation().registered() else { return Ok(()) };
    let registered_on = asset.history().first().map_or(now.latest_step_on, |(_, first)| first.on());
    let key = write(batch, at, now, registered_on, old.as_ref())?;
    if at.revision == 0 && matches!(event, Event::LotBegun { .. }) {
        keep_first(batch.db, key, event)?;
    }
    pool::asset_changed(batch, key, &asset, event)
}

/// Writes the row with what hangs on it, and answers its key.
fn write(
    batch: &mut Batch<'_>,
    at: At<'_>,
    now: &Registered,
    registered_on: NaiveDate,
    old: Option<&Row>,
) -> Result<i64> {
    let db = batch.db;
    let mut finder = Finder { db, keys: &mut *batch.keys };
    let mut row = Row::of(now, registered_on, &mut finder)?;
    let others = row.rest.more.parties().map(|unit| finder.institution(unit)).collect::<Result<Vec<i64>>>()?;
    row.revision = at.revision;
    row.position = at.position;
    let unchanged = old.filter(|old| text::unchanged(&row, old)).map(|old| old.text.clone());
    let former = match (old, &unchanged) {
        (Some(old), None) => text::former(db, old.key)?,
        _ => Vec::new(),
    };
    match &unchanged {
        Some(text) => row.text.clone_from(text),
        None => text::set(&mut row, &former),
    }
    match old {
        None => row.key = row.insert(db)?,
        Some(old) => {
            row.key = old.key;
            row.update(db)?;
            db.prepare_cached("delete from asset_party where asset = ?1")?.execute([row.key])?;
            batch.counts.add(old, -1);
        }
    }
    for party in row.parties(others) {
        db.prepare_cached("insert into asset_party (institution, asset) values (?1, ?2)")?.execute((party, row.key))?;
    }
    batch.counts.add(&row, 1);
    if unchanged.is_none() {
        text::index(batch, &row, old, &former)?;
    }
    Ok(row.key)
}

fn existing(db: &Connection, at: At<'_>) -> Result<Option<Row>> {
    if at.revision == 0 {
        return Ok(None);
    }
    let row = db
        .prepare_cached(&format!("select {} from asset a where a.id = ?1", *SELECTED))?
        .query_row([Id(at.id())], Row::read)
        .map(Some)
        .or_else(no_row)?;
    Ok(row)
}

/// Keeps an event of an asset; with the second one, the first is written down too.
fn append(db: &Connection, row: &Row, revision: i64, event: &Event) -> Result<()> {
    if row.revision == 0 && row.parent.is_none() {
        keep_first(db, row.key, &first_event(db, row)?)?;
    }
    db.prepare_cached("insert into asset_step (asset, revision, event) values (?1, ?2, ?3)")?.execute(params![
        row.key,
        revision,
        Json(event)
    ])?;
    Ok(())
}

fn keep_first(db: &Connection, key: i64, event: &Event) -> Result<()> {
    db.prepare_cached("insert or ignore into asset_step (asset, revision, event) values (?1, 0, ?2)")?
        .execute((key, Json(event)))?;
    Ok(())
}

/// The registration that a row, to which nothing else has happened, was made from. Where it was read
/// from (`source`) changes nothing and is not kept.
fn first_event(db: &Connection, row: &Row) -> Result<Event> {
    let on = date(row.registered_on).unwrap_or_default();
    let now = row.clone().registered(&mut Ids::of(db))?;
    let number = now.books.number.unwrap_or_default();
    Ok(Event::Registered { asset: now.id, owner: now.books.owner, number, card: now.card, on, source: None })
}

/// All events of an asset to which more than one happened.
pub(crate) fn history(db: &Connection, key: i64) -> Result<Vec<Event>> {
    let mut statement = db.prepare_cached("select event from asset_step where asset = ?1 order by revision")?;
    let events = statement.query_map([key], |row| row.get::<_, Json<Event>>(0).map(|event| event.0))?;
    Ok(events.collect::<rusqlite::Result<_>>()?)
}

struct Finder<'b> {
    db: &'b Connection,
    keys: &'b mut Keys,
}

impl KeyOf for Finder<'_> {
    fn institution(&mut self, id: InstitutionId) -> Result<i64> {
        self.keys.institution(self.db, id.0)
    }

    fn warehouse(&mut self, id: WarehouseId) -> Result<i64> {
        self.keys.warehouse(self.db, id.0)
    }

    fn asset(&mut self, id: AssetId) -> Result<Option<i64>> {
        let key = self
            .db
            .prepare_cached("select key from asset where id = ?1")?
            .query_row([Id(id.0)], |row| row.get(0))
            .map(Some)
            .or_else(no_row)?;
        Ok(key)
    }
}
