//! The table of an asset's decisions: which concern answers which command.

use chrono::NaiveDate;

use super::{Asset, Command, Event, Facts, Registered, Rejection, Situation};
use crate::Aggregate;
use crate::asset::facts::UnitFacts;
use crate::id::InstitutionId;

impl Aggregate for Asset {
    const CATEGORY: &'static str = "asset";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        if let Situation::Registered(now) = &self.situation {
            now.barred(&command)?;
        }
        if let (Situation::Registered(now), true) = (&self.situation, command.is_of_queue()) {
            return now.queue_step(command, facts, today);
        }
        let event = match (&self.situation, command) {
            (Situation::Unregistered, Command::Register { asset, owner, number, card, on, source }) => {
                unit_active(facts, owner, on)?;
                filled(&number, "number")?;
                card.checked(today)?;
                past(on, today)?;
                Event::Registered { asset, owner, number, card, on, source }
            }
            (Situation::Unregistered, Command::BeginLot { asset, parent, on }) => {
                past(on, today)?;
                super::lot::begin(facts, asset, parent, on)?
            }
            (Situation::Unregistered, _) => return Err(Rejection::AssetNotRegistered),
            (Situation::Registered(_), Command::Register { .. } | Command::BeginLot { .. }) => {
                return Err(Rejection::AssetAlreadyRegistered);
            }
            (Situation::Registered(now), command @ (Command::TakeIn { .. } | Command::Reclaim { .. })) => {
                now.warehouse_step(command, facts, today)?
            }
            (Situation::Registered(now), command @ (Command::List { .. } | Command::Unlist { .. })) => {
                now.listing_step(command, today)?
            }
            (Situation::Registered(now), command @ (Command::Reserve { .. } | Command::ReleaseReservation { .. })) => {
                now.reservation_step(command, facts, today)?
            }
            (
                Situation::Registered(now),
                command @ (Command::Dispatch { .. } | Command::Receive { .. } | Command::ReturnLoan { .. }),
            ) => now.hand_over_step(command, facts, today)?,
            (Situation::Registered(now), Command::RenewLoan { due_on, under, on }) => {
                now.in_order(on, today)?;
                now.renew(facts, due_on, under, on)?
            }
            (Situation::Registered(now), command @ (Command::StateLiability { .. } | Command::Compensate { .. })) => {
                now.liability_step(command, today)?
            }
            (
                Situation::Registered(now),
                command @ (Command::Freeze { .. }
                | Command::Unfreeze { .. }
                | Command::Appraise { .. }
                | Command::Dispose { .. }
                | Command::StateProceeds { .. }
                | Command::PayProceeds { .. }),
            ) => now.disposal_step(command, today)?,
            (Situation::Registered(now), command @ (Command::BeginRepair { .. } | Command::FinishRepair { .. })) => {
                now.repair_step(command, today)?
            }
            (Situation::Registered(now), command @ Command::RefreshCard { .. }) => now.refresh_step(command, today)?,
            (
                Situation::Registered(now),
                command @ (Command::BookIn { .. } | Command::BookOff { .. } | Command::RecordVoucher { .. }),
            ) => now.book_step(command, today)?,
            (Situation::Registered(now), Command::SplitLot { lot, pieces, on }) => {
                if facts.lot_exists || lot == now.id || self.split_off(lot).is_some() {
                    return Err(Rejection::LotIdTaken { lot });
                }
                now.in_order(on, today)?;
                now.split_lot(lot, pieces, on)?
            }
            (
                Situation::Registered(_),
                Command::ApplyFor { .. }
                | Command::WithdrawApplication { .. }
                | Command::Allocate { .. }
                | Command::CallNext { .. }
                | Command::AgreePickup { .. }
                | Command::WidenReach { .. },
            ) => return Err(Rejection::NoSuchApplication),
            (Situation::Registered(_), Command::Reverse { revision, reason, on }) => {
                past(on, today)?;
                self.reverse(revision, reason, on)?
            }
        };
        Ok(vec![event])
    }

    fn evolve(mut self, event: &Event) -> Self {
        match event {
            Event::Reversed { revision, .. } => {
                self.kept.retain(|(kept, _)| kept != revision);
                self.situation = Situation::of(self.kept.iter().map(|(_, event)| event));
            }
            event => {
                self.kept.push((self.revision_next, event.clone()));
                self.situation = self.situation.with(event);
            }
        }
        self.revision_next += 1;
        self
    }
}

impl Registered {
    /// Refuses a day in the future, or one before the latest step.
    pub(super) fn in_order(&self, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
        past(on, today)?;
        if on < self.latest_step_on {
            return Err(Rejection::BeforeLatestStep { latest: self.latest_step_on });
        }
        Ok(())
    }
}

/// Refuses a day in the future.
pub(super) fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}

/// Refuses a unit that is unknown, or was closed by then.
pub(super) fn unit_active(facts: &Facts, named: InstitutionId, on: NaiveDate) -> Result<&UnitFacts, Rejection> {
    let unit = facts.unit.as_ref().filter(|unit| unit.institution == named).ok_or(Rejection::InstitutionUnknown)?;
    match unit.closed_on {
        Some(closed) if closed <= on => Err(Rejection::InstitutionClosed { on: closed }),
        Some(_) | None => Ok(unit),
    }
}

/// Refuses a text of blanks.
pub(super) fn filled(text: &str, field: &'static str) -> Result<(), Rejection> {
    if text.trim().is_empty() { Err(Rejection::FieldEmpty { field }) } else { Ok(()) }
}
