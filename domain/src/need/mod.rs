//! A need (查仓, check before buying): what a unit needs, what the warehouses had for it, and what it took or why it
//! declined each.
//!
//! The answer is a numbered 查仓结果单, valid for as many days as the terms say. It reserves nothing: whatever was taken
//! is applied for like anything else. Savings are stated on a named price basis, never on a value that merely stands on
//! a card.

mod rejection;
#[cfg(test)]
mod tests;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::Aggregate;
use crate::asset::{Condition, UnitFacts};
use crate::asset_class::AssetClass;
use crate::fen::Fen;
use crate::id::{AssetId, InstitutionId, NeedId, NoteId, PersonId, WarehouseId};
use crate::pieces::Pieces;
use crate::policy::{InForce, Pin};

pub use rejection::Rejection;

/// Most matches that are looked at for one need.
pub const MATCHES_MAX: usize = 100;

/// Something listed that the need could be met with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Match {
    /// The asset or lot.
    pub asset: AssetId,
    /// Where it lies.
    pub warehouse: WarehouseId,
    /// 成色 then.
    pub condition: Condition,
    /// How many pieces there were.
    pub pieces: Pieces,
}

/// Why something that was there is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeclineReason {
    /// 成色不符合使用要求.
    Condition,
    /// 规格、性能不满足.
    Specification,
    /// 数量不足.
    TooFew,
    /// 时间不合适.
    Timing,
    /// 搬运、改造费用过高.
    Cost,
    /// 另有更合适的.
    BetterMatch,
    /// 其他; needs a note.
    Other,
}

/// What a price is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PriceBasis {
    /// 市场询价.
    Quotation,
    /// 配置标准的价格上限.
    StandardCeiling,
    /// 近期同类采购价.
    RecentPurchase,
    /// 原值, and announced as such.
    OriginalValue,
}

/// What not buying a piece saves, and by which price.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Saving {
    /// What the price is taken from.
    pub basis: PriceBasis,
    /// The price of one piece.
    pub unit_price: Fen,
    /// Where the price stands: the quotation, the standard, the contract.
    pub source: String,
}

/// What the unit says to a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Decision {
    /// It will apply for so many pieces.
    Taken {
        pieces: Pieces,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        saving: Option<Saving>,
    },
    /// It will not have it.
    Declined {
        reason: DeclineReason,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<NoteId>,
    },
}

/// What the unit says to one of the matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The match.
    pub asset: AssetId,
    /// What is said to it.
    #[serde(flatten)]
    pub decision: Decision,
}

/// What the views showed when the need was stated: where to look. No part of what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The position of the log that the views were at, as `<logId>:<position>`.
    pub position: String,
    /// The assets to look at.
    pub assets: Vec<AssetId>,
}

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// State a need, and see what there is.
    State {
        need: NeedId,
        unit: InstitutionId,
        class: AssetClass,
        quantity: Pieces,
        purpose: NoteId,
        by: PersonId,
        on: NaiveDate,
        // Not of the client, so not of the fingerprint: a repeated command finds other views and is still the same.
        #[serde(skip)]
        found: Found,
    },
    /// Say what is taken, and why the rest is not.
    Answer { answers: Vec<Answer>, by: PersonId, on: NaiveDate },
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// A unit needs so many of a class, or of what lies below it.
    #[serde(rename = "need-stated")]
    Stated {
        need: NeedId,
        unit: InstitutionId,
        class: AssetClass,
        quantity: Pieces,
        purpose: NoteId,
        by: PersonId,
        on: NaiveDate,
    },
    /// What was listed for the unit then, by a position of the log.
    #[serde(rename = "need-matched")]
    Matched { position: String, matches: Vec<Match>, on: NaiveDate },
    /// What it took and declined, under a number, valid until that day.
    #[serde(rename = "need-answered")]
    Answered { answers: Vec<Answer>, number: String, valid_until: NaiveDate, by: PersonId, policy: Pin, on: NaiveDate },
}

/// What must be known of other streams.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The unit.
    pub unit: Option<UnitFacts>,
    /// What of the found assets is listed for the unit, open, free and of the class.
    pub matches: Vec<Match>,
    /// The number that was drawn for the answer.
    pub number: Option<String>,
    /// What counts where the unit belongs.
    pub policy: Option<InForce>,
}

/// A need as it was stated, and what there was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Its id.
    pub need: NeedId,
    /// Whose it is.
    pub unit: InstitutionId,
    /// What is needed.
    pub class: AssetClass,
    /// How many.
    pub quantity: Pieces,
    /// The day it was stated.
    pub on: NaiveDate,
    /// What there was.
    pub matches: Vec<Match>,
}

/// A need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Need {
    /// Never stated.
    #[default]
    Unstated,
    /// Stated, the answer due.
    Open(Stated),
    /// Answered under a number.
    Answered { was: Stated, number: String },
}

impl Need {
    /// The need, once stated.
    #[must_use]
    pub fn stated(&self) -> Option<&Stated> {
        match self {
            Self::Unstated => None,
            Self::Open(stated) | Self::Answered { was: stated, .. } => Some(stated),
        }
    }
}

impl Aggregate for Need {
    const CATEGORY: &'static str = "need";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unstated, Command::State { need, unit, class, quantity, purpose, by, on, found }) => {
                active(facts, on, today)?;
                let stated = Event::Stated { need, unit, class, quantity, purpose, by, on };
                let matches = facts.matches.clone();
                Ok(vec![stated, Event::Matched { position: found.position, matches, on }])
            }
            (Self::Open(_) | Self::Answered { .. }, Command::State { .. }) => Err(Rejection::NeedAlreadyStated),
            (Self::Unstated, Command::Answer { .. }) => Err(Rejection::NeedNotStated),
            (Self::Answered { number, .. }, Command::Answer { .. }) => {
                Err(Rejection::NeedAlreadyAnswered { number: number.clone() })
            }
            (Self::Open(stated), Command::Answer { answers, by, on }) => {
                active(facts, on, today)?;
                complete(stated, &answers, on)?;
                let Some(InForce { pin, terms, .. }) = &facts.policy else { return Err(Rejection::InstitutionUnknown) };
                // Last: whoever draws the number asks all the other rules first.
                let Some(number) = facts.number.clone() else { return Err(Rejection::NumberNotDrawn) };
                let valid = Days::new(u64::from(terms.need_valid_days));
                let valid_until = on.checked_add_days(valid).unwrap_or(NaiveDate::MAX);
                Ok(vec![Event::Answered { answers, number, valid_until, by, policy: *pin, on }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Stated { need, unit, class, quantity, on, .. }) => Self::Open(Stated {
                need: *need,
                unit: *unit,
                class: class.clone(),
                quantity: *quantity,
                on: *on,
                matches: Vec::new(),
            }),
            (Self::Open(stated), Event::Matched { matches, .. }) => {
                Self::Open(Stated { matches: matches.clone(), ..stated })
            }
            (Self::Open(was), Event::Answered { number, .. }) => Self::Answered { was, number: number.clone() },
            (was @ (Self::Unstated | Self::Answered { .. }), Event::Matched { .. } | Event::Answered { .. }) => was,
        }
    }
}

/// The unit is there, and the day is not to come.
fn active(facts: &Facts, on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    match facts.unit.as_ref().map(|unit| unit.closed_on) {
        None => Err(Rejection::InstitutionUnknown),
        Some(Some(closed_on)) if closed_on <= on => Err(Rejection::InstitutionClosed { on: closed_on }),
        Some(_) if on > today => Err(Rejection::InFuture { on }),
        Some(_) => Ok(()),
    }
}

/// Each match has one answer, and each answer a match.
fn complete(stated: &Stated, answers: &[Answer], on: NaiveDate) -> Result<(), Rejection> {
    if on < stated.on {
        return Err(Rejection::AnsweredBeforeStated { stated_on: stated.on });
    }
    for (index, Answer { asset, decision }) in answers.iter().enumerate() {
        let asset = *asset;
        let Some(found) = stated.matches.iter().find(|found| found.asset == asset) else {
            return Err(Rejection::NotAMatch { asset });
        };
        if answers[..index].iter().any(|earlier| earlier.asset == asset) {
            return Err(Rejection::AnsweredTwice { asset });
        }
        plausible(found, decision)?;
    }
    let unanswered = stated.matches.iter().find(|found| !answers.iter().any(|answer| answer.asset == found.asset));
    if let Some(found) = unanswered {
        return Err(Rejection::AnswerMissing { asset: found.asset });
    }
    let taken: u64 = answers.iter().map(|answer| taken(&answer.decision)).sum();
    if taken > u64::from(stated.quantity.get()) {
        return Err(Rejection::TakenBeyondNeed { quantity: stated.quantity });
    }
    Ok(())
}

/// Whether a single decision makes sense for what was there.
fn plausible(found: &Match, decision: &Decision) -> Result<(), Rejection> {
    let asset = found.asset;
    match decision {
        Decision::Taken { pieces, .. } if *pieces > found.pieces => {
            Err(Rejection::NotSoMany { asset, pieces: found.pieces })
        }
        Decision::Taken { saving: Some(saving), .. }
            if saving.unit_price <= Fen::ZERO || saving.source.trim().is_empty() =>
        {
            Err(Rejection::PriceWithoutBasis { asset })
        }
        Decision::Declined { reason: DeclineReason::Other, note: None } => Err(Rejection::NoteMissing { asset }),
        Decision::Taken { .. } | Decision::Declined { .. } => Ok(()),
    }
}

/// How many pieces a decision takes.
fn taken(decision: &Decision) -> u64 {
    match decision {
        Decision::Taken { pieces, .. } => u64::from(pieces.get()),
        Decision::Declined { .. } => 0,
    }
}
