//! Revoked tokens: a file with one `jti:…` (a token) or `sub:…` (all tokens of a subject) per line, `#` for remarks.
//! A change is seen within a second or two.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use tracing::{info, warn};

const LOOK_INTERVAL: Duration = Duration::from_secs(1);

#[derive(Default)]
struct List {
    tokens: HashSet<String>,
    subjects: HashSet<String>,
    stand: Option<(SystemTime, u64)>,
    looked: Option<Instant>,
}

/// The list of revoked tokens.
pub struct Revoked {
    file: Option<PathBuf>,
    list: RwLock<List>,
}

impl Revoked {
    /// Opens a list; without a file nothing is revoked.
    ///
    /// # Errors
    /// When the file cannot be read: a list that is asked for and missing would let revoked tokens in.
    pub fn open(file: Option<&Path>) -> std::io::Result<Self> {
        let file = file.filter(|path| !path.as_os_str().is_empty());
        let list = file.map_or_else(|| Ok(List::default()), read)?;
        Ok(Self { file: file.map(Path::to_path_buf), list: RwLock::new(list) })
    }

    /// Whether a token is revoked, by its own id or its subject's.
    pub(super) fn holds(&self, token: Option<&str>, subject: &str) -> bool {
        let Some(file) = &self.file else { return false };
        self.look(file);
        let list = self.list.read().unwrap_or_else(PoisonError::into_inner);
        list.subjects.contains(subject) || token.is_some_and(|token| list.tokens.contains(token))
    }

    fn look(&self, file: &Path) {
        let is_due = |list: &List| list.looked.is_none_or(|at| at.elapsed() >= LOOK_INTERVAL);
        if !is_due(&self.list.read().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        let mut list = self.list.write().unwrap_or_else(PoisonError::into_inner);
        if !is_due(&list) {
            return;
        }
        list.looked = Some(Instant::now());
        if list.stand == stand(file) {
            return;
        }
        match read(file) {
            Ok(changed) => {
                info!(
                    tokens = changed.tokens.len(),
                    subjects = changed.subjects.len(),
                    "read the list of revoked tokens"
                );
                *list = changed;
            }
            // What was revoked stays so.
            Err(error) => warn!("the list of revoked tokens cannot be read: {error}"),
        }
    }
}

fn stand(file: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(file).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

fn read(file: &Path) -> std::io::Result<List> {
    let stand = stand(file);
    let text = std::fs::read_to_string(file)?;
    let mut list = List { stand, looked: Some(Instant::now()), ..List::default() };
    let entries = text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim());
    for line in entries.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.split_once(':') {
            Some(("jti", id)) => list.tokens.insert(id.trim().to_owned()),
            Some(("sub", subject)) => list.subjects.insert(subject.trim().to_owned()),
            Some(_) | None => return Err(std::io::Error::other(format!("{line:?} is neither jti:… nor sub:…"))),
        };
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_subjects_are_revoked_by_their_ids() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("revoked");
        std::fs::write(&file, "# left in May\nsub: dev:partner # whole\njti:7f\n").unwrap();
        let revoked = Revoked::open(Some(&file)).unwrap();
        assert!(revoked.holds(None, "dev:partner"));
        assert!(revoked.holds(Some("7f"), "other"));
        assert!(!revoked.holds(Some("7e"), "other"));
    }

    #[test]
    fn a_list_that_is_asked_for_must_be_there_and_readable() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("revoked");
        assert!(Revoked::open(Some(&file)).is_err());
        std::fs::write(&file, "7f\n").unwrap();
        assert!(Revoked::open(Some(&file)).is_err());
    }
}
