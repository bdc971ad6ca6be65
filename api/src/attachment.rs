//! Attachments (附件): bytes kept, put down in the ledger, and read by whoever may.
//!
//! The order is what makes it safe: bytes are on disk before the event that names them is written. Between the two a
//! crash leaves bytes that nobody named, which `cangliu blobs --sweep` removes once they are old.

use cangliu_blobs::Incoming;
use cangliu_domain::blob::{Blob, Command, Kind, Sha256, subject};
use cangliu_domain::id::InstitutionId;
use cangliu_projections::{Result as ViewResult, Snapshot, blob};
use uuid::Uuid;

use crate::auth::Who;
use crate::error::Error;
use crate::ledger::Order;
use crate::node::Node;

/// An attachment that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What its bytes are named by.
    pub sha256: Sha256,
    /// How many they are.
    pub bytes: u64,
    /// What they are.
    pub kind: Kind,
    /// Whether the institution had not uploaded them before.
    pub is_new: bool,
    /// Whether queries show it already.
    pub visible: bool,
}

/// Keeps bytes for an institution and puts it down. Durable once this returns.
///
/// # Errors
/// [`Error::BadInput`] for content that is not taken, and where the rules say no; the ledger's and the system's.
pub async fn take(node: &Node, who: &Who, institution: InstitutionId, incoming: Incoming) -> Result<Taken, Error> {
    let directory = node.blobs.clone();
    let keeping = tokio::task::spawn_blocking(move || {
        let mut incoming = incoming;
        let kind = cangliu_blobs::recognise(incoming.file()).map_err(unfit)?;
        Ok::<_, Error>((directory.keep(incoming).map_err(disk)?, kind))
    });
    // Held until the event is in the log: so long nobody takes the bytes for orphans.
    let (kept, kind) = keeping.await.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
    let (sha256, bytes, on) = (kept.sha256.clone(), kept.bytes, node.clock.today());
    let command = Command::Upload { institution, sha256: sha256.clone(), bytes, kind, on };
    // The stream is named after the content, so that a repeat under any id changes nothing.
    let order = Order::<Blob>::new(subject(institution, &sha256), Uuid::now_v7(), command);
    let done = node.ledger.execute(who, order).await?;
    drop(kept);
    let (is_new, visible) = match done.receipt {
        Some(receipt) => (true, node.wait_visible(receipt.position.position).await),
        None => (false, true),
    };
    Ok(Taken { sha256, bytes, kind, is_new, visible })
}

/// A ground on which somebody may read bytes that are kept.
type Ground = fn(&Snapshot<'_>, &Who, &Sha256, &blob::Blob) -> ViewResult<bool>;

/// All grounds; one is enough. What else names blobs adds its own: a document, for whoever may read the document.
const GROUNDS: [Ground; 2] = [
    |_, who, _, blob| Ok(blob.institutions.iter().any(|institution| who.belongs_to(*institution))),
    |_, who, _, _| Ok(who.reads_city()),
];

/// What the bytes of a digest are, for somebody who may read them.
///
/// # Errors
/// [`Error::NotFound`] where there are none, and for whoever may not know of them.
pub async fn may_read(node: &Node, who: &Who, sha256: &Sha256) -> Result<blob::Blob, Error> {
    let (reader, who, sha256) = (node.reader.clone(), who.clone(), sha256.clone());
    let question = move |snapshot: &Snapshot<'_>| {
        let Some(blob) = snapshot.blob(&sha256)? else { return Ok(None) };
        for ground in GROUNDS {
            if ground(snapshot, &who, &sha256, &blob)? {
                return Ok(Some(blob));
            }
        }
        Ok::<_, cangliu_projections::ViewError>(None)
    };
    let answered = tokio::task::spawn_blocking(move || reader.with(question)).await;
    let (found, _) = answered.map_err(|stopped| Error::Internal(Box::new(stopped)))??;
    found.ok_or(Error::NotFound)
}

fn unfit(unfit: cangliu_blobs::Unfit) -> Error {
    match unfit {
        cangliu_blobs::Unfit::Io(source) => disk(source),
        unfit => Error::BadInput { code: unfit.code(), field: "file", zh: unfit.zh(), en: unfit.to_string() },
    }
}

/// What the disk said to bytes, as the stores say it.
pub fn disk(source: std::io::Error) -> Error {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    let (is_full, doing) = (matches!(source.kind(), StorageFull | QuotaExceeded), "keeping an attachment");
    if is_full {
        cangliu_store::StoreError::Full { doing, source: std::sync::Arc::new(source) }.into()
    } else {
        Error::Internal(Box::new(source))
    }
}
