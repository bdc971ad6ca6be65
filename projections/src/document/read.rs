//! One document as the views show it; its lines are read from its stream.

use cangliu_domain::document::{Attachment, Phase, Terms};
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{DocumentId, InstitutionId};
use cangliu_domain::post::Holder;
use chrono::NaiveDate;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::Result;
use crate::column::{Code, Day, Id, Json};
use crate::reader::Snapshot;
use crate::views::no_row;

/// Where a document stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stand {
    /// Being written.
    Draft,
    /// Waiting for signatures.
    UnderApproval,
    /// Its lines are being carried out.
    Approved,
    /// 不予批准.
    Rejected,
    /// 作废.
    Voided,
    /// Every line has ended.
    Closed,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Place in the table; the order documents were begun in.
    pub(super) key: i64,
    /// Its id.
    pub id: DocumentId,
    /// Revision of its latest event.
    pub revision: u64,
    /// Its kind.
    pub kind: DocumentKind,
    /// For which unit.
    pub unit: InstitutionId,
    /// Its title.
    pub title: String,
    /// What it asks for.
    pub terms: Terms,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// Its number, once handed in.
    pub number: Option<String>,
    /// Where it stands.
    pub phase: Phase,
    /// Where it stands, in one word.
    pub stand: Stand,
    /// Who began it.
    pub drafted_by: Holder,
    /// The day it was begun.
    pub drafted_on: NaiveDate,
    /// The day it was handed in last.
    pub submitted_on: Option<NaiveDate>,
    /// The digest of what was handed in last.
    pub digest: Option<String>,
    /// Pieces of all lines, as handed in.
    pub pieces: u64,
    /// 原值 of all lines, as handed in.
    pub original_value: Fen,
    /// Whether documents passed a limit together with it.
    pub possible_splitting: bool,
    /// Lines.
    pub lines: u32,
    /// Lines that have not ended.
    pub lines_open: u32,
    /// Day of its latest event.
    pub latest_on: NaiveDate,
}

pub(super) const SELECT: &str =
    "select d.key, d.id, d.revision, d.kind, u.id, d.title, d.terms, d.attachments, d.number,
     d.folded, d.phase, d.drafted_by, d.drafted_on, d.submitted_on, d.digest, d.pieces, d.original_value,
     d.possible_splitting, d.latest_on,
     (select count(*) from document_line l where l.document = d.key),
     (select count(*) from document_line l where l.document = d.key and l.outcome is null)
     from document d join institution u on u.key = d.unit";

impl Snapshot<'_> {
    /// A document by its id.
    ///
    /// # Errors
    /// Those of the database.
    pub fn document(&self, id: DocumentId) -> Result<Option<Document>> {
        let found = self
            .db
            .prepare_cached(&format!("{SELECT} where d.id = ?1"))?
            .query_row([Id(id.0)], |row| read(row).map(Some))
            .or_else(no_row)?;
        Ok(found)
    }

    /// Days and values of what a unit handed in of a kind since a day, drafts and refused ones apart.
    ///
    /// # Errors
    /// Those of the database.
    pub fn documents_submitted(
        &self,
        unit: InstitutionId,
        kind: DocumentKind,
        since: NaiveDate,
        but: DocumentId,
    ) -> Result<Vec<(NaiveDate, Fen)>> {
        let mut statement = self.db.prepare_cached(
            "select d.submitted_on, d.original_value from document d join institution u on u.key = d.unit
             where u.id = ?1 and d.kind = ?2 and d.submitted_on >= ?3 and d.id <> ?4
                 and d.phase in ('UNDER_APPROVAL', 'APPROVED', 'CLOSED')
             order by d.submitted_on, d.key",
        )?;
        let rows = statement.query_map(params![Id(unit.0), Code(kind), Day(since), Id(but.0)], |row| {
            Ok((row.get::<_, Day>(0)?.0, Fen::new(row.get(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Document> {
    let drafted_by: String = row.get(11)?;
    let (issuer, subject) = drafted_by.split_once('\n').unwrap_or((&drafted_by, ""));
    Ok(Document {
        key: row.get(0)?,
        id: DocumentId(row.get::<_, Id>(1)?.0),
        revision: row.get::<_, i64>(2)?.unsigned_abs(),
        kind: row.get::<_, Code<DocumentKind>>(3)?.0,
        unit: InstitutionId(row.get::<_, Id>(4)?.0),
        title: row.get(5)?,
        terms: row.get::<_, Json<Terms>>(6)?.0,
        attachments: row.get::<_, Json<Vec<Attachment>>>(7)?.0,
        number: row.get(8)?,
        phase: row.get::<_, Json<Phase>>(9)?.0,
        stand: row.get::<_, Code<Stand>>(10)?.0,
        drafted_by: Holder { issuer: issuer.to_owned(), subject: subject.to_owned() },
        drafted_on: row.get::<_, Day>(12)?.0,
        submitted_on: row.get::<_, Option<Day>>(13)?.map(|day| day.0),
        digest: row.get(14)?,
        pieces: row.get::<_, i64>(15)?.unsigned_abs(),
        original_value: Fen::new(row.get(16)?),
        possible_splitting: row.get(17)?,
        latest_on: row.get::<_, Day>(18)?.0,
        lines: row.get(19)?,
        lines_open: row.get(20)?,
    })
}
