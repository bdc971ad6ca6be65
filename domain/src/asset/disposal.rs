//! 处置: kept by its document, judged, gone by a legal method, and the proceeds paid before the books let go.
//!
//! The legal method and the effect on reuse are two facts (DOMAIN 0.8). 无偿划转 is a method in law and reuse in
//! effect: it goes through reservation, hand-over and receipt, so that no indicator meets it twice.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::books::BookStanding;
use super::decide::{filled, past};
use super::liability::positive;
use super::queue::Queue;
use super::situation::Occupation;
use super::{Command, Event, Registered, Rejection};
use crate::basis::Basis;
use crate::fen::Fen;
use crate::id::{DocumentId, InstitutionId, NoteId};
use crate::terms::{TERMS_VERSION, needed_before};

/// The legal method of a disposal (处置方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisposalMethod {
    /// 无偿划转.
    GratuitousTransfer,
    /// 对外捐赠.
    Donation,
    /// 转让.
    Sale,
    /// 置换.
    Exchange,
    /// 报废.
    Scrapping,
    /// 损失核销.
    LossWriteOff,
}

impl DisposalMethod {
    /// Whether it is reuse within the public sector (DOMAIN 0.8).
    #[must_use]
    pub fn is_reuse(self) -> bool {
        match self {
            Self::GratuitousTransfer => true,
            Self::Donation | Self::Sale | Self::Exchange | Self::Scrapping | Self::LossWriteOff => false,
        }
    }
}

/// What a report says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppraisalKind {
    /// 评估: what it is worth.
    Valuation,
    /// 技术鉴定: what state it is in.
    TechnicalOpinion,
}

/// 评估 or 技术鉴定.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Appraisal {
    /// Which of the two.
    pub kind: AppraisalKind,
    /// Who made it (an institution's name).
    pub by: String,
    /// Number of the report.
    pub report: String,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Fen>,
    /// The day.
    pub on: NaiveDate,
}

/// Kept from every other act by a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Freeze {
    /// The document.
    pub document: DocumentId,
    /// Since when.
    pub since: NaiveDate,
}

/// How it was disposed of, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Disposal {
    /// The legal method.
    pub method: DisposalMethod,
    /// Whether it is reuse.
    pub reuse: bool,
    /// The document.
    pub document: DocumentId,
    /// Who ran the warehouse it lay in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operator: Option<InstitutionId>,
    /// The day.
    pub on: NaiveDate,
    /// Proceeds expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Fen>,
    /// 应缴.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Proceeds>,
}

/// 处置收入.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Proceeds {
    /// How much.
    pub amount: Fen,
    /// 缴款书号.
    pub notice: String,
    /// Since when it is due.
    pub since: NaiveDate,
    /// 已缴 on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_on: Option<NaiveDate>,
}

impl Disposal {
    /// Whether proceeds are still to be stated or paid.
    #[must_use]
    pub fn awaits_proceeds(&self) -> bool {
        match &self.due {
            Some(due) => due.paid_on.is_none(),
            None => self.expected.is_some(),
        }
    }
}

impl Registered {
    /// Refuses what a document keeps it from, and every act on what is gone.
    pub(super) fn barred(&self, command: &Command) -> Result<(), Rejection> {
        match (&self.occupation, &self.disposal) {
            (Occupation::Disposed, Some(gone)) if !command.is_paper() => {
                Err(Rejection::AlreadyDisposed { on: gone.on })
            }
            (Occupation::Frozen(by), _) if !command.is_paper() && !command.is_under(by.document) => {
                Err(Rejection::Frozen { document: by.document })
            }
            (_, _) => Ok(()),
        }
    }

    /// 冻结, 评估, 处置 and its proceeds.
    pub(super) fn disposal_step(&self, command: Command, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::Freeze { under, on } => {
                self.in_order(on, today)?;
                self.free()?;
                Ok(Event::Frozen { under, on })
            }
            Command::Unfreeze { document, on } => {
                self.in_order(on, today)?;
                match &self.occupation {
                    Occupation::Frozen(_) => Ok(Event::Unfrozen { document, on }),
                    Occupation::Free
                    | Occupation::Reserved(_)
                    | Occupation::UnderWay(_)
                    | Occupation::OnLoan(_)
                    | Occupation::InRepair(_)
                    | Occupation::Disposed => Err(Rejection::NotFrozen),
                }
            }
            Command::Appraise { kind, by, report, value, under, on } => {
                past(on, today)?;
                filled(&by, "by")?;
                filled(&report, "report")?;
                if value.is_some_and(Fen::is_negative) {
                    return Err(Rejection::NegativeMoney { field: "value" });
                }
                Ok(Event::Appraised { kind, by, report, value, under, on })
            }
            Command::Dispose { method, receiver, proceeds, under, on } => {
                self.in_order(on, today)?;
                self.dispose(method, receiver, proceeds, under, on)
            }
            Command::StateProceeds { amount, notice, on } => {
                past(on, today)?;
                self.state_proceeds(amount, notice, on)
            }
            Command::PayProceeds { receipt, on } => {
                past(on, today)?;
                self.pay_proceeds(receipt, on)
            }
            _ => Err(Rejection::NotDisposed),
        }
    }

    fn dispose(
        &self,
        method: DisposalMethod,
        receiver: Option<NoteId>,
        proceeds: Option<Fen>,
        under: Basis,
        on: NaiveDate,
    ) -> Result<Event, Rejection> {
        if method == DisposalMethod::GratuitousTransfer {
            return Err(Rejection::TransferIsHandedOver);
        }
        match &self.occupation {
            // Its own document keeps it from other acts, not from this one.
            Occupation::Frozen(_) => {}
            // What is lost does not come back first.
            Occupation::OnLoan(_) if method == DisposalMethod::LossWriteOff => {}
            Occupation::Free
            | Occupation::Reserved(_)
            | Occupation::UnderWay(_)
            | Occupation::OnLoan(_)
            | Occupation::InRepair(_)
            | Occupation::Disposed => self.free()?,
        }
        // Title is clear before anything is disposed of.
        if self.books.standing != BookStanding::Booked {
            return Err(Rejection::NotBookedIn);
        }
        match proceeds {
            Some(expected) => positive(expected)?,
            None if method == DisposalMethod::Sale => return Err(Rejection::ProceedsMissing),
            None => {}
        }
        if needed_before(method).iter().any(|kind| !self.appraisals.iter().any(|made| made.kind == *kind)) {
            return Err(Rejection::AppraisalMissing);
        }
        let inside = self.in_warehouse.as_ref();
        Ok(Event::Disposed {
            method,
            reuse: method.is_reuse(),
            warehouse: inside.map(|inside| inside.warehouse),
            depositor: inside.map(|inside| inside.depositor),
            receiver,
            proceeds,
            pieces: self.card.pieces,
            original_value: self.card.original_value,
            under,
            terms: TERMS_VERSION,
            on,
        })
    }

    fn state_proceeds(&self, amount: Fen, notice: String, on: NaiveDate) -> Result<Event, Rejection> {
        let gone = self.disposal.as_ref().ok_or(Rejection::NotDisposed)?;
        filled(&notice, "notice")?;
        positive(amount)?;
        if gone.due.is_some() {
            return Err(Rejection::ProceedsAlreadyStated);
        }
        if on < gone.on {
            return Err(Rejection::ProceedsTooEarly { since: gone.on });
        }
        Ok(Event::ProceedsStated { amount, notice, on })
    }

    fn pay_proceeds(&self, receipt: Option<String>, on: NaiveDate) -> Result<Event, Rejection> {
        let due = self.disposal.as_ref().and_then(|gone| gone.due.as_ref()).ok_or(Rejection::NoProceedsDue)?;
        if due.paid_on.is_some() {
            return Err(Rejection::NoProceedsDue);
        }
        if on < due.since {
            return Err(Rejection::ProceedsTooEarly { since: due.since });
        }
        Ok(Event::ProceedsPaid { amount: due.amount, notice: due.notice.clone(), receipt, on })
    }

    /// It is gone: out of the warehouse, and its owner's books are to let go of it.
    pub(super) fn disposed(&mut self, gone: Disposal) {
        self.in_warehouse = None;
        self.queue = Queue::default();
        self.occupation = Occupation::Disposed;
        self.books.standing = BookStanding::AwaitingBookOff;
        self.disposal = Some(gone);
    }
}

impl Command {
    /// Whether it is an entry about the thing, and no act on it: books and money go on whatever keeps the thing.
    fn is_paper(&self) -> bool {
        matches!(
            self,
            Self::Register { .. }
                | Self::BeginLot { .. }
                | Self::StateLiability { .. }
                | Self::Compensate { .. }
                | Self::BookIn { .. }
                | Self::BookOff { .. }
                | Self::RecordVoucher { .. }
                | Self::StateProceeds { .. }
                | Self::PayProceeds { .. }
                | Self::RefreshCard { .. }
                | Self::WithdrawApplication { .. }
                | Self::Reverse { .. }
        )
    }

    /// Whether a document that keeps the thing asks for it itself.
    fn is_under(&self, document: DocumentId) -> bool {
        match self {
            Self::Unfreeze { document: asking, .. } => *asking == document,
            Self::Appraise { under, .. } | Self::Dispose { under, .. } => under.document == document,
            _ => false,
        }
    }
}
