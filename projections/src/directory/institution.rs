//! Folds institutions: the latest description, and descriptions and headcounts by the day they hold.

use cangliu_domain::institution::{Description, Event, Headcount};
use chrono::NaiveDate;
use rusqlite::{Connection, params};

use crate::Result;
use crate::column::{Code, Day, ENDLESS, EVER, Json, number, since};
use crate::views::{At, Batch};

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let key = batch.keys.institution(batch.db, at.id())?;
    let db = batch.db;
    db.prepare_cached("update institution set revision = ?2 where key = ?1")?.execute((key, at.revision))?;
    match event {
        Event::Registered { description, established_on, on, .. } => {
            db.prepare_cached("update institution set established_on = ?2, registered_on = ?3 where key = ?1")?
                .execute((key, established_on.map(Day), Day(*on)))?;
            describe(db, key, description)?;
            describe_from(db, key, description, EVER)?;
        }
        Event::Redescribed { description, on } => {
            describe(db, key, description)?;
            describe_from(db, key, description, number(*on))?;
        }
        Event::UsccAssigned { uscc, .. } => {
            db.prepare_cached("update institution set uscc = ?2 where key = ?1")?.execute((key, uscc.as_str()))?;
        }
        Event::HeadcountStated { from, headcount } => count_heads(db, key, *from, headcount)?,
        Event::Closed { on, successor } => {
            let successor = successor.map(|id| batch.keys.institution(db, id.0)).transpose()?;
            db.prepare_cached("update institution set closed_on = ?2, successor = ?3 where key = ?1")?.execute((
                key,
                Day(*on),
                successor,
            ))?;
        }
    }
    batch.units.insert(key);
    Ok(())
}

fn describe(db: &Connection, key: i64, is: &Description) -> Result<()> {
    db.prepare_cached(
        "update institution
         set name = ?2, kind = ?3, level = ?4, system = ?5, competent_department = ?6, subordinate_to = ?7,
             located_in = ?8, floor_area_m2 = ?9, has_canteen = ?10, evaluated = ?11
         where key = ?1",
    )?
    .execute(params![
        key,
        is.name,
        Code(is.kind),
        Code(is.level),
        Code(is.system),
        is.competent_department,
        Code(is.subordinate_to),
        Code(is.located_in),
        is.floor_area_m2,
        is.has_canteen,
        is.evaluated,
    ])?;
    Ok(())
}

fn describe_from(db: &Connection, key: i64, is: &Description, from: i64) -> Result<()> {
    let until = cut_in(db, "institution_description", key, from)?;
    db.prepare_cached(
        "insert or replace into institution_description
         (institution, from_day, until_day, name, level, system, competent_department, subordinate_to, located_in, has_canteen)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        key,
        from,
        until,
        is.name,
        Code(is.level),
        Code(is.system),
        is.competent_department,
        Code(is.subordinate_to),
        Code(is.located_in),
        is.has_canteen,
    ])?;
    Ok(())
}

fn count_heads(db: &Connection, key: i64, from: Option<NaiveDate>, headcount: &Headcount) -> Result<()> {
    let from = since(from);
    let until = cut_in(db, "headcount", key, from)?;
    let total: i64 = headcount.values().map(|kind| i64::from(*kind)).sum();
    db.prepare_cached(
        "insert or replace into headcount (institution, from_day, until_day, total, kinds) values (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![key, from, until, total, Json(headcount)])?;
    Ok(())
}

/// Makes room in a table of spans for one that begins on `from`: the span before ends there, and the
/// answer is where the next one begins.
fn cut_in(db: &Connection, table: &str, key: i64, from: i64) -> Result<i64> {
    db.prepare_cached(&format!(
        "update {table} set until_day = ?2
         where institution = ?1 and from_day = (select max(from_day) from {table} where institution = ?1 and from_day < ?2)"
    ))?
    .execute((key, from))?;
    let next = db
        .prepare_cached(&format!("select min(from_day) from {table} where institution = ?1 and from_day > ?2"))?
        .query_row((key, from), |row| row.get::<_, Option<i64>>(0))?;
    Ok(next.unwrap_or(ENDLESS))
}
