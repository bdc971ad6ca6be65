//! Bytes that arrive: written to a temporary file and hashed as they come, so that memory holds one piece at a time.

use std::fs::File;
use std::io::{self, Write as _};

use cangliu_domain::blob::Sha256;
use sha2::Digest as _;
use tempfile::NamedTempFile;

/// Bytes on their way into a [`Directory`](crate::Directory). Dropped, they are gone.
#[derive(Debug)]
pub struct Incoming {
    file: NamedTempFile,
    hash: sha2::Sha256,
    bytes: u64,
}

impl Incoming {
    pub(crate) fn new(file: NamedTempFile) -> Self {
        Self { file, hash: sha2::Sha256::default(), bytes: 0 }
    }

    /// Takes the next piece. Waits for the disk.
    ///
    /// # Errors
    /// The system's.
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.file.write_all(piece)?;
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
        Ok(())
    }

    /// How many bytes came so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The file, to look at its content.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// What the bytes that came so far are named by.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        digest(self.hash.clone())
    }

    /// The file and what it is named by.
    pub(crate) fn finish(self) -> (NamedTempFile, Sha256, u64) {
        (self.file, digest(self.hash), self.bytes)
    }
}

/// What a hash says.
pub(crate) fn digest(hash: sha2::Sha256) -> Sha256 {
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    named(&digits)
}

/// Digits that a hash made are always a digest.
pub(crate) fn named(digits: &str) -> Sha256 {
    Sha256::parse(digits).unwrap_or_else(|| unreachable!("a SHA-256 has 64 digits in lower case"))
}
