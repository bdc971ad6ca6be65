//! An institution (公共机构): who it is, where it belongs, where it stands, how many use it.
//!
//! 隶属区 (`subordinate_to`: budget and assets) and 所在区 (`located_in`: waste and inspection) are
//! two facts (DOMAIN 0, 8; DESIGN 4). Headcount is effective-dated by kind (DOMAIN 9.3). The
//! uniqueness of a 统一社会信用代码 is kept by a claim stream, see `uscc_claim`.

mod rejection;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use rejection::Rejection;

use crate::Aggregate;
use crate::division::Division;
use crate::id::{InstitutionId, PersonId};
use crate::uscc::Uscc;

/// Level of government (级次).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Level {
    /// 中央: central bodies in the city.
    Central,
    /// 市级.
    Municipal,
    /// 区级.
    District,
}

/// Accounting system of the plans (SEED1; DOMAIN 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum System {
    /// 市级机关系统.
    MunicipalOrgans,
    /// 市级教育系统.
    MunicipalEducation,
    /// 市级卫生系统.
    MunicipalHealth,
    /// 市级其他系统.
    MunicipalOther,
    /// 区级公共机构.
    District,
}

/// What sort of body it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// 法人单位.
    LegalPerson,
    /// 内设或派出机构.
    InternalBody,
    /// 校区或院区.
    Campus,
    /// 临时机构, set up and dissolved.
    TemporaryBody,
}

/// Who counts into 用能人数, by kind (DOMAIN 9.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HeadcountKind {
    /// 在编.
    Establishment,
    /// 编外、聘用.
    Contract,
    /// 常驻服务人员: property, canteen, security.
    ResidentService,
    /// 全日制学生.
    Student,
    /// 住院实际占用床位.
    Inpatient,
}

/// What an institution is described by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Description {
    /// Name, as on its seal.
    pub name: String,
    /// What sort of body.
    pub kind: Kind,
    /// Level of government.
    pub level: Level,
    /// Accounting system.
    pub system: System,
    /// Name of the competent department (主管部门).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub competent_department: Option<String>,
    /// 隶属区.
    pub subordinate_to: Division,
    /// 所在区.
    pub located_in: Division,
    /// Floor area in square metres, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor_area_m2: Option<u32>,
    /// Whether it has a canteen: without one, wet waste is not required for coverage.
    pub has_canteen: bool,
    /// Whether it is on the list of the city-wide evaluation (列入综合考评).
    pub evaluated: bool,
}

/// Headcount by kind; a kind that is absent counts nobody.
pub type Headcount = BTreeMap<HeadcountKind, u32>;

/// What it can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Command {
    /// Enter it into the registry (名录库).
    Register { institution: InstitutionId, description: Description, established_on: Option<NaiveDate>, on: NaiveDate },
    /// Change what it is described by: renamed, re-subordinated, moved.
    Redescribe { description: Description, on: NaiveDate },
    /// Give it a code, whose claim the ledger has made.
    AssignUscc { uscc: Uscc, check_override: Option<CheckOverride>, from: Option<NaiveDate> },
    /// State its headcount from a day on, replacing what was in force; `None` means since it was set up.
    StateHeadcount { from: Option<NaiveDate>, headcount: Headcount },
    /// Close it, with who carries on, if anybody.
    Close { on: NaiveDate, successor: Option<InstitutionId> },
}

/// Why a code is taken whose check digits fail (DOMAIN 0.9: such codes exist and are registered).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckOverride {
    /// The reason, such as the certificate that was seen.
    pub reason: String,
    /// Who looked at the certificate.
    pub seen_by: PersonId,
}

/// What can have happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumCount)]
#[serde(tag = "type", content = "data", rename_all_fields = "camelCase")]
pub enum Event {
    /// It entered the registry.
    #[serde(rename = "institution-registered")]
    Registered {
        institution: InstitutionId,
        #[serde(flatten)]
        description: Description,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        established_on: Option<NaiveDate>,
        on: NaiveDate,
    },
    /// Its description changed.
    #[serde(rename = "institution-redescribed")]
    Redescribed {
        #[serde(flatten)]
        description: Description,
        on: NaiveDate,
    },
    /// It carries this code.
    #[serde(rename = "institution-uscc-assigned")]
    UsccAssigned {
        uscc: Uscc,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        check_override: Option<CheckOverride>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<NaiveDate>,
    },
    /// Its headcount from a day on (`None`: since it was set up).
    #[serde(rename = "institution-headcount-stated")]
    HeadcountStated {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<NaiveDate>,
        headcount: Headcount,
    },
    /// It was closed.
    #[serde(rename = "institution-closed")]
    Closed {
        on: NaiveDate,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        successor: Option<InstitutionId>,
    },
}

/// An institution, as far as its rules need it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Institution {
    /// Never entered.
    #[default]
    Unregistered,
    /// Active.
    Active(Active),
    /// Closed.
    Closed { was: Active, on: NaiveDate },
}

/// What an active institution remembers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Active {
    /// Its id.
    pub id: InstitutionId,
    /// Its present description.
    pub description: Description,
    /// Its code.
    pub uscc: Option<Uscc>,
    /// Headcounts by the day they hold from; `None` sorts first and means since it was set up.
    pub headcounts: BTreeMap<Option<NaiveDate>, Headcount>,
}

/// More people than any institution has: a slip of the keyboard.
const HEADCOUNT_MAX: u64 = 1_000_000;

impl Aggregate for Institution {
    const CATEGORY: &'static str = "institution";
    type Command = Command;
    type Facts = ();
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, command: Command, (): &(), today: NaiveDate) -> Result<Vec<Event>, Rejection> {
        match (self, command) {
            (Self::Unregistered, Command::Register { institution, description, established_on, on }) => {
                named(&description)?;
                past(on, today)?;
                Ok(vec![Event::Registered { institution, description, established_on, on }])
            }
            (Self::Unregistered, _) => Err(Rejection::InstitutionNotRegistered),
            (_, Command::Register { .. }) => Err(Rejection::InstitutionAlreadyRegistered),
            (Self::Closed { on, .. }, _) => Err(Rejection::InstitutionClosed { on: *on }),
            (Self::Active(now), Command::Redescribe { description, on }) => {
                named(&description)?;
                past(on, today)?;
                if now.description == description {
                    return Err(Rejection::NothingChanges);
                }
                Ok(vec![Event::Redescribed { description, on }])
            }
            (Self::Active(now), Command::AssignUscc { uscc, check_override, from }) => {
                if let Some(uscc) = &now.uscc {
                    return Err(Rejection::UsccAlreadyAssigned { uscc: uscc.clone() });
                }
                vouched(&uscc, check_override.as_ref())?;
                Ok(vec![Event::UsccAssigned { uscc, check_override, from }])
            }
            (Self::Active(now), Command::StateHeadcount { from, headcount }) => {
                let total = headcount.values().map(|n| u64::from(*n)).sum();
                if total > HEADCOUNT_MAX {
                    return Err(Rejection::HeadcountImplausible { total });
                }
                if now.headcounts.get(&from) == Some(&headcount) {
                    return Err(Rejection::NothingChanges);
                }
                Ok(vec![Event::HeadcountStated { from, headcount }])
            }
            (Self::Active(now), Command::Close { on, successor }) => {
                past(on, today)?;
                if successor == Some(now.id) {
                    return Err(Rejection::OwnSuccessor);
                }
                Ok(vec![Event::Closed { on, successor }])
            }
        }
    }

    fn evolve(self, event: &Event) -> Self {
        match (self, event) {
            (_, Event::Registered { institution, description, .. }) => Self::Active(Active {
                id: *institution,
                description: description.clone(),
                uscc: None,
                headcounts: BTreeMap::new(),
            }),
            (Self::Active(was), Event::Closed { on, .. }) => Self::Closed { was, on: *on },
            (Self::Active(was), event) => Self::Active(was.changed(event)),
            (
                other @ (Self::Unregistered | Self::Closed { .. }),
                Event::Redescribed { .. }
                | Event::UsccAssigned { .. }
                | Event::HeadcountStated { .. }
                | Event::Closed { .. },
            ) => other,
        }
    }
}

impl Active {
    fn changed(mut self, event: &Event) -> Self {
        match event {
            Event::Redescribed { description, .. } => self.description = description.clone(),
            Event::UsccAssigned { uscc, .. } => self.uscc = Some(uscc.clone()),
            Event::HeadcountStated { from, headcount } => {
                self.headcounts.insert(*from, headcount.clone());
            }
            Event::Registered { .. } | Event::Closed { .. } => {}
        }
        self
    }
}

impl Institution {
    /// Its facts while it is active.
    #[must_use]
    pub fn active(&self) -> Option<&Active> {
        match self {
            Self::Active(active) => Some(active),
            Self::Unregistered | Self::Closed { .. } => None,
        }
    }
}

fn named(description: &Description) -> Result<(), Rejection> {
    if description.name.trim().is_empty() { Err(Rejection::NameEmpty) } else { Ok(()) }
}

fn past(on: NaiveDate, today: NaiveDate) -> Result<(), Rejection> {
    if on > today { Err(Rejection::InFuture { on }) } else { Ok(()) }
}

fn vouched(uscc: &Uscc, check_override: Option<&CheckOverride>) -> Result<(), Rejection> {
    match check_override {
        None if Uscc::parse(uscc.as_str()).is_err() => Err(Rejection::UsccCheckFails { uscc: uscc.clone() }),
        Some(given) if given.reason.trim().is_empty() => Err(Rejection::ReasonEmpty),
        None | Some(_) => Ok(()),
    }
}
