//! The map: a file with the new position of each old one, a line each, for whoever kept positions elsewhere.
//!
//! ```text
//! # cangliu positions 1: <old><TAB><new>, in the order of the log
//! # old: log <id> epoch <n>, shown as <logId>:<position>
//! # new: log <id> epoch <n>, shown as <logId>:<position>
//! 1<TAB>2741
//! 2<TAB>3192
//! ```
//!
//! It is written anew from the two logs when they are compared at the end, so that no kill leaves a hole in it, and has
//! its name only once it is whole and on disk.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::error::MigrationError;
use crate::data_dir::sync_dir;
use crate::error::StoreError;
use crate::identity::LogIdentity;

const FIRST_WORDS: &str = "# cangliu positions ";

/// A map that is being written.
pub(super) struct Map {
    path: PathBuf,
    part: PathBuf,
    out: BufWriter<File>,
}

impl Map {
    /// Begins a map beside its place. What is in its place stays until the new one is whole, and is refused when it is
    /// no map.
    pub(super) fn begin(path: &Path, old: LogIdentity, new: LogIdentity) -> Result<Self, MigrationError> {
        check(path)?;
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let file = File::create(&part).map_err(|source| failed(&part, source))?;
        let mut map = Self { path: path.to_owned(), part, out: BufWriter::new(file) };
        map.write(format_args!("{FIRST_WORDS}1: <old><TAB><new>, in the order of the log\n"))?;
        for (name, LogIdentity { id, epoch }, shown) in [("old", old, old.shown()), ("new", new, new.shown())] {
            map.write(format_args!("# {name}: log {id} epoch {epoch}, shown as {shown}:<position>\n"))?;
        }
        Ok(map)
    }

    pub(super) fn line(&mut self, old: u64, new: u64) -> Result<(), MigrationError> {
        self.write(format_args!("{old}\t{new}\n"))
    }

    /// Gives it its name; durable once this returns.
    pub(super) fn keep(mut self) -> Result<(), MigrationError> {
        self.out
            .flush()
            .and_then(|()| self.out.get_ref().sync_all())
            .and_then(|()| std::fs::rename(&self.part, &self.path))
            .map_err(|source| failed(&self.path, source))?;
        let parent = self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sync_dir(parent).map_err(MigrationError::Map)
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) -> Result<(), MigrationError> {
        self.out.write_fmt(text).map_err(|source| failed(&self.part, source))
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        // Kept, it has another name by now; left behind, it would only be in the way.
        let _gone = std::fs::remove_file(&self.part).is_ok();
    }
}

/// Refuses a place where something else is: a map may be written again, nothing else is written over.
fn check(path: &Path) -> Result<(), MigrationError> {
    let first = match File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        opened => {
            let mut first = Vec::new();
            let mut file = BufReader::new(opened.map_err(|source| failed(path, source))?);
            file.read_until(b'\n', &mut first).map_err(|source| failed(path, source))?;
            first
        }
    };
    if first.starts_with(FIRST_WORDS.as_bytes()) {
        return Ok(());
    }
    Err(MigrationError::MapTaken { path: path.to_owned() })
}

fn failed(path: &Path, source: std::io::Error) -> MigrationError {
    MigrationError::Map(StoreError::io("writing the map", path, source))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const OLD: LogIdentity = LogIdentity { id: Uuid::nil(), epoch: 1 };
    const NEW: LogIdentity = LogIdentity { epoch: 2, ..OLD };

    #[test]
    fn a_map_is_lines_of_old_and_new_under_the_names_of_both_logs() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.tsv");
        for _again in 0..2 {
            let mut map = Map::begin(&path, OLD, NEW).unwrap();
            map.line(1, 20).unwrap();
            map.line(2, 300).unwrap();
            map.keep().unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, lines): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
        assert_eq!(lines, ["1\t20", "2\t300"]);
        assert_eq!(head.len(), 3);
        assert!(head[2].contains("epoch 2") && head[2].contains(&NEW.shown().to_string()), "{text}");
    }

    #[test]
    fn a_map_without_its_end_has_not_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("map.tsv");
        Map::begin(&path, OLD, NEW).unwrap().line(1, 20).unwrap();
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_map_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("letter.txt");
        std::fs::write(&path, "dear all").unwrap();
        let refused = Map::begin(&path, OLD, NEW).err().unwrap();
        assert_eq!(refused.code(), "MIGRATION_MAP_TAKEN");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "dear all");
    }
}
