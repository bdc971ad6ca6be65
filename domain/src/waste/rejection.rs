//! How a waste ledger says no.

use chrono::NaiveDate;

use super::event::Category;
use crate::Refusal;
use crate::id::EntryId;
use crate::month::Month;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// The premises or the point are unknown.
    #[error("these premises have no such collection point")]
    PointUnknown,
    /// The premises were not open then.
    #[error("the premises were not open on {day}")]
    PremisesNotOpenThen { day: NaiveDate },
    /// Nothing to record.
    #[error("there is nothing to record")]
    NoEntries,
    /// A day of another month.
    #[error("{day} is not in {month}; a range may not cross a month")]
    OutsideMonth { day: NaiveDate, month: Month },
    /// The last day is before the first.
    #[error("the entry ends on {to}, before it begins")]
    RangeBackwards { to: NaiveDate },
    /// The day is still to come.
    #[error("{day} is in the future")]
    InFuture { day: NaiveDate },
    /// A mass of nothing.
    #[error("a weighing has more than 0 g; confirm a zero instead")]
    MassNotPositive,
    /// More than any point gives.
    #[error("{grams} g in one entry cannot be")]
    MassImplausible { grams: i64 },
    /// An id twice.
    #[error("there is already an entry {entry}")]
    EntryAlreadyThere { entry: EntryId },
    /// Only wet waste goes into a machine on the premises.
    #[error("only wet waste is treated on the premises, not {category:?}")]
    OnlyWetTreatedOnSite { category: Category },
    /// A zero twice.
    #[error("{category:?} on {day} is already confirmed as zero")]
    ZeroAlreadyConfirmed { category: Category, day: NaiveDate },
    /// Nothing there was, and yet something was weighed.
    #[error("{category:?} on {day} is both confirmed as zero and weighed")]
    ZeroAndWeighed { category: Category, day: NaiveDate },
    /// Closed, and yet something is said of it.
    #[error("the place is recorded as closed on {day}")]
    ClosedThatDay { day: NaiveDate },
    /// Something is recorded, so that the day cannot have been one of closure.
    #[error("something is already recorded on {day}; withdraw it before the day is recorded as closed")]
    RecordedThatDay { day: NaiveDate },
    /// No such entry.
    #[error("there is no entry {entry}")]
    NoSuchEntry { entry: EntryId },
    /// Only a mass is corrected.
    #[error("only a weighing can be corrected; withdraw the entry instead")]
    NotAWeighing,
    /// Nothing would change.
    #[error("nothing would change")]
    NothingChanges,
    /// No reason.
    #[error("the reason is empty")]
    ReasonEmpty,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::PointUnknown | Self::PremisesNotOpenThen { .. } => "point",
            Self::NoEntries => "entries",
            Self::OutsideMonth { .. } | Self::InFuture { .. } => "from",
            Self::RangeBackwards { .. } => "to",
            Self::MassNotPositive | Self::MassImplausible { .. } => "grams",
            Self::OnlyWetTreatedOnSite { .. } => "destination",
            Self::EntryAlreadyThere { .. } | Self::NoSuchEntry { .. } | Self::NotAWeighing => "entry",
            Self::ZeroAlreadyConfirmed { .. }
            | Self::ZeroAndWeighed { .. }
            | Self::ClosedThatDay { .. }
            | Self::RecordedThatDay { .. } => "entries",
            Self::NothingChanges => "grams",
            Self::ReasonEmpty => "reason",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::PointUnknown => "该场所没有此点位".into(),
            Self::PremisesNotOpenThen { day } => format!("该场所在 {day} 未启用"),
            Self::NoEntries => "没有可记录的内容".into(),
            Self::OutsideMonth { day, month } => format!("{day} 不在 {month}；一条记录不能跨月"),
            Self::RangeBackwards { to } => format!("结束日 {to} 早于开始日"),
            Self::InFuture { day } => format!("{day} 是未来日期"),
            Self::MassNotPositive => "称重须大于 0；没有垃圾请确认为零".into(),
            Self::MassImplausible { grams } => format!("单条 {grams} 克不合理"),
            Self::EntryAlreadyThere { .. } => "该记录已存在".into(),
            Self::OnlyWetTreatedOnSite { .. } => "只有湿垃圾可以就地处置".into(),
            Self::ZeroAlreadyConfirmed { day, .. } => format!("{day} 此类别已确认为零"),
            Self::ZeroAndWeighed { day, .. } => format!("{day} 同一类别既确认为零又有称重"),
            Self::ClosedThatDay { day } => format!("{day} 已记为停用"),
            Self::RecordedThatDay { day } => format!("{day} 已有称重或零记录，不能记为停用；如有误请先撤回该记录"),
            Self::NoSuchEntry { .. } => "没有此记录".into(),
            Self::NotAWeighing => "只有称重记录可以更正；其他请撤回".into(),
            Self::NothingChanges => "没有任何变化".into(),
            Self::ReasonEmpty => "未填写理由".into(),
        }
    }
}
