//! A year of the warehouses by date: what comes in, who takes it, what comes back. Decides nothing the rules decide;
//! it only asks for what they allow.

use cangliu_domain::asset::{Condition, LoanReturn, Purpose, Reach, Usage};
use cangliu_domain::id::{AssetId, InstitutionId, ReservationId};
use cangliu_domain::month::Month;
use cangliu_domain::pieces::Pieces;
use chrono::{Days, NaiveDate};

use super::calendar::{later, working};
use super::cards::Dealt;
use super::cast::{Cast, Unit};
use super::dice::{self, Dice};
use super::houses::{House, Houses};
use super::posts::RECEIVER;

/// Cards that come in with the first month, when the warehouses open.
const OPENING: usize = 95;
/// Tries to find a thing for a unit before a hand-over is given up.
const TRIES: usize = 40;
/// Days of a loan, at least and at most.
const LOAN_DAYS: (i64, i64) = (30, 120);
/// A lot this large splits rather than going whole.
const LARGE_LOT: u32 = 12;
/// The month, counted from the first, whose loan is never returned.
const OVERDUE_MONTH: usize = 10;
/// Months in which a depositor takes something back.
const RECLAIM_MONTHS: [usize; 4] = [4, 7, 9, 12];
/// The month in which a card was taken in by mistake, and the one in which a hand-over was written down wrongly.
const MISTAKE_MONTHS: (usize, usize) = (5, 8);
/// Things the receiver has got and not entered in its books.
const UNBOOKED: usize = 3;

/// Something that happens to an asset.
#[derive(Debug, Clone)]
pub(super) enum Act {
    TakeIn {
        condition: Condition,
    },
    BookIn {
        owner: InstitutionId,
    },
    List {
        reach: Reach,
        transfer: bool,
        loan: bool,
    },
    Reserve {
        reservation: ReservationId,
        unit: InstitutionId,
        purpose: Purpose,
    },
    Dispatch {
        reservation: ReservationId,
        unit: InstitutionId,
    },
    Receive {
        unit: InstitutionId,
    },
    Return {
        outcome: LoanReturn,
        condition: Condition,
    },
    Reclaim,
    /// Takes the step before back.
    ReverseLast {
        reason: &'static str,
    },
    /// Splits a part off, with its own steps.
    Split {
        lot: AssetId,
        pieces: Pieces,
        steps: Vec<Step>,
    },
}

/// An act on a day.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) on: NaiveDate,
    pub(super) act: Act,
}

/// What happens to one card.
#[derive(Debug, Clone)]
pub(super) struct Tale<'a> {
    pub(super) card: &'a Dealt,
    pub(super) house: &'a House,
    pub(super) steps: Vec<Step>,
}

/// A thing in the pool, as the plan goes on.
struct Item<'a> {
    tale: Tale<'a>,
    depositor: &'a Unit,
    listing: Option<(Reach, bool, bool)>,
    /// From when somebody may claim it; `None` once it is gone or out.
    free_from: Option<NaiveDate>,
    pieces: u32,
    lots: usize,
}

/// How a hand-over goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Usual,
    /// A loan that never comes back.
    Kept,
    /// A transfer that nobody enters in the books.
    Unbooked,
    /// Written down wrongly first.
    Twice,
}

/// The plan while it is made.
pub(super) struct Plan<'a> {
    cast: &'a Cast,
    houses: &'a Houses,
    waiting: Vec<(&'a Dealt, &'a Unit)>,
    items: Vec<Item<'a>>,
    dice: Dice,
    reservations: usize,
}

impl<'a> Plan<'a> {
    pub(super) fn new(cast: &'a Cast, houses: &'a Houses, cards: &'a [Dealt]) -> Self {
        let mut dice = Dice::of("plan", "");
        let idle = cards.iter().filter(|dealt| dealt.card.usage == Usage::Idle);
        let mut waiting: Vec<(&Dealt, &Unit)> =
            idle.filter_map(|dealt| Some((dealt, cast.units.iter().find(|unit| unit.id == dealt.owner)?))).collect();
        for place in (1..waiting.len()).rev() {
            waiting.swap(place, dice.place(place + 1));
        }
        Self { cast, houses, waiting, items: Vec::new(), dice, reservations: 0 }
    }

    /// The tales of all cards that come in.
    pub(super) fn tales(mut self) -> Vec<Tale<'a>> {
        for (number, month) in self.cast.months().into_iter().enumerate() {
            let count = if number == 0 { OPENING } else { 9 + number / 2 };
            for _ in 0..count {
                let days = self.dice.between(0, if number == 0 { 9 } else { 25 });
                self.take_in(later(month.first(), days));
            }
            self.month(number, month);
        }
        self.items.into_iter().map(|item| item.tale).collect()
    }

    /// Hand-overs grow by the month.
    fn month(&mut self, number: usize, month: Month) {
        let usual = if number == 0 { 0 } else { 2 + number * 4 / 3 };
        for _ in 0..usual {
            let on = self.day_in(month);
            self.hand_over(on, None, Fate::Usual);
        }
        if number == OVERDUE_MONTH {
            let on = self.day_in(month);
            self.hand_over(on, None, Fate::Kept);
        }
        if number == MISTAKE_MONTHS.1 {
            let on = self.day_in(month);
            self.hand_over(on, None, Fate::Twice);
        }
        if month == self.cast.last_month() {
            for days in 0..UNBOOKED {
                self.hand_over(later(month.first(), 3 * (days as i64)), self.cast.unit(RECEIVER), Fate::Unbooked);
            }
        }
        if RECLAIM_MONTHS.contains(&number) {
            let on = self.day_in(month);
            self.reclaim(on);
        }
        if number == MISTAKE_MONTHS.0 {
            self.mistaken(later(month.first(), 6));
        }
    }

    fn day_in(&mut self, month: Month) -> NaiveDate {
        later(month.first(), self.dice.between(0, 26))
    }

    fn take_in(&mut self, on: NaiveDate) {
        if on > self.cast.today {
            return;
        }
        let Some((card, depositor)) = self.waiting.pop() else { return };
        let house = self.houses.of(depositor);
        let condition = match self.dice.between(1, 100) {
            ..=6 => Condition::ScrapDue,
            7..=20 => Condition::Repairable,
            _ => Condition::Serviceable,
        };
        let mut steps = vec![Step { on, act: Act::TakeIn { condition } }];
        let listed_on = later(on, self.dice.between(1, 4));
        let listing = (listed_on <= self.cast.today).then(|| self.listing(condition));
        if let Some((reach, transfer, loan)) = listing {
            if house.id == self.houses.city.id && house.operator != depositor.id && self.dice.chance(60) {
                steps.push(Step { on: listed_on, act: Act::BookIn { owner: house.operator } });
            }
            steps.push(Step { on: listed_on, act: Act::List { reach, transfer, loan } });
        }
        let (pieces, lots) = (card.card.pieces.get(), 0);
        let tale = Tale { card, house, steps };
        self.items.push(Item { tale, depositor, listing, free_from: Some(listed_on), pieces, lots });
    }

    fn listing(&mut self, condition: Condition) -> (Reach, bool, bool) {
        if condition == Condition::ScrapDue {
            return (Reach::Disposal, false, false);
        }
        let reach = match self.dice.between(1, 100) {
            ..=5 => Reach::OwnUnit,
            6..=16 => Reach::Department,
            17..=34 => Reach::Level,
            35..=82 => Reach::City,
            _ => Reach::Delta,
        };
        let transfer = self.dice.chance(85);
        (reach, transfer, !transfer || self.dice.chance(75))
    }

    /// A free thing on a day, and a unit that its listing is for.
    fn match_on(&mut self, on: NaiveDate, wanted: Option<&'a Unit>, loan: bool) -> Option<(usize, &'a Unit)> {
        for _ in 0..TRIES {
            let place = self.dice.place(self.items.len());
            let unit = match wanted {
                Some(unit) => unit,
                None => self.dice.one(&self.cast.units),
            };
            let item = self.items.get(place)?;
            let Some((reach, for_transfer, for_loan)) = item.listing else { continue };
            let offered = if loan { for_loan } else { for_transfer };
            let free = item.free_from.is_some_and(|from| from <= on);
            let own = [item.depositor.id, item.tale.house.operator].contains(&unit.id);
            let covered = !own && reach.covers(&item.depositor.facts(), &unit.facts());
            if free && offered && covered {
                return Some((place, unit));
            }
        }
        None
    }

    fn hand_over(&mut self, on: NaiveDate, wanted: Option<&'a Unit>, fate: Fate) {
        let loan = match fate {
            Fate::Kept => true,
            Fate::Unbooked | Fate::Twice => false,
            Fate::Usual => self.dice.chance(42),
        };
        if on > self.cast.today {
            return;
        }
        let Some((place, unit)) = self.match_on(on, wanted, loan) else { return };
        let (steps, free_from) = self.exit(on, unit, loan, fate);
        let item = &mut self.items[place];
        if item.pieces >= LARGE_LOT && fate == Fate::Usual {
            item.split(on, steps);
        } else {
            item.tale.steps.extend(steps);
            item.free_from = free_from;
        }
    }

    /// The steps of one hand-over up to today, and from when the thing is free again.
    fn exit(&mut self, on: NaiveDate, unit: &Unit, loan: bool, fate: Fate) -> (Vec<Step>, Option<NaiveDate>) {
        let today = self.cast.today;
        let dispatched_on = later(on, self.dice.between(2, 5));
        let received_on = later(dispatched_on, self.dice.between(0, 2));
        let days = if fate == Fate::Kept { LOAN_DAYS.0 } else { self.dice.between(LOAN_DAYS.0, LOAN_DAYS.1) };
        let due_on = dispatched_on + Days::new(u64::try_from(days).unwrap_or_default());
        let purpose = if loan { Purpose::Loan { due_on } } else { Purpose::GratuitousTransfer };
        let unit = unit.id;
        self.reservations += 1;
        let reservation = ReservationId(dice::id("reservation", &self.reservations.to_string()));
        let mut steps = vec![
            Step { on, act: Act::Reserve { reservation, unit, purpose } },
            Step { on: dispatched_on, act: Act::Dispatch { reservation, unit } },
        ];
        if fate == Fate::Twice {
            steps.push(Step { on: dispatched_on, act: Act::ReverseLast { reason: "交接单登记有误" } });
            steps.push(Step { on: dispatched_on, act: Act::Dispatch { reservation, unit } });
        }
        steps.push(Step { on: received_on, act: Act::Receive { unit } });
        let mut free_from = None;
        if loan && fate != Fate::Kept {
            let returned_on = working(later(due_on, self.dice.between(-9, 0))).max(later(received_on, 1));
            let sound = self.dice.chance(90);
            let (outcome, condition) = if sound {
                (LoanReturn::Sound, Condition::Serviceable)
            } else {
                (LoanReturn::NeedsRepair, Condition::Repairable)
            };
            steps.push(Step { on: returned_on, act: Act::Return { outcome, condition } });
            free_from = Some(later(returned_on, 1)).filter(|_| returned_on <= today);
        } else if !loan && fate != Fate::Unbooked && self.dice.chance(85) {
            steps.push(Step { on: later(received_on, self.dice.between(6, 18)), act: Act::BookIn { owner: unit } });
        }
        steps.retain(|step| step.on <= today);
        (steps, free_from)
    }

    fn reclaim(&mut self, on: NaiveDate) {
        let free = |item: &&mut Item<'_>| item.free_from.is_some_and(|from| from <= on) && item.lots == 0;
        if on <= self.cast.today
            && let Some(item) = self.items.iter_mut().find(free)
        {
            item.tale.steps.push(Step { on, act: Act::Reclaim });
            item.free_from = None;
        }
    }

    /// A card that was taken in by mistake, and taken back the next day.
    fn mistaken(&mut self, on: NaiveDate) {
        let Some((card, depositor)) = self.waiting.pop() else { return };
        let steps = vec![
            Step { on, act: Act::TakeIn { condition: Condition::Serviceable } },
            Step { on: later(on, 1), act: Act::ReverseLast { reason: "入仓时选错卡片" } },
        ];
        let tale = Tale { card, house: self.houses.of(depositor), steps };
        self.items.push(Item { tale, depositor, listing: None, free_from: None, pieces: 1, lots: 0 });
    }
}

impl Item<'_> {
    /// Three pieces of eight go; the rest stays in the pool.
    fn split(&mut self, on: NaiveDate, steps: Vec<Step>) {
        let part = (self.pieces * 3 / 8).max(1);
        let Ok(pieces) = Pieces::try_new(part) else { return };
        self.lots += 1;
        self.pieces -= part;
        let lot = AssetId(dice::id("lot", &format!("{}:{}", self.tale.card.asset, self.lots)));
        self.tale.steps.push(Step { on, act: Act::Split { lot, pieces, steps } });
        self.free_from = Some(on);
    }
}
