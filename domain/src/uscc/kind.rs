//! What the first two characters of a unified social credit code tell: who registered the body,
//! and as what. Only the combinations found in a source have a name.

use serde::{Deserialize, Serialize};

/// Who registered the body, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Kind {
    /// The registering authority.
    pub authority: Authority,
    /// What the body is.
    pub body: Body,
}

/// The registering authority: character 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Authority {
    /// 1: 机构编制.
    Establishment,
    /// 2: 外交.
    ForeignAffairs,
    /// 3: 司法行政.
    Justice,
    /// 4: 文化.
    Culture,
    /// 5: 民政.
    CivilAffairs,
    /// 6: 旅游.
    Tourism,
    /// 7: 宗教.
    Religion,
    /// 8: 工会.
    TradeUnion,
    /// 9: 工商.
    Commerce,
    /// A: 军队.
    Military,
    /// N: 农业.
    Agriculture,
    /// Y and the rest: 其他.
    Other,
}

/// What the body is: character 2, read under its authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Body {
    /// 11: 机关.
    Organ,
    /// 12: 事业单位.
    PublicInstitution,
    /// 13: 群众团体.
    MassOrganisation,
    /// 51: 社会团体.
    Association,
    /// 52: 民办非企业单位.
    PrivateNonEnterprise,
    /// 53: 基金会.
    Foundation,
    /// 91: 企业.
    Enterprise,
    /// 92: 个体工商户.
    SelfEmployed,
    /// 93: 农民专业合作社.
    Cooperative,
    /// Any other combination.
    Other,
}

impl Kind {
    pub(super) const fn of(first: char, second: char) -> Self {
        let authority = match first {
            '1' => Authority::Establishment,
            '2' => Authority::ForeignAffairs,
            '3' => Authority::Justice,
            '4' => Authority::Culture,
            '5' => Authority::CivilAffairs,
            '6' => Authority::Tourism,
            '7' => Authority::Religion,
            '8' => Authority::TradeUnion,
            '9' => Authority::Commerce,
            'A' => Authority::Military,
            'N' => Authority::Agriculture,
            _ => Authority::Other,
        };
        let body = match (first, second) {
            ('1', '1') => Body::Organ,
            ('1', '2') => Body::PublicInstitution,
            ('1', '3') => Body::MassOrganisation,
            ('5', '1') => Body::Association,
            ('5', '2') => Body::PrivateNonEnterprise,
            ('5', '3') => Body::Foundation,
            ('9', '1') => Body::Enterprise,
            ('9', '2') => Body::SelfEmployed,
            ('9', '3') => Body::Cooperative,
            _ => Body::Other,
        };
        Self { authority, body }
    }

    /// True for organs, public institutions and mass organisations: the bodies that an
    /// establishment authority registers.
    pub const fn is_public_body(self) -> bool {
        matches!(self.body, Body::Organ | Body::PublicInstitution | Body::MassOrganisation)
    }
}
