//! 受理与分配: applications for a listing in the order they came, who gets it and why, and who waits (候补).
//!
//! An application locks nothing. What locks is the reservation that follows an allocation in the same append.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::decide::{filled, past};
use super::event::Purpose;
use super::exit_steps::loan_terms;
use super::situation::{Listing, Occupation};
use super::{Command, Event, Facts, Reach, Registered, Rejection};
use crate::basis::Basis;
use crate::id::{DocumentId, InstitutionId, ReservationId};
use crate::pieces::Pieces;
use crate::terms::{ACCEPTANCE_WORKING_DAYS, TERMS_VERSION};

/// Why the next of those who wait is called: by rule.
const CALLED: &str = "候补递补";
/// Why a reservation ends that nobody used in time.
const LAPSED: &str = "预留逾期";

/// A line of a document: what names an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentLine {
    /// The document.
    pub document: DocumentId,
    /// Its line, from 1.
    pub line: u32,
}

/// An application on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// What names it.
    pub application: DocumentLine,
    /// Whose it is.
    pub unit: InstitutionId,
    /// As what it is wanted.
    pub purpose: Purpose,
    /// How many pieces.
    pub pieces: Pieces,
    /// The day it was made.
    pub on: NaiveDate,
}

/// Applications on record, in the order they came, and who waits.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// Those on record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applications: Vec<Application>,
    /// 候补: who is called next, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waitlist: Vec<DocumentLine>,
}

impl Queue {
    /// Whether nobody applied.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// An application on record.
    #[must_use]
    pub fn find(&self, application: DocumentLine) -> Option<&Application> {
        self.applications.iter().find(|on_record| on_record.application == application)
    }

    /// Whose turn it is among those who wait and are still on record.
    #[must_use]
    pub fn next(&self) -> Option<&Application> {
        self.waitlist.iter().find_map(|waiting| self.find(*waiting))
    }

    pub(super) fn without(&mut self, application: DocumentLine) {
        self.applications.retain(|on_record| on_record.application != application);
        self.waitlist.retain(|waiting| *waiting != application);
    }
}

impl Listing {
    /// The last day of 受理期. Where the listing does not say, it is so many working days from its first day on;
    /// Saturdays and Sundays are none.
    #[must_use]
    pub fn accepts_until(&self) -> NaiveDate {
        self.applications_until.unwrap_or_else(|| {
            let works = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            let days = self.opens_on.iter_days().filter(works).take(ACCEPTANCE_WORKING_DAYS);
            days.last().unwrap_or(self.opens_on)
        })
    }
}

impl Registered {
    /// 申请, 撤回, 分配, 递补, 提货预约 and the next step of the waterfall.
    pub(super) fn queue_step(
        &self,
        command: Command,
        facts: &Facts,
        today: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::ApplyFor { application, unit, purpose, pieces, on } => {
                past(on, today)?;
                self.apply(facts, &Application { application, unit, purpose, pieces, on }).map(|event| vec![event])
            }
            Command::WithdrawApplication { application, on } => {
                past(on, today)?;
                let on_record = self.queue.find(application).ok_or(Rejection::NoSuchApplication)?;
                if on < on_record.on {
                    return Err(Rejection::BeforeApplication { on: on_record.on });
                }
                Ok(vec![Event::ApplicationWithdrawn { application, unit: on_record.unit, on }])
            }
            Command::Allocate { reservation, to, reason, waitlist, until, on } => {
                self.in_order(on, today)?;
                filled(&reason, "reason")?;
                self.free()?;
                let line = line_of(&to)?;
                let chosen = self.queue.find(line).ok_or(Rejection::NoSuchApplication)?;
                self.decided_on(on, line)?;
                self.can_wait(&waitlist, line)?;
                self.allot(
                    facts,
                    chosen,
                    Allotment { reservation, under: to, reason, called: false, waitlist, until, on },
                )
            }
            Command::CallNext { reservation, until, on } => {
                self.in_order(on, today)?;
                self.call_next(facts, reservation, until, on)
            }
            Command::AgreePickup { reservation, pick_up_on, on } => {
                self.in_order(on, today)?;
                self.agree_pickup(reservation, pick_up_on, on).map(|event| vec![event])
            }
            Command::WidenReach { reach, closes_on, applications_until, on } => {
                self.in_order(on, today)?;
                self.widen(reach, closes_on, applications_until, on).map(|event| vec![event])
            }
            _ => Err(Rejection::NoSuchApplication),
        }
    }

    fn apply(&self, facts: &Facts, asked: &Application) -> Result<Event, Rejection> {
        let Application { application, unit, purpose, pieces, on } = *asked;
        let listing = self.within_reach(facts, unit, on)?;
        listing.offered(purpose)?;
        if !listing.open_on(on) {
            return Err(Rejection::WindowNotOpen { opens_on: listing.opens_on, closes_on: listing.closes_on });
        }
        let until = listing.accepts_until();
        if on > until && !listing.first_come {
            return Err(Rejection::ApplicationsClosed { until });
        }
        loan_terms(purpose, on)?;
        if pieces > self.card.pieces {
            return Err(Rejection::MoreThanThereIs { pieces: self.card.pieces.get() });
        }
        if self.queue.find(application).is_some() {
            return Err(Rejection::AlreadyApplied);
        }
        Ok(Event::AppliedFor { application, unit, purpose, pieces, on })
    }

    /// 分配 only after 受理期, unless who comes first has it; then only to him.
    fn decided_on(&self, on: NaiveDate, chosen: DocumentLine) -> Result<(), Rejection> {
        let listing = self.inside()?.listing.ok_or(Rejection::NotListed)?;
        let first = self.queue.applications.first().map(|first| first.application);
        match listing.first_come {
            true if first != Some(chosen) => Err(Rejection::NotFirst),
            false if on <= listing.accepts_until() => {
                Err(Rejection::ApplicationsOpen { until: listing.accepts_until() })
            }
            true | false => Ok(()),
        }
    }

    fn can_wait(&self, waitlist: &[DocumentLine], chosen: DocumentLine) -> Result<(), Rejection> {
        let twice = |at: usize, line: &DocumentLine| waitlist[..at].contains(line);
        for (at, line) in waitlist.iter().enumerate() {
            if *line == chosen || twice(at, line) || self.queue.find(*line).is_none() {
                return Err(Rejection::CannotWait);
            }
        }
        Ok(())
    }

    fn call_next(
        &self,
        facts: &Facts,
        reservation: ReservationId,
        until: Option<NaiveDate>,
        on: NaiveDate,
    ) -> Result<Vec<Event>, Rejection> {
        let mut events = match &self.occupation {
            Occupation::Reserved(held) if held.until.is_some_and(|last| last < on) => {
                vec![Event::ReservationReleased { reservation: held.reservation, reason: LAPSED.into(), on }]
            }
            Occupation::Free
            | Occupation::Reserved(_)
            | Occupation::UnderWay(_)
            | Occupation::OnLoan(_)
            | Occupation::Frozen(_)
            | Occupation::InRepair(_)
            | Occupation::Disposed => {
                self.free()?;
                Vec::new()
            }
        };
        let next = self.queue.next().ok_or(Rejection::NobodyWaits)?;
        let DocumentLine { document, line } = next.application;
        let under = Basis { document, line: Some(line), number: None, reply: None };
        let waits = |line: &DocumentLine| *line != next.application && self.queue.find(*line).is_some();
        let waitlist = self.queue.waitlist.iter().copied().filter(waits).collect();
        let reason = CALLED.to_owned();
        let allotment = Allotment { reservation, under, reason, called: true, waitlist, until, on };
        events.extend(self.allot(facts, next, allotment)?);
        Ok(events)
    }

    /// The allocation, and the reservation that goes with it.
    fn allot(&self, facts: &Facts, to: &Application, how: Allotment) -> Result<Vec<Event>, Rejection> {
        let Allotment { reservation, under, reason, called, waitlist, until, on } = how;
        let Application { application, unit, purpose, pieces, .. } = *to;
        self.within_reach(facts, unit, on)?.offered(purpose)?;
        loan_terms(purpose, on)?;
        if pieces < self.card.pieces {
            return Err(Rejection::SplitFirst { pieces: pieces.get() });
        }
        if let Some(until) = until
            && until < on
        {
            return Err(Rejection::KeptTooShort { until });
        }
        Ok(vec![
            Event::Allocated { application, unit, reason, called, waitlist, on },
            Event::Reserved { reservation, unit, purpose, until, under, terms: TERMS_VERSION, on },
        ])
    }

    fn agree_pickup(
        &self,
        reservation: ReservationId,
        pick_up_on: NaiveDate,
        on: NaiveDate,
    ) -> Result<Event, Rejection> {
        let held = match &self.occupation {
            Occupation::Reserved(held) if held.reservation == reservation => held,
            Occupation::Reserved(_) => return Err(Rejection::OtherReservation),
            Occupation::Free
            | Occupation::UnderWay(_)
            | Occupation::OnLoan(_)
            | Occupation::Frozen(_)
            | Occupation::InRepair(_)
            | Occupation::Disposed => return Err(Rejection::NotReserved),
        };
        if pick_up_on < on || held.until.is_some_and(|until| pick_up_on > until) {
            return Err(Rejection::PickupOutside { from: on, until: held.until });
        }
        Ok(Event::PickupAgreed { reservation, pick_up_on, on })
    }

    fn widen(
        &self,
        reach: Reach,
        closes_on: Option<NaiveDate>,
        applications_until: Option<NaiveDate>,
        on: NaiveDate,
    ) -> Result<Event, Rejection> {
        let listing = self.inside()?.listing.ok_or(Rejection::NotListed)?;
        self.free()?;
        if reach <= listing.reach {
            return Err(Rejection::NotWider { reach: listing.reach });
        }
        if let Some(closes_on) = closes_on
            && closes_on < on
        {
            return Err(Rejection::WindowBackwards { closes_on });
        }
        acceptance(on, closes_on, applications_until)?;
        Ok(Event::ReachWidened { reach, closes_on, applications_until, on })
    }
}

/// What is allotted, beside the application.
struct Allotment {
    reservation: ReservationId,
    under: Basis,
    reason: String,
    called: bool,
    waitlist: Vec<DocumentLine>,
    until: Option<NaiveDate>,
    on: NaiveDate,
}

fn line_of(to: &Basis) -> Result<DocumentLine, Rejection> {
    let line = to.line.ok_or(Rejection::NoSuchApplication)?;
    Ok(DocumentLine { document: to.document, line })
}

/// Refuses a 受理期 that ends before the window begins, or after it closes.
pub(super) fn acceptance(
    from: NaiveDate,
    closes_on: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Result<(), Rejection> {
    match until {
        Some(until) if until < from || closes_on.is_some_and(|last| until > last) => {
            Err(Rejection::AcceptanceOutside { until })
        }
        Some(_) | None => Ok(()),
    }
}

impl Command {
    /// Whether it is about applications and who gets it.
    pub(super) fn is_of_queue(&self) -> bool {
        matches!(
            self,
            Self::ApplyFor { .. }
                | Self::WithdrawApplication { .. }
                | Self::Allocate { .. }
                | Self::CallNext { .. }
                | Self::AgreePickup { .. }
                | Self::WidenReach { .. }
        )
    }
}
