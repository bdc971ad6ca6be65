//! What a backup says about itself. Written last: a directory without it is no backup.

use std::path::Path;

use cangliu_store::LogIdentity;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{MaintainError, file};

/// Name of the manifest's file.
pub const FILE: &str = "manifest.json";
/// The form of backups that this program writes, and the newest it reads.
pub const FORMAT: u32 = 2;

/// What a backup says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Form of the backup.
    pub format: u32,
    /// Version of the program that made it.
    pub program: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// The log it is of, with the epoch it had.
    pub log: LogIdentity,
    /// Position of the last event in it; 0 for none.
    pub position: u64,
    /// Its files.
    pub files: Vec<Listed>,
    /// Its attachments, since form 2.
    #[serde(default)]
    pub attachments: Attachments,
}

/// The attachments of a backup. Each is a file named by its SHA-256, so that none needs a line of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachments {
    /// How many there are.
    pub count: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Those that the disk had spoilt or lost before the backup, by their SHA-256. They are not in it.
    pub lost: Vec<String>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// `MANIFEST_MISSING`, `MANIFEST_UNREADABLE`, and `UPGRADE_NEEDED` for a form that is not known here.
    pub fn read(backup: &Path) -> Result<Self, MaintainError> {
        let path = backup.join(FILE);
        let text = match std::fs::read(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(MaintainError::ManifestMissing { directory: backup.to_owned() });
            }
            text => text.map_err(MaintainError::file("reading", &path))?,
        };
        let unreadable = |source| MaintainError::ManifestUnreadable { path: path.clone(), source };
        // The form comes first: what else a newer one holds is nobody's guess.
        let Form { format } = serde_json::from_slice(&text).map_err(unreadable)?;
        if format > FORMAT {
            return Err(MaintainError::ManifestNewer { found: format, known: FORMAT });
        }
        serde_json::from_slice(&text).map_err(unreadable)
    }

    /// Writes it, durable once this returns.
    pub(super) fn write(&self, backup: &Path) -> Result<(), MaintainError> {
        let path = backup.join(FILE);
        let text = serde_json::to_vec_pretty(self);
        let text = text.map_err(|source| MaintainError::ManifestUnreadable { path: path.clone(), source })?;
        file::write(&path, &text)
    }

    /// Whether it lists a file of that name.
    pub(super) fn lists(&self, name: &str) -> bool {
        self.files.iter().any(|listed| listed.name == name)
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, listed| sum.saturating_add(listed.bytes))
    }
}

#[derive(Deserialize)]
struct Form {
    format: u32,
}
