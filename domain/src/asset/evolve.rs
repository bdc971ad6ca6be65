//! How each event changes the facets. No rule is here: history is not argued with.

use chrono::NaiveDate;

use super::books::{BookStanding, Books, Settling};
use super::card::CardFacts;
use super::disposal::{Appraisal, Disposal, Freeze, Proceeds};
use super::event::{Carried, Event, Purpose};
use super::liability::{LastReturn, Liability};
use super::queue::{Application, Queue};
use super::situation::{
    Condition, Custody, InWarehouse, Listing, Loan, Occupation, Registered, Reservation, Situation, UnderWay,
};
use super::upkeep::Repair;
use crate::fen::Fen;
use crate::id::{AssetId, InstitutionId};
use crate::warehouse::{IntakeMode, Storage};

impl Situation {
    /// Folds events; reversals never come here.
    pub(super) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::Unregistered, Self::with)
    }

    /// Takes one event in; reversals never come here.
    pub(super) fn with(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Registered { asset, owner, number, card, on, .. }) => {
                Self::Registered(Box::new(Registered::new(*asset, *owner, Some(number.clone()), card.clone(), *on)))
            }
            (_, Event::LotBegun { asset, parent, carried, on, .. }) => {
                Self::Registered(Box::new(Registered::begun(*asset, *parent, carried, *on)))
            }
            (Self::Registered(now), event) => Self::Registered(Box::new(now.changed(event))),
            (
                Self::Unregistered,
                Event::LotSplit { .. }
                | Event::TakenIn { .. }
                | Event::Listed { .. }
                | Event::Unlisted { .. }
                | Event::AppliedFor { .. }
                | Event::ApplicationWithdrawn { .. }
                | Event::Allocated { .. }
                | Event::PickupAgreed { .. }
                | Event::ReachWidened { .. }
                | Event::Reserved { .. }
                | Event::ReservationReleased { .. }
                | Event::Dispatched { .. }
                | Event::Received { .. }
                | Event::LoanReturned { .. }
                | Event::LoanRenewed { .. }
                | Event::LiabilityStated { .. }
                | Event::Compensated { .. }
                | Event::Frozen { .. }
                | Event::Unfrozen { .. }
                | Event::RepairBegun { .. }
                | Event::Repaired { .. }
                | Event::Appraised { .. }
                | Event::Disposed { .. }
                | Event::ProceedsStated { .. }
                | Event::ProceedsPaid { .. }
                | Event::CardRefreshed { .. }
                | Event::Reclaimed { .. }
                | Event::BookedIn { .. }
                | Event::BookedOff { .. }
                | Event::VoucherRecorded { .. }
                | Event::Reversed { .. },
            ) => Self::Unregistered,
        }
    }
}

impl Registered {
    fn new(id: AssetId, owner: InstitutionId, number: Option<String>, card: CardFacts, on: NaiveDate) -> Self {
        Self {
            id,
            parent: None,
            custody: Custody { custodian: owner, place: card.place.clone() },
            card,
            books: Books { owner, number, standing: BookStanding::Booked, since: on, settling: Settling::default() },
            used_by: owner,
            occupation: Occupation::Free,
            condition: None,
            in_warehouse: None,
            queue: Queue::default(),
            last_return: None,
            liability: None,
            appraisals: Vec::new(),
            disposal: None,
            latest_step_on: on,
        }
    }

    fn begun(id: AssetId, parent: AssetId, carried: &Carried, on: NaiveDate) -> Self {
        let mut begun = Self::new(id, carried.owner, carried.number.clone(), carried.card.clone(), on);
        begun.parent = Some(parent);
        begun.condition = carried.condition;
        if carried.number.is_none() {
            begun.books.standing = BookStanding::AwaitingBookIn;
        }
        begun.books.settling.clone_from(&carried.settling);
        if let Some(inside) = &carried.in_warehouse {
            begun.custody.custodian = inside.keeper();
            begun.used_by = inside.depositor;
        }
        if carried.place.is_some() {
            begun.custody.place.clone_from(&carried.place);
        }
        begun.in_warehouse.clone_from(&carried.in_warehouse);
        if let Some(loan) = carried.loan {
            begun.custody.custodian = loan.unit;
            begun.used_by = loan.unit;
            begun.occupation = Occupation::OnLoan(loan);
        }
        begun
    }

    fn changed(mut self, event: &Event) -> Self {
        if event.is_step() {
            self.latest_step_on = event.on();
        }
        match event {
            Event::LotSplit { pieces, original_value, net_value, .. } => {
                self.card = self.card.without(*pieces, *original_value, *net_value);
            }
            Event::TakenIn { .. } => self.taken_in(event),
            Event::Listed { reach, transfer, loan, opens_on, closes_on, applications_until, first_come, .. } => {
                self.set_listing(Some(Listing {
                    reach: *reach,
                    transfer: *transfer,
                    loan: *loan,
                    opens_on: *opens_on,
                    closes_on: *closes_on,
                    applications_until: *applications_until,
                    first_come: *first_come,
                }));
            }
            Event::Unlisted { .. } => {
                self.set_listing(None);
                self.queue = Queue::default();
            }
            Event::AppliedFor { application, unit, purpose, pieces, on } => {
                let (application, unit, purpose, pieces, on) = (*application, *unit, *purpose, *pieces, *on);
                self.queue.applications.push(Application { application, unit, purpose, pieces, on });
            }
            Event::ApplicationWithdrawn { application, .. } => self.queue.without(*application),
            Event::Allocated { application, waitlist, .. } => {
                self.queue.without(*application);
                self.queue.waitlist.clone_from(waitlist);
            }
            Event::PickupAgreed { pick_up_on, .. } => {
                if let Occupation::Reserved(held) = &mut self.occupation {
                    held.pick_up_on = Some(*pick_up_on);
                }
            }
            Event::ReachWidened { reach, closes_on, applications_until, on } => {
                if let Some(listing) = self.in_warehouse.as_mut().and_then(|inside| inside.listing.as_mut()) {
                    listing.reach = *reach;
                    listing.opens_on = *on;
                    listing.closes_on = *closes_on;
                    listing.applications_until = *applications_until;
                }
            }
            Event::Reserved { reservation, unit, purpose, until, under, .. } => {
                self.occupation = Occupation::Reserved(Reservation {
                    reservation: *reservation,
                    unit: *unit,
                    purpose: *purpose,
                    until: *until,
                    under: under.clone(),
                    pick_up_on: None,
                });
            }
            Event::ReservationReleased { .. } => self.occupation = Occupation::Free,
            Event::Dispatched { unit, purpose, on, .. } => {
                self.queue = Queue::default();
                self.occupation = Occupation::UnderWay(UnderWay { unit: *unit, purpose: *purpose, since: *on });
            }
            Event::Received { .. } => self.received(event),
            Event::LoanReturned { unit, outcome, condition, place, on, .. } => {
                self.last_return = Some(LastReturn { unit: *unit, outcome: *outcome, on: *on });
                self.loan_returned(*condition, place.clone());
            }
            Event::LoanRenewed { due_on, renewal, .. } => {
                if let Occupation::OnLoan(loan) = &mut self.occupation {
                    loan.due_on = *due_on;
                    loan.renewals = *renewal;
                }
            }
            Event::LiabilityStated { unit, ground, amount, on, .. } => {
                let (unit, ground, amount, since) = (*unit, *ground, *amount, *on);
                self.liability = Some(Liability { unit, ground, amount, paid: Fen::ZERO, since });
            }
            Event::Compensated { amount, .. } => self.compensated(*amount),
            Event::Frozen { under, on } => {
                self.occupation = Occupation::Frozen(Freeze { document: under.document, since: *on });
            }
            Event::Unfrozen { .. } => self.occupation = Occupation::Free,
            Event::RepairBegun { place, on, .. } => {
                self.occupation = Occupation::InRepair(Repair { since: *on });
                self.put_at(place.as_ref());
            }
            Event::Repaired { condition, place, .. } => {
                self.occupation = Occupation::Free;
                self.condition = Some(*condition);
                self.put_at(place.as_ref());
            }
            Event::Appraised { kind, by, report, value, on, .. } => {
                let (kind, by, report, value, on) = (*kind, by.clone(), report.clone(), *value, *on);
                self.appraisals.push(Appraisal { kind, by, report, value, on });
            }
            Event::Disposed { method, reuse, proceeds, under, on, .. } => {
                let operator = self.in_warehouse.as_ref().map(|inside| inside.operator);
                let (method, reuse, document, on, expected) = (*method, *reuse, under.document, *on, *proceeds);
                self.disposed(Disposal { method, reuse, document, operator, on, expected, due: None });
            }
            Event::ProceedsStated { amount, notice, on } => {
                let due = Proceeds { amount: *amount, notice: notice.clone(), since: *on, paid_on: None };
                self.disposal.iter_mut().for_each(|gone| gone.due = Some(due.clone()));
            }
            Event::ProceedsPaid { on, .. } => {
                let due = self.disposal.iter_mut().filter_map(|gone| gone.due.as_mut());
                due.for_each(|due| due.paid_on = Some(*on));
            }
            Event::CardRefreshed { net_value, usage, department, .. } => {
                self.card.net_value = net_value.or(self.card.net_value);
                self.card.usage = usage.unwrap_or(self.card.usage);
                self.card.department = department.clone().or(self.card.department.take());
            }
            Event::Reclaimed { depositor, on, .. } => self.reclaimed(*depositor, *on),
            Event::BookedIn { owner, number, .. } => self.books.booked_in(*owner, number.clone()),
            Event::BookedOff { owner, .. } => self.books.booked_off(*owner),
            Event::VoucherRecorded { voucher, .. } => self.books.settling.voucher = Some(voucher.clone()),
            Event::Registered { .. } | Event::LotBegun { .. } | Event::Reversed { .. } => {}
        }
        self
    }

    /// Its place, where somebody said so.
    fn put_at(&mut self, place: Option<&String>) {
        if let Some(place) = place {
            self.custody.place = Some(place.clone());
        }
    }

    fn set_listing(&mut self, listing: Option<Listing>) {
        if let Some(inside) = &mut self.in_warehouse {
            inside.listing = listing;
        }
    }

    fn taken_in(&mut self, event: &Event) {
        let Event::TakenIn { warehouse, operator, depositor, mode, storage, condition, place, on, .. } = event else {
            return;
        };
        self.in_warehouse = Some(InWarehouse {
            warehouse: *warehouse,
            operator: *operator,
            depositor: *depositor,
            mode: *mode,
            storage: *storage,
            since: *on,
            listing: None,
        });
        if *storage == Storage::Central {
            self.custody = Custody { custodian: *operator, place: place.clone() };
        } else if place.is_some() {
            self.custody.place.clone_from(place);
        }
        if *mode == IntakeMode::WithBooks {
            self.books.move_to(*operator, *on);
        }
        self.condition = Some(*condition);
    }

    fn received(&mut self, event: &Event) {
        let Event::Received { unit, condition, place, on, .. } = event else { return };
        let Occupation::UnderWay(way) = &self.occupation else { return };
        self.custody = Custody { custodian: *unit, place: place.clone() };
        self.used_by = *unit;
        match way.purpose {
            Purpose::GratuitousTransfer => {
                self.occupation = Occupation::Free;
                self.in_warehouse = None;
                self.books.move_to(*unit, *on);
            }
            Purpose::Loan { due_on } => {
                self.occupation = Occupation::OnLoan(Loan { unit: *unit, due_on, since: way.since, renewals: 0 });
            }
        }
        self.condition = Some(*condition);
    }

    fn loan_returned(&mut self, condition: Condition, place: Option<String>) {
        self.occupation = Occupation::Free;
        if let Some(inside) = &self.in_warehouse {
            self.custody = Custody { custodian: inside.keeper(), place };
            self.used_by = inside.depositor;
        }
        self.condition = Some(condition);
    }

    fn reclaimed(&mut self, depositor: InstitutionId, on: NaiveDate) {
        self.in_warehouse = None;
        self.queue = Queue::default();
        self.custody = Custody { custodian: depositor, place: None };
        self.used_by = depositor;
        self.books.move_to(depositor, on);
    }
}
