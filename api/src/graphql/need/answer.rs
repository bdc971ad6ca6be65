//! Answering a need: each match is taken or declined, under a number drawn for the answer (查仓结果单).

use async_graphql::{Context, InputObject, Object};
use cangliu_domain::id::AssetId;
use cangliu_domain::need::{self, Answer, Command, Decision, MATCHES_MAX, Saving};
use uuid::Uuid;

use super::super::bad_input::{bad, name, pieces};
use super::super::desk::Desk;
use super::super::errand::{self, Errand, Sent};
use super::super::payload::Answered;
use super::super::person::{keep_name, keep_note, own_institution};
use super::super::scalar::{Date, Fen, Whole};
use super::Need;
use super::sheet::{DeclineReason, PriceBasis};
use crate::error::Error;
use crate::ledger::Refused;

/// What not buying a piece saves, and by which price.
#[derive(InputObject, Clone)]
struct SavingInput {
    /// What the price is taken from.
    basis: PriceBasis,
    /// The price of one piece.
    unit_price: Fen,
    /// Where the price stands: the quotation, the standard, the contract.
    source: String,
}

/// What the unit says to a match: that it takes so many pieces, or why it declines.
#[derive(InputObject, Clone)]
struct NeedAnswerInput {
    /// The asset or lot.
    asset: Uuid,
    /// How many pieces are taken. Either this or `reason`.
    take: Option<Whole>,
    /// What not buying them saves, where they are taken.
    saving: Option<SavingInput>,
    /// Why it is declined.
    reason: Option<DeclineReason>,
    /// What there is to say beside the reason; `OTHER` needs it. It is kept outside the log.
    note: Option<String>,
}

/// The answer to a need.
#[derive(InputObject, Clone)]
struct AnswerNeed {
    /// The need.
    need: Uuid,
    /// What is said to each match; none where there was none.
    answers: Vec<NeedAnswerInput>,
    /// Name of who answers. It is kept outside the log.
    answered_by: String,
    /// The business day.
    on: Date,
}

impl Errand for AnswerNeed {
    type Record = Need;
    const KEEPS: bool = true;

    fn subject(&self) -> Result<String, Refused> {
        Ok(self.need.to_string())
    }

    async fn command(self, desk: Desk<'_>, command_id: Uuid) -> Result<Command, Refused> {
        if self.answers.len() > MATCHES_MAX {
            let en = format!("at most {MATCHES_MAX} matches are answered");
            return Err(bad("TOO_MANY_ANSWERS", "answers", format!("最多答复 {MATCHES_MAX} 项"), en));
        }
        let stream = format!("need-{}", self.need);
        let history = desk.node.ledger.load::<need::Need>(&self.need.to_string()).await?;
        // Whose staff a name is of; a need that is not stated is refused by the rules, before a name is kept.
        let unit = history.state.stated().map(|stated| stated.unit).or_else(|| own_institution(desk));
        let mut answers = Vec::with_capacity(self.answers.len());
        for (index, given) in self.answers.into_iter().enumerate() {
            answers.push(given.read(desk, (&stream, command_id), index).await?);
        }
        let by = keep_name(desk, "answeredBy", unit, &self.answered_by).await?;
        Ok(Command::Answer { answers, by, on: self.on.0 })
    }

    async fn claim(desk: Desk<'_>, command_id: Uuid, subject: &str, command: &Command) -> Result<(), Refused> {
        let Command::Answer { on, .. } = command else { return Ok(()) };
        let ledger = &desk.node.ledger;
        match ledger.rehearse::<need::Need>(desk.who, subject, command_id, command).await {
            // Only the number is missing.
            Err(Refused::Rejected { code: "NUMBER_NOT_DRAWN", .. }) => {
                ledger.number_need(desk.who, subject, *on, command_id).await
            }
            other => other.map(|_| ()),
        }
    }
}

impl NeedAnswerInput {
    async fn read(self, desk: Desk<'_>, of: (&str, Uuid), index: usize) -> Result<Answer, Refused> {
        let decision = match (self.take, self.reason) {
            (Some(take), None) => Decision::Taken {
                pieces: pieces("answers.take", take)?,
                saving: self.saving.map(SavingInput::read).transpose()?,
            },
            (None, Some(reason)) => {
                let place = format!("/answers/{index}/note");
                let note = keep_note(desk, of, ("answers.note", &place), self.note.as_deref()).await?;
                Decision::Declined { reason: reason.into(), note }
            }
            (None, None) | (Some(_), Some(_)) => {
                let en = "either take some, or say why not";
                return Err(bad("TAKE_OR_REASON", "answers", "须填写选用数量，或不选用的原因，二者择一", en));
            }
        };
        Ok(Answer { asset: AssetId(self.asset), decision })
    }
}

impl SavingInput {
    fn read(self) -> Result<Saving, Refused> {
        Ok(Saving {
            basis: self.basis.into(),
            unit_price: self.unit_price.0,
            source: name("answers.saving.source", &self.source)?,
        })
    }
}

#[derive(Default)]
pub(super) struct AnswerMutation;

#[Object]
impl AnswerMutation {
    /// Answers a need: each match is taken or declined with its reason. The answer (查仓结果单) has a number and is valid
    /// for as many days as the terms say. It reserves nothing.
    async fn answer_need(&self, ctx: &Context<'_>, input: Sent<AnswerNeed>) -> Result<Answered<Need>, Error> {
        errand::run(ctx, input).await
    }
}
