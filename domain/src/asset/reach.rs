//! Who may see and claim a listing: a waterfall from the own unit to disposal (DOMAIN 7, PRODUCT 1).

use serde::{Deserialize, Serialize};

use super::facts::UnitFacts;

/// Reach of a listing; each step includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reach {
    /// 本单位: the depositor's own departments.
    OwnUnit,
    /// 本主管部门: units under the same competent department.
    Department,
    /// 本级: units of the same level and, for districts, of the same district.
    Level,
    /// 全市跨级: every unit of the city.
    City,
    /// 长三角: partners in the Yangtze Delta may see it and register interest too.
    Delta,
    /// 处置: nobody took it; on the way to disposal.
    Disposal,
}

impl Reach {
    /// Whether a listing of this reach is for `unit`, the depositor being `depositor`.
    #[must_use]
    pub fn covers(self, depositor: &UnitFacts, unit: &UnitFacts) -> bool {
        let own = depositor.institution == unit.institution;
        match self {
            Self::OwnUnit => own,
            Self::Department => own || same_department(depositor, unit),
            Self::Level => own || same_department(depositor, unit) || same_level(depositor, unit),
            Self::City | Self::Delta => true,
            Self::Disposal => false,
        }
    }

    /// Whether partners outside the city see it.
    #[must_use]
    pub fn beyond_city(self) -> bool {
        matches!(self, Self::Delta)
    }
}

fn same_department(a: &UnitFacts, b: &UnitFacts) -> bool {
    a.competent_department.is_some() && a.competent_department == b.competent_department
}

fn same_level(a: &UnitFacts, b: &UnitFacts) -> bool {
    use crate::institution::Level;
    match (a.level, b.level) {
        (Level::District, Level::District) => a.subordinate_to == b.subordinate_to,
        (x, y) => x == y,
    }
}
