//! The draft: header and lines, as long as nobody signs.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::decide::past;
use super::line::{Attachment, Line};
use super::situation::Phase;
use super::terms::Terms;
use super::{Command, Event, Facts, Known, LINES_MAX, LINES_PER_COMMAND_MAX, Rejection};
use crate::document_kind::DocumentKind;
use crate::id::{AssetId, InstitutionId};

/// Most files of a document.
const ATTACHMENTS_MAX: usize = 50;

/// Refuses what cannot begin.
pub(super) fn begin(
    facts: &Facts,
    unit: InstitutionId,
    terms: &Terms,
    title: &str,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<(), Rejection> {
    let known = facts.unit.as_ref().filter(|known| known.institution == unit);
    let known = known.ok_or(Rejection::InstitutionUnknown)?;
    if let Some(closed) = known.closed_on.filter(|closed| *closed <= on) {
        return Err(Rejection::InstitutionClosed { on: closed });
    }
    past(on, today)?;
    header(facts, terms, title)
}

impl Known {
    /// 拟稿: only while nobody signs.
    pub(super) fn drafting(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        self.thawed()?;
        match command {
            Command::Describe { terms, title, attachments, by, on } => {
                self.in_order(on, today)?;
                if terms.kind() != self.terms.kind() {
                    return Err(Rejection::KindChanged { kind: self.terms.kind() });
                }
                header(facts, &terms, &title)?;
                files(facts, &attachments)?;
                Ok(vec![Event::Described { terms, title, attachments, by, on }])
            }
            Command::PutLines { lines, on } => {
                self.in_order(on, today)?;
                self.fits(&lines)?;
                Ok(vec![Event::LinesPut { lines, on }])
            }
            Command::RemoveLines { lines, on } => {
                self.in_order(on, today)?;
                per_command(lines.len())?;
                match lines.iter().find(|line| !self.lines.contains_key(line)) {
                    Some(line) => Err(Rejection::LineUnknown { line: *line }),
                    None => Ok(vec![Event::LinesRemoved { lines, on }]),
                }
            }
            _ => Err(Rejection::LinesFrozen),
        }
    }

    /// Refuses while it is signed, or after.
    pub(super) fn thawed(&self) -> Result<(), Rejection> {
        match &self.phase {
            Phase::Draft { .. } => Ok(()),
            Phase::UnderApproval(_) | Phase::Approved(_) => Err(Rejection::LinesFrozen),
            Phase::Rejected { on } | Phase::Voided { on } | Phase::Closed { on, .. } => {
                Err(Rejection::DocumentEnded { on: *on })
            }
        }
    }

    /// Refuses lines that no document of this kind can have.
    fn fits(&self, lines: &[Line]) -> Result<(), Rejection> {
        per_command(lines.len())?;
        let mut numbers = BTreeSet::new();
        for line in lines {
            if line.line == 0 || line.line > LINES_MAX {
                return Err(Rejection::LineNumberOutside { line: line.line });
            }
            if !numbers.insert(line.line) {
                return Err(Rejection::LineTwice { line: line.line });
            }
            if line.what.asset().is_none() && self.terms.kind() != DocumentKind::Loan {
                return Err(Rejection::LineNeedsAsset { line: line.line });
            }
        }
        let staying = self.lines.values().filter(|line| !numbers.contains(&line.line));
        let mut assets: BTreeSet<AssetId> = BTreeSet::new();
        for line in staying.chain(lines) {
            if let Some(asset) = line.what.asset()
                && !assets.insert(asset)
            {
                return Err(Rejection::AssetTwice { asset, line: line.line });
            }
        }
        Ok(())
    }
}

fn per_command(lines: usize) -> Result<(), Rejection> {
    match lines {
        0 => Err(Rejection::NoLines),
        lines if lines > LINES_PER_COMMAND_MAX => Err(Rejection::TooManyLines { lines_max: LINES_PER_COMMAND_MAX }),
        _ => Ok(()),
    }
}

fn header(facts: &Facts, terms: &Terms, title: &str) -> Result<(), Rejection> {
    if title.trim().is_empty() {
        return Err(Rejection::TitleEmpty);
    }
    match terms {
        Terms::Intake { warehouse, .. } => match &facts.warehouse {
            Some(place) if place.warehouse == *warehouse && place.open => Ok(()),
            Some(place) if place.warehouse == *warehouse => Err(Rejection::WarehouseClosed),
            Some(_) | None => Err(Rejection::WarehouseUnknown),
        },
        Terms::Loan { from, due_on, .. } if due_on <= from => Err(Rejection::DueTooEarly { due_on: *due_on }),
        Terms::Reallocation { .. }
        | Terms::Loan { .. }
        | Terms::LoanRenewal { .. }
        | Terms::LoanReturn {}
        | Terms::Reclaim { .. }
        | Terms::Disposal { .. }
        | Terms::StocktakeDifference { .. } => Ok(()),
    }
}

fn files(facts: &Facts, attachments: &[Attachment]) -> Result<(), Rejection> {
    if attachments.len() > ATTACHMENTS_MAX {
        return Err(Rejection::TooManyFiles { files_max: ATTACHMENTS_MAX });
    }
    match attachments.iter().find(|file| facts.files_missing.contains(&file.sha256)) {
        Some(missing) => Err(Rejection::FileNotUploaded { sha256: missing.sha256.clone() }),
        None => Ok(()),
    }
}
