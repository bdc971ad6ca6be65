//! What is shown of a disposal: the method in law, the effect on reuse, the reports and the proceeds.

use async_graphql::{Enum, Object};
use cangliu_domain::asset::{self, Appraisal, Disposal, Proceeds};
use uuid::Uuid;

use crate::graphql::scalar::{Date, Fen};

/// The legal method of a disposal (处置方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::DisposalMethod")]
pub(in crate::graphql) enum DisposalMethod {
    /// 无偿划转: goes through reservation, hand-over and receipt.
    GratuitousTransfer,
    /// 对外捐赠.
    Donation,
    /// 转让.
    Sale,
    /// 置换.
    Exchange,
    /// 报废.
    Scrapping,
    /// 损失核销.
    LossWriteOff,
}

/// What a report says of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "asset::AppraisalKind")]
pub(in crate::graphql) enum AppraisalKind {
    /// 评估: what it is worth.
    Valuation,
    /// 技术鉴定: what state it is in.
    TechnicalOpinion,
}

/// 评估 or 技术鉴定.
pub(super) struct AssetAppraisal<'a>(pub(super) &'a Appraisal);

/// 评估 or 技术鉴定.
#[Object]
impl AssetAppraisal<'_> {
    /// Which of the two.
    async fn kind(&self) -> AppraisalKind {
        self.0.kind.into()
    }

    /// Who made it.
    async fn by(&self) -> &str {
        &self.0.by
    }

    /// Number of the report.
    async fn report(&self) -> &str {
        &self.0.report
    }

    /// What it is worth.
    async fn value(&self) -> Option<Fen> {
        self.0.value.map(Fen)
    }

    /// The day.
    async fn on(&self) -> Date {
        self.0.on.into()
    }
}

/// How an asset was disposed of (处置).
pub(super) struct AssetDisposal<'a>(pub(super) &'a Disposal);

/// How an asset was disposed of (处置).
#[Object]
impl AssetDisposal<'_> {
    /// The legal method.
    async fn method(&self) -> DisposalMethod {
        self.0.method.into()
    }

    /// Whether it counts as reuse.
    async fn reuse(&self) -> bool {
        self.0.reuse
    }

    /// The document it happened under.
    async fn document(&self) -> Uuid {
        self.0.document.0
    }

    /// The day.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// Proceeds expected.
    async fn proceeds_expected(&self) -> Option<Fen> {
        self.0.expected.map(Fen)
    }

    /// Whether proceeds are still to be stated or paid; the books let go only then.
    async fn awaits_proceeds(&self) -> bool {
        self.0.awaits_proceeds()
    }

    /// 应缴, once stated.
    async fn proceeds(&self) -> Option<DisposalProceeds<'_>> {
        self.0.due.as_ref().map(DisposalProceeds)
    }
}

/// The proceeds of a disposal (处置收入).
pub(super) struct DisposalProceeds<'a>(&'a Proceeds);

/// The proceeds of a disposal (处置收入).
#[Object]
impl DisposalProceeds<'_> {
    /// 应缴 amount.
    async fn amount(&self) -> Fen {
        Fen(self.0.amount)
    }

    /// 缴款书号.
    async fn notice(&self) -> &str {
        &self.0.notice
    }

    /// Since when it is due.
    async fn stated_on(&self) -> Date {
        self.0.since.into()
    }

    /// 已缴 on this day.
    async fn paid_on(&self) -> Option<Date> {
        self.0.paid_on.map(Date)
    }
}
