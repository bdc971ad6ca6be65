//! What there was for a need, what was said to it, and what that saves, by the basis of its prices.

use std::collections::BTreeMap;

use async_graphql::{Context, Enum, Object, SimpleObject};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::fen;
use cangliu_domain::need::{self, Answer, Decision, Match};
use cangliu_projections::office;
use uuid::Uuid;

use super::super::asset::{Asset, Condition, asset_seen};
use super::super::desk::Desk;
use super::super::loader::warehouse_named;
use super::super::person::note_text;
use super::super::scalar::{Fen, Whole};
use super::super::warehouse::Warehouse;
use crate::error::Error;

/// A class of GB/T 14885.
pub(super) struct AssetClassCode(pub(super) AssetClass);

/// A class of GB/T 14885, of any level.
#[Object(name = "NeededClass")]
impl AssetClassCode {
    /// The code.
    async fn code(&self) -> &str {
        self.0.code()
    }

    /// The name of the closest level that the table holds.
    async fn name(&self) -> Option<&'static str> {
        self.0.name()
    }
}

/// Why something that was there is declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "need::DeclineReason")]
pub(super) enum DeclineReason {
    /// 成色不符合使用要求.
    Condition,
    /// 规格、性能不满足.
    Specification,
    /// 数量不足.
    TooFew,
    /// 时间不合适.
    Timing,
    /// 搬运、改造费用过高.
    Cost,
    /// 另有更合适的.
    BetterMatch,
    /// 其他; needs a note.
    Other,
}

/// What a price is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "need::PriceBasis")]
pub(super) enum PriceBasis {
    /// 市场询价.
    Quotation,
    /// 配置标准的价格上限.
    StandardCeiling,
    /// 近期同类采购价.
    RecentPurchase,
    /// 原值.
    OriginalValue,
}

/// Something that was listed for the unit, and what is said to it.
pub(super) struct NeedMatch {
    found: Match,
    answer: Option<Decision>,
}

impl NeedMatch {
    pub(super) fn of(need: &office::Need) -> Vec<Self> {
        let answers = need.answer.as_ref().map_or(&[][..], |sheet| &sheet.answers);
        let said = |asset| answers.iter().find(|answer: &&Answer| answer.asset == asset);
        let told = |found: &Match| Self {
            found: found.clone(),
            answer: said(found.asset).map(|answer| answer.decision.clone()),
        };
        need.matches.iter().map(told).collect()
    }
}

/// Something that was listed for the unit, and what is said to it.
#[Object]
impl NeedMatch {
    /// Id of the asset or lot.
    async fn asset(&self) -> Uuid {
        self.found.asset.0
    }

    /// The asset as it is now; null for those who see nothing of it any more.
    async fn now(&self, ctx: &Context<'_>) -> Result<Option<Asset>, Error> {
        match asset_seen(Desk::of(ctx)?, self.found.asset).await {
            Ok(asset) => Ok(Some(asset)),
            Err(Error::NotFound) => Ok(None),
            Err(failure) => Err(failure),
        }
    }

    /// Where it lay.
    async fn warehouse(&self, ctx: &Context<'_>) -> Result<Option<Warehouse>, Error> {
        warehouse_named(ctx, self.found.warehouse).await
    }

    /// 成色 then.
    async fn condition(&self) -> Condition {
        self.found.condition.into()
    }

    /// How many pieces there were.
    async fn pieces(&self) -> Whole {
        Whole(self.found.pieces.get().into())
    }

    /// How many the unit takes: none of what it declined; null until it is answered.
    async fn taken_pieces(&self) -> Option<Whole> {
        self.answer.as_ref().map(|decision| Whole(pieces_of(decision)))
    }

    /// Why it is declined, if it is.
    async fn reason(&self) -> Option<DeclineReason> {
        match self.answer {
            Some(Decision::Declined { reason, .. }) => Some(reason.into()),
            Some(Decision::Taken { .. }) | None => None,
        }
    }

    /// What is said beside the reason; null once it was erased.
    async fn note(&self, ctx: &Context<'_>) -> Result<Option<String>, Error> {
        match self.answer {
            Some(Decision::Declined { note: Some(note), .. }) => note_text(Desk::of(ctx)?, note).await,
            _ => Ok(None),
        }
    }

    /// What not buying a piece saves, where it is stated.
    async fn saving(&self) -> Option<UnitSaving> {
        match &self.answer {
            Some(Decision::Taken { saving: Some(saving), .. }) => Some(UnitSaving {
                basis: saving.basis.into(),
                unit_price: Fen(saving.unit_price),
                source: saving.source.clone(),
            }),
            _ => None,
        }
    }
}

/// What not buying a piece saves, and by which price.
#[derive(SimpleObject)]
pub(super) struct UnitSaving {
    /// What the price is taken from.
    basis: PriceBasis,
    /// The price of one piece.
    unit_price: Fen,
    /// Where the price stands.
    source: String,
}

/// What is saved by the prices of one basis.
#[derive(SimpleObject)]
pub(super) struct NeedSaving {
    /// What the prices are taken from.
    basis: PriceBasis,
    /// Pieces that are not bought.
    pieces: Whole,
    /// What they would cost by those prices.
    amount: Fen,
}

/// Pieces that an answer takes.
pub(super) fn taken_pieces(sheet: &office::Sheet) -> i64 {
    sheet.answers.iter().map(|answer| pieces_of(&answer.decision)).sum()
}

/// What an answer saves, by the basis of the prices.
pub(super) fn savings(sheet: &office::Sheet) -> Vec<NeedSaving> {
    let mut by_basis: BTreeMap<need::PriceBasis, (i64, i64)> = BTreeMap::new();
    for answer in &sheet.answers {
        if let Decision::Taken { pieces, saving: Some(saving) } = &answer.decision {
            let (count, amount) = by_basis.entry(saving.basis).or_default();
            let saved = saving.unit_price.get().saturating_mul(pieces.get().into());
            *count += i64::from(pieces.get());
            *amount = amount.saturating_add(saved);
        }
    }
    let told = |(basis, (pieces, amount)): (need::PriceBasis, (i64, i64))| NeedSaving {
        basis: basis.into(),
        pieces: Whole(pieces),
        amount: Fen(fen::Fen::new(amount)),
    };
    by_basis.into_iter().map(told).collect()
}

fn pieces_of(decision: &Decision) -> i64 {
    match decision {
        Decision::Taken { pieces, .. } => pieces.get().into(),
        Decision::Declined { .. } => 0,
    }
}
