//! A post (岗位): an institution's role, and who holds it from when to when.
//!
//! The token says who somebody is; posts decide what he may. A holder is named as his token names
//! him (issuer and subject), so that persons are compared by that pair and by nothing else.
//!
//! | file | holds |
//! |---|---|
//! | `event` | commands and events |
//! | `delegation` | 代理: acting in the holder's place |
//! | `duties` | 离任交接: what a leaving holder hands over |
//! | `rejection` | how it says no |

mod delegation;
mod duties;
mod event;
mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::Aggregate;
use crate::division::Division;
use crate::id::{DelegationId, InstitutionId};

pub use delegation::{Act, Delegation};
pub use duties::{LISTED_MAX, Listed, OpenDuties};
pub use event::{Command, Delegate, Event};
pub use rejection::Rejection;

/// What a post may do; the table in the API says exactly which fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Keeps the registry, posts, warehouses; approves nothing.
    Administrator,
    /// 资产管理员 of a unit.
    AssetManager,
    /// 仓管员 of a warehouse's operator.
    WarehouseKeeper,
    /// 垃圾分类管理员 or facility operator of a unit.
    WasteOfficer,
    /// Reads the numbers of a scope.
    Manager,
    /// 审计、纪检: reads everything, writes nothing.
    Auditor,
    /// A Yangtze Delta partner: shared listings only.
    Partner,
    /// 复核 of a unit: the second person of a document.
    Reviewer,
    /// 单位负责人: decides for the unit.
    UnitHead,
    /// 主管部门审核: approves for the units of a competent department.
    DepartmentApprover,
    /// 机管局审批: approves for a level or a district.
    OfficesApprover,
    /// 财政审批: approves for a level or a district.
    FinanceApprover,
    /// 安全管理员: accounts and their locks; approves nothing.
    SecurityAdministrator,
    /// 审计管理员: reads who did and saw what; approves nothing.
    AuditAdministrator,
}

/// How far a post looks: what its holder may see beyond his own institution.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Scope {
    /// The institution of the post.
    Institution,
    /// The whole city.
    City,
    /// Every unit with this 隶属区.
    Subordinate(Division),
    /// Every unit with this 所在区.
    Located(Division),
    /// Every unit under this competent department.
    Department(String),
}

/// A person as his token names him.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holder {
    /// Issuer of the token.
    pub issuer: String,
    /// Subject within the issuer.
    pub subject: String,
}

impl Holder {
    fn named(&self) -> Result<(), Rejection> {
        let is_empty = self.issuer.trim().is_empty() || self.subject.trim().is_empty();
        if is_empty { Err(Rejection::HolderEmpty) } else { Ok(()) }
    }
}

/// What must be known of the institution.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Whether the institution is registered and not closed.
    pub institution_active: bool,
}

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Post {
    /// Never opened.
    #[default]
    Unopened,
    /// Open, perhaps held.
    Open(Seat),
    /// Closed.
    Closed { on: NaiveDate },
}

/// An open post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Whose it is.
    pub institution: InstitutionId,
    /// What it may do.
    pub role: Role,
    /// Who holds it, and since when.
    pub holder: Option<(Holder, NaiveDate)>,
    /// The day this holder began, or nobody held it any more.
    pub since: NaiveDate,
    /// Its last day, where it ends with a contract.
    pub term: Option<NaiveDate>,
    /// Delegations that may still have effect.
    pub delegations: Vec<Delegation>,
    /// Ids of all delegations there ever were.
    used: BTreeSet<DelegationId>,
}

impl Aggregate for Post {
    const CATEGORY: &'static str = "post";
    type Command = Command;
    type Facts = Facts;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, facts: &Facts, today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unopened, Command::Open { .. }) if !facts.institution_active => Err(Rejection::InstitutionNotActive),
            (Self::Unopened, Command::Open { title, .. }) if title.trim().is_empty() => Err(Rejection::TitleEmpty),
            (Self::Unopened, Command::Open { post, institution, role, scope, title, on }) => {
                Ok(vec![Event::Opened { post, institution, role, scope, title, on }])
            }
            (Self::Unopened, _) => Err(Rejection::PostNotOpen),
            (_, Command::Open { .. }) => Err(Rejection::PostAlreadyOpen),
            (Self::Closed { on }, _) => Err(Rejection::PostClosed { on: *on }),
            (Self::Open(seat), Command::Assign { holder, from }) => seat.assigned(holder, from),
            (Self::Open(seat), Command::Vacate { .. }) if seat.holder.is_none() => Err(Rejection::PostVacant),
            (Self::Open(seat), Command::Vacate { on }) => seat.not_before(on, Event::Vacated { on }),
            (Self::Open(seat), Command::Close { on }) => seat.not_before(on, Event::Closed { on }),
            (Self::Open(seat), Command::Delegate(asked)) => delegation::delegated(seat, asked, today),
            (Self::Open(seat), Command::EndDelegation { delegation, on }) => {
                delegation::ended(seat, delegation, on, today)
            }
            (Self::Open(seat), Command::SetTerm { until, on }) => seat.not_before(until, Event::TermSet { until, on }),
            (Self::Open(seat), Command::HandOverDuties { to, on, open }) => duties::handed_over(seat, to, on, open),
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Opened { institution, role, on, .. }) => Self::Open(Seat::new(*institution, *role, *on)),
            (_, Event::Closed { on }) => Self::Closed { on: *on },
            (Self::Open(seat), Event::Assigned { holder, from }) => {
                Self::Open(seat.passing(Some((holder.clone(), *from)), *from))
            }
            (Self::Open(seat), Event::Vacated { on }) => Self::Open(seat.passing(None, *on)),
            (Self::Open(mut seat), Event::Delegated { delegation, delegate, from, to, .. }) => {
                seat.used.insert(*delegation);
                seat.delegations.push(Delegation::of(*delegation, delegate, *from, *to));
                Self::Open(seat)
            }
            (Self::Open(seat), Event::DelegationEnded { delegation, on }) => {
                let delegations = Delegation::ended(seat.delegations, *delegation, *on);
                Self::Open(Seat { delegations, ..seat })
            }
            (Self::Open(seat), Event::TermSet { until, .. }) => Self::Open(Seat { term: Some(*until), ..seat }),
            // Who holds it now is told by the assignment beside it.
            (Self::Open(seat), Event::DutiesHandedOver { .. }) => Self::Open(seat),
            (
                other @ (Self::Unopened | Self::Closed { .. }),
                Event::Assigned { .. }
                | Event::Vacated { .. }
                | Event::Delegated { .. }
                | Event::DelegationEnded { .. }
                | Event::TermSet { .. }
                | Event::DutiesHandedOver { .. },
            ) => other,
        }
    }
}

impl Seat {
    fn new(institution: InstitutionId, role: Role, since: NaiveDate) -> Self {
        let (delegations, used) = (Vec::new(), BTreeSet::new());
        Self { institution, role, holder: None, since, term: None, delegations, used }
    }

    /// Whether a person holds it, whatever the day.
    #[must_use]
    pub fn is_held_by(&self, issuer: &str, subject: &str) -> bool {
        self.holder.as_ref().is_some_and(|(holder, _)| holder.issuer == issuer && holder.subject == subject)
    }

    /// With another holder, or none, from a day on: who acted for the former one no longer does.
    fn passing(self, holder: Option<(Holder, NaiveDate)>, since: NaiveDate) -> Self {
        Self { holder, since, delegations: Delegation::cut(self.delegations, since), ..self }
    }

    fn assigned(&self, holder: Holder, from: NaiveDate) -> Result<Vec<Event>, Rejection> {
        holder.named()?;
        match &self.holder {
            Some((present, from)) if *present == holder => Err(Rejection::AlreadyHolder { from: *from }),
            Some(_) | None => {
                self.term_allows(from)?;
                self.not_before(from, Event::Assigned { holder, from })
            }
        }
    }

    fn not_before(&self, on: NaiveDate, event: Event) -> Result<Vec<Event>, Rejection> {
        match &self.holder {
            Some(_) | None if self.since <= on => Ok(vec![event]),
            Some((_, from)) => Err(Rejection::BeforePresentHolder { from: *from }),
            None => Err(Rejection::BeforeVacancy { since: self.since }),
        }
    }

    fn term_allows(&self, from: NaiveDate) -> Result<(), Rejection> {
        match self.term {
            Some(until) if until < from => Err(Rejection::TermOver { until }),
            Some(_) | None => Ok(()),
        }
    }
}
