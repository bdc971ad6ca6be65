//! What each event changes in the rows of a document.

use cangliu_domain::document::{Event, Line, Phase, Signer, Terms};
use rusqlite::params;

use super::{authority, person};
use crate::Result;
use crate::column::{Code, Day, Id, Json};
use crate::views::{At, Batch, no_row};

/// Takes one event in.
pub(crate) fn fold(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    if let Event::Drafted { .. } = event {
        return drafted(batch, at, event);
    }
    let db = batch.db;
    let found = db
        .prepare_cached("select key, folded from document where id = ?1")?
        .query_row([Id(at.id())], |row| Ok(Some((row.get::<_, i64>(0)?, row.get::<_, Json<Phase>>(1)?.0))))
        .or_else(no_row)?;
    // No command writes to a document that was never begun.
    let Some((key, phase)) = found else { return Ok(()) };
    let phase = phase.after(event);
    stands(batch, key, at.revision, &phase, event)?;
    if let Some(by) = signer(event) {
        acted(batch, key, at.revision, by)?;
    }
    contents(batch, key, event)
}

fn drafted(batch: &mut Batch<'_>, at: At<'_>, event: &Event) -> Result<()> {
    let Event::Drafted { unit, terms, title, by, on, .. } = event else { return Ok(()) };
    let db = batch.db;
    let unit = batch.keys.institution(db, unit.0)?;
    let phase = Phase::Draft { corrections: Vec::new() };
    db.prepare_cached(
        "insert into document (id, revision, kind, unit, title, terms, attachments, folded, phase, drafted_by, drafted_on,
             warehouse, latest_on)
         values (?1, ?2, ?3, ?4, ?5, ?6, '[]', ?7, ?8, ?9, ?10, ?11, ?10)
         on conflict (id) do nothing",
    )?
    .execute(params![
        Id(at.id()),
        at.revision,
        Code(terms.kind()),
        unit,
        title,
        Json(terms),
        Json(&phase),
        word(&phase),
        person(&by.person),
        Day(*on),
        warehouse(terms),
    ])?;
    let key = db.query_row("select key from document where id = ?1", [Id(at.id())], |row| row.get(0))?;
    acted(batch, key, at.revision, by)
}

/// Where it stands, and for whom it waits.
fn stands(batch: &Batch<'_>, key: i64, revision: i64, phase: &Phase, event: &Event) -> Result<()> {
    let waiting = match phase {
        Phase::UnderApproval(submission) => submission.present().map(|step| (submission, step)),
        _ => None,
    };
    batch
        .db
        .prepare_cached(
            "update document
             set revision = ?2, folded = ?3, phase = ?4, waits_role = ?5, waits_for = ?6, waits_since = ?7,
                 waits_working_days = ?8, passed_to = ?9, latest_on = ?10
             where key = ?1",
        )?
        .execute(params![
            key,
            revision,
            Json(phase),
            word(phase),
            waiting.map(|(_, step)| Code(step.role)),
            waiting.map(|(_, step)| authority(&step.authority)),
            waiting.map(|(submission, _)| Day(submission.waiting_since)),
            waiting.map(|(_, step)| step.working_days),
            waiting.and_then(|(submission, step)| submission.passed_on.get(&step.step).map(person)),
            Day(event.on()),
        ])?;
    Ok(())
}

/// Header, lines, and what was handed in.
fn contents(batch: &Batch<'_>, key: i64, event: &Event) -> Result<()> {
    let db = batch.db;
    match event {
        Event::Described { terms, title, attachments, .. } => {
            db.prepare_cached(
                "update document set title = ?2, terms = ?3, attachments = ?4, warehouse = ?5 where key = ?1",
            )?
            .execute(params![key, title, Json(terms), Json(attachments), warehouse(terms)])?;
        }
        Event::LinesPut { lines, .. } => lines.iter().try_for_each(|line| put(batch, key, line))?,
        Event::LinesRemoved { lines, .. } => {
            let mut remove = db.prepare_cached("delete from document_line where document = ?1 and line = ?2")?;
            for line in lines {
                remove.execute((key, line))?;
            }
        }
        Event::Submitted { number, digest, pieces, original_value, possible_splitting, on, .. } => {
            db.prepare_cached(
                "update document
                 set number = ?2, digest = ?3, pieces = ?4, original_value = ?5, possible_splitting = ?6, submitted_on = ?7
                 where key = ?1",
            )?
            .execute(params![
                key,
                number,
                digest,
                i64::try_from(*pieces).unwrap_or(i64::MAX),
                original_value.get(),
                possible_splitting,
                Day(*on)
            ])?;
        }
        Event::LineDone { line, asset, .. } => ended(batch, key, *line, "DONE", Some(Id(asset.0)))?,
        Event::LineRefused { line, .. } => ended(batch, key, *line, "REFUSED", None)?,
        Event::LineReturned { line, .. } => ended(batch, key, *line, "RETURNED", None)?,
        Event::Drafted { .. }
        | Event::StepApproved { .. }
        | Event::Returned { .. }
        | Event::Withdrawn { .. }
        | Event::PassedOn { .. }
        | Event::CountersignAsked { .. }
        | Event::Urged { .. }
        | Event::Rejected { .. }
        | Event::Voided { .. }
        | Event::Closed { .. } => {}
    }
    Ok(())
}

fn put(batch: &Batch<'_>, key: i64, line: &Line) -> Result<()> {
    batch
        .db
        .prepare_cached(
            "insert into document_line (document, line, asset, content) values (?1, ?2, ?3, ?4)
             on conflict (document, line) do update set asset = excluded.asset, content = excluded.content",
        )?
        .execute(params![key, line.line, line.what.asset().map(|asset| Id(asset.0)), Json(line)])?;
    Ok(())
}

fn ended(batch: &Batch<'_>, key: i64, line: u32, outcome: &str, carried: Option<Id>) -> Result<()> {
    batch
        .db
        .prepare_cached("update document_line set outcome = ?3, carried = ?4 where document = ?1 and line = ?2")?
        .execute(params![key, line, outcome, carried])?;
    Ok(())
}

/// 已办: the act counts for whoever signed and for whoever he stood in for.
fn acted(batch: &Batch<'_>, key: i64, revision: i64, by: &Signer) -> Result<()> {
    let mut insert = batch
        .db
        .prepare_cached("insert or ignore into document_act (document, revision, person) values (?1, ?2, ?3)")?;
    for holder in by.persons() {
        insert.execute(params![key, revision, person(holder)])?;
    }
    Ok(())
}

/// Where it stands, in one word.
fn word(phase: &Phase) -> &'static str {
    match phase {
        Phase::Draft { .. } => "DRAFT",
        Phase::UnderApproval(_) => "UNDER_APPROVAL",
        Phase::Approved(_) => "APPROVED",
        Phase::Rejected { .. } => "REJECTED",
        Phase::Voided { .. } => "VOIDED",
        Phase::Closed { .. } => "CLOSED",
    }
}

fn warehouse(terms: &Terms) -> Option<Id> {
    match terms {
        Terms::Intake { warehouse, .. } => Some(Id(warehouse.0)),
        Terms::Reallocation { .. }
        | Terms::Loan { .. }
        | Terms::LoanRenewal { .. }
        | Terms::LoanReturn {}
        | Terms::Reclaim { .. }
        | Terms::Disposal { .. }
        | Terms::StocktakeDifference { .. } => None,
    }
}

/// Who did it, where that is written down.
fn signer(event: &Event) -> Option<&Signer> {
    match event {
        Event::Drafted { by, .. }
        | Event::Described { by, .. }
        | Event::Submitted { by, .. }
        | Event::StepApproved { by, .. }
        | Event::Returned { by, .. }
        | Event::Withdrawn { by, .. }
        | Event::PassedOn { by, .. }
        | Event::CountersignAsked { by, .. }
        | Event::Urged { by, .. }
        | Event::Rejected { by, .. }
        | Event::Voided { by, .. }
        | Event::LineDone { by, .. }
        | Event::LineRefused { by, .. }
        | Event::LineReturned { by, .. } => Some(by),
        Event::LinesPut { .. } | Event::LinesRemoved { .. } | Event::Closed { .. } => None,
    }
}
