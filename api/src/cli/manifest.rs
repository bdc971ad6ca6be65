//! What a backup holds: `manifest.json` beside its files, by which a restore knows that it is whole.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::fault::Fault;
use super::fold::hex;

/// Name of the manifest.
const FILE: &str = "manifest.json";
/// Form of the manifest; a newer one is refused.
const FORM: u32 = 1;
/// Bytes hashed at a time.
const CHUNK: usize = 1 << 20;

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// Form of this file.
    pub(super) form: u32,
    /// Id of the log.
    pub(super) log: Uuid,
    /// Epoch of the log.
    pub(super) epoch: u32,
    /// Position of the last event.
    pub(super) position: u64,
    /// When it was made.
    pub(super) made_at: DateTime<Utc>,
    /// Its files.
    pub(super) files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its name.
    pub(super) name: String,
    /// How long it is.
    pub(super) bytes: u64,
    /// SHA-256, in hexadecimal.
    pub(super) sha256: String,
}

impl Manifest {
    pub(super) fn new(log: Uuid, epoch: u32, position: u64, files: Vec<Entry>) -> Self {
        Self { form: FORM, log, epoch, position, made_at: Utc::now(), files }
    }

    /// Writes it last: a backup without one is not whole.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Fault> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| Fault::io("writing the manifest", &error.into()))?;
        let written = File::create(folder.join(FILE)).and_then(|mut file| {
            std::io::Write::write_all(&mut file, &text)?;
            file.sync_all()
        });
        written.map_err(|error| Fault::io("writing the manifest", &error))
    }

    /// Reads it and checks every file it names.
    pub(super) fn read(folder: &Path) -> Result<Self, Fault> {
        let text = std::fs::read(folder.join(FILE)).map_err(|error| {
            let shown = folder.display();
            Fault::usage("NOT_A_BACKUP", format!("{shown} 不是完整的备份：{error}"), format!("{shown} is no whole backup: {error}"))
        })?;
        let manifest: Self = serde_json::from_slice(&text).map_err(|error| damaged(FILE, &error.to_string()))?;
        if manifest.form > FORM {
            let (zh, en) = ("备份由更新的版本写入，请升级程序", "the backup was written by a newer program; upgrade it");
            return Err(Fault::new("UPGRADE_NEEDED", zh, en));
        }
        for entry in &manifest.files {
            // A name from a file is no path: it must not lead out of the folder.
            let is_plain = Path::new(&entry.name).file_name().is_some_and(|name| name == entry.name.as_str());
            if !is_plain || Entry::of(folder, &entry.name)? != *entry {
                return Err(damaged(&entry.name, "other bytes than the manifest says"));
            }
        }
        Ok(manifest)
    }
}

impl Entry {
    /// Hashes a file.
    pub(super) fn of(folder: &Path, name: &str) -> Result<Self, Fault> {
        let failed = |error: std::io::Error| damaged(name, &error.to_string());
        let mut file = File::open(folder.join(name)).map_err(failed)?;
        let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
        loop {
            let read = file.read(&mut chunk).map_err(failed)?;
            if read == 0 {
                return Ok(Self { name: name.to_owned(), bytes, sha256: hex(&hash.finalize()) });
            }
            bytes += read as u64;
            hash.update(&chunk[..read]);
        }
    }
}

fn damaged(name: &str, why: &str) -> Fault {
    Fault::new("BACKUP_DAMAGED", format!("备份文件 {name} 已损坏：{why}"), format!("{name} of the backup is damaged: {why}"))
}
