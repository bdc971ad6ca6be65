//! The store key: 32 random bytes as hexadecimal text in `people.key`, readable by its owner only.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::crypto::Key;
use crate::data_dir::sync_dir;
use crate::error::StoreError;

pub(super) const FILE: &str = "people.key";

/// Reads the key, `None` when the file is not there.
pub(super) fn read(directory: &Path) -> Result<Option<Key>, StoreError> {
    let path = directory.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::io("reading the people store's key", path, source)),
    };
    let key = decode(text.trim()).as_deref().and_then(Key::from_bytes);
    key.map(Some).ok_or(StoreError::WrongFile { path, expected: "key of a people store (64 hexadecimal digits)" })
}

/// Makes a key and keeps it; when another process was faster, answers that one's.
pub(super) fn make(directory: &Path) -> Result<Key, StoreError> {
    write(directory, &Key::generate()?)?;
    read(directory)?.ok_or_else(|| {
        StoreError::io("keeping the people store's key", directory.join(FILE), ErrorKind::NotFound.into())
    })
}

/// Writes a key beside its place and links it there, so that a crash leaves no half key. An existing key stays.
pub(super) fn write(directory: &Path, key: &Key) -> Result<(), StoreError> {
    let path = directory.join(FILE);
    // Nodes in containers have the same process id; what each writes beside the key's place is its own.
    let part = directory.join(format!("{FILE}.{}", Uuid::new_v4().simple()));
    let failed = |source| StoreError::io("keeping the people store's key", &path, source);
    write_private(&part, &encode(key.bytes())).map_err(failed)?;
    let linked = std::fs::hard_link(&part, &path);
    std::fs::remove_file(&part).map_err(failed)?;
    match linked {
        Err(source) if source.kind() != ErrorKind::AlreadyExists => Err(failed(source)),
        _ => sync_dir(directory),
    }
}

fn write_private(path: &PathBuf, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

fn encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decode(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_its_owners_only_and_stays_the_same() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path()).unwrap().is_none());
        let made = make(dir.path()).unwrap();
        assert_eq!(make(dir.path()).unwrap().bytes(), made.bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(dir.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["", "zz", "00", &"g".repeat(64), &"é".repeat(32)] {
            std::fs::write(dir.path().join(FILE), text).unwrap();
            assert_eq!(read(dir.path()).err().unwrap().code(), "WRONG_FILE", "{text}");
        }
    }
}
