//! What a document asks for as a whole: its kind, and what all of its lines share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::asset::DisposalMethod;
use crate::document_kind::DocumentKind;
use crate::id::{InstitutionId, NoteId, WarehouseId};
use crate::warehouse::Storage;

/// What all lines share, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum Terms {
    /// 入仓, into this warehouse.
    Intake { warehouse: WarehouseId, storage: Storage },
    /// 调剂: the unit wants the things for good.
    Reallocation {
        /// What for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<NoteId>,
    },
    /// 借用: the unit wants them until a day.
    Loan {
        /// First day they are needed.
        from: NaiveDate,
        /// Due back.
        due_on: NaiveDate,
        /// What for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        purpose: Option<NoteId>,
    },
    /// 续借, until a later day.
    LoanRenewal { due_on: NaiveDate },
    /// 归还.
    LoanReturn {},
    /// 撤仓.
    Reclaim {
        /// Why.
        reason: NoteId,
    },
    /// 处置 by a legal method; whether that is reuse is said of each exit, not here.
    Disposal {
        method: DisposalMethod,
        /// Who gets the things, where that is a public institution.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        receiver: Option<InstitutionId>,
    },
    /// 盘点差异 of a campaign.
    StocktakeDifference { campaign: Uuid },
}

impl Terms {
    /// The kind of the document.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        match self {
            Self::Intake { .. } => DocumentKind::Intake,
            Self::Reallocation { .. } => DocumentKind::Reallocation,
            Self::Loan { .. } => DocumentKind::Loan,
            Self::LoanRenewal { .. } => DocumentKind::LoanRenewal,
            Self::LoanReturn {} => DocumentKind::LoanReturn,
            Self::Reclaim { .. } => DocumentKind::Reclaim,
            Self::Disposal { .. } => DocumentKind::Disposal,
            Self::StocktakeDifference { .. } => DocumentKind::StocktakeDifference,
        }
    }
}
