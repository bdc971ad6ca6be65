//! The facets of an asset. How events change them is in `evolve`, what may change them in the steps.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::books::Books;
use super::card::CardFacts;
use super::disposal::{Appraisal, Disposal, Freeze};
use super::event::Purpose;
use super::liability::{LastReturn, Liability};
use super::queue::Queue;
use super::reach::Reach;
use super::upkeep::Repair;
use crate::basis::Basis;
use crate::id::{AssetId, InstitutionId, ReservationId, WarehouseId};
use crate::warehouse::{IntakeMode, Storage};

/// 成色, judged at intake and at each return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Condition {
    /// A 完好.
    Serviceable,
    /// B 可修复.
    Repairable,
    /// C 待报废.
    ScrapDue,
}

/// 保管: who answers for the thing itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// The custodian.
    pub custodian: InstitutionId,
    /// The place, as last said.
    pub place: Option<String>,
}

/// A listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing {
    /// Who may see and claim it.
    pub reach: Reach,
    /// May be had by 无偿划转.
    pub transfer: bool,
    /// May be had on loan.
    pub loan: bool,
    /// First day of the window.
    pub opens_on: NaiveDate,
    /// Last day of the window; `None` is open-ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_on: Option<NaiveDate>,
    /// Last day of 受理期, where the listing says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applications_until: Option<NaiveDate>,
    /// Whether who applies first has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub first_come: bool,
}

impl Listing {
    /// Whether the window is open on a day.
    #[must_use]
    pub fn open_on(&self, day: NaiveDate) -> bool {
        self.opens_on <= day && self.closes_on.is_none_or(|last| day <= last)
    }
}

/// Its place in a warehouse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InWarehouse {
    /// The warehouse.
    pub warehouse: WarehouseId,
    /// Who runs it.
    pub operator: InstitutionId,
    /// Who brought it.
    pub depositor: InstitutionId,
    /// Whether the books moved.
    pub mode: IntakeMode,
    /// Where it stands.
    pub storage: Storage,
    /// Since when.
    pub since: NaiveDate,
    /// Its listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listing: Option<Listing>,
}

impl InWarehouse {
    /// Who keeps the thing while nobody has it on loan.
    #[must_use]
    pub fn keeper(&self) -> InstitutionId {
        match self.storage {
            Storage::Central => self.operator,
            Storage::InPlace => self.depositor,
        }
    }
}

/// 预留.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reservation {
    /// Its id.
    pub reservation: ReservationId,
    /// For whom.
    pub unit: InstitutionId,
    /// As what.
    pub purpose: Purpose,
    /// Until when it is kept.
    pub until: Option<NaiveDate>,
    /// Under which document.
    pub under: Basis,
    /// The day it is to be picked up.
    pub pick_up_on: Option<NaiveDate>,
}

/// Handed over, not yet received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnderWay {
    /// To whom.
    pub unit: InstitutionId,
    /// As what.
    pub purpose: Purpose,
    /// Since when.
    pub since: NaiveDate,
}

/// 借用.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loan {
    /// The borrower.
    pub unit: InstitutionId,
    /// Due back.
    pub due_on: NaiveDate,
    /// Since when.
    pub since: NaiveDate,
    /// How often it was renewed (续借).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub renewals: u32,
}

impl Loan {
    /// How many days it is overdue on a day; none while it is not.
    #[must_use]
    pub fn days_overdue(&self, on: NaiveDate) -> u32 {
        u32::try_from((on - self.due_on).num_days()).unwrap_or_default()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// 占用: what keeps it from anybody else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Occupation {
    /// Nothing.
    #[default]
    Free,
    /// Reserved.
    Reserved(Reservation),
    /// Handed over, not yet received.
    UnderWay(UnderWay),
    /// On loan.
    OnLoan(Loan),
    /// 冻结.
    Frozen(Freeze),
    /// 维修.
    InRepair(Repair),
    /// 处置: gone.
    Disposed,
}

/// A registered asset, facet by facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its id.
    pub id: AssetId,
    /// The lot it was split off, if it was.
    pub parent: Option<AssetId>,
    /// The card; pieces and values are those of what is left of the lot.
    pub card: CardFacts,
    /// 账属.
    pub books: Books,
    /// 保管.
    pub custody: Custody,
    /// 使用: who uses it.
    pub used_by: InstitutionId,
    /// 占用.
    pub occupation: Occupation,
    /// 成色, once judged.
    pub condition: Option<Condition>,
    /// Its place in a warehouse.
    pub in_warehouse: Option<InWarehouse>,
    /// Who applied for its listing, and who waits.
    pub queue: Queue,
    /// How its latest loan came back.
    pub last_return: Option<LastReturn>,
    /// What somebody answers for.
    pub liability: Option<Liability>,
    /// What reports said of it, oldest first.
    pub appraisals: Vec<Appraisal>,
    /// How it was disposed of.
    pub disposal: Option<Disposal>,
    /// Day of the latest step; steps of one thing happen in order. What offices write about it is no step:
    /// they write it when they get to it.
    pub latest_step_on: NaiveDate,
}

/// What the unreversed history amounts to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Situation {
    /// Never registered.
    #[default]
    Unregistered,
    /// Registered.
    Registered(Box<Registered>),
}

impl Situation {
    /// The facets, once registered.
    #[must_use]
    pub fn registered(&self) -> Option<&Registered> {
        match self {
            Self::Registered(registered) => Some(registered),
            Self::Unregistered => None,
        }
    }
}
