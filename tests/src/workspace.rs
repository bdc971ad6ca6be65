//! Where the sources and the binary are.

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand inside the workspace")
}

/// The binary under test: `CANGLIU_BIN`, or what `cargo build -p cangliu-api` made.
#[must_use]
pub fn binary() -> PathBuf {
    let binary = std::env::var_os("CANGLIU_BIN").map_or_else(|| target().join("debug/cangliu"), PathBuf::from);
    assert!(binary.is_file(), "{} is not built; run cargo build -p cangliu-api first", binary.display());
    binary
}

fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// Every file of the sources below a folder of the workspace, in order: what is fetched or built is left out.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    const NOT_OURS: [&str; 10] = [
        ".git",
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".schemathesis",
        ".tools",
        ".venv",
        "__pycache__",
        "node_modules",
        "target",
    ];
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the sources").flatten() {
            let (path, name) = (entry.path(), entry.file_name());
            if path.is_file() {
                found.push(path);
            } else if !NOT_OURS.iter().any(|ours| name == *ours) && !is_built(&path) {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

fn is_built(path: &Path) -> bool {
    path == root().join("data") || path == root().join("web/dist")
}

/// Every source file with one of these endings, with its text.
#[must_use]
pub fn texts(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let wanted = |path: &PathBuf| path.extension().and_then(|e| e.to_str()).is_some_and(|e| endings.contains(&e));
    let text = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        (path.strip_prefix(root()).map(Path::to_owned).unwrap_or(path), text)
    };
    files(root()).into_iter().filter(wanted).map(text).collect()
}
