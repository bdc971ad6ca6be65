//! Files copied, hashed and moved, and made durable: after a crash they are whole or not there.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::MaintainError;

/// Bytes read at a time.
const BLOCK: usize = 1 << 20;

/// What SQLite keeps beside a database while it is open, or after a crash.
const COMPANIONS: [&str; 3] = ["", "-wal", "-shm"];

/// A file's size and content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// Hashes a file; `told` hears of each block how long it was.
pub(super) fn hash(path: &Path, told: impl FnMut(u64)) -> Result<Content, MaintainError> {
    read(path, told, |_| Ok(()))
}

/// Copies a file, synced, and hashes what went over.
pub(super) fn copy(from: &Path, to: &Path, told: impl FnMut(u64)) -> Result<Content, MaintainError> {
    let failed = MaintainError::file("writing", to);
    let mut target = File::create_new(to).map_err(failed)?;
    let permissions = fs::metadata(from).map_err(MaintainError::file("reading", from))?.permissions();
    target.set_permissions(permissions).map_err(failed)?;
    let content = read(from, told, |block| target.write_all(block).map_err(failed))?;
    target.sync_all().map_err(failed)?;
    Ok(content)
}

fn read(
    path: &Path,
    mut told: impl FnMut(u64),
    mut take: impl FnMut(&[u8]) -> Result<(), MaintainError>,
) -> Result<Content, MaintainError> {
    let failed = MaintainError::file("reading", path);
    let mut file = File::open(path).map_err(failed)?;
    let (mut hash, mut bytes, mut block) = (Sha256::new(), 0, vec![0; BLOCK]);
    loop {
        let length = file.read(&mut block).map_err(failed)?;
        if length == 0 {
            return Ok(Content { bytes, sha256: hex(&hash.finalize()) });
        }
        hash.update(&block[..length]);
        take(&block[..length])?;
        bytes += length as u64;
        told(length as u64);
    }
}

/// Writes a file whole: it has its name only once its content is on disk.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), MaintainError> {
    let failed = MaintainError::file("writing", path);
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let mut file = File::create(&part).map_err(failed)?;
    file.write_all(content).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&part, path).map_err(failed)?;
    path.parent().map_or(Ok(()), sync_directory)
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(directory: &Path) -> Result<(), MaintainError> {
    File::open(directory).and_then(|opened| opened.sync_all()).map_err(MaintainError::file("syncing", directory))
}

/// Makes a directory that only its owner looks into.
pub(super) fn make_private(directory: &Path) -> Result<(), MaintainError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(MaintainError::file("making", directory))
}

/// Names in a directory; none where there is no directory.
pub(super) fn names(directory: &Path) -> Result<Vec<String>, MaintainError> {
    let failed = MaintainError::file("listing", directory);
    let entries = match fs::read_dir(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let name =
        |entry: std::io::Result<fs::DirEntry>| entry.map(|entry| entry.file_name().to_string_lossy().into_owned());
    entries.map(name).collect::<Result<_, _>>().map_err(failed)
}

/// The files of a database, as far as they are there.
pub(super) fn with_companions(file: &Path) -> Vec<PathBuf> {
    let named = COMPANIONS.iter().map(|suffix| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    named.filter(|path| path.exists()).collect()
}

/// Moves files into a directory, in their order.
pub(super) fn move_into(files: &[PathBuf], directory: &Path) -> Result<(), MaintainError> {
    for file in files {
        let name = file.file_name().unwrap_or_default();
        fs::rename(file, directory.join(name)).map_err(MaintainError::file("moving", file))?;
    }
    sync_directory(directory)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
