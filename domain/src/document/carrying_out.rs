//! After approval: each line ends, and with the last one the document.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::command::Done;
use super::line::LineOutcome;
use super::situation::Phase;
use super::{Command, Event, Facts, Known, LINES_PER_COMMAND_MAX, Rejection};

impl Known {
    /// Lines that are done, refused or given back.
    pub(super) fn carry_out(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match &self.phase {
            Phase::Approved(_) => {}
            Phase::Draft { .. } | Phase::UnderApproval(_) => return Err(Rejection::NotApproved),
            Phase::Rejected { on } | Phase::Voided { on } | Phase::Closed { on, .. } => {
                return Err(Rejection::DocumentEnded { on: *on });
            }
        }
        let (mut events, on) = match command {
            Command::EndLines { done, by, on } => {
                self.open(done.iter().map(|done| done.line), on, today)?;
                self.named(&done, facts)?;
                let end =
                    |Done { line, asset, revision }| Event::LineDone { line, asset, revision, by: by.clone(), on };
                (done.into_iter().map(end).collect::<Vec<_>>(), on)
            }
            Command::RefuseLines { lines, reason, by, on } => {
                self.open(lines.iter().copied(), on, today)?;
                let end = |line| Event::LineRefused { line, reason, by: by.clone(), on };
                (lines.into_iter().map(end).collect(), on)
            }
            Command::ReturnLines { lines, reason, by, on } => {
                self.open(lines.iter().copied(), on, today)?;
                let end = |line| Event::LineReturned { line, reason, by: by.clone(), on };
                (lines.into_iter().map(end).collect(), on)
            }
            _ => return Err(Rejection::NotApproved),
        };
        if self.ended.len() + events.len() == self.lines.len() {
            events.push(Event::Closed { on });
        }
        Ok(events)
    }

    /// Refuses lines that are unknown, named twice, or ended before.
    fn open(&self, lines: impl Iterator<Item = u32>, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
        self.in_order(on, today)?;
        let mut named = BTreeSet::new();
        for line in lines {
            if !self.lines.contains_key(&line) {
                return Err(Rejection::LineUnknown { line });
            }
            if !named.insert(line) {
                return Err(Rejection::LineTwice { line });
            }
            if let Some(outcome) = self.ended.get(&line) {
                return Err(ended(line, *outcome));
            }
        }
        match named.len() {
            0 => Err(Rejection::NoLines),
            lines if lines > LINES_PER_COMMAND_MAX => Err(Rejection::TooManyLines { lines_max: LINES_PER_COMMAND_MAX }),
            _ => Ok(()),
        }
    }

    /// Refuses an act on another asset than the line names. A part of a lot goes its way under an id of its own, and a
    /// line by class names none.
    fn named(&self, done: &[Done], facts: &Facts) -> Result<(), Rejection> {
        for Done { line, asset, revision } in done {
            let what = self.lines.get(line).map(|line| &line.what);
            if let Some(super::What::Card { asset: named, pieces: None }) = what
                && named != asset
            {
                return Err(Rejection::OtherAsset { line: *line });
            }
            if self.carried.values().any(|carried| carried == asset) {
                return Err(Rejection::AssetTwice { asset: *asset, line: *line });
            }
            if !facts.acts.contains(&(*line, *asset, *revision)) {
                return Err(Rejection::ActNotFound { line: *line });
            }
        }
        Ok(())
    }
}

fn ended(line: u32, outcome: LineOutcome) -> Rejection {
    match outcome {
        LineOutcome::Done => Rejection::LineDone { line },
        LineOutcome::Refused => Rejection::LineRefused { line },
        LineOutcome::Returned => Rejection::LineReturned { line },
    }
}
