//! Committed answers that a test compares with, and writes anew when it is told to.

use std::path::Path;

/// Compares a text with a committed file; with `CANGLIU_BLESS=1` the file becomes the text.
///
/// # Panics
/// When they differ; says where first, and how the file is written anew.
#[track_caller]
pub fn assert_same(file: &Path, text: &str) {
    if std::env::var_os("CANGLIU_BLESS").is_some() {
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the file");
        std::fs::write(file, text).expect("a file that can be written");
        return;
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    let lines = committed.lines().map(Some).chain(std::iter::repeat(None)).zip(text.lines().map(Some));
    let differing = lines.enumerate().find(|(_, (old, new))| old != new);
    if committed != text {
        let (line, (old, new)) = differing.unwrap_or((text.lines().count(), (committed.lines().last(), None)));
        panic!(
            "{} is not what it is now; CANGLIU_BLESS=1 writes it anew, and the difference is to be read.\n\
             line {}\n  committed: {}\n  now:       {}",
            file.display(),
            line + 1,
            old.unwrap_or("(nothing)"),
            new.unwrap_or("(nothing)"),
        );
    }
}
