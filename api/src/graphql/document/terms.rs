//! What a document asks for as a whole, in and out.

use async_graphql::{InputObject, SimpleObject};
use cangliu_domain::document::Terms;
use cangliu_domain::id::{InstitutionId, NoteId, WarehouseId};
use uuid::Uuid;

use crate::graphql::asset::DisposalMethod;
use crate::graphql::bad_input::bad;
use crate::graphql::policy::DocumentKind;
use crate::graphql::scalar::Date;
use crate::graphql::warehouse::Storage;
use crate::ledger::Refused;

/// What a document asks for as a whole; which fields are needed depends on the kind.
#[derive(InputObject, Clone)]
pub(in crate::graphql) struct DocumentTermsInput {
    /// The kind.
    pub(super) kind: DocumentKind,
    /// 入仓: the warehouse.
    warehouse: Option<Uuid>,
    /// 入仓: where the goods will stand.
    storage: Option<Storage>,
    /// 借用: first day they are needed.
    from: Option<Date>,
    /// 借用, 续借: due back.
    due_on: Option<Date>,
    /// 调剂, 借用: what for. 撤仓: why. Kept outside the log.
    pub(super) purpose: Option<String>,
    /// 处置: the legal method.
    method: Option<DisposalMethod>,
    /// 处置: who gets the things, where that is a public institution.
    receiver: Option<Uuid>,
    /// 盘点差异: the campaign.
    campaign: Option<Uuid>,
}

impl DocumentTermsInput {
    /// The terms, once the text is kept.
    pub(super) fn read(&self, purpose: Option<NoteId>) -> Result<Terms, Refused> {
        let needed = |field: &'static str| {
            bad("FIELD_NEEDED", field, "此类单据须填写该项", "a document of this kind needs this field")
        };
        Ok(match self.kind {
            DocumentKind::Intake => Terms::Intake {
                warehouse: WarehouseId(self.warehouse.ok_or_else(|| needed("terms.warehouse"))?),
                storage: self.storage.ok_or_else(|| needed("terms.storage"))?.into(),
            },
            DocumentKind::Reallocation => Terms::Reallocation { purpose },
            DocumentKind::Loan => Terms::Loan {
                from: self.from.ok_or_else(|| needed("terms.from"))?.0,
                due_on: self.due_on.ok_or_else(|| needed("terms.dueOn"))?.0,
                purpose,
            },
            DocumentKind::LoanRenewal => {
                Terms::LoanRenewal { due_on: self.due_on.ok_or_else(|| needed("terms.dueOn"))?.0 }
            }
            DocumentKind::LoanReturn => Terms::LoanReturn {},
            DocumentKind::Reclaim => Terms::Reclaim { reason: purpose.ok_or_else(|| needed("terms.purpose"))? },
            DocumentKind::Disposal => Terms::Disposal {
                method: self.method.ok_or_else(|| needed("terms.method"))?.into(),
                receiver: self.receiver.map(InstitutionId),
            },
            DocumentKind::StocktakeDifference => {
                Terms::StocktakeDifference { campaign: self.campaign.ok_or_else(|| needed("terms.campaign"))? }
            }
        })
    }
}

/// What a document asks for as a whole.
#[derive(SimpleObject, Default)]
pub(in crate::graphql) struct DocumentTerms {
    /// 入仓: the warehouse.
    warehouse: Option<Uuid>,
    /// 入仓: where the goods will stand.
    storage: Option<Storage>,
    /// 借用: first day they are needed.
    from: Option<Date>,
    /// 借用, 续借: due back.
    due_on: Option<Date>,
    /// 处置: the legal method.
    method: Option<DisposalMethod>,
    /// 处置: who gets the things.
    receiver: Option<Uuid>,
    /// 盘点差异: the campaign.
    campaign: Option<Uuid>,
}

impl From<&Terms> for DocumentTerms {
    fn from(terms: &Terms) -> Self {
        let none = Self::default();
        match terms {
            Terms::Intake { warehouse, storage } => {
                Self { warehouse: Some(warehouse.0), storage: Some((*storage).into()), ..none }
            }
            Terms::Loan { from, due_on, .. } => {
                Self { from: Some((*from).into()), due_on: Some((*due_on).into()), ..none }
            }
            Terms::LoanRenewal { due_on } => Self { due_on: Some((*due_on).into()), ..none },
            Terms::Disposal { method, receiver } => {
                Self { method: Some((*method).into()), receiver: receiver.map(|id| id.0), ..none }
            }
            Terms::StocktakeDifference { campaign } => Self { campaign: Some(*campaign), ..none },
            Terms::Reallocation { .. } | Terms::LoanReturn {} | Terms::Reclaim { .. } => none,
        }
    }
}

/// The text that terms mention: what for, or why.
pub(super) fn text_of(terms: &Terms) -> Option<NoteId> {
    match terms {
        Terms::Reallocation { purpose } | Terms::Loan { purpose, .. } => *purpose,
        Terms::Reclaim { reason } => Some(*reason),
        Terms::Intake { .. }
        | Terms::LoanRenewal { .. }
        | Terms::LoanReturn {}
        | Terms::Disposal { .. }
        | Terms::StocktakeDifference { .. } => None,
    }
}

/// Where an event names the text of terms of a kind.
pub(super) fn text_pointer(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Reclaim => "/terms/reason",
        _ => "/terms/purpose",
    }
}
