//! Approval: who signs, sends back, passes on, asks another, or says no; and what the applicant may take back.

use chrono::NaiveDate;

use super::line::Correction;
use super::situation::{Phase, Submission};
use super::step::{Authority, Signer, Step};
use super::{Command, Event, Facts, Known, LineOutcome, Rejection};
use crate::basis::OfficialReply;

impl Known {
    /// What the present step's signer may do.
    pub(super) fn sign(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let submission = self.waiting()?;
        let event = match command {
            Command::Approve { submission: seen, step, reply, scan, opinion, by, on } => {
                let present = self.at(submission, seen, step, &by)?;
                self.in_order(on, today)?;
                replied(submission, present, reply.as_ref(), on)?;
                match scan.as_ref().filter(|scan| facts.files_missing.contains(&scan.sha256)) {
                    Some(missing) => return Err(Rejection::FileNotUploaded { sha256: missing.sha256.clone() }),
                    None => Event::StepApproved { submission: seen, step, reply, scan, opinion, by, on },
                }
            }
            Command::Return { submission: seen, step, to_step, corrections, by, on } => {
                self.at(submission, seen, step, &by)?;
                self.in_order(on, today)?;
                self.corrected(&corrections)?;
                earlier(submission, step, to_step)?;
                Event::Returned { submission: seen, step, to_step, corrections, by, on }
            }
            Command::PassOn { submission: seen, step, to, reason, by, on } => {
                self.at(submission, seen, step, &by)?;
                self.in_order(on, today)?;
                self.may_sign_too(submission, &to, &by)?;
                Event::PassedOn { submission: seen, step, to, reason, by, on }
            }
            Command::AskCountersign { submission: seen, step, whom, reason, by, on } => {
                let present = self.at(submission, seen, step, &by)?;
                self.in_order(on, today)?;
                self.may_sign_too(submission, &whom, &by)?;
                let asked = Step {
                    step: submission.chain.iter().map(|step| step.step).max().unwrap_or_default() + 1,
                    authority: Authority::Person(whom),
                    signers: 1,
                    reply_required: false,
                    ..present.clone()
                };
                Event::CountersignAsked { submission: seen, before_step: step, asked, reason, by, on }
            }
            Command::Reject { submission: seen, step, reason, by, on } => {
                self.at(submission, seen, step, &by)?;
                self.in_order(on, today)?;
                Event::Rejected { submission: seen, step, reason, by, on }
            }
            _ => return Err(Rejection::NotUnderApproval),
        };
        Ok(vec![event])
    }

    /// What the applicant's unit may do with what it handed in.
    pub(super) fn recall(&self, command: Command, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        let event = match command {
            Command::Withdraw { reason, by, on } => {
                let submission = self.waiting()?.submission;
                self.in_order(on, today)?;
                Event::Withdrawn { submission, reason, by, on }
            }
            Command::Urge { by, on } => {
                let submission = self.waiting()?;
                self.in_order(on, today)?;
                if submission.urged_on.contains(&on) {
                    return Err(Rejection::UrgedToday);
                }
                let step = submission.present().map(|step| step.step).unwrap_or_default();
                Event::Urged { submission: submission.submission, step, by, on }
            }
            Command::Void { reason, by, on } => {
                if let Phase::Rejected { on } | Phase::Voided { on } | Phase::Closed { on, .. } = &self.phase {
                    return Err(Rejection::DocumentEnded { on: *on });
                }
                if self.ended.values().any(|outcome| *outcome == LineOutcome::Done) {
                    return Err(Rejection::LinesDone);
                }
                self.in_order(on, today)?;
                Event::Voided { reason, by, on }
            }
            _ => return Err(Rejection::NotUnderApproval),
        };
        Ok(vec![event])
    }

    /// The submission, while it waits for a signature.
    fn waiting(&self) -> Result<&Submission, Rejection> {
        match &self.phase {
            Phase::UnderApproval(submission) => Ok(submission),
            Phase::Draft { .. } | Phase::Approved(_) => Err(Rejection::NotUnderApproval),
            Phase::Rejected { on } | Phase::Voided { on } | Phase::Closed { on, .. } => {
                Err(Rejection::DocumentEnded { on: *on })
            }
        }
    }

    /// The present step, if this signer may sign it having seen that submission.
    fn at<'a>(&self, submission: &'a Submission, seen: u32, step: u32, by: &Signer) -> Result<&'a Step, Rejection> {
        if seen != submission.submission {
            return Err(Rejection::OtherSubmission { present: submission.submission });
        }
        let present = submission.present().ok_or(Rejection::NotUnderApproval)?;
        if present.step != step {
            return Err(Rejection::NotTheStep { present: present.step });
        }
        if by.shares_a_person_with(&submission.by) || by.shares_a_person_with(&self.drafted_by) {
            return Err(Rejection::OwnDocument);
        }
        if !matches!(present.authority, Authority::Unit(_)) && by.institution == Some(self.unit) {
            return Err(Rejection::OwnUnit);
        }
        if let Some(before) = submission.signatures.iter().find(|before| before.by.shares_a_person_with(by)) {
            return Err(Rejection::SignedBefore { step: before.step });
        }
        match submission.passed_on.get(&step) {
            Some(holder) if by.persons().all(|person| person != holder) => Err(Rejection::PassedOnToAnother),
            Some(_) | None => Ok(present),
        }
    }

    /// Refuses to ask somebody who may not sign: the applicant, whoever asks, or one who signed.
    fn may_sign_too(&self, submission: &Submission, whom: &crate::post::Holder, by: &Signer) -> Result<(), Rejection> {
        if whom.issuer.trim().is_empty() || whom.subject.trim().is_empty() {
            return Err(Rejection::HolderEmpty);
        }
        let is_whom = |signer: &Signer| signer.persons().any(|person| person == whom);
        if is_whom(by) {
            return Err(Rejection::ToOneself);
        }
        if is_whom(&submission.by) || is_whom(&self.drafted_by) {
            return Err(Rejection::OwnDocument);
        }
        match submission.signatures.iter().find(|before| is_whom(&before.by)) {
            Some(before) => Err(Rejection::SignedBefore { step: before.step }),
            None => Ok(()),
        }
    }

    fn corrected(&self, corrections: &[Correction]) -> Result<(), Rejection> {
        if corrections.is_empty() {
            return Err(Rejection::NoCorrections);
        }
        let unknown = corrections.iter().filter_map(|one| one.line).find(|line| !self.lines.contains_key(line));
        unknown.map_or(Ok(()), |line| Err(Rejection::LineUnknown { line }))
    }
}

/// The reply, where the step ends with one.
fn replied(
    submission: &Submission,
    present: &Step,
    reply: Option<&OfficialReply>,
    on: NaiveDate,
) -> Result<(), Rejection> {
    let last = submission.signed(present.step) + 1 >= present.signers as usize;
    match reply {
        None if last && present.reply_required => Err(Rejection::ReplyMissing),
        Some(reply) if reply.issued_on > on => Err(Rejection::ReplyAfterSignature { issued_on: reply.issued_on }),
        Some(_) | None => Ok(()),
    }
}

/// Refuses to send back to a step that does not come before.
fn earlier(submission: &Submission, step: u32, to_step: u32) -> Result<(), Rejection> {
    let (from, to) = (submission.place_of(step), submission.place_of(to_step));
    if to_step == 0 || to.is_some_and(|to| Some(to) < from) {
        Ok(())
    } else {
        Err(Rejection::NotAnEarlierStep { to_step })
    }
}
