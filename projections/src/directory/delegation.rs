//! Delegations (代理) of posts: who acts in a holder's place, from when to when.

use cangliu_domain::id::{DelegationId, NoteId, PostId};
use cangliu_domain::post::{Act, Event, Holder};
use chrono::NaiveDate;
use rusqlite::{Connection, params};

use super::post::{COLUMNS, Post, read};
use crate::Result;
use crate::column::{Day, Id, Json, number};
use crate::reader::Snapshot;

/// A delegation of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// Who acts.
    pub delegate: Holder,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer.
    pub until: NaiveDate,
    /// For which kinds of documents; none listed means all that the post may do.
    pub acts: Vec<Act>,
    /// Why.
    pub reason: NoteId,
}

/// A post that somebody exercises in its holder's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostDelegated {
    /// The post.
    pub post: Post,
    /// Who holds it.
    pub holder: Holder,
    /// For which kinds of documents; none listed means all that the post may do.
    pub acts: Vec<Act>,
}

/// Takes one event about a delegation in; others mean nothing here.
pub(super) fn fold(db: &Connection, post: Id, revision: i64, event: &Event) -> Result<()> {
    match event {
        Event::Delegated { delegation, delegate, from, to, acts, reason, .. } => {
            let until = to.succ_opt().unwrap_or(*to);
            db.prepare_cached(
                "insert into post_delegation (post, revision, id, issuer, subject, from_day, until_day, acts, reason)
                 select key, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9 from post where id = ?1",
            )?
            .execute(params![
                post,
                revision,
                Id(delegation.0),
                delegate.issuer,
                delegate.subject,
                Day(*from),
                Day(until),
                Json(acts),
                Id(reason.0)
            ])?;
        }
        Event::DelegationEnded { delegation, on } => {
            db.prepare_cached(
                "update post_delegation set until_day = max(from_day, min(until_day, ?2))
                 where post = (select key from post where id = ?1) and id = ?3",
            )?
            .execute((post, number(*on), Id(delegation.0)))?;
        }
        Event::Opened { .. }
        | Event::Assigned { .. }
        | Event::Vacated { .. }
        | Event::Closed { .. }
        | Event::TermSet { .. }
        | Event::DutiesHandedOver { .. } => {}
    }
    Ok(())
}

/// Ends what a former holder delegated.
pub(super) fn end_all(db: &Connection, post: Id, on: NaiveDate) -> Result<()> {
    db.prepare_cached(
        "update post_delegation set until_day = max(from_day, ?2)
         where post = (select key from post where id = ?1) and until_day > ?2",
    )?
    .execute((post, number(on)))?;
    Ok(())
}

impl Snapshot<'_> {
    /// The posts that a person, named as his token names him, exercises on a day in their holders' place.
    ///
    /// # Errors
    /// Those of the database.
    pub fn posts_delegated(&self, issuer: &str, subject: &str, day: NaiveDate) -> Result<Vec<PostDelegated>> {
        let mut statement = self.db.prepare_cached(&format!(
            "select {COLUMNS}, h.issuer, h.subject, d.acts
             from post_delegation d join post p on p.key = d.post join institution i on i.key = p.institution
               join post_holder h on h.post = p.key and h.from_day <= ?3 and ?3 < h.until_day
             where d.issuer = ?1 and d.subject = ?2 and d.from_day <= ?3 and ?3 < d.until_day
               and ?3 <= coalesce(p.term_on, ?3)
             order by p.key, d.revision"
        ))?;
        let posts = statement.query_map((issuer, subject, number(day)), |row| {
            let holder = Holder { issuer: row.get(9)?, subject: row.get(10)? };
            Ok(PostDelegated { post: read(row)?, holder, acts: row.get::<_, Json<Vec<Act>>>(11)?.0 })
        })?;
        Ok(posts.collect::<rusqlite::Result<_>>()?)
    }

    /// The delegations of a post, earliest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn delegations(&self, post: PostId) -> Result<Vec<Delegation>> {
        let mut statement = self.db.prepare_cached(
            "select d.id, d.issuer, d.subject, d.from_day, d.until_day, d.acts, d.reason
             from post p join post_delegation d on d.post = p.key
             where p.id = ?1
             order by d.revision",
        )?;
        let delegations = statement.query_map([Id(post.0)], |row| {
            Ok(Delegation {
                id: DelegationId(row.get::<_, Id>(0)?.0),
                delegate: Holder { issuer: row.get(1)?, subject: row.get(2)? },
                from: row.get::<_, Day>(3)?.0,
                until: row.get::<_, Day>(4)?.0,
                acts: row.get::<_, Json<Vec<Act>>>(5)?.0,
                reason: NoteId(row.get::<_, Id>(6)?.0),
            })
        })?;
        Ok(delegations.collect::<rusqlite::Result<_>>()?)
    }
}
