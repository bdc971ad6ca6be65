//! How a need is refused.

use chrono::NaiveDate;

use crate::Refusal;
use crate::id::AssetId;
use crate::pieces::Pieces;

/// How it says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rejection {
    /// Its id is taken.
    #[error("a need is already stated under this id")]
    NeedAlreadyStated,
    /// No such need.
    #[error("the need is not stated")]
    NeedNotStated,
    /// It has its answer.
    #[error("the need is answered already, under {number}")]
    NeedAlreadyAnswered { number: String },
    /// No such unit.
    #[error("the unit is not registered")]
    InstitutionUnknown,
    /// The unit is no more.
    #[error("the unit was closed on {on}")]
    InstitutionClosed { on: NaiveDate },
    /// The day is still to come.
    #[error("{on} is in the future")]
    InFuture { on: NaiveDate },
    /// Answered before it was asked.
    #[error("the need was stated on {stated_on}; it cannot be answered earlier")]
    AnsweredBeforeStated { stated_on: NaiveDate },
    /// Not among what there was.
    #[error("asset {asset} is none of what there was for the need")]
    NotAMatch { asset: AssetId },
    /// Two answers to one.
    #[error("asset {asset} is answered twice")]
    AnsweredTwice { asset: AssetId },
    /// No answer to one.
    #[error("asset {asset} is neither taken nor declined")]
    AnswerMissing { asset: AssetId },
    /// More than there were.
    #[error("of asset {asset} there were {pieces} pieces")]
    NotSoMany { asset: AssetId, pieces: Pieces },
    /// More than is needed.
    #[error("more is taken than the {quantity} pieces that are needed")]
    TakenBeyondNeed { quantity: Pieces },
    /// Declined for a reason that nobody says.
    #[error("declining asset {asset} for another reason needs a note")]
    NoteMissing { asset: AssetId },
    /// A price from nowhere.
    #[error("the saving on asset {asset} needs a price above zero and its source")]
    PriceWithoutBasis { asset: AssetId },
    /// The answer has no number yet.
    #[error("no number is drawn for the answer")]
    NumberNotDrawn,
}

impl Refusal for Rejection {
    fn code(&self) -> &'static str {
        self.into()
    }
    fn field(&self) -> Option<&'static str> {
        Some(match self {
            Self::NeedAlreadyStated | Self::NeedNotStated | Self::NeedAlreadyAnswered { .. } | Self::NumberNotDrawn => {
                "need"
            }
            Self::InstitutionUnknown | Self::InstitutionClosed { .. } => "unit",
            Self::InFuture { .. } | Self::AnsweredBeforeStated { .. } => "on",
            Self::NotAMatch { .. }
            | Self::AnsweredTwice { .. }
            | Self::AnswerMissing { .. }
            | Self::NotSoMany { .. }
            | Self::TakenBeyondNeed { .. }
            | Self::NoteMissing { .. }
            | Self::PriceWithoutBasis { .. } => "answers",
        })
    }
    fn zh(&self) -> String {
        match self {
            Self::NeedAlreadyStated => "该查仓标识已登记".into(),
            Self::NeedNotStated => "该查仓需求尚未登记".into(),
            Self::NeedAlreadyAnswered { number } => format!("该查仓需求已答复，查仓结果单号 {number}"),
            Self::InstitutionUnknown => "该单位未登记".into(),
            Self::InstitutionClosed { on } => format!("该单位已于 {on} 撤销"),
            Self::InFuture { on } => format!("{on} 是未来日期"),
            Self::AnsweredBeforeStated { stated_on } => format!("该需求于 {stated_on} 登记，答复日不能更早"),
            Self::NotAMatch { asset } => format!("资产 {asset} 不在查仓匹配结果中"),
            Self::AnsweredTwice { asset } => format!("资产 {asset} 重复答复"),
            Self::AnswerMissing { asset } => format!("资产 {asset} 未说明选用或不选用"),
            Self::NotSoMany { asset, pieces } => format!("资产 {asset} 只有 {pieces} 件"),
            Self::TakenBeyondNeed { quantity } => format!("选用数量超过需求数量 {quantity} 件"),
            Self::NoteMissing { asset } => format!("因其他原因不选用资产 {asset} 的，须填写说明"),
            Self::PriceWithoutBasis { asset } => format!("资产 {asset} 的节约金额须有大于零的单价及其依据"),
            Self::NumberNotDrawn => "查仓结果单尚未取号".into(),
        }
    }
}
