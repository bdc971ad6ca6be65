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
        self.latest_on = event.on();
        match event {
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
            Event::Submitted { submission, number, .. } => {
                self.number = Some(number.clone());
                self.submissions = *submission;
            }
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
        self.phase = self.phase.after(event);
        self
    }
}

impl Phase {
    /// Where a document stands after an event.
    #[must_use]
    pub fn after(self, event: &Event) -> Self {
        match event {
            Event::Submitted {
                submission,
                digest,
                pieces,
                original_value,
                chain,
                policies,
                possible_splitting,
                by,
                on,
                ..
            } => Self::of(Submission {
                submission: *submission,
                digest: digest.clone(),
                pieces: *pieces,
                original_value: *original_value,
                policies: policies.clone(),
                possible_splitting: *possible_splitting,
                chain: chain.clone(),
                signatures: Vec::new(),
                passed_on: BTreeMap::new(),
                by: by.clone(),
                on: *on,
                waiting_since: *on,
                urged_on: BTreeSet::new(),
            }),
            Event::Returned { to_step: 0, corrections, .. } => Self::Draft { corrections: corrections.clone() },
            Event::Withdrawn { .. } => Self::Draft { corrections: Vec::new() },
            Event::Rejected { on, .. } => Self::Rejected { on: *on },
            Event::Voided { on, .. } => Self::Voided { on: *on },
            Event::StepApproved { .. }
            | Event::Returned { .. }
            | Event::PassedOn { .. }
            | Event::CountersignAsked { .. }
            | Event::Urged { .. } => self.signing(event),
            Event::Closed { on } => match self {
                Self::Approved(submission) => Self::Closed { submission, on: *on },
                other => other,
            },
            Event::Drafted { .. }
            | Event::Described { .. }
            | Event::LinesPut { .. }
            | Event::LinesRemoved { .. }
            | Event::LineDone { .. }
            | Event::LineRefused { .. }
            | Event::LineReturned { .. } => self,
        }
    }

    /// Signed by all, or not yet.
    fn of(submission: Submission) -> Self {
        if submission.present().is_some() { Self::UnderApproval(submission) } else { Self::Approved(submission) }
    }

    fn signing(self, event: &Event) -> Self {
        let Self::UnderApproval(mut submission) = self else { return self };
        if let Event::StepApproved { step, reply, by, on, .. } = event {
            submission.signatures.push(Signature { step: *step, by: by.clone(), reply: reply.clone(), on: *on });
            if submission.present().is_none_or(|present| present.step != *step) {
                submission.waits_from(*on);
            }
        } else if let Event::Returned { to_step, on, .. } = event {
            let place = submission.place_of(*to_step).unwrap_or_default();
            let again: Vec<u32> = submission.chain.iter().skip(place).map(|step| step.step).collect();
            submission.signatures.retain(|signature| !again.contains(&signature.step));
            submission.waits_from(*on);
        } else if let Event::PassedOn { step, to, .. } = event {
            submission.passed_on.insert(*step, to.clone());
        } else if let Event::CountersignAsked { before_step, asked, on, .. } = event {
            let place = submission.place_of(*before_step).unwrap_or_default();
            submission.chain.insert(place, asked.clone());
            submission.waits_from(*on);
        } else if let Event::Urged { on, .. } = event {
            submission.urged_on.insert(*on);
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
