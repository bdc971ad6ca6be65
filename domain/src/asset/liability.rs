//! 责任与赔偿: who answers for a loan that came back damaged or does not come back, and what was paid.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::decide::past;
use super::event::LoanReturn;
use super::situation::Occupation;
use super::{Command, Event, Registered, Rejection};
use crate::fen::Fen;
use crate::id::InstitutionId;

/// What somebody is liable for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LiabilityGround {
    /// 损坏.
    Damage,
    /// 遗失: what is on loan does not come back.
    Loss,
}

/// How a loan came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastReturn {
    /// From whom.
    pub unit: InstitutionId,
    /// How.
    pub outcome: LoanReturn,
    /// When.
    pub on: NaiveDate,
}

/// What somebody is liable for, until it is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Liability {
    /// Who.
    pub unit: InstitutionId,
    /// For what.
    pub ground: LiabilityGround,
    /// How much.
    pub amount: Fen,
    /// How much of it was paid.
    pub paid: Fen,
    /// Since when.
    pub since: NaiveDate,
}

impl Liability {
    /// What is still to be paid.
    #[must_use]
    pub fn left(&self) -> Fen {
        self.amount.checked_sub(self.paid).unwrap_or_default()
    }
}

impl Registered {
    /// 责任认定 and 赔偿.
    pub(super) fn liability_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::StateLiability { ground, amount, note, on } => {
                past(on, today)?;
                let (unit, since) = self.answerable(ground).ok_or(Rejection::NothingToAnswerFor)?;
                if let Some(open) = self.liability {
                    return Err(Rejection::LiabilityOpen { fen_left: open.left() });
                }
                positive(amount)?;
                if on < since {
                    return Err(Rejection::AnsweredTooEarly { since });
                }
                Ok(Event::LiabilityStated { unit, ground, amount, note, on })
            }
            Command::Compensate { amount, receipt, on } => {
                past(on, today)?;
                let open = self.liability.ok_or(Rejection::NothingToCompensate)?;
                positive(amount)?;
                if amount > open.left() {
                    return Err(Rejection::CompensatedTooMuch { fen_left: open.left() });
                }
                if on < open.since {
                    return Err(Rejection::AnsweredTooEarly { since: open.since });
                }
                Ok(Event::Compensated { unit: open.unit, amount, receipt, on })
            }
            _ => Err(Rejection::NothingToAnswerFor),
        }
    }

    /// Who would answer for damage or loss now, and since when: who has it on loan, else who brought it back
    /// as it should not be.
    fn answerable(&self, ground: LiabilityGround) -> Option<(InstitutionId, NaiveDate)> {
        match (&self.occupation, &self.last_return) {
            (Occupation::OnLoan(loan), _) => Some((loan.unit, loan.since)),
            (_, Some(back)) if back.outcome != LoanReturn::Sound && ground == LiabilityGround::Damage => {
                Some((back.unit, back.on))
            }
            (_, _) => None,
        }
    }

    /// A part, or the rest, was paid; what is paid in full is closed.
    pub(super) fn compensated(&mut self, amount: Fen) {
        self.liability = self.liability.and_then(|open| {
            let paid = open.paid.checked_add(amount).unwrap_or(open.amount);
            (paid < open.amount).then_some(Liability { paid, ..open })
        });
    }
}

/// Refuses money that is nothing or less.
pub(super) fn positive(amount: Fen) -> Result<(), Rejection> {
    if amount > Fen::ZERO { Ok(()) } else { Err(Rejection::AmountNotPositive) }
}
