//! Whether the bytes that the log names are there, and are what they are named by.

use std::path::Path;

use cangliu_blobs::Directory;
use serde::Serialize;

use super::super::MaintainError;
use super::super::blobs::Named;
use super::damage::{Damage, Found};
use crate::import::Progress;

/// What a check of the attachments found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentsChecked {
    /// How many the log names.
    pub named: u64,
    /// How many lie in the directory unnamed, which is no damage: an upload was cut off.
    pub unnamed: u64,
}

/// Hashes every attachment that the log names.
///
/// # Errors
/// Only when reading itself fails; what is wrong goes to `found`.
pub(super) fn check(
    people_dir: &Path,
    named: &Named,
    found: &mut Found,
    progress: &Progress,
) -> Result<AttachmentsChecked, MaintainError> {
    let directory = Directory::beside(people_dir);
    progress.begin("attachments hashed", named.iter().len() as u64);
    for ((sha256, position), done) in named.iter().zip(1..) {
        let hash = directory.hash(sha256).map_err(MaintainError::file("reading", &directory.file(sha256)))?;
        let (position, of) = (*position, sha256.clone());
        match hash {
            None => found.add(Damage::AttachmentMissing { position, sha256: of }),
            Some(hash) if hash != *sha256 => found.add(Damage::AttachmentSpoilt { position, sha256: of }),
            Some(_) => {}
        }
        progress.at(done);
    }
    let all = directory.all().map_err(MaintainError::file("looking through", directory.path()))?;
    let unnamed = all.iter().filter(|stored| !named.has(&stored.sha256)).count() as u64;
    Ok(AttachmentsChecked { named: named.iter().len() as u64, unnamed })
}
