//! How each event moves a document. No rule is here: history is not argued with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::event::Event;
use super::line::LineOutcome;
use super::situation::{Document, Known, Phase, Signature, Submission};

impl Document {
    /// Takes one event in.
    pub(super) fn with(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Drafted { document, unit, terms, title, by, on }) => Self::Known(Box::new(Known {
                id: *document,
                unit: *unit,
                terms: terms.clone(),
                title: title.clone(),
                attachments: Vec::new(),
                lines: BTreeMap::new(),
                ended: BTreeMap::new(),
                carried: BTreeMap::new(),
                number: None,
                submissions: 0,
                drafted_by: by.clone(),
                phase: Phase::Draft { corrections: Vec::new() },
                latest_on: *on,
            })),
            (Self::Known(known), event) => Self::Known(Box::new(known.changed(event))),
            (Self::Undrafted, _) => Self::Undrafted,
        }
    }
}

impl Known {
    fn changed(mut self, event: &Event) -> Self {
        self.latest_on = on(event);
        match event {
            Event::Drafted { .. } => {}
            Event::Described { terms, title, attachments, .. } => {
                self.terms = terms.clone();
                self.title.clone_from(title);
                self.attachments.clone_from(attachments);
            }
            Event::LinesPut { lines, .. } => {
                self.lines.extend(lines.iter().map(|line| (line.line, line.clone())));
            }
            Event::LinesRemoved { lines, .. } => lines.iter().for_each(|line| {
                self.lines.remove(line);
            }),
            Event::Submitted { .. } => self.submitted(event),
            Event::Returned { to_step: 0, corrections, .. } => {
                self.phase = Phase::Draft { corrections: corrections.clone() };
            }
            Event::Withdrawn { .. } => self.phase = Phase::Draft { corrections: Vec::new() },
            Event::Rejected { on, .. } => self.phase = Phase::Rejected { on: *on },
            Event::Voided { on, .. } => self.phase = Phase::Voided { on: *on },
            Event::StepApproved { .. }
            | Event::Returned { .. }
            | Event::PassedOn { .. }
            | Event::CountersignAsked { .. }
            | Event::Urged { .. } => self.phase = self.phase.signing(event),
            Event::LineDone { line, asset, .. } => {
                self.ended.insert(*line, LineOutcome::Done);
                self.carried.insert(*line, *asset);
            }
            Event::LineRefused { line, .. } => {
                self.ended.insert(*line, LineOutcome::Refused);
            }
            Event::LineReturned { line, .. } => {
                self.ended.insert(*line, LineOutcome::Returned);
            }
            Event::Closed { on } => {
                if let Phase::Approved(submission) = self.phase {
                    self.phase = Phase::Closed { submission, on: *on };
                }
            }
        }
        self
    }

    fn submitted(&mut self, event: &Event) {
        let Event::Submitted { submission, number, digest, chain, by, on, .. } = event else { return };
        self.number = Some(number.clone());
        self.submissions = *submission;
        let submission = Submission {
            submission: *submission,
            digest: digest.clone(),
            chain: chain.clone(),
            signatures: Vec::new(),
            passed_on: BTreeMap::new(),
            by: by.clone(),
            on: *on,
            waiting_since: *on,
            urged_on: BTreeSet::new(),
        };
        self.phase = Phase::of(submission);
    }
}

impl Phase {
    /// Signed by all, or not yet.
    fn of(submission: Submission) -> Self {
        if submission.present().is_some() { Self::UnderApproval(submission) } else { Self::Approved(submission) }
    }

    fn signing(self, event: &Event) -> Self {
        let Self::UnderApproval(mut submission) = self else { return self };
        match event {
            Event::StepApproved { step, reply, by, on, .. } => {
                submission.signatures.push(Signature { step: *step, by: by.clone(), reply: reply.clone(), on: *on });
                if submission.present().is_none_or(|present| present.step != *step) {
                    submission.waits_from(*on);
                }
            }
            Event::Returned { to_step, on, .. } => {
                let place = submission.place_of(*to_step).unwrap_or_default();
                let again: Vec<u32> = submission.chain[place..].iter().map(|step| step.step).collect();
                submission.signatures.retain(|signature| !again.contains(&signature.step));
                submission.waits_from(*on);
            }
            Event::PassedOn { step, to, .. } => {
                submission.passed_on.insert(*step, to.clone());
            }
            Event::CountersignAsked { before_step, asked, on, .. } => {
                let place = submission.place_of(*before_step).unwrap_or_default();
                submission.chain.insert(place, asked.clone());
                submission.waits_from(*on);
            }
            Event::Urged { on, .. } => {
                submission.urged_on.insert(*on);
            }
            _ => {}
        }
        Self::of(submission)
    }
}

impl Submission {
    fn waits_from(&mut self, on: NaiveDate) {
        self.waiting_since = on;
        self.urged_on.clear();
    }
}

/// The business date of an event.
fn on(event: &Event) -> NaiveDate {
    match event {
        Event::Drafted { on, .. }
        | Event::Described { on, .. }
        | Event::LinesPut { on, .. }
        | Event::LinesRemoved { on, .. }
        | Event::Submitted { on, .. }
        | Event::StepApproved { on, .. }
        | Event::Returned { on, .. }
        | Event::Withdrawn { on, .. }
        | Event::PassedOn { on, .. }
        | Event::CountersignAsked { on, .. }
        | Event::Urged { on, .. }
        | Event::Rejected { on, .. }
        | Event::Voided { on, .. }
        | Event::LineDone { on, .. }
        | Event::LineRefused { on, .. }
        | Event::LineReturned { on, .. }
        | Event::Closed { on } => *on,
    }
}
