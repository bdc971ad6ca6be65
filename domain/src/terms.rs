//! Terms that decisions use where no policy says otherwise: a code table with a version.
//!
//! DOMAIN 1.2 marks these as proposals; a later policy stream overrides them, and an event that
//! was decided by them names the version.

use crate::asset::{AppraisalKind, DisposalMethod};

/// Version of this table. A change of any number below raises it.
pub const TERMS_VERSION: u32 = 1;

/// Longest loan, in days.
pub const LOAN_DAYS_MAX: i64 = 180;

/// How often a loan is renewed at most.
pub const RENEWALS_MAX: u32 = 2;

/// What must be on record before a disposal: what is given away for something is valued first (DOMAIN 1.2).
#[must_use]
pub fn needed_before(method: DisposalMethod) -> &'static [AppraisalKind] {
    match method {
        DisposalMethod::Sale | DisposalMethod::Exchange => &[AppraisalKind::Valuation],
        DisposalMethod::GratuitousTransfer
        | DisposalMethod::Donation
        | DisposalMethod::Scrapping
        | DisposalMethod::LossWriteOff => &[],
    }
}

/// How many working days applications for a listing are taken, where it does not say (受理期).
pub const ACCEPTANCE_WORKING_DAYS: usize = 5;
