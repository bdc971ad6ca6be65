//! Terms that decisions use: a code table with a version for where no policy says otherwise, and the form a policy says
//! its own in.
//!
//! DOMAIN 1.2 marks the table's numbers as proposals; a policy stream overrides them, and an event that was decided by
//! them names the version.

use serde::{Deserialize, Serialize};

use crate::asset::{AppraisalKind, DisposalMethod};

/// Version of this table. A change of any number below raises it.
pub const TERMS_VERSION: u32 = 1;

/// Longest loan, in days.
pub const LOAN_DAYS_MAX: i64 = 180;

/// Longest term a policy can set, in days or working days.
pub const TERM_DAYS_MAX: u16 = 3_650;

/// The terms of a division: what a policy sets beside its rules of approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Terms {
    /// Days after which an idle asset should come into a warehouse (闲置).
    pub idle_days: u16,
    /// Longest loan, in days.
    pub loan_days_max: u16,
    /// How often a loan can be renewed (续借).
    pub renewals_max: u16,
    /// Working days for the acceptance of an intake or a return (验收).
    pub acceptance_working_days: u16,
    /// Working days that a reservation is kept.
    pub reservation_working_days: u16,
    /// Working days within which a temporary body or an event hands over what it had.
    pub hand_over_working_days: u16,
    /// Days that the answer to a need is valid (查仓结果单).
    pub need_valid_days: u16,
    /// Days within which documents of one unit, act and class are looked at together.
    pub splitting_window_days: u16,
    /// Whether who asks first is served first; else applications are gathered and allocated.
    pub first_come: bool,
    /// Whether things may move under an approved document only.
    pub documents_required: bool,
}

impl Terms {
    /// The terms where no policy is adopted: the table of [`TERMS_VERSION`].
    pub const TABLE: Self = Self {
        idle_days: 180,
        loan_days_max: 180,
        renewals_max: 2,
        acceptance_working_days: 5,
        reservation_working_days: 10,
        hand_over_working_days: 30,
        need_valid_days: 30,
        splitting_window_days: 30,
        first_come: true,
        documents_required: false,
    };

    /// The first term that no policy can set like this, by its name in the schema: none may be zero but the renewals.
    #[must_use]
    pub fn implausible(&self) -> Option<&'static str> {
        let days = [
            ("idleDays", self.idle_days),
            ("loanDaysMax", self.loan_days_max),
            ("acceptanceWorkingDays", self.acceptance_working_days),
            ("reservationWorkingDays", self.reservation_working_days),
            ("handOverWorkingDays", self.hand_over_working_days),
            ("needValidDays", self.need_valid_days),
            ("splittingWindowDays", self.splitting_window_days),
        ];
        let unset = days.into_iter().find(|(_, days)| !(1..=TERM_DAYS_MAX).contains(days)).map(|(name, _)| name);
        unset.or((self.renewals_max > TERM_DAYS_MAX).then_some("renewalsMax"))
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_terms_is_one_a_policy_could_adopt_and_names_the_loan_that_assets_know() {
        assert_eq!(Terms::TABLE.implausible(), None);
        assert_eq!(i64::from(Terms::TABLE.loan_days_max), LOAN_DAYS_MAX);
    }

    #[test]
    fn a_term_of_no_days_or_of_decades_is_implausible() {
        assert_eq!(Terms { idle_days: 0, ..Terms::TABLE }.implausible(), Some("idleDays"));
        let decades = Terms { need_valid_days: TERM_DAYS_MAX + 1, ..Terms::TABLE };
        assert_eq!(decades.implausible(), Some("needValidDays"));
        assert_eq!(Terms { renewals_max: 0, ..Terms::TABLE }.implausible(), None, "a loan that is never renewed");
        assert_eq!(Terms { renewals_max: u16::MAX, ..Terms::TABLE }.implausible(), Some("renewalsMax"));
    }

    #[test]
    fn a_changed_table_needs_a_new_version() {
        // On a change of the table: raise TERMS_VERSION and put the new pair here.
        let table = serde_json::to_string(&Terms::TABLE).unwrap();
        let written = concat!(
            r#"{"idleDays":180,"loanDaysMax":180,"renewalsMax":2,"acceptanceWorkingDays":5,"#,
            r#""reservationWorkingDays":10,"handOverWorkingDays":30,"needValidDays":30,"#,
            r#""splittingWindowDays":30,"firstCome":true,"documentsRequired":false}"#
        );
        assert_eq!((TERMS_VERSION, table.as_str()), (1, written));
    }
}
