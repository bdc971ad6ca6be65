//! A rule of approval: for which documents, from which value, and the steps it asks for.

use serde::{Deserialize, Serialize};

use crate::asset::UnitFacts;
use crate::asset_class::AssetClass;
use crate::document_kind::DocumentKind;
use crate::fen::Fen;
use crate::post::Role;

/// A step of approval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Who signs: one of [`Step::ROLES`].
    pub role: Role,
    /// How many of them must sign (会签).
    pub signers: u16,
    /// Whether an official reply (批复) belongs to it.
    pub reply_required: bool,
    /// Working days for it.
    pub working_days: u16,
}

/// What comes of a document in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Effect {
    /// 无偿划转.
    GratuitousTransfer,
    /// 借用.
    Loan,
    /// 共享共用.
    SharedUse,
    /// 租赁.
    Lease,
    /// 转让.
    Sale,
    /// 置换.
    Exchange,
    /// 对外捐赠.
    Donation,
    /// 报废.
    Scrapping,
    /// 损失核销.
    LossWriteOff,
}

/// Between whom things change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Across {
    /// Units of one competent department (主管部门).
    WithinDepartment,
    /// 跨部门.
    AcrossDepartments,
    /// 跨地区.
    AcrossRegions,
    /// 跨级次.
    AcrossLevels,
}

/// Which value is compared with a rule's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ValueBasis {
    /// That of a single line.
    Line,
    /// That of all lines that the rule is for.
    Document,
}

/// A rule of approval.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// For documents of these kinds.
    pub acts: Vec<DocumentKind>,
    /// Only with these effects; empty: whatever comes of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// Only between these; empty: between whomever.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub across: Vec<Across>,
    /// Only for things whose class code begins so (A0203 for vehicles); empty: for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// From this value on, that value in.
    pub value_from: Fen,
    /// Which value that is.
    pub basis: ValueBasis,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl Step {
    /// The roles that sign documents.
    pub const ROLES: [Role; 5] =
        [Role::Reviewer, Role::UnitHead, Role::DepartmentApprover, Role::OfficesApprover, Role::FinanceApprover];

    /// One signature of a role inside the unit, without a reply.
    #[must_use]
    pub const fn inside(role: Role, working_days: u16) -> Self {
        Self { role, signers: 1, reply_required: false, working_days }
    }
}

impl Across {
    /// How two units stand to each other.
    #[must_use]
    pub fn between(one: &UnitFacts, other: &UnitFacts) -> Self {
        if one.institution == other.institution {
            Self::WithinDepartment
        } else if one.level != other.level {
            Self::AcrossLevels
        } else if one.subordinate_to != other.subordinate_to {
            Self::AcrossRegions
        } else if one.competent_department.is_some() && one.competent_department == other.competent_department {
            Self::WithinDepartment
        } else {
            Self::AcrossDepartments
        }
    }
}

impl Rule {
    /// Whether it is for documents of this kind, effect and relation.
    #[must_use]
    pub fn is_for(&self, kind: DocumentKind, effect: Option<Effect>, across: Option<Across>) -> bool {
        self.acts.contains(&kind)
            && (self.effects.is_empty() || effect.is_some_and(|effect| self.effects.contains(&effect)))
            && (self.across.is_empty() || across.is_some_and(|across| self.across.contains(&across)))
    }

    /// Whether it is for things of this class.
    #[must_use]
    pub fn is_for_class(&self, class: Option<&AssetClass>) -> bool {
        self.classes.is_empty()
            || class.is_some_and(|class| self.classes.iter().any(|begins| class.code().starts_with(begins.as_str())))
    }

    /// Whether there can be a line that both rules are for, by the same basis.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let classes = || {
            let related =
                |a: &String| other.classes.iter().any(|b| a.starts_with(b.as_str()) || b.starts_with(a.as_str()));
            self.classes.is_empty() || other.classes.is_empty() || self.classes.iter().any(related)
        };
        self.basis == other.basis
            && self.acts.iter().any(|act| other.acts.contains(act))
            && meet(&self.effects, &other.effects)
            && meet(&self.across, &other.across)
            && classes()
    }
}

/// Whether two conditions can hold together; an empty one always holds.
fn meet<T: PartialEq>(one: &[T], other: &[T]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|value| other.contains(value))
}
