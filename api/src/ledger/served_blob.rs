//! Attachments: who uploads for an institution, and whether an institution uploaded some bytes.

use cangliu_domain::blob::{Blob, Command, Facts, Sha256, subject};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::Role;

use super::Ledger;
use super::refusal::Refused;
use super::served::{Denied, Served};
use super::served_directory::active;
use crate::auth::Who;

/// Roles that write papers for their institution, so that they have something to attach.
const UPLOADING: [Role; 9] = [
    Role::Administrator,
    Role::AssetManager,
    Role::WarehouseKeeper,
    Role::WasteOfficer,
    Role::Reviewer,
    Role::UnitHead,
    Role::DepartmentApprover,
    Role::OfficesApprover,
    Role::FinanceApprover,
];

/// Whether somebody uploads for an institution; asked before its bytes are read, and again by the ledger.
///
/// # Errors
/// [`Denied`].
pub fn may_upload(who: &Who, institution: InstitutionId) -> Result<(), Denied> {
    let may = UPLOADING.into_iter().any(|role| who.holds_at(role, institution));
    if may { Ok(()) } else { Err(Denied::Forbidden) }
}

impl Ledger {
    /// Whether an institution uploaded the bytes of a digest: what a command must ask before a record that is written
    /// for the institution names them.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn uploaded(&self, institution: InstitutionId, sha256: &Sha256) -> Result<bool, Refused> {
        let history = self.load::<Blob>(&subject(institution, sha256)).await?;
        Ok(matches!(history.state, Blob::Uploaded { .. }))
    }
}

impl Served for Blob {
    async fn facts(ledger: &Ledger, _: &str, _: &Self, command: &Command) -> Result<Facts, Refused> {
        let Command::Upload { institution, .. } = command;
        Ok(Facts { institution_active: active(ledger, *institution).await? })
    }

    fn permit(_: &Self, command: &Command, _: &Facts, who: &Who) -> Result<(), Denied> {
        let Command::Upload { institution, .. } = command;
        may_upload(who, *institution)
    }
}
