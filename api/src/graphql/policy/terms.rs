//! The terms of a level or district, as they are shown and as they are given.

use async_graphql::{InputObject, Object};
use cangliu_domain::terms::Terms;

use super::super::bad_input::small;
use super::super::scalar::Whole;
use crate::ledger::Refused;

/// The terms of a level or district.
pub(super) struct PolicyTerms(pub(super) Terms);

/// The terms of a level or district.
#[Object]
impl PolicyTerms {
    /// Days after which an idle asset should come into a warehouse (闲置).
    async fn idle_days(&self) -> u16 {
        self.0.idle_days
    }

    /// Longest loan, in days.
    async fn loan_days_max(&self) -> u16 {
        self.0.loan_days_max
    }

    /// How often a loan can be renewed (续借).
    async fn renewals_max(&self) -> u16 {
        self.0.renewals_max
    }

    /// Working days for the acceptance of an intake or a return (验收).
    async fn acceptance_working_days(&self) -> u16 {
        self.0.acceptance_working_days
    }

    /// Working days that a reservation is kept.
    async fn reservation_working_days(&self) -> u16 {
        self.0.reservation_working_days
    }

    /// Working days within which a temporary body or an event hands over what it had.
    async fn hand_over_working_days(&self) -> u16 {
        self.0.hand_over_working_days
    }

    /// Days that the answer to a need is valid (查仓结果单).
    async fn need_valid_days(&self) -> u16 {
        self.0.need_valid_days
    }

    /// Days within which documents of one unit, act and class are looked at together.
    async fn splitting_window_days(&self) -> u16 {
        self.0.splitting_window_days
    }

    /// Whether who asks first is served first; else applications are gathered and allocated.
    async fn first_come(&self) -> bool {
        self.0.first_come
    }

    /// Whether things may move under an approved document only.
    async fn documents_required(&self) -> bool {
        self.0.documents_required
    }
}

/// The terms of a level or district; what is left out is as in the table.
#[derive(InputObject, Clone, Default)]
pub(super) struct PolicyTermsInput {
    /// Days after which an idle asset should come into a warehouse (闲置).
    idle_days: Option<Whole>,
    /// Longest loan, in days.
    loan_days_max: Option<Whole>,
    /// How often a loan can be renewed (续借).
    renewals_max: Option<Whole>,
    /// Working days for the acceptance of an intake or a return (验收).
    acceptance_working_days: Option<Whole>,
    /// Working days that a reservation is kept.
    reservation_working_days: Option<Whole>,
    /// Working days within which a temporary body or an event hands over what it had.
    hand_over_working_days: Option<Whole>,
    /// Days that the answer to a need is valid (查仓结果单).
    need_valid_days: Option<Whole>,
    /// Days within which documents of one unit, act and class are looked at together.
    splitting_window_days: Option<Whole>,
    /// Whether who asks first is served first; else applications are gathered and allocated.
    first_come: Option<bool>,
    /// Whether things may move under an approved document only.
    documents_required: Option<bool>,
}

impl PolicyTermsInput {
    /// The terms.
    ///
    /// # Errors
    /// When a number is out of range.
    pub(super) fn read(&self) -> Result<Terms, Refused> {
        let or = |field, given: Option<Whole>, table| given.map_or(Ok(table), |given| small(field, given));
        let table = Terms::TABLE;
        Ok(Terms {
            idle_days: or("terms.idleDays", self.idle_days, table.idle_days)?,
            loan_days_max: or("terms.loanDaysMax", self.loan_days_max, table.loan_days_max)?,
            renewals_max: or("terms.renewalsMax", self.renewals_max, table.renewals_max)?,
            acceptance_working_days: or(
                "terms.acceptanceWorkingDays",
                self.acceptance_working_days,
                table.acceptance_working_days,
            )?,
            reservation_working_days: or(
                "terms.reservationWorkingDays",
                self.reservation_working_days,
                table.reservation_working_days,
            )?,
            hand_over_working_days: or(
                "terms.handOverWorkingDays",
                self.hand_over_working_days,
                table.hand_over_working_days,
            )?,
            need_valid_days: or("terms.needValidDays", self.need_valid_days, table.need_valid_days)?,
            splitting_window_days: or(
                "terms.splittingWindowDays",
                self.splitting_window_days,
                table.splitting_window_days,
            )?,
            first_come: self.first_come.unwrap_or(table.first_come),
            documents_required: self.documents_required.unwrap_or(table.documents_required),
        })
    }
}
