//! What every event of an asset answers: its stored name, its day, and whether it moved the thing.

use chrono::NaiveDate;

use super::Event;

impl Event {
    /// Its stored name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "asset-registered",
            Self::LotSplit { .. } => "asset-lot-split",
            Self::LotBegun { .. } => "asset-lot-begun",
            Self::TakenIn { .. } => "asset-taken-in",
            Self::Listed { .. } => "asset-listed",
            Self::Unlisted { .. } => "asset-unlisted",
            Self::AppliedFor { .. } => "asset-applied-for",
            Self::ApplicationWithdrawn { .. } => "asset-application-withdrawn",
            Self::Allocated { .. } => "asset-allocated",
            Self::PickupAgreed { .. } => "asset-pickup-agreed",
            Self::ReachWidened { .. } => "asset-reach-widened",
            Self::Reserved { .. } => "asset-reserved",
            Self::ReservationReleased { .. } => "asset-reservation-released",
            Self::Dispatched { .. } => "asset-dispatched",
            Self::Received { .. } => "asset-received",
            Self::LoanReturned { .. } => "asset-loan-returned",
            Self::LoanRenewed { .. } => "asset-loan-renewed",
            Self::LiabilityStated { .. } => "asset-liability-stated",
            Self::Compensated { .. } => "asset-compensated",
            Self::Reclaimed { .. } => "asset-reclaimed",
            Self::Frozen { .. } => "asset-frozen",
            Self::Unfrozen { .. } => "asset-unfrozen",
            Self::RepairBegun { .. } => "asset-repair-begun",
            Self::Repaired { .. } => "asset-repaired",
            Self::Appraised { .. } => "asset-appraised",
            Self::Disposed { .. } => "asset-disposed",
            Self::ProceedsStated { .. } => "asset-proceeds-stated",
            Self::ProceedsPaid { .. } => "asset-proceeds-paid",
            Self::CardRefreshed { .. } => "asset-card-refreshed",
            Self::BookedIn { .. } => "asset-booked-in",
            Self::BookedOff { .. } => "asset-booked-off",
            Self::VoucherRecorded { .. } => "asset-voucher-recorded",
            Self::Reversed { .. } => "asset-event-reversed",
        }
    }

    /// Its business date.
    #[must_use]
    pub fn on(&self) -> NaiveDate {
        match self {
            Self::Registered { on, .. }
            | Self::LotSplit { on, .. }
            | Self::LotBegun { on, .. }
            | Self::TakenIn { on, .. }
            | Self::Listed { on, .. }
            | Self::Unlisted { on }
            | Self::AppliedFor { on, .. }
            | Self::ApplicationWithdrawn { on, .. }
            | Self::Allocated { on, .. }
            | Self::PickupAgreed { on, .. }
            | Self::ReachWidened { on, .. }
            | Self::Reserved { on, .. }
            | Self::ReservationReleased { on, .. }
            | Self::Dispatched { on, .. }
            | Self::Received { on, .. }
            | Self::LoanReturned { on, .. }
            | Self::LoanRenewed { on, .. }
            | Self::LiabilityStated { on, .. }
            | Self::Compensated { on, .. }
            | Self::Reclaimed { on, .. }
            | Self::Frozen { on, .. }
            | Self::Unfrozen { on, .. }
            | Self::RepairBegun { on, .. }
            | Self::Repaired { on, .. }
            | Self::Appraised { on, .. }
            | Self::Disposed { on, .. }
            | Self::ProceedsStated { on, .. }
            | Self::ProceedsPaid { on, .. }
            | Self::CardRefreshed { on, .. }
            | Self::BookedIn { on, .. }
            | Self::BookedOff { on, .. }
            | Self::VoucherRecorded { on, .. }
            | Self::Reversed { on, .. } => *on,
        }
    }

    /// Whether it is a step of the thing itself: those are dated in order. What offices write about it
    /// they write when they get to it.
    #[must_use]
    pub fn is_step(&self) -> bool {
        match self {
            Self::LiabilityStated { .. }
            | Self::Compensated { .. }
            | Self::Appraised { .. }
            | Self::AppliedFor { .. }
            | Self::ApplicationWithdrawn { .. }
            | Self::ProceedsStated { .. }
            | Self::ProceedsPaid { .. }
            | Self::CardRefreshed { .. }
            | Self::BookedIn { .. }
            | Self::BookedOff { .. }
            | Self::VoucherRecorded { .. } => false,
            Self::Registered { .. }
            | Self::LotSplit { .. }
            | Self::LotBegun { .. }
            | Self::TakenIn { .. }
            | Self::Listed { .. }
            | Self::Unlisted { .. }
            | Self::Allocated { .. }
            | Self::PickupAgreed { .. }
            | Self::ReachWidened { .. }
            | Self::Reserved { .. }
            | Self::ReservationReleased { .. }
            | Self::Dispatched { .. }
            | Self::Received { .. }
            | Self::LoanReturned { .. }
            | Self::LoanRenewed { .. }
            | Self::Reclaimed { .. }
            | Self::Frozen { .. }
            | Self::Unfrozen { .. }
            | Self::RepairBegun { .. }
            | Self::Repaired { .. }
            | Self::Disposed { .. }
            | Self::Reversed { .. } => true,
        }
    }
}
