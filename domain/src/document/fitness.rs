//! Which assets a line of each kind may name. Asked when the document is handed in; whether the act is still possible
//! then is for the asset to say when it is carried out.

use crate::asset::{Occupation, Registered};
use crate::document_kind::DocumentKind;
use crate::id::InstitutionId;

use super::line::What;

/// Why an asset cannot stand on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Unfit {
    /// Nobody registered it, or the unit may not know of it.
    AssetUnknown,
    /// Another unit owns it.
    OwnedByAnother,
    /// It is in a warehouse already.
    AlreadyInWarehouse,
    /// It is in none.
    NotInWarehouse,
    /// It is not on the list.
    NotListed,
    /// The unit brought it itself; it takes it back.
    BroughtByThisUnit,
    /// Another unit brought it.
    BroughtByAnother,
    /// The unit has not borrowed it.
    NotOnLoanHere,
    /// Somebody has a claim on it.
    NotFree,
    /// The lot has fewer pieces.
    TooFewPieces,
}

impl Unfit {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.into()
    }

    /// The Chinese sentence.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::AssetUnknown => "资产不存在",
            Self::OwnedByAnother => "不是本单位资产",
            Self::AlreadyInWarehouse => "已在公物仓内",
            Self::NotInWarehouse => "不在公物仓内",
            Self::NotListed => "未发布",
            Self::BroughtByThisUnit => "由本单位入仓，应办理撤仓",
            Self::BroughtByAnother => "不是本单位入仓的资产",
            Self::NotOnLoanHere => "本单位未借用",
            Self::NotFree => "已被占用",
            Self::TooFewPieces => "数量超过该批总数",
        }
    }

    /// The English sentence.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::AssetUnknown => "the asset is unknown",
            Self::OwnedByAnother => "another unit owns it",
            Self::AlreadyInWarehouse => "it is in a warehouse already",
            Self::NotInWarehouse => "it is in no warehouse",
            Self::NotListed => "it is not listed",
            Self::BroughtByThisUnit => "this unit brought it and reclaims it instead",
            Self::BroughtByAnother => "another unit brought it",
            Self::NotOnLoanHere => "this unit has not borrowed it",
            Self::NotFree => "somebody has a claim on it",
            Self::TooFewPieces => "the lot has fewer pieces",
        }
    }
}

/// Whether a document of this kind and unit may name the asset.
///
/// # Errors
/// Why not.
pub(super) fn fit(
    kind: DocumentKind,
    unit: InstitutionId,
    what: &What,
    asset: Option<&Registered>,
) -> Result<(), Unfit> {
    let What::Card { pieces, .. } = what else { return Ok(()) };
    let asset = asset.ok_or(Unfit::AssetUnknown)?;
    let too_many = pieces.is_some_and(|pieces| pieces > asset.card.pieces);
    let refused = |is: bool, why: Unfit| if is { Err(why) } else { Ok(()) };
    refused(too_many, Unfit::TooFewPieces)?;
    let free = asset.occupation == Occupation::Free;
    let inside = asset.in_warehouse.as_ref();
    match kind {
        DocumentKind::Intake => {
            refused(asset.books.owner != unit, Unfit::OwnedByAnother)?;
            refused(inside.is_some(), Unfit::AlreadyInWarehouse)?;
            refused(!free, Unfit::NotFree)
        }
        DocumentKind::Reallocation | DocumentKind::Loan => {
            let inside = inside.ok_or(Unfit::NotInWarehouse)?;
            refused(inside.depositor == unit, Unfit::BroughtByThisUnit)?;
            // Somebody else may be first: that is for the allocation to say.
            refused(inside.listing.is_none(), Unfit::NotListed)
        }
        DocumentKind::LoanRenewal | DocumentKind::LoanReturn => {
            let here = matches!(&asset.occupation, Occupation::OnLoan(loan) if loan.unit == unit);
            refused(!here, Unfit::NotOnLoanHere)
        }
        DocumentKind::Reclaim => {
            let inside = inside.ok_or(Unfit::NotInWarehouse)?;
            refused(inside.depositor != unit, Unfit::BroughtByAnother)?;
            refused(!free, Unfit::NotFree)
        }
        DocumentKind::Disposal => {
            let keeps = inside.is_some_and(|inside| inside.operator == unit);
            refused(asset.books.owner != unit && !keeps, Unfit::OwnedByAnother)?;
            refused(!free, Unfit::NotFree)
        }
        DocumentKind::StocktakeDifference => {
            let here = asset.books.owner == unit || asset.custody.custodian == unit;
            refused(!here, Unfit::OwnedByAnother)
        }
    }
}
