//! From an asset's history to its stays in warehouses and its exits: the rules of DOMAIN 9.1.
//!
//! - A day on which the asset was there at any time counts: it is there on the day it comes and on
//!   the day it goes. When it comes back on the day it went, that day counts once.
//! - A hand-over for good (无偿划转) ends the stay that day; a loan never does. Taking back (撤仓) does, and so does
//!   disposal by any other method, which is no exit.
//! - While its condition is C (待报废) it does not count: judged at intake, at each return and after repair. On the
//!   day of a judgement it was still what it was before, or is already better: that day counts.
//! - When a part of a lot goes its own way, its pieces move from one to the other on that day; so do its days on
//!   loan, when it is a part of what was lent. The hand-over stays the lot's: it counts once, for all pieces.
//! - An exit counts unless it goes to the depositor himself, or to the unit that gave the same asset
//!   back at most [`RETURN_DAYS`] days before, or the asset is not 通用资产, or of condition C.

use cangliu_domain::asset::{self, Carried, Condition, Event, Purpose, ValueKind};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::{InstitutionId, WarehouseId};
use chrono::NaiveDate;

use super::stay::{Exit, ExitKind, Life, LoanSpell, Spell, Step, Verdict};

/// The same asset to the same unit within so many days of its return counts once (DOMAIN 9.1).
pub const RETURN_DAYS: i64 = 30;

/// A card worth more than 100 billion yuan is a slip: it counts as this much, so that no sum overflows.
const FEN_MAX: i64 = 10_000_000_000_000;

/// The life of an asset in the pool, from its unreversed history with revisions. `same` answers the
/// unit that a unit has become by a day, through mergers.
#[must_use]
pub fn life(history: &[(u64, Event)], same: impl Fn(InstitutionId, NaiveDate) -> InstitutionId) -> Life {
    let mut course =
        Course { same, life: Life::default(), lot: Lot::default(), stay: None, loan: None, returns: Vec::new() };
    for (revision, event) in history {
        course.take(*revision, event);
    }
    course.finish()
}

/// What there is of the asset just now.
#[derive(Debug, Clone, Copy, Default)]
struct Lot {
    pieces: i64,
    fen: i64,
    nominal: bool,
    received: i64,
    exited: i64,
}

/// The stay that lasts.
#[derive(Debug, Clone, Copy)]
struct Stay {
    warehouse: WarehouseId,
    depositor: InstitutionId,
    from: NaiveDate,
    free_since: NaiveDate,
    scrap_due: bool,
    opened_by: u64,
}

struct Course<F> {
    same: F,
    life: Life,
    lot: Lot,
    stay: Option<Stay>,
    loan: Option<LoanSpell>,
    /// Who gave it back when.
    returns: Vec<(InstitutionId, NaiveDate)>,
}

impl<F: Fn(InstitutionId, NaiveDate) -> InstitutionId> Course<F> {
    fn take(&mut self, revision: u64, event: &Event) {
        match event {
            Event::Registered { card, .. } => self.begin(card),
            Event::LotBegun { carried, on, .. } => self.begin_lot(revision, carried, *on),
            Event::LotSplit { pieces, original_value, on, .. } => {
                self.split(revision, i64::from(pieces.get()), *original_value, *on);
            }
            Event::TakenIn { warehouse, depositor, condition, on, .. } => {
                let stay = Stay {
                    warehouse: *warehouse,
                    depositor: *depositor,
                    from: *on,
                    free_since: *on,
                    scrap_due: *condition == Condition::ScrapDue,
                    opened_by: revision,
                };
                self.come(stay, *on);
            }
            Event::Dispatched { unit, purpose, pieces, original_value, on, .. } => {
                let fen = self.counted_fen(*original_value);
                self.hand_over(revision, *unit, *purpose, i64::from(pieces.get()), fen, *on);
            }
            Event::LoanReturned { unit, condition, on, .. } => {
                self.give_back(revision, *unit, *condition == Condition::ScrapDue, *on);
            }
            Event::Reclaimed { on, .. } => self.leave(revision, *on),
            Event::Repaired { condition, on, .. } => self.judge(revision, *condition == Condition::ScrapDue, *on),
            Event::Disposed { on, .. } => self.dispose(revision, *on),
            // What a borrower says of the condition is not a judgement of the warehouse.
            Event::Listed { .. }
            | Event::Unlisted { .. }
            | Event::AppliedFor { .. }
            | Event::ApplicationWithdrawn { .. }
            | Event::Allocated { .. }
            | Event::PickupAgreed { .. }
            | Event::ReachWidened { .. }
            | Event::Reserved { .. }
            | Event::ReservationReleased { .. }
            | Event::Received { .. }
            | Event::LoanRenewed { .. }
            | Event::LiabilityStated { .. }
            | Event::Compensated { .. }
            | Event::Frozen { .. }
            | Event::Unfrozen { .. }
            | Event::RepairBegun { .. }
            | Event::Appraised { .. }
            | Event::ProceedsStated { .. }
            | Event::ProceedsPaid { .. }
            | Event::CardRefreshed { .. }
            | Event::BookedIn { .. }
            | Event::BookedOff { .. }
            | Event::VoucherRecorded { .. }
            | Event::Reversed { .. } => {}
        }
    }

    fn begin(&mut self, card: &cangliu_domain::asset::CardFacts) {
        self.life.general = card.class.is_general();
        self.lot.nominal = card.value_kind == ValueKind::Nominal;
        self.lot.pieces = i64::from(card.pieces.get());
        self.lot.fen = self.counted_fen(card.original_value);
    }

    fn begin_lot(&mut self, revision: u64, carried: &Carried, on: NaiveDate) {
        self.begin(&carried.card);
        if let Some(inside) = &carried.in_warehouse {
            let stay = Stay {
                warehouse: inside.warehouse,
                depositor: inside.depositor,
                from: on,
                free_since: inside.since,
                // What a borrower says of the condition is not a judgement, and what is due for scrapping is not lent.
                scrap_due: carried.loan.is_none() && carried.condition == Some(Condition::ScrapDue),
                opened_by: revision,
            };
            self.come(stay, on);
        }
        if let Some(loan) = carried.loan {
            self.begin_lent(revision, loan, on);
        }
    }

    /// A part of what is on loan goes on being lent.
    fn begin_lent(&mut self, revision: u64, loan: asset::Loan, on: NaiveDate) {
        let Some(stay) = self.stay else { return };
        if self.life.general && (self.same)(stay.depositor, loan.since) != (self.same)(loan.unit, loan.since) {
            self.step(on, 0, self.lot.pieces);
        }
        self.loan = Some(LoanSpell {
            warehouse: stay.warehouse,
            depositor: stay.depositor,
            from: on,
            until: None,
            pieces: self.lot.pieces,
            opened_by: revision,
            closed_by: None,
        });
    }

    fn counted_fen(&self, value: Fen) -> i64 {
        if self.lot.nominal { 0 } else { value.get().clamp(0, FEN_MAX) }
    }

    fn come(&mut self, stay: Stay, on: NaiveDate) {
        // The day it went out on is counted already.
        let counted = self.life.spells.last().and_then(|spell| spell.until).and_then(|last| last.succ_opt());
        self.stay = Some(Stay { from: counted.map_or(stay.from, |next| next.max(stay.from)), ..stay });
        let more = (self.lot.pieces - self.lot.received).max(0);
        self.step(on, more, 0);
    }

    fn split(&mut self, revision: u64, pieces: i64, value: Fen, on: NaiveDate) {
        self.change(revision, on);
        self.lot.pieces -= pieces;
        self.lot.fen -= self.counted_fen(value);
        if self.stay.is_some() {
            let gone = (self.lot.received - self.lot.pieces).max(0);
            let exited = (self.lot.exited - self.lot.pieces).max(0);
            self.step(on, -gone, -exited);
        }
        if let Some(loan) = self.loan.take() {
            if let Some(last) = on.pred_opt() {
                self.end_loan(LoanSpell { until: Some(last), closed_by: Some(revision), ..loan.clone() });
            }
            let from = on.max(loan.from);
            self.loan = Some(LoanSpell { from, pieces: self.lot.pieces, opened_by: revision, ..loan });
        }
    }

    fn hand_over(
        &mut self,
        revision: u64,
        unit: InstitutionId,
        purpose: Purpose,
        pieces: i64,
        fen: i64,
        on: NaiveDate,
    ) {
        let Some(stay) = self.stay else { return };
        let verdict = self.verdict(&stay, unit, on);
        let kind = match purpose {
            Purpose::GratuitousTransfer => ExitKind::Transfer,
            Purpose::Loan { .. } => ExitKind::Loan,
        };
        let Stay { warehouse, depositor, free_since, .. } = stay;
        let waited_days = (on - free_since).num_days();
        self.life.exits.push(Exit {
            revision,
            kind,
            warehouse,
            depositor,
            unit,
            on,
            pieces,
            fen,
            waited_days,
            verdict,
        });
        if verdict == Verdict::Counts {
            let more = (self.lot.received.min(pieces) - self.lot.exited).max(0);
            self.step(on, 0, more);
        }
        match kind {
            ExitKind::Transfer => self.leave(revision, on),
            ExitKind::Loan => {
                // A day given back on and lent again is one day on loan.
                let counted = self.life.loans.last().and_then(|loan| loan.until).and_then(|last| last.succ_opt());
                let from = counted.map_or(on, |next| next.max(on));
                self.loan = Some(LoanSpell {
                    warehouse,
                    depositor,
                    from,
                    until: None,
                    pieces,
                    opened_by: revision,
                    closed_by: None,
                });
            }
        }
    }

    fn verdict(&self, stay: &Stay, unit: InstitutionId, on: NaiveDate) -> Verdict {
        let to = (self.same)(unit, on);
        let shortly = |(from, back): &(InstitutionId, NaiveDate)| {
            (self.same)(*from, on) == to && (on - *back).num_days() <= RETURN_DAYS
        };
        if !self.life.general {
            Verdict::NotGeneral
        } else if stay.scrap_due {
            Verdict::ScrapDue
        } else if (self.same)(stay.depositor, on) == to {
            Verdict::ToDepositor
        } else if self.returns.iter().any(shortly) {
            Verdict::ShortlyAfterReturn
        } else {
            Verdict::Counts
        }
    }

    fn give_back(&mut self, revision: u64, unit: InstitutionId, scrap_due: bool, on: NaiveDate) {
        self.returns.push((unit, on));
        if let Some(loan) = self.loan.take() {
            self.end_loan(LoanSpell { until: Some(on), closed_by: Some(revision), ..loan });
        }
        self.judge(revision, scrap_due, on);
        if let Some(stay) = &mut self.stay {
            stay.free_since = on;
        }
    }

    /// It is gone: the stay ends that day without an exit. 无偿划转 is none of these: it is a hand-over, counted there.
    fn dispose(&mut self, revision: u64, on: NaiveDate) {
        if let Some(loan) = self.loan.take() {
            self.end_loan(LoanSpell { until: Some(on), closed_by: Some(revision), ..loan });
        }
        self.leave(revision, on);
    }

    /// The warehouse judges its condition.
    fn judge(&mut self, revision: u64, scrap_due: bool, on: NaiveDate) {
        let Some(stay) = self.stay else { return };
        if stay.scrap_due != scrap_due {
            // On the day of the judgement the better of the two conditions counts.
            let first = if scrap_due { on.succ_opt().unwrap_or(on) } else { on };
            self.change(revision, first);
        }
        if let Some(stay) = &mut self.stay {
            stay.scrap_due = scrap_due;
        }
    }

    fn end_loan(&mut self, loan: LoanSpell) {
        if loan.until.is_none_or(|last| loan.from <= last) {
            self.life.loans.push(loan);
        }
    }

    /// Something changes from `first` on: the stretch before it ends, another begins.
    fn change(&mut self, revision: u64, first: NaiveDate) {
        let Some(stay) = self.stay else { return };
        if let Some(last) = first.pred_opt() {
            self.end_spell(&stay, Some(last), Some(revision));
        }
        self.stay = Some(Stay { from: first.max(stay.from), opened_by: revision, ..stay });
    }

    fn leave(&mut self, revision: u64, on: NaiveDate) {
        if let Some(stay) = self.stay.take() {
            self.end_spell(&stay, Some(on), Some(revision));
        }
    }

    fn end_spell(&mut self, stay: &Stay, until: Option<NaiveDate>, closed_by: Option<u64>) {
        if until.is_none_or(|last| stay.from <= last) {
            self.life.spells.push(Spell {
                warehouse: stay.warehouse,
                depositor: stay.depositor,
                from: stay.from,
                until,
                pieces: self.lot.pieces,
                fen: self.lot.fen,
                scrap_due: stay.scrap_due,
                opened_by: stay.opened_by,
                closed_by,
            });
        }
    }

    fn step(&mut self, on: NaiveDate, received: i64, exited: i64) {
        let Some(stay) = &self.stay else { return };
        if self.life.general && (received != 0 || exited != 0) {
            let Stay { warehouse, depositor, .. } = *stay;
            self.life.steps.push(Step { warehouse, depositor, on, received, exited });
        }
        self.lot.received += received;
        self.lot.exited += exited;
    }

    fn finish(mut self) -> Life {
        if let Some(loan) = self.loan.take() {
            self.end_loan(loan);
        }
        if let Some(stay) = self.stay.take() {
            self.end_spell(&stay, None, None);
        }
        self.life
    }
}
