//! How an institution says no.

use chrono::NaiveDate;

use crate::Refusal;
use crate::uscc::Uscc;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such institution.
    #[error("the institution is not registered")]
    InstitutionNotRegistered,
    /// Its id is taken.
    #[error("an institution is already registered under this id")]
    InstitutionAlreadyRegistered,
    /// It has no name.
    #[error("the name is empty")]
    NameEmpty,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingChanges,
    /// It was closed.
    #[error("the institution was closed on {on}")]
    InstitutionClosed { on: NaiveDate },
    /// It carries a code already.
    #[error("the institution already carries the code {uscc}")]
    UsccAlreadyAssigned { uscc: Uscc },
    /// The code fails its check digits and nobody vouches for it.
    #[error("the code {uscc} fails its check digits; name who saw the certificate, and why it is right")]
    UsccCheckFails { uscc: Uscc },
    /// The override has no reason.
    #[error("the reason for taking the code is empty")]
    ReasonEmpty,
    /// Such a headcount cannot be.
    #[error("a headcount of {total} cannot be")]
    HeadcountImplausible { total: u64 },
    /// It cannot carry on for itself.
    #[error("an institution is not its own successor")]
    OwnSuccessor,
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NameEmpty => Some("name"),
            Self::UsccAlreadyAssigned { .. } | Self::UsccCheckFails { .. } => Some("uscc"),
            Self::ReasonEmpty => Some("checkOverride.reason"),
            Self::HeadcountImplausible { .. } => Some("headcount"),
            Self::OwnSuccessor => Some("successor"),
            Self::InFuture { .. } => Some("on"),
            Self::InstitutionNotRegistered | Self::InstitutionAlreadyRegistered | Self::InstitutionClosed { .. } => {
                Some("institution")
            }
            Self::NothingChanges => None,
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::InstitutionNotRegistered => "该单位尚未登记".into(),
            Self::InstitutionAlreadyRegistered => "该单位标识已登记".into(),
            Self::NameEmpty => "单位名称为空".into(),
            Self::NothingChanges => "没有任何变化".into(),
            Self::InstitutionClosed { on } => format!("该单位已于 {on} 撤销"),
            Self::UsccAlreadyAssigned { uscc } => format!("该单位已有统一社会信用代码 {uscc}"),
            Self::UsccCheckFails { uscc } => {
                format!("统一社会信用代码 {uscc} 校验码不符；如证照无误，请填写查验人和理由")
            }
            Self::ReasonEmpty => "未填写采用该代码的理由".into(),
            Self::HeadcountImplausible { total } => format!("人数 {total} 不合理"),
            Self::OwnSuccessor => "单位不能由自己承继".into(),
            Self::InFuture { on } => format!("{on} 是未来日期"),
        }
    }
}
