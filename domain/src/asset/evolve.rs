//! How each event changes the facets. No rule is here: history is not argued with.

use chrono::NaiveDate;

use super::event::{CardFacts, Carried, Event, Purpose};
use super::situation::{
    BookStanding, Books, Condition, Custody, InWarehouse, Listing, Loan, Occupation, Registered, Reservation,
    Situation, UnderWay,
};
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
                | Event::Reserved { .. }
                | Event::ReservationReleased { .. }
                | Event::Dispatched { .. }
                | Event::Received { .. }
                | Event::LoanReturned { .. }
                | Event::Reclaimed { .. }
                | Event::BookedIn { .. }
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
            books: Books { owner, number, standing: BookStanding::Booked, since: on },
            used_by: owner,
            occupation: Occupation::Free,
            condition: None,
            in_warehouse: None,
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
        if let Some(inside) = &carried.in_warehouse {
            begun.custody.custodian = inside.keeper();
            begun.used_by = inside.depositor;
        }
        if carried.place.is_some() {
            begun.custody.place.clone_from(&carried.place);
        }
        begun.in_warehouse.clone_from(&carried.in_warehouse);
        begun
    }

    fn changed(mut self, event: &Event) -> Self {
        if !matches!(event, Event::BookedIn { .. }) {
            self.latest_step_on = event.on();
        }
        match event {
            Event::LotSplit { pieces, original_value, net_value, .. } => {
                self.card = self.card.without(*pieces, *original_value, *net_value);
            }
            Event::TakenIn { .. } => self.taken_in(event),
            Event::Listed { reach, transfer, loan, opens_on, closes_on, .. } => {
                self.set_listing(Some(Listing {
                    reach: *reach,
                    transfer: *transfer,
                    loan: *loan,
                    opens_on: *opens_on,
                    closes_on: *closes_on,
                }));
            }
            Event::Unlisted { .. } => self.set_listing(None),
            Event::Reserved { reservation, unit, purpose, until, under, .. } => {
                self.occupation = Occupation::Reserved(Reservation {
                    reservation: *reservation,
                    unit: *unit,
                    purpose: *purpose,
                    until: *until,
                    under: under.clone(),
                });
            }
            Event::ReservationReleased { .. } => self.occupation = Occupation::Free,
            Event::Dispatched { unit, purpose, on, .. } => {
                self.occupation = Occupation::UnderWay(UnderWay { unit: *unit, purpose: *purpose, since: *on });
            }
            Event::Received { .. } => self.received(event),
            Event::LoanReturned { condition, place, .. } => self.loan_returned(*condition, place.clone()),
            Event::Reclaimed { depositor, on, .. } => self.reclaimed(*depositor, *on),
            Event::BookedIn { owner, number, .. } => {
                self.books = Books {
                    owner: *owner,
                    number: Some(number.clone()),
                    standing: BookStanding::Booked,
                    since: self.books.since,
                };
            }
            Event::Registered { .. } | Event::LotBegun { .. } | Event::Reversed { .. } => {}
        }
        self
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
            self.books_move_to(*operator, *on);
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
                self.books_move_to(*unit, *on);
            }
            Purpose::Loan { due_on } => {
                self.occupation = Occupation::OnLoan(Loan { unit: *unit, due_on, since: way.since });
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
        self.custody = Custody { custodian: depositor, place: None };
        self.used_by = depositor;
        self.books_move_to(depositor, on);
    }

    fn books_move_to(&mut self, owner: InstitutionId, since: NaiveDate) {
        if self.books.owner != owner {
            self.books = Books { owner, number: None, standing: BookStanding::AwaitingBookIn, since };
        }
    }
}
