//! How a post says no.

use chrono::NaiveDate;

use crate::Refusal;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such post.
    #[error("the post is not open")]
    PostNotOpen,
    /// Its id is taken.
    #[error("a post is already open under this id")]
    PostAlreadyOpen,
    /// The institution is unknown or closed.
    #[error("the institution is not active")]
    InstitutionNotActive,
    /// It was closed.
    #[error("the post was closed on {on}")]
    PostClosed { on: NaiveDate },
    /// He holds it already.
    #[error("this person already holds the post since {from}")]
    AlreadyHolder { from: NaiveDate },
    /// Nobody holds it.
    #[error("nobody holds the post")]
    PostVacant,
    /// The day lies before the present holder's first.
    #[error("the present holder began on {from}; the change cannot be earlier")]
    BeforePresentHolder { from: NaiveDate },
    /// The day lies before the post stood open or fell vacant.
    #[error("the post has stood vacant since {since}; the change cannot be earlier")]
    BeforeVacancy { since: NaiveDate },
    /// No title.
    #[error("the title is empty")]
    TitleEmpty,
    /// The holder has no issuer or subject.
    #[error("a holder needs an issuer and a subject")]
    HolderEmpty,
    /// Nobody acts for himself.
    #[error("the holder cannot act in his own place")]
    DelegateIsHolder,
    /// Last day before the first.
    #[error("the last day of the delegation lies before its first")]
    DelegationEndsBeforeItBegins,
    /// Longer than a year.
    #[error("a delegation lasts a year at most")]
    DelegationTooLong,
    /// Somebody acts for the holder then.
    #[error("the post is delegated from {from} to {to}")]
    DelegationOverlaps { from: NaiveDate, to: NaiveDate },
    /// Its id is taken.
    #[error("there already was a delegation under this id")]
    DelegationIdTaken,
    /// No such delegation of this post.
    #[error("the post has no delegation under this id")]
    DelegationUnknown,
    /// It has ended.
    #[error("the delegation has ended, or ends on that day anyway")]
    DelegationOver,
    /// Nobody is let in, or out, for days gone by.
    #[error("the day has passed; today is {today}")]
    DayPassed { today: NaiveDate },
    /// It ended with its contract.
    #[error("the post ended with its contract on {until}")]
    TermOver { until: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::PostNotOpen | Self::PostAlreadyOpen | Self::PostClosed { .. } | Self::PostVacant => "post",
            Self::InstitutionNotActive => "institution",
            Self::AlreadyHolder { .. } | Self::HolderEmpty => "holder",
            Self::BeforePresentHolder { .. } | Self::BeforeVacancy { .. } => "from",
            Self::TitleEmpty => "title",
            Self::DelegateIsHolder => "delegate",
            Self::DelegationEndsBeforeItBegins | Self::DelegationTooLong => "to",
            Self::DelegationOverlaps { .. } | Self::DayPassed { .. } | Self::TermOver { .. } => "from",
            Self::DelegationIdTaken | Self::DelegationUnknown | Self::DelegationOver => "delegation",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::PostNotOpen => "该岗位尚未设立".into(),
            Self::PostAlreadyOpen => "该岗位标识已设立".into(),
            Self::InstitutionNotActive => "该单位未登记或已撤销".into(),
            Self::PostClosed { on } => format!("该岗位已于 {on} 撤销"),
            Self::AlreadyHolder { from } => format!("此人自 {from} 起已任该岗位"),
            Self::PostVacant => "该岗位无人任职".into(),
            Self::BeforePresentHolder { from } => format!("现任自 {from} 起任职，变更不能更早"),
            Self::BeforeVacancy { since } => format!("该岗位自 {since} 起空缺，变更不能更早"),
            Self::TitleEmpty => "岗位名称为空".into(),
            Self::HolderEmpty => "任职人须有签发方和账号".into(),
            Self::DelegateIsHolder => "不能由本人代理本人".into(),
            Self::DelegationEndsBeforeItBegins => "代理截止日早于起始日".into(),
            Self::DelegationTooLong => "一次代理最长一年".into(),
            Self::DelegationOverlaps { from, to } => format!("该岗位自 {from} 至 {to} 已有代理"),
            Self::DelegationIdTaken => "该代理标识已使用".into(),
            Self::DelegationUnknown => "该岗位没有此项代理".into(),
            Self::DelegationOver => "该项代理已结束，或当日即告结束".into(),
            Self::DayPassed { today } => format!("日期已过，今日为 {today}"),
            Self::TermOver { until } => format!("该岗位随合同于 {until} 终止"),
        }
    }
}
