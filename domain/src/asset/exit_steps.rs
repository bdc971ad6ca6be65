//! Out of the warehouse: reserved, handed over, received, and brought back.

use chrono::NaiveDate;

use super::decide::{filled, unit_active};
use super::event::Purpose;
use super::situation::{Condition, Listing, Occupation};
use super::{Command, Event, Facts, Registered, Rejection};
use crate::basis::Basis;
use crate::id::InstitutionId;
use crate::terms::{LOAN_DAYS_MAX, RENEWALS_MAX, TERMS_VERSION};

impl Registered {
    /// 预留 and its release.
    pub(super) fn reservation_step(
        &self,
        command: Command,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<Event, Rejection> {
        match command {
            Command::Reserve { reservation, unit, purpose, until, under, on } => {
                self.free()?;
                self.in_order(on, today)?;
                self.claimable(facts, unit, purpose, on)?;
                loan_terms(purpose, on)?;
                if let Some(until) = until
                    && until < on
                {
                    return Err(Rejection::KeptTooShort { until });
                }
                Ok(Event::Reserved { reservation, unit, purpose, until, under, terms: TERMS_VERSION, on })
            }
            Command::ReleaseReservation { reservation, reason, on } => {
                self.in_order(on, today)?;
                filled(&reason, "reason")?;
                match &self.occupation {
                    Occupation::Reserved(held) if held.reservation == reservation => {
                        Ok(Event::ReservationReleased { reservation, reason, on })
                    }
                    Occupation::Reserved(_) => Err(Rejection::OtherReservation),
                    Occupation::Free
                    | Occupation::UnderWay(_)
                    | Occupation::OnLoan(_)
                    | Occupation::Frozen(_)
                    | Occupation::InRepair(_)
                    | Occupation::Disposed => Err(Rejection::NotReserved),
                }
            }
            _ => Err(Rejection::NotReserved),
        }
    }

    /// 出库交接, 接收 and 归还.
    pub(super) fn hand_over_step(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Event, Rejection> {
        match command {
            Command::Dispatch { reservation, hand_over, under, on } => {
                let inside = self.inside()?;
                let held = match &self.occupation {
                    Occupation::Reserved(held) if held.reservation == reservation => held,
                    Occupation::Reserved(_) => return Err(Rejection::OtherReservation),
                    Occupation::Free
                    | Occupation::UnderWay(_)
                    | Occupation::OnLoan(_)
                    | Occupation::Frozen(_)
                    | Occupation::InRepair(_)
                    | Occupation::Disposed => {
                        return Err(self.free().err().unwrap_or(Rejection::NotReserved));
                    }
                };
                self.in_order(on, today)?;
                if hand_over.handed_by == hand_over.taken_by {
                    return Err(Rejection::SamePersonBothSides);
                }
                if hand_over.signed_on > on {
                    return Err(Rejection::SignedAfterDispatch { signed_on: hand_over.signed_on });
                }
                if hand_over.signed_on < self.latest_step_on {
                    return Err(Rejection::SignedBeforeReservation { since: self.latest_step_on });
                }
                if let Some(until) = held.until
                    && on > until
                {
                    return Err(Rejection::ReservationLapsed { until });
                }
                loan_terms(held.purpose, on)?;
                // Closed since it was reserved: the reservation has to be released, and what is left reserved anew for whoever carries on.
                unit_active(facts, held.unit, on)?;
                Ok(Event::Dispatched {
                    reservation,
                    warehouse: inside.warehouse,
                    depositor: inside.depositor,
                    unit: held.unit,
                    purpose: held.purpose,
                    pieces: self.card.pieces,
                    original_value: self.card.original_value,
                    hand_over,
                    under: under.unwrap_or_else(|| held.under.clone()),
                    on,
                })
            }
            Command::Receive { received_by, condition, place, on } => {
                let Occupation::UnderWay(way) = &self.occupation else { return Err(Rejection::NotUnderWay) };
                self.in_order(on, today)?;
                Ok(Event::Received { unit: way.unit, received_by, condition, place, on })
            }
            Command::ReturnLoan { outcome, condition, inspected_by, place, note, on } => {
                let Occupation::OnLoan(loan) = &self.occupation else { return Err(Rejection::NotOnLoan) };
                self.in_order(on, today)?;
                Ok(Event::LoanReturned { unit: loan.unit, outcome, condition, inspected_by, place, note, on })
            }
            _ => Err(Rejection::NotReserved),
        }
    }

    /// 续借: later than it is due now, and no longer from that day than a loan may last. One that is overdue
    /// may still be renewed.
    pub(super) fn renew(
        &self,
        facts: &Facts,
        due_on: NaiveDate,
        under: Basis,
        on: NaiveDate,
    ) -> Result<Event, Rejection> {
        let Occupation::OnLoan(loan) = &self.occupation else { return Err(Rejection::NotOnLoan) };
        unit_active(facts, loan.unit, on)?;
        if loan.renewals >= RENEWALS_MAX {
            return Err(Rejection::RenewedTooOften { renewals_max: RENEWALS_MAX });
        }
        if due_on <= loan.due_on {
            return Err(Rejection::DueNotLater { due_on: loan.due_on });
        }
        loan_terms(Purpose::Loan { due_on }, on)?;
        let (unit, renewal) = (loan.unit, loan.renewals + 1);
        Ok(Event::LoanRenewed { unit, due_on, renewal, under, terms: TERMS_VERSION, on })
    }

    /// Whether the listing, on that day, is for this unit and purpose.
    fn claimable(&self, facts: &Facts, unit: InstitutionId, purpose: Purpose, on: NaiveDate) -> Result<(), Rejection> {
        let listing = self.within_reach(facts, unit, on)?;
        if !listing.open_on(on) {
            return Err(Rejection::WindowNotOpen { opens_on: listing.opens_on, closes_on: listing.closes_on });
        }
        listing.offered(purpose)
    }

    /// Its listing, if that is for this unit.
    pub(super) fn within_reach(&self, facts: &Facts, unit: InstitutionId, on: NaiveDate) -> Result<Listing, Rejection> {
        let inside = self.inside()?;
        let listing = inside.listing.ok_or(Rejection::NotListed)?;
        let unit = unit_active(facts, unit, on)?;
        let depositor = facts.depositor.as_ref().filter(|known| known.institution == inside.depositor);
        let depositor = depositor.ok_or(Rejection::InstitutionUnknown)?;
        if unit.institution == inside.depositor {
            return Err(Rejection::DepositorReclaims);
        }
        // A loan may have come back as scrap while its listing stood.
        if self.condition == Some(Condition::ScrapDue) {
            return Err(Rejection::DueForScrapping);
        }
        if listing.reach.covers(depositor, unit) {
            Ok(listing)
        } else {
            Err(Rejection::OutsideReach { reach: listing.reach })
        }
    }
}

impl Listing {
    /// Refuses what it is not listed for.
    pub(super) fn offered(&self, purpose: Purpose) -> Result<(), Rejection> {
        let offered = match purpose {
            Purpose::GratuitousTransfer => self.transfer,
            Purpose::Loan { .. } => self.loan,
        };
        if offered { Ok(()) } else { Err(Rejection::NotListedForPurpose) }
    }
}

pub(super) fn loan_terms(purpose: Purpose, on: NaiveDate) -> Result<(), Rejection> {
    match purpose {
        Purpose::Loan { due_on } if due_on <= on => Err(Rejection::DueTooEarly { due_on }),
        Purpose::Loan { due_on } if (due_on - on).num_days() > LOAN_DAYS_MAX => {
            Err(Rejection::LoanTooLong { days_max: LOAN_DAYS_MAX })
        }
        Purpose::Loan { .. } | Purpose::GratuitousTransfer => Ok(()),
    }
}
