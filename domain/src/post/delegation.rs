//! Delegation (代理): somebody acts from a post in its holder's place, from one day to another, for a reason.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::event::Delegate;
use super::{Event, Holder, Rejection, Seat};
use crate::id::DelegationId;

/// Longest delegation.
const MONTHS_MAX: Months = Months::new(12);

/// A kind of document (单据) that a delegation can be limited to; the names are those of the documents' own kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Act {
    /// 入仓.
    Intake,
    /// 调剂.
    Reallocation,
    /// 借用.
    Loan,
    /// 续借.
    LoanRenewal,
    /// 归还.
    LoanReturn,
    /// 撤仓.
    Reclaim,
    /// 处置.
    Disposal,
    /// 盘点差异.
    StocktakeDifference,
}

/// A delegation that may still have effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Its id.
    pub id: DelegationId,
    /// Who acts.
    pub delegate: Holder,
    /// First day.
    pub from: NaiveDate,
    /// First day no longer.
    pub until: NaiveDate,
}

impl Delegation {
    /// What an event begins.
    pub(super) fn of(id: DelegationId, delegate: &Holder, from: NaiveDate, to: NaiveDate) -> Self {
        Self { id, delegate: delegate.clone(), from, until: after(to) }
    }

    /// Those of a post that are left once nothing of them lasts beyond a day.
    pub(super) fn cut(all: Vec<Self>, on: NaiveDate) -> Vec<Self> {
        let cut = all.into_iter().map(|one| Self { until: one.until.min(on), ..one });
        cut.filter(|one| one.from < one.until).collect()
    }

    /// The same list with one of them ended.
    pub(super) fn ended(all: Vec<Self>, id: DelegationId, on: NaiveDate) -> Vec<Self> {
        let (ended, mut others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.id == id);
        others.extend(Self::cut(ended, on));
        others
    }
}

/// The day after the last one.
fn after(last: NaiveDate) -> NaiveDate {
    last.succ_opt().unwrap_or(NaiveDate::MAX)
}

/// Lets somebody act for the holder.
pub(super) fn delegated(seat: &Seat, asked: Delegate, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
    let Some((holder, since)) = &seat.holder else { return Err(Rejection::PostVacant) };
    let Delegate { delegation, delegate, from, to, .. } = &asked;
    delegate.named()?;
    if delegate == holder {
        return Err(Rejection::DelegateIsHolder);
    }
    if to < from {
        return Err(Rejection::DelegationEndsBeforeItBegins);
    }
    if from.checked_add_months(MONTHS_MAX).is_none_or(|end| after(*to) > end) {
        return Err(Rejection::DelegationTooLong);
    }
    if *from < today {
        return Err(Rejection::DayPassed { today });
    }
    if from < since {
        return Err(Rejection::BeforePresentHolder { from: *since });
    }
    seat.term_allows(*from)?;
    if seat.used.contains(delegation) {
        return Err(Rejection::DelegationIdTaken);
    }
    let overlaps = |other: &&Delegation| *from < other.until && other.from <= *to;
    if let Some(other) = seat.delegations.iter().find(overlaps) {
        let to = other.until.pred_opt().unwrap_or(other.until);
        return Err(Rejection::DelegationOverlaps { from: other.from, to });
    }
    let Delegate { delegation, delegate, from, to, mut acts, reason, on } = asked;
    acts.sort_unstable();
    acts.dedup();
    Ok(vec![Event::Delegated { delegation, delegate, from, to, acts, reason, on }])
}

/// Ends a delegation before its last day.
pub(super) fn ended(
    seat: &Seat,
    delegation: DelegationId,
    on: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Event>, Rejection> {
    if !seat.used.contains(&delegation) {
        return Err(Rejection::DelegationUnknown);
    }
    if on < today {
        return Err(Rejection::DayPassed { today });
    }
    match seat.delegations.iter().find(|one| one.id == delegation) {
        Some(one) if on < one.until => Ok(vec![Event::DelegationEnded { delegation, on }]),
        Some(_) | None => Err(Rejection::DelegationOver),
    }
}
