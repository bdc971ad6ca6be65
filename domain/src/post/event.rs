//! What a post can be asked, and what can have happened to it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Act, Holder, OpenDuties, Role, Scope};
use crate::id::{DelegationId, InstitutionId, NoteId, PostId};

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open a post at an institution.
    Open { post: PostId, institution: InstitutionId, role: Role, scope: Scope, title: String, on: NaiveDate },
    /// Let somebody hold it from a day on, ending whoever held it.
    Assign { holder: Holder, from: NaiveDate },
    /// End the present holder's time.
    Vacate { on: NaiveDate },
    /// Close it.
    Close { on: NaiveDate },
    /// 代理: let somebody act in the holder's place.
    Delegate(Delegate),
    /// End a delegation before its last day; `on` is the first day without it.
    EndDelegation { delegation: DelegationId, on: NaiveDate },
    /// Say which day is its last, as a contract has it.
    SetTerm { until: NaiveDate, on: NaiveDate },
    /// 离任交接: hand everything over to who holds it from `on`.
    HandOverDuties {
        to: Holder,
        on: NaiveDate,
        /// What is open, as the books say when it is handed over: no part of what was asked, so that the same command
        /// stays the same.
        #[serde(skip)]
        open: OpenDuties,
    },
}

/// Whom to let act in the holder's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delegate {
    /// Id of the delegation, made by the client.
    pub delegation: DelegationId,
    /// Who acts.
    pub delegate: Holder,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// For which kinds of documents; none listed means all that the post may do.
    pub acts: Vec<Act>,
    /// Why.
    pub reason: NoteId,
    /// The business day.
    pub on: NaiveDate,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It was opened.
    #[serde(rename = "post-opened")]
    Opened { post: PostId, institution: InstitutionId, role: Role, scope: Scope, title: String, on: NaiveDate },
    /// Somebody holds it.
    #[serde(rename = "post-assigned")]
    Assigned { holder: Holder, from: NaiveDate },
    /// Nobody holds it any more.
    #[serde(rename = "post-vacated")]
    Vacated { on: NaiveDate },
    /// It was closed.
    #[serde(rename = "post-closed")]
    Closed { on: NaiveDate },
    /// Somebody acts in the holder's place, from the first day to the last.
    #[serde(rename = "post-delegated")]
    Delegated {
        delegation: DelegationId,
        delegate: Holder,
        from: NaiveDate,
        to: NaiveDate,
        /// The kinds of documents; none listed means all that the post may do.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        acts: Vec<Act>,
        reason: NoteId,
        on: NaiveDate,
    },
    /// He no longer does; `on` is the first day without it.
    #[serde(rename = "post-delegation-ended")]
    DelegationEnded { delegation: DelegationId, on: NaiveDate },
    /// It ends with a contract: `until` is its last day. A later one replaces it.
    #[serde(rename = "post-term-set")]
    TermSet { until: NaiveDate, on: NaiveDate },
    /// What was open when one holder handed over to the next, who is assigned by the event beside it.
    #[serde(rename = "post-duties-handed-over")]
    DutiesHandedOver { by: Holder, to: Holder, open: OpenDuties, on: NaiveDate },
}
