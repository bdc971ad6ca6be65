//! Needs (查仓), and what was answered.

use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::id::{InstitutionId, NeedId, NoteId, PersonId};
use cangliu_domain::need::{Answer, Event, Match};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::policy::Pin;
use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::column::{Id, Json};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A need as its events tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Its id.
    pub id: NeedId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Whose it is.
    pub unit: InstitutionId,
    /// What is needed, or what lies below it.
    pub class: AssetClass,
    /// How many.
    pub quantity: Pieces,
    /// What for.
    pub purpose: NoteId,
    /// Who stated it.
    pub stated_by: PersonId,
    /// When.
    pub stated_on: NaiveDate,
    /// The position of the log by which it was looked up.
    pub position: Option<String>,
    /// What there was.
    pub matches: Vec<Match>,
    /// The answer, once given.
    pub answer: Option<Sheet>,
}

/// The answer (查仓结果单).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Its number.
    pub number: String,
    /// What is said to each match.
    pub answers: Vec<Answer>,
    /// Who answered.
    pub by: PersonId,
    /// When.
    pub on: NaiveDate,
    /// The last day it is valid.
    pub valid_until: NaiveDate,
    /// The policy whose terms say so.
    pub policy: Pin,
}

impl Need {
    /// The need after one more event; `None` before it was stated.
    #[must_use]
    pub fn after(known: Option<Self>, revision: u64, event: &Event) -> Option<Self> {
        match (known, event) {
            (_, Event::Stated { need, unit, class, quantity, purpose, by, on }) => Some(Self {
                id: *need,
                revision,
                unit: *unit,
                class: class.clone(),
                quantity: *quantity,
                purpose: *purpose,
                stated_by: *by,
                stated_on: *on,
                position: None,
                matches: Vec::new(),
                answer: None,
            }),
            (Some(need), Event::Matched { position, matches, .. }) => {
                Some(Self { revision, position: Some(position.clone()), matches: matches.clone(), ..need })
            }
            (Some(need), Event::Answered { answers, number, valid_until, by, policy, on }) => {
                let (number, answers) = (number.clone(), answers.clone());
                let sheet = Sheet { number, answers, by: *by, on: *on, valid_until: *valid_until, policy: *policy };
                Some(Self { revision, answer: Some(sheet), ..need })
            }
            (None, Event::Matched { .. } | Event::Answered { .. }) => None,
        }
    }
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let db = batch.db;
    let known = db
        .prepare_cached("select record from need where id = ?1")?
        .query_row([Id(at.id())], |row| row.get::<_, Json<Need>>(0).map(Some))
        .or_else(no_row)?;
    if let Some(need) = Need::after(known.map(|need| need.0), at.revision.unsigned_abs(), event) {
        let unit = batch.keys.institution(db, need.unit.0)?;
        db.prepare_cached(
            "insert into need (id, unit, record) values (?1, ?2, ?3)
             on conflict (id) do update set unit = excluded.unit, record = excluded.record",
        )?
        .execute(params![Id(at.id()), unit, Json(&need)])?;
    }
    Ok(())
}

impl Snapshot<'_> {
    /// A need by its id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn need(&self, id: NeedId) -> Result<Option<Need>> {
        let found = self
            .db
            .prepare_cached("select record from need where id = ?1")?
            .query_row([Id(id.0)], |row| row.get::<_, Json<Need>>(0).map(Some))
            .or_else(no_row)?;
        Ok(found.map(|need| need.0))
    }

    /// The needs of a unit, the latest stated first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn needs_of(&self, unit: InstitutionId) -> Result<Vec<Need>> {
        let mut statement = self.db.prepare_cached(
            "select n.record from need n join institution u on u.key = n.unit where u.id = ?1 order by n.key desc",
        )?;
        let needs = statement.query_map([Id(unit.0)], |row| Ok(row.get::<_, Json<Need>>(0)?.0))?;
        Ok(needs.collect::<rusqlite::Result<_>>()?)
    }
}
