//! Posts, and who holds them from when to when.

use cangliu_domain::id::{InstitutionId, PostId};
use cangliu_domain::post::{Event, Holder, Role, Scope};
use chrono::NaiveDate;
use rusqlite::{Connection, Row, params};

use super::{delegation, hand_over};
use crate::Result;
use crate::column::{Code, Day, ENDLESS, Id, Json, date, number};
use crate::reader::Snapshot;
use crate::views::{At, Batch, no_row};

/// A post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Whose it is.
    pub institution: InstitutionId,
    /// What it may do.
    pub role: Role,
    /// How far it looks.
    pub scope: Scope,
    /// Title.
    pub title: String,
    /// Opened on.
    pub opened_on: NaiveDate,
    /// Closed on.
    pub closed_on: Option<NaiveDate>,
    /// Its last day, where it ends with a contract.
    pub term_on: Option<NaiveDate>,
}

/// Somebody's time in a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenure {
    /// Who.
    pub holder: Holder,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer; `None` while it lasts.
    pub until: Option<NaiveDate>,
}

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let db = batch.db;
    let id = Id(at.id());
    db.prepare_cached("update post set revision = ?2 where id = ?1")?.execute((id, at.revision))?;
    match event {
        Event::Opened { institution, role, scope, title, on, .. } => {
            let institution = batch.keys.institution(db, institution.0)?;
            db.prepare_cached(
                "insert into post (id, revision, institution, role, scope, title, opened_on)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![id, at.revision, institution, Code(role), Json(scope), title, Day(*on)])?;
        }
        Event::Assigned { holder, from } => {
            end_tenure(db, id, *from)?;
            db.prepare_cached(
                "insert into post_holder (post, revision, issuer, subject, from_day, until_day)
                 select key, ?2, ?3, ?4, ?5, ?6 from post where id = ?1",
            )?
            .execute(params![id, at.revision, holder.issuer, holder.subject, number(*from), ENDLESS])?;
        }
        Event::Vacated { on } => end_tenure(db, id, *on)?,
        Event::Closed { on } => {
            end_tenure(db, id, *on)?;
            db.prepare_cached("update post set closed_on = ?2 where id = ?1")?.execute((id, Day(*on)))?;
        }
        Event::TermSet { until, .. } => {
            db.prepare_cached("update post set term_on = ?2 where id = ?1")?.execute((id, Day(*until)))?;
        }
        Event::Delegated { .. } | Event::DelegationEnded { .. } => delegation::fold(db, id, at.revision, event)?,
        Event::DutiesHandedOver { .. } => hand_over::fold(db, id, at.revision, event)?,
    }
    Ok(())
}

fn end_tenure(db: &Connection, id: Id, on: NaiveDate) -> Result<()> {
    db.prepare_cached(
        "update post_holder set until_day = ?2
         where post = (select key from post where id = ?1) and until_day = ?3",
    )?
    .execute((id, number(on), ENDLESS))?;
    delegation::end_all(db, id, on)
}

pub(super) const COLUMNS: &str =
    "p.id, p.revision, i.id, p.role, p.scope, p.title, p.opened_on, p.closed_on, p.term_on";

impl Snapshot<'_> {
    /// The posts a person holds on a day, named as his token names him.
    ///
    /// # Errors
    /// Those of the database.
    pub fn posts_held(&self, issuer: &str, subject: &str, day: NaiveDate) -> Result<Vec<Post>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select {COLUMNS}
             from post_holder h join post p on p.key = h.post join institution i on i.key = p.institution
             where h.issuer = ?1 and h.subject = ?2 and h.from_day <= ?3 and ?3 < h.until_day
               and ?3 <= coalesce(p.term_on, ?3)
             order by p.key"
        ))?;
        let posts = statement.query_map((issuer, subject, number(day)), read)?;
        Ok(posts.collect::<rusqlite::Result<_>>()?)
    }

    /// A post by its id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn post(&self, id: PostId) -> Result<Option<Post>> {
        let found = self
            .db
            .prepare_cached(&format!(
                "select {COLUMNS} from post p join institution i on i.key = p.institution where p.id = ?1"
            ))?
            .query_row([Id(id.0)], |row| read(row).map(Some))
            .or_else(no_row)?;
        Ok(found)
    }

    /// The posts of an institution, in the order they were opened.
    ///
    /// # Errors
    /// Those of the database.
    pub fn posts_of(&self, institution: InstitutionId) -> Result<Vec<Post>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select {COLUMNS} from institution i join post p on p.institution = i.key where i.id = ?1 order by p.key"
        ))?;
        let posts = statement.query_map([Id(institution.0)], read)?;
        Ok(posts.collect::<rusqlite::Result<_>>()?)
    }

    /// Who held a post, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn tenures(&self, post: PostId) -> Result<Vec<Tenure>> {
        let mut statement = self.db.prepare_cached(
            "select h.issuer, h.subject, h.from_day, h.until_day
             from post p join post_holder h on h.post = p.key
             where p.id = ?1
             order by h.revision",
        )?;
        let tenures = statement.query_map([Id(post.0)], |row| {
            Ok(Tenure {
                holder: Holder { issuer: row.get(0)?, subject: row.get(1)? },
                from: row.get::<_, Day>(2)?.0,
                until: date(row.get(3)?),
            })
        })?;
        Ok(tenures.collect::<rusqlite::Result<_>>()?)
    }
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: PostId(row.get::<_, Id>(0)?.0),
        revision: row.get::<_, i64>(1)?.unsigned_abs(),
        institution: InstitutionId(row.get::<_, Id>(2)?.0),
        role: row.get::<_, Code<Role>>(3)?.0,
        scope: row.get::<_, Json<Scope>>(4)?.0,
        title: row.get(5)?,
        opened_on: row.get::<_, Day>(6)?.0,
        closed_on: row.get::<_, Option<Day>>(7)?.map(|day| day.0),
        term_on: row.get::<_, Option<Day>>(8)?.map(|day| day.0),
    })
}
