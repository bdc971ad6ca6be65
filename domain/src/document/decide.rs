//! The table of a document's decisions: which concern answers which command.

use chrono::NaiveDate;

use super::{Command, Document, Event, Facts, Known, Rejection};
use crate::Aggregate;

impl Aggregate for Document {
    const CATEGORY: &'static str = "document";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Undrafted, Command::Draft { document, unit, terms, title, by, on }) => {
                super::drafting::begin(facts, unit, &terms, &title, on, today)?;
                Ok(vec![Event::Drafted { document, unit, terms, title, by, on }])
            }
            (Self::Undrafted, _) => Err(Rejection::DocumentNotDrafted),
            (Self::Known(_), Command::Draft { .. }) => Err(Rejection::DocumentAlreadyDrafted),
            (
                Self::Known(known),
                command @ (Command::Describe { .. } | Command::PutLines { .. } | Command::RemoveLines { .. }),
            ) => known.drafting(command, facts, today),
            (Self::Known(known), Command::Submit { number, by, on }) => known.submit(number, by, on, facts, today),
            (
                Self::Known(known),
                command @ (Command::Approve { .. }
                | Command::Return { .. }
                | Command::PassOn { .. }
                | Command::AskCountersign { .. }
                | Command::Reject { .. }),
            ) => known.sign(command, facts, today),
            (
                Self::Known(known),
                command @ (Command::Withdraw { .. } | Command::Urge { .. } | Command::Void { .. }),
            ) => known.recall(command, today),
            (
                Self::Known(known),
                command @ (Command::EndLines { .. } | Command::RefuseLines { .. } | Command::ReturnLines { .. }),
            ) => known.carry_out(command, facts, today),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        self.with(event)
    }
}

impl Known {
    /// Refuses a day in the future, or one before the latest event.
    pub(super) fn in_order(&self, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
        past(on, today)?;
        if on < self.latest_on {
            return Err(Rejection::BeforeLatestEvent { latest: self.latest_on });
        }
        Ok(())
    }
}

/// Refuses a day in the future.
pub(super) fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}
