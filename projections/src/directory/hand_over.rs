//! Hand-overs of duties (离任交接): what was open at a post when one holder followed another.

use cangliu_domain::id::{AssetId, InstitutionId, PostId};
use cangliu_domain::post::{Event, Holder, LISTED_MAX, Listed, OpenDuties};
use chrono::NaiveDate;
use rusqlite::{Connection, params};

use crate::Result;
use crate::column::{Day, Id, Json};
use crate::reader::Snapshot;
use crate::register::OccupationKind;

/// A hand-over of duties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Who handed over.
    pub by: Holder,
    /// Who took over.
    pub to: Holder,
    /// What was open.
    pub open: OpenDuties,
    /// The business day.
    pub on: NaiveDate,
}

/// Takes one event about a hand-over in; others mean nothing here.
pub(super) fn fold(db: &Connection, post: Id, revision: i64, event: &Event) -> Result<()> {
    match event {
        Event::DutiesHandedOver { by, to, open, on } => {
            db.prepare_cached(
                "insert into post_hand_over (post, revision, by, taken_by, open, on_day)
                 select key, ?2, ?3, ?4, ?5, ?6 from post where id = ?1",
            )?
            .execute(params![post, revision, Json(by), Json(to), Json(open), Day(*on)])?;
        }
        Event::Opened { .. }
        | Event::Assigned { .. }
        | Event::Vacated { .. }
        | Event::Closed { .. }
        | Event::Delegated { .. }
        | Event::DelegationEnded { .. }
        | Event::TermSet { .. } => {}
    }
    Ok(())
}

impl Snapshot<'_> {
    /// The hand-overs of a post, earliest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn hand_overs(&self, post: PostId) -> Result<Vec<HandOver>> {
        let mut statement = self.db.prepare_cached(
            "select o.by, o.taken_by, o.open, o.on_day
             from post p join post_hand_over o on o.post = p.key
             where p.id = ?1
             order by o.revision",
        )?;
        let found = statement.query_map([Id(post.0)], |row| {
            Ok(HandOver {
                by: row.get::<_, Json<Holder>>(0)?.0,
                to: row.get::<_, Json<Holder>>(1)?.0,
                open: row.get::<_, Json<OpenDuties>>(2)?.0,
                on: row.get::<_, Day>(3)?.0,
            })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// What is open at an institution now: the loans to it that are not returned, and the assets it keeps.
    ///
    /// # Errors
    /// Those of the database.
    pub fn open_duties(&self, institution: InstitutionId) -> Result<OpenDuties> {
        let on_loan = OccupationKind::OnLoan.number();
        Ok(OpenDuties {
            loans: self.listed(institution, &format!("claimant = ?1 and occupation = {on_loan}"))?,
            custody: self.listed(institution, "custodian = ?1")?,
        })
    }

    fn listed(&self, institution: InstitutionId, condition: &str) -> Result<Listed> {
        let key = "(select key from institution where id = ?1)";
        let condition = condition.replace("?1", key);
        // Whose they are is one index, whom else they concern another.
        let concerned = format!(
            "from asset a where {condition} and (a.owner = {key} or a.key in \
             (select asset from asset_party where institution = {key}))"
        );
        let id = Id(institution.0);
        let count = self
            .db
            .prepare_cached(&format!("select count(*) {concerned}"))?
            .query_row([id], |row| row.get::<_, u32>(0))?;
        let mut statement =
            self.db.prepare_cached(&format!("select a.id {concerned} order by a.id limit {LISTED_MAX}"))?;
        let assets = statement.query_map([id], |row| Ok(AssetId(row.get::<_, Id>(0)?.0)))?;
        Ok(Listed { count, assets: assets.collect::<rusqlite::Result<_>>()? })
    }
}
