//! 冲销: taking one event back, only when nothing later rests on it.
//!
//! What an event wrote is told by the facets before and after it. A later unreversed event that
//! rests on one of these facets is a dependent; it has to be reversed first. So every event that is
//! kept still is what the rules would have said without the reversed one.

use chrono::NaiveDate;

use super::decide::filled;
use super::situation::{InWarehouse, Registered, Situation};
use super::{Asset, Event, Rejection};

/// A facet that a reversible event may write. The lot is none: a split is not reversed, since the
/// part began a life of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Owner,
    Books,
    Place,
    Custody,
    Condition,
    Listing,
    Claim,
    Debt,
    Reports,
    Proceeds,
    Card,
    Queue,
}

use Facet::{Books, Card, Claim, Condition, Custody, Debt, Listing, Owner, Place, Proceeds, Queue, Reports};

impl Facet {
    const ALL: [Self; 12] =
        [Owner, Books, Place, Custody, Condition, Listing, Claim, Debt, Reports, Proceeds, Card, Queue];

    /// Whether an event that led from `before` to `after` wrote it.
    fn written(self, before: &Registered, after: &Registered) -> bool {
        let unlisted = |inside: &Option<InWarehouse>| {
            inside.as_ref().map(|inside| InWarehouse { listing: None, ..inside.clone() })
        };
        let listing = |inside: &Option<InWarehouse>| inside.as_ref().and_then(|inside| inside.listing);
        match self {
            Owner => before.books.owner != after.books.owner,
            Books => before.books != after.books,
            Place => unlisted(&before.in_warehouse) != unlisted(&after.in_warehouse),
            Custody => before.custody != after.custody || before.used_by != after.used_by,
            Condition => before.condition != after.condition,
            Listing => listing(&before.in_warehouse) != listing(&after.in_warehouse),
            Claim => before.occupation != after.occupation || before.last_return != after.last_return,
            Debt => before.liability != after.liability,
            Reports => before.appraisals != after.appraisals,
            Queue => before.queue != after.queue,
            Proceeds => before.disposal != after.disposal,
            Card => {
                let own = |now: &Registered| (now.card.net_value, now.card.usage, now.card.department.clone());
                own(before) != own(after)
            }
        }
    }
}

/// What an event rests on: what its decision reads, and what its effect on other facets reads.
fn rests_on(event: &Event) -> &'static [Facet] {
    match event {
        Event::Registered { .. } | Event::LotBegun { .. } | Event::Reversed { .. } => &[],
        // The part began with all of it.
        Event::LotSplit { .. } => &Facet::ALL,
        Event::TakenIn { .. } => &[Owner, Place, Claim],
        Event::Listed { .. } => &[Place, Condition, Listing, Claim],
        Event::Unlisted { .. } => &[Place, Listing, Claim],
        Event::Reserved { .. } => &[Place, Condition, Listing, Claim, Queue],
        Event::ReservationReleased { .. } | Event::PickupAgreed { .. } => &[Claim],
        Event::AppliedFor { .. } => &[Place, Condition, Listing, Claim, Queue],
        Event::ApplicationWithdrawn { .. } => &[Queue],
        Event::Allocated { .. } => &[Place, Condition, Listing, Claim, Queue],
        Event::ReachWidened { .. } => &[Place, Listing, Claim],
        Event::LoanRenewed { .. } => &[Claim],
        Event::LiabilityStated { .. } => &[Claim, Debt],
        Event::Compensated { .. } => &[Debt],
        Event::Frozen { .. }
        | Event::Unfrozen { .. }
        | Event::RepairBegun { .. }
        | Event::Repaired { .. }
        | Event::Appraised { .. } => &[Claim],
        Event::Disposed { .. } => &[Owner, Books, Place, Claim, Reports],
        Event::ProceedsStated { .. } | Event::ProceedsPaid { .. } => &[Proceeds],
        Event::CardRefreshed { .. } => &[Owner, Books, Card],
        Event::Dispatched { .. } | Event::Received { .. } | Event::LoanReturned { .. } | Event::Reclaimed { .. } => {
            &[Place, Claim]
        }
        Event::BookedIn { .. } | Event::BookedOff { .. } | Event::VoucherRecorded { .. } => &[Owner, Books, Proceeds],
    }
}

impl Asset {
    /// Reverses the event of `revision`, if nothing unreversed rests on it.
    pub(super) fn reverse(&self, revision: u64, reason: String, on: NaiveDate) -> Result<Event, Rejection> {
        filled(&reason, "reason")?;
        let at =
            self.kept.iter().position(|(kept, _)| *kept == revision).ok_or(Rejection::NothingToReverse { revision })?;
        let (_, event) = &self.kept[at];
        if matches!(event, Event::Registered { .. } | Event::LotBegun { .. } | Event::LotSplit { .. }) {
            return Err(Rejection::NotReversible { what: event.name() });
        }
        if on < event.on() {
            return Err(Rejection::ReversedTooEarly { happened_on: event.on() });
        }
        let dependents = self.dependents(at);
        if !dependents.is_empty() {
            return Err(Rejection::HasDependents { revisions: dependents });
        }
        Ok(Event::Reversed { revision, what: event.name().to_owned(), effective_on: event.on(), reason, on })
    }

    /// Revisions of the kept events that rest on the one at `at`.
    fn dependents(&self, at: usize) -> Vec<u64> {
        let before = Situation::of(self.kept[..at].iter().map(|(_, event)| event));
        let after = before.clone().with(&self.kept[at].1);
        let (Some(before), Some(after)) = (before.registered(), after.registered()) else {
            return Vec::new();
        };
        let written: Vec<Facet> = Facet::ALL.into_iter().filter(|facet| facet.written(before, after)).collect();
        self.kept[at + 1..]
            .iter()
            .filter(|(_, later)| rests_on(later).iter().any(|facet| written.contains(facet)))
            .map(|(revision, _)| *revision)
            .collect()
    }
}
