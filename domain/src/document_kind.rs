//! What a document (单据) asks for, and how its numbers begin.

use serde::{Deserialize, Serialize};

/// The kind of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DocumentKind {
    /// 入仓: things are to go into a warehouse.
    Intake,
    /// 调剂: things are to change hands for good.
    Reallocation,
    /// 借用: things are to be lent.
    Loan,
    /// 续借: loans are to last longer.
    LoanRenewal,
    /// 归还: loans come back.
    LoanReturn,
    /// 撤仓: the depositor wants things back.
    Reclaim,
    /// 处置: things are to leave for good.
    Disposal,
    /// 盘点差异: a stocktake's differences are to be settled.
    StocktakeDifference,
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Intake,
        Self::Reallocation,
        Self::Loan,
        Self::LoanRenewal,
        Self::LoanReturn,
        Self::Reclaim,
        Self::Disposal,
        Self::StocktakeDifference,
    ];

    /// The letters its numbers begin with.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intake => "RC",
            Self::Reallocation => "TJ",
            Self::Loan => "JY",
            Self::LoanRenewal => "XJ",
            Self::LoanReturn => "GH",
            Self::Reclaim => "CC",
            Self::Disposal => "CZ",
            Self::StocktakeDifference => "PC",
        }
    }

    /// Its Chinese name.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Intake => "入仓",
            Self::Reallocation => "调剂",
            Self::Loan => "借用",
            Self::LoanRenewal => "续借",
            Self::LoanReturn => "归还",
            Self::Reclaim => "撤仓",
            Self::Disposal => "处置",
            Self::StocktakeDifference => "盘点差异",
        }
    }

    /// Its English name.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Reallocation => "reallocation",
            Self::Loan => "loan",
            Self::LoanRenewal => "loan renewal",
            Self::LoanReturn => "loan return",
            Self::Reclaim => "reclaim",
            Self::Disposal => "disposal",
            Self::StocktakeDifference => "stocktake difference",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_kind_has_a_code_and_names_of_its_own() {
        let codes: BTreeSet<_> = DocumentKind::ALL.iter().map(|kind| kind.code()).collect();
        let names: BTreeSet<_> = DocumentKind::ALL.iter().flat_map(|kind| [kind.zh(), kind.en()]).collect();
        assert_eq!((codes.len(), names.len()), (8, 16));
        assert!(codes.iter().all(|code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
    }
}
