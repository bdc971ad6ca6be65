//! Documents (单据): applications of many lines, from the draft through approval to the last line done.
//!
//! | file | holds |
//! |---|---|
//! | `shown`, `chain` | a document as it is shown: header and lines; chain and signatures |
//! | `terms` | what it asks for, in and out |
//! | `draft` | begun, described, lines put and removed |
//! | `submit` | handed in, withdrawn, urged, voided |
//! | `sign` | approved, returned, passed on, countersigned, rejected |
//! | `carry_out`, `end_lines` | lines carried out on the assets; refused or given back |
//! | `query` | one document, lists, and the work that waits |

mod carry_out;
mod chain;
mod draft;
mod end_lines;
mod query;
mod shown;
mod sign;
mod submit;
mod terms;

use async_graphql::MergedObject;
use cangliu_domain::document::{self, Signer};
use cangliu_domain::id::{DocumentId, InstitutionId, NoteId};
use cangliu_domain::post::Role;
use uuid::Uuid;

pub(super) use query::DocumentQuery;
pub(super) use shown::Document;

use super::bad_input::bad;
use super::desk::Desk;
use super::person::keep_note;
use crate::ledger::{Denied, Refused};

/// Mutations of documents.
#[derive(MergedObject, Default)]
pub(super) struct DocumentMutation(
    draft::DraftMutation,
    submit::SubmitMutation,
    sign::SignatureMutation,
    carry_out::CarryOutMutation,
    end_lines::EndLinesMutation,
);

/// The document as its stream says now.
async fn known(desk: Desk<'_>, id: Uuid) -> Result<document::Known, Refused> {
    let history = desk.node.ledger.load::<document::Document>(&id.to_string()).await?;
    history.state.known().cloned().ok_or(Refused::Denied(Denied::NotFound))
}

/// Whoever asks, acting as the unit's asset manager.
fn applicant(desk: Desk<'_>, unit: InstitutionId) -> Signer {
    desk.who.signer(|grant| grant.role == Role::AssetManager && grant.institution == Some(unit))
}

/// A text of a command on a document that must be there; `pointer` says where its event names it.
async fn note(
    desk: Desk<'_>,
    (id, command_id): (Uuid, Uuid),
    (field, pointer): (&'static str, &str),
    given: &str,
) -> Result<NoteId, Refused> {
    let stream = format!("document-{}", DocumentId(id));
    let kept = keep_note(desk, (&stream, command_id), (field, pointer), Some(given)).await?;
    kept.ok_or_else(|| bad("FIELD_EMPTY", field, "不能为空", "it cannot be empty"))
}
