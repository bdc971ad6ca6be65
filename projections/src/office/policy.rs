//! The versions of the policies, and which counts on a day.

use cangliu_domain::division::Division;
use cangliu_domain::policy::{Event, Rule};
use cangliu_domain::source::Source;
use cangliu_domain::terms::Terms;
use chrono::NaiveDate;
use rusqlite::{Row, params};

use crate::Result;
use crate::column::{Code, Day, Json};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A version of a policy, as it was adopted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// The level or district.
    pub division: Division,
    /// Counted from 1.
    pub version: u32,
    /// Revision of its adoption.
    pub revision: u64,
    /// The document that says so.
    pub source: Source,
    /// The first day it counts, unless a later version does.
    pub from: NaiveDate,
    /// Who approves what.
    pub rules: Vec<Rule>,
    /// The terms.
    pub terms: Terms,
    /// The day it was adopted.
    pub adopted_on: NaiveDate,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let Event::Adopted { division, version, source, from, rules, terms, on } = event;
    batch
        .db
        .prepare_cached(
            "insert into policy (division, version, revision, source, from_day, rules, terms, adopted_on)
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            Code(division),
            version,
            at.revision,
            Json(source),
            Day(*from),
            Json(rules),
            Json(terms),
            Day(*on),
        ])?;
    Ok(())
}

const SELECT: &str = "select division, version, revision, source, from_day, rules, terms, adopted_on from policy";

impl Snapshot<'_> {
    /// All versions of a division's policy, or of all, the latest of each first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn policies(&self, division: Option<Division>) -> Result<Vec<PolicyVersion>> {
        let sql = format!("{SELECT} where ?1 is null or division = ?1 order by division, version desc");
        let mut statement = self.db.prepare_cached(&sql)?;
        let versions = statement.query_map([division.map(Code)], read)?;
        Ok(versions.collect::<rusqlite::Result<_>>()?)
    }

    /// The version of a division's policy that counts on a day; `None` where none has begun.
    ///
    /// # Errors
    /// Those of the database.
    pub fn policy_on(&self, division: Division, day: NaiveDate) -> Result<Option<PolicyVersion>> {
        let sql = format!("{SELECT} where division = ?1 and from_day <= ?2 order by version desc limit 1");
        let found = self
            .db
            .prepare_cached(&sql)?
            .query_row((Code(division), Day(day)), |row| read(row).map(Some))
            .or_else(no_row)?;
        Ok(found)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<PolicyVersion> {
    Ok(PolicyVersion {
        division: row.get::<_, Code<Division>>(0)?.0,
        version: row.get(1)?,
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        source: row.get::<_, Json<Source>>(3)?.0,
        from: row.get::<_, Day>(4)?.0,
        rules: row.get::<_, Json<Vec<Rule>>>(5)?.0,
        terms: row.get::<_, Json<Terms>>(6)?.0,
        adopted_on: row.get::<_, Day>(7)?.0,
    })
}
