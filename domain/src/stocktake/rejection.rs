//! How a stock-take says no.

use chrono::NaiveDate;

use super::event::Part;
use crate::Refusal;
use crate::id::{AssetId, DifferenceId};

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// No such stock-take.
    #[error("the stock-take is not planned")]
    StocktakeNotPlanned,
    /// The id is taken.
    #[error("a stock-take is already planned under this id")]
    StocktakeAlreadyPlanned,
    /// The unit is unknown or closed, or the warehouse is.
    #[error("the unit or the warehouse is unknown or closed")]
    ScopeUnknown,
    /// No title.
    #[error("the title is empty")]
    TitleEmpty,
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// Steps happen in order.
    #[error("the latest step is of {latest_on}; this one cannot be earlier")]
    BeforeLatestStep { latest_on: NaiveDate },
    /// It begins on the reference date at the earliest.
    #[error("the reference date is {reference_on}; counting cannot begin earlier")]
    BeforeReferenceDate { reference_on: NaiveDate },
    /// A team's key ends in the name of a stream.
    #[error("the key of a team is 1 to 32 lower-case letters and digits, not {team}")]
    TeamKeyMalformed { team: String },
    /// Nobody counts alone.
    #[error("a team has at least two different persons")]
    TooFewCounters,
    /// Who keeps the things does not count them alone.
    #[error("those who keep the things cannot be the only counters")]
    OnlyKeepersCount,
    /// Nobody would count.
    #[error("no team is set up")]
    NoTeams,
    /// Counting goes on.
    #[error("counting has begun")]
    AlreadyBegun,
    /// Counting has not begun.
    #[error("counting has not begun")]
    NotBegun,
    /// Nothing is expected, so nothing can be compared.
    #[error("the books have nothing in the scope")]
    NothingToCount,
    /// Nothing to count again.
    #[error("no asset is named")]
    NoAssets,
    /// No reason.
    #[error("the reason is empty")]
    ReasonEmpty,
    /// Nobody scanned anything.
    #[error("no team has scanned anything")]
    NothingCounted,
    /// A recount is still to be made.
    #[error("asset {asset} is still to be counted again, as are {others} others")]
    RecountOpen { asset: AssetId, others: usize },
    /// The report is stated.
    #[error("the report is stated; a recount takes it back")]
    AlreadyStated,
    /// There is no report.
    #[error("the report is not stated")]
    NotStated,
    /// Another report than the one seen.
    #[error("the present report is number {report}; read it before it is signed")]
    ReportMoved { report: u32 },
    /// Signed in that part.
    #[error("the report is already signed as {part:?}")]
    AlreadySigned { part: Part },
    /// One person signs once.
    #[error("this person signed already; the three who sign are three persons")]
    SamePersonSigned,
    /// Who signs as counter must have counted.
    #[error("this person is in no team and cannot sign as counter")]
    NotACounter,
    /// Who counted does not supervise.
    #[error("this person is in a team and cannot sign as supervisor")]
    CounterSupervises,
    /// All three signed: the report stands.
    #[error("the report is signed by all three and stands")]
    ReportSigned,
    /// Signatures are missing.
    #[error("the report is not yet signed by all three")]
    NotSigned,
    /// No such difference.
    #[error("the report has no difference {difference}")]
    NoSuchDifference { difference: DifferenceId },
    /// Settled before.
    #[error("the difference is already settled")]
    AlreadySettled,
    /// Differences are open.
    #[error("{open} differences are not yet settled by a document")]
    DifferencesOpen { open: usize },
    /// It is over.
    #[error("the stock-take was closed on {on}")]
    StocktakeClosed { on: NaiveDate },
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }

    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::StocktakeNotPlanned
            | Self::StocktakeAlreadyPlanned
            | Self::NoTeams
            | Self::AlreadyBegun
            | Self::NotBegun
            | Self::NothingToCount
            | Self::NothingCounted
            | Self::RecountOpen { .. }
            | Self::AlreadyStated
            | Self::NotStated
            | Self::ReportSigned
            | Self::NotSigned
            | Self::DifferencesOpen { .. }
            | Self::StocktakeClosed { .. } => "stocktake",
            Self::ScopeUnknown => "scope",
            Self::TitleEmpty => "title",
            Self::InFuture { .. } | Self::BeforeLatestStep { .. } | Self::BeforeReferenceDate { .. } => "on",
            Self::TeamKeyMalformed { .. } => "team",
            Self::TooFewCounters | Self::OnlyKeepersCount => "members",
            Self::NoAssets => "assets",
            Self::ReasonEmpty => "reason",
            Self::ReportMoved { .. } => "report",
            Self::AlreadySigned { .. } | Self::SamePersonSigned | Self::NotACounter | Self::CounterSupervises => "part",
            Self::NoSuchDifference { .. } | Self::AlreadySettled => "difference",
        })
    }

    fn zh(&self) -> String {
        match self {
            Self::StocktakeNotPlanned => "该盘点尚未立项".into(),
            Self::StocktakeAlreadyPlanned => "该盘点标识已立项".into(),
            Self::ScopeUnknown => "盘点范围的单位或公物仓未登记或已停用".into(),
            Self::TitleEmpty => "盘点名称为空".into(),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::BeforeLatestStep { latest_on } => format!("最近一步在 {latest_on}，本步不能更早"),
            Self::BeforeReferenceDate { reference_on } => format!("盘点基准日为 {reference_on}，不能提前开始"),
            Self::TeamKeyMalformed { team } => format!("盘点组代号须为 1 至 32 位小写字母或数字，现为 {team}"),
            Self::TooFewCounters => "每个盘点组至少两人".into(),
            Self::OnlyKeepersCount => "保管人不能单独盘点自己保管的实物".into(),
            Self::NoTeams => "尚未设盘点组".into(),
            Self::AlreadyBegun => "盘点已开始".into(),
            Self::NotBegun => "盘点尚未开始".into(),
            Self::NothingToCount => "盘点范围内账面没有资产".into(),
            Self::NoAssets => "未指明资产".into(),
            Self::ReasonEmpty => "未填写理由".into(),
            Self::NothingCounted => "各盘点组均无扫描记录".into(),
            Self::RecountOpen { others, .. } => format!("尚有 {} 项资产未完成复盘", others + 1),
            Self::AlreadyStated => "盘点报告已出；要求复盘后可重新出具".into(),
            Self::NotStated => "盘点报告尚未出具".into(),
            Self::ReportMoved { report } => format!("现行报告为第 {report} 份，请阅后再签"),
            Self::AlreadySigned { part } => format!("{}已签字", zh_part(*part)),
            Self::SamePersonSigned => "此人已签字；盘点人、监盘人、单位负责人须为三人".into(),
            Self::NotACounter => "此人不在任何盘点组，不能以盘点人签字".into(),
            Self::CounterSupervises => "盘点组成员不能以监盘人签字".into(),
            Self::ReportSigned => "盘点报告三方均已签字，不能更改".into(),
            Self::NotSigned => "盘点报告尚未由三方签字".into(),
            Self::NoSuchDifference { .. } => "盘点报告中没有此差异".into(),
            Self::AlreadySettled => "该差异已处理".into(),
            Self::DifferencesOpen { open } => format!("尚有 {open} 项差异未以单据处理"),
            Self::StocktakeClosed { on } => format!("该盘点已于 {on} 结束"),
        }
    }
}

const fn zh_part(part: Part) -> &'static str {
    match part {
        Part::Counter => "盘点人",
        Part::Supervisor => "监盘人",
        Part::Head => "单位负责人",
    }
}
