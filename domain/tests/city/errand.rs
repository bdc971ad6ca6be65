//! Errands: what people of the city may want of its assets, sensible or not.

use cangliu_domain::asset::{
    AppraisalKind, CardFacts, Command, Condition, DisposalMethod, DocumentLine, HandOver, LiabilityGround, LoanReturn,
    Occupation, Purpose, Reach, Rejection, Source, Usage, ValueKind,
};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::Basis;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::AssetId;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::Storage;
use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::{City, UNITS, WAREHOUSES, id};

/// What somebody wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    Register,
    SplitLot,
    BeginLot,
    TakeIn,
    List,
    Unlist,
    Reserve,
    Release,
    Dispatch,
    Receive,
    ReturnLoan,
    Renew,
    Answer,
    Apply,
    WithdrawApplication,
    Allocate,
    CallNext,
    Pickup,
    Widen,
    Compensate,
    Freeze,
    Unfreeze,
    BeginRepair,
    FinishRepair,
    Appraise,
    Dispose,
    StateProceeds,
    PayProceeds,
    Refresh,
    Reclaim,
    BookIn,
    BookOff,
    Voucher,
    Reverse,
    /// Whatever comes next in the life of the asset.
    GoOn,
}

/// A wish, of which asset, with what, and dated how many days from today.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    wish: Wish,
    asset: u8,
    with: u8,
    shift: i8,
}

pub(crate) fn errands(count: usize) -> impl Strategy<Value = Vec<Errand>> {
    use Wish::*;
    let rare = prop::sample::select(vec![
        Register,
        SplitLot,
        SplitLot,
        SplitLot,
        BeginLot,
        BeginLot,
        BeginLot,
        TakeIn,
        List,
        Unlist,
        Reserve,
        Release,
        Dispatch,
        Receive,
        ReturnLoan,
        Renew,
        Renew,
        Answer,
        Compensate,
        Freeze,
        Unfreeze,
        BeginRepair,
        FinishRepair,
        Appraise,
        Dispose,
        StateProceeds,
        PayProceeds,
        Refresh,
        Reclaim,
        BookIn,
        BookOff,
        Voucher,
        Apply,
        Apply,
        Apply,
        WithdrawApplication,
        WithdrawApplication,
        WithdrawApplication,
        WithdrawApplication,
        Apply,
        Apply,
        Allocate,
        Allocate,
        Allocate,
        CallNext,
        CallNext,
        Pickup,
        Widen,
    ]);
    let wish = prop_oneof![8 => Just(GoOn), 8 => rare, 2 => Just(Reverse)];
    let shift = prop_oneof![9 => Just(0_i8), 1 => -9..=1_i8];
    let errand = (wish, any::<u8>(), any::<u8>(), shift).prop_map(|(wish, asset, with, shift)| Errand {
        wish,
        asset,
        with,
        shift,
    });
    prop::collection::vec(errand, 1..=count)
}

impl City {
    /// Runs an errand; a day passes now and then. Answers with the asset and what it said.
    pub(crate) fn run(&mut self, errand: &Errand) -> Option<(AssetId, Command, Result<(), Rejection>)> {
        self.day += u64::from(errand.with.is_multiple_of(2));
        let on = self.today().checked_add_signed(chrono::TimeDelta::days(errand.shift.into()))?;
        let wish = if self.streams.len() < 2 { Wish::Register } else { errand.wish };
        let (asset, command) = match wish {
            Wish::Register => {
                let asset = id(self.next_id());
                (asset, register(asset, errand.with, on))
            }
            Wish::BeginLot => {
                let (parent, lot) = *self.interrupted.first()?;
                let split_on = self.streams.get(&parent)?.asset.split_off(lot)?.on;
                (lot, Command::BeginLot { asset: lot, parent, on: split_on })
            }
            wish => {
                let asset = self.pick(errand.asset)?;
                let wish = match wish {
                    // Some of what is lent comes back in parts.
                    Wish::GoOn if errand.with % 4 == 3 && self.is_lent(asset) => Wish::SplitLot,
                    Wish::GoOn => self.next_of(asset),
                    wish => wish,
                };
                (asset, self.command(wish, asset, errand.with, on))
            }
        };
        let answer = self.ask(asset, &command);
        Some((asset, command, answer))
    }

    /// An application on record, or one that nobody made.
    fn applied(&self, asset: AssetId, with: u8) -> DocumentLine {
        let nobody = DocumentLine { document: id(1), line: 1 };
        let Some(now) = self.facets(asset) else { return nobody };
        let on_record = &now.queue.applications;
        on_record.get(usize::from(with) % on_record.len().max(1)).map_or(nobody, |application| application.application)
    }

    fn is_lent(&self, asset: AssetId) -> bool {
        matches!(self.occupation(asset), Some(Occupation::OnLoan(_)))
    }

    fn next_of(&self, asset: AssetId) -> Wish {
        let inside = self.facets(asset).and_then(|now| now.in_warehouse.as_ref());
        match (self.occupation(asset), inside) {
            (Some(Occupation::Reserved(_)), _) => Wish::Dispatch,
            (Some(Occupation::UnderWay(_)), _) => Wish::Receive,
            (Some(Occupation::OnLoan(_)), _) => Wish::ReturnLoan,
            (Some(Occupation::Frozen(_)), _) => Wish::Unfreeze,
            (Some(Occupation::InRepair(_)), _) => Wish::FinishRepair,
            (Some(Occupation::Disposed), _) => Wish::PayProceeds,
            (_, Some(inside)) if inside.listing.is_some() => {
                let queue = self.facets(asset).map(|now| &now.queue);
                match queue {
                    Some(queue) if queue.next().is_some() => Wish::CallNext,
                    Some(queue) if !queue.is_empty() => Wish::Allocate,
                    Some(_) | None => Wish::Reserve,
                }
            }
            (_, Some(_)) => Wish::List,
            (_, None) => Wish::TakeIn,
        }
    }

    fn command(&mut self, wish: Wish, asset: AssetId, with: u8, on: NaiveDate) -> Command {
        let reason = String::from("说明");
        match wish {
            Wish::SplitLot => {
                let lot = if with.is_multiple_of(16) { asset } else { id(self.next_id()) };
                Command::SplitLot { lot, pieces: pieces(with % 30), on }
            }
            Wish::TakeIn => Command::TakeIn {
                warehouse: id(1 + u128::from(with) % (WAREHOUSES + 1)),
                storage: if with.is_multiple_of(3) { Storage::InPlace } else { Storage::Central },
                condition: condition(with),
                accepted_by: id(50),
                place: with.is_multiple_of(5).then(|| "a-3".to_owned()),
                under: under(),
                on,
            },
            Wish::List => Command::List {
                reach: if with.is_multiple_of(7) { Reach::Department } else { Reach::City },
                transfer: !with.is_multiple_of(5),
                loan: !with.is_multiple_of(6),
                opens_on: on,
                closes_on: with.is_multiple_of(4).then(|| on + Days::new(20)),
                on,
                applications_until: (!with.is_multiple_of(3)).then_some(on),
                first_come: with.is_multiple_of(11),
            },
            Wish::Unlist => Command::Unlist { on },
            Wish::Reserve => Command::Reserve {
                reservation: id(self.next_id()),
                unit: id(1 + u128::from(with) % UNITS),
                purpose: purpose(with, on),
                until: with.is_multiple_of(3).then(|| on + Days::new(9)),
                under: under(),
                on,
            },
            Wish::Release => Command::ReleaseReservation { reservation: self.reservation(asset), reason, on },
            Wish::Dispatch => Command::Dispatch {
                reservation: self.reservation(asset),
                hand_over: HandOver { handed_by: id(51), taken_by: id(52), signed_on: on, paper: None },
                under: None,
                on,
            },
            Wish::Receive => Command::Receive { received_by: id(52), condition: condition(with), place: None, on },
            Wish::Renew => Command::RenewLoan { due_on: on + Days::new(u64::from(with)), under: under(), on },
            Wish::Answer => {
                let ground = if with.is_multiple_of(2) { LiabilityGround::Damage } else { LiabilityGround::Loss };
                Command::StateLiability { ground, amount: Fen::new(i64::from(with) * 100), note: None, on }
            }
            Wish::Compensate => Command::Compensate { amount: Fen::new(i64::from(with) * 50), receipt: None, on },
            Wish::Apply => Command::ApplyFor {
                application: DocumentLine { document: id(self.next_id()), line: 1 + u32::from(with % 3) },
                unit: id(1 + u128::from(with) % UNITS),
                purpose: purpose(with, on),
                pieces: self.facets(asset).map_or(pieces(with), |now| now.card.pieces),
                on,
            },
            Wish::WithdrawApplication => Command::WithdrawApplication { application: self.applied(asset, with), on },
            Wish::Allocate => {
                let DocumentLine { document, line } = self.applied(asset, with);
                let others = self.facets(asset).map(|now| &now.queue.applications).into_iter().flatten();
                let waitlist = others.map(|other| other.application);
                let waitlist =
                    waitlist.filter(|other| other.document != document).take(usize::from(with % 3)).collect();
                Command::Allocate {
                    reservation: id(self.next_id()),
                    to: Basis { document, line: Some(line), number: None, reply: None },
                    reason: reason.clone(),
                    waitlist,
                    until: with.is_multiple_of(2).then(|| on + Days::new(3)),
                    on,
                }
            }
            Wish::CallNext => Command::CallNext { reservation: id(self.next_id()), until: Some(on + Days::new(3)), on },
            Wish::Pickup => {
                let pick_up_on = on + Days::new(u64::from(with % 4));
                Command::AgreePickup { reservation: self.reservation(asset), pick_up_on, on }
            }
            Wish::Widen => {
                Command::WidenReach { reach: Reach::Delta, closes_on: None, applications_until: Some(on), on }
            }
            Wish::Freeze => Command::Freeze { under: under(), on },
            Wish::Unfreeze => Command::Unfreeze { document: id(40 + u128::from(with % 2)), on },
            Wish::BeginRepair => Command::BeginRepair { place: None, note: None, on },
            Wish::FinishRepair => Command::FinishRepair { condition: condition(with), place: None, cost: None, on },
            Wish::Appraise => Command::Appraise {
                kind: if with.is_multiple_of(4) { AppraisalKind::TechnicalOpinion } else { AppraisalKind::Valuation },
                by: "评估公司".into(),
                report: format!("pb-{with}"),
                value: Some(Fen::new(i64::from(with) * 90)),
                under: under(),
                on,
            },
            Wish::Dispose => Command::Dispose {
                method: method(with),
                receiver: None,
                proceeds: with.is_multiple_of(2).then(|| Fen::new(i64::from(with) * 30)),
                under: under(),
                on,
            },
            Wish::StateProceeds => {
                Command::StateProceeds { amount: Fen::new(i64::from(with) * 31), notice: format!("jk-{with}"), on }
            }
            Wish::PayProceeds => Command::PayProceeds { receipt: None, on },
            Wish::Refresh => Command::RefreshCard {
                net_value: with.is_multiple_of(2).then(|| Fen::new(i64::from(with))),
                usage: Some(Usage::Idle),
                department: with.is_multiple_of(3).then(|| format!("d-{}", with % 5)),
                source: Source { file: "9f86".into(), row: 2 },
                on,
            },
            Wish::ReturnLoan => Command::ReturnLoan {
                outcome: if with.is_multiple_of(3) { LoanReturn::Damaged } else { LoanReturn::Sound },
                condition: condition(with),
                inspected_by: id(50),
                place: None,
                note: None,
                on,
            },
            Wish::Reclaim => Command::Reclaim { reason, under: under(), on },
            Wish::BookIn => {
                let owner = self.facets(asset).map_or(id(1), |now| now.books.owner);
                Command::BookIn { owner, number: format!("jg-{with}"), on, source: None }
            }
            Wish::BookOff => {
                let left = self.facets(asset).and_then(|now| now.books.settling.leaving.first());
                let own = self.facets(asset).map_or(id(1), |now| now.books.owner);
                let owner = left.map_or(own, |left| left.owner);
                Command::BookOff { owner, voucher: format!("p-{with}"), on, source: None }
            }
            Wish::Voucher => {
                let owner = self.facets(asset).map_or(id(1), |now| now.books.owner);
                Command::RecordVoucher { owner, voucher: format!("p-{with}"), on, source: None }
            }
            Wish::Reverse | Wish::Register | Wish::BeginLot | Wish::GoOn => {
                let known = self.streams.get(&asset).map_or(0, |stream| stream.events.len() as u64);
                let revision = known.saturating_sub(1 + u64::from(with % 6));
                Command::Reverse { revision, reason, on: self.today() }
            }
        }
    }
}

fn pieces(count: u8) -> Pieces {
    Pieces::try_new(1 + u32::from(count)).unwrap()
}

fn condition(with: u8) -> Condition {
    match with % 8 {
        0 if with > 127 => Condition::ScrapDue,
        1 => Condition::Repairable,
        _ => Condition::Serviceable,
    }
}

fn purpose(with: u8, on: NaiveDate) -> Purpose {
    match with % 16 {
        0..=5 => Purpose::GratuitousTransfer,
        days => Purpose::Loan { due_on: on + Days::new(u64::from(days) * 13) },
    }
}

fn method(with: u8) -> DisposalMethod {
    use DisposalMethod::*;
    [GratuitousTransfer, Donation, Sale, Exchange, Scrapping, LossWriteOff][usize::from(with / 2) % 6]
}

fn under() -> Basis {
    Basis { document: id(40), line: None, number: None, reply: None }
}

fn register(asset: AssetId, with: u8, on: NaiveDate) -> Command {
    let value = i64::from(with) * 7_919;
    let card = CardFacts {
        name: "会议椅".into(),
        class: AssetClass::parse("A05010303").unwrap(),
        brand: None,
        model: None,
        serial: None,
        unit: None,
        pieces: pieces(with % 60),
        value_kind: ValueKind::Original,
        original_value: Fen::new(value),
        net_value: with.is_multiple_of(2).then(|| Fen::new(value / 3)),
        acquisition: None,
        acquired_on: NaiveDate::from_ymd_opt(2025, 3, 1).unwrap(),
        in_use_on: None,
        usage: Usage::Idle,
        department: None,
        user: None,
        place: None,
        remark: None,
    };
    let owner = id(1 + u128::from(with) % 3);
    Command::Register { asset, owner, number: format!("ty-{with}"), card, on, source: None }
}
