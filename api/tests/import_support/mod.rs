//! What the tests of imports share: a node in a directory of its own, and the sample workbooks.
#![allow(dead_code, clippy::print_stdout, reason = "each test uses a part; what was skipped is said")]

use std::path::{Path, PathBuf};

use cangliu_api::auth::{Grant, Who};
use cangliu_api::clock::Clock;
use cangliu_api::config::DataSettings;
use cangliu_api::import::{Kind, Options, Report, import};
use cangliu_api::node::Node;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::post::{Role, Scope};
use cangliu_workbook::Source;
use uuid::Uuid;

/// A node in a directory of its own, on a fixed day.
pub(crate) struct Office {
    pub(crate) node: Node,
    pub(crate) dir: tempfile::TempDir,
}

impl Office {
    pub(crate) fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let node = open(dir.path());
        Self { node, dir }
    }

    /// Closes the node and opens another on the same directory.
    pub(crate) async fn reopened(self) -> Self {
        let Self { node, dir } = self;
        node.close().await;
        Self { node: open(dir.path()), dir }
    }

    pub(crate) async fn import(&self, kind: Kind, source: Source) -> Report {
        self.import_with(kind, source, |_| {}).await
    }

    pub(crate) async fn import_with(&self, kind: Kind, source: Source, set: impl FnOnce(&mut Options)) -> Report {
        let mut options = Options::new(Uuid::now_v7());
        set(&mut options);
        import(&self.node, &administrator(), kind, source, options).await.unwrap()
    }

    pub(crate) async fn head(&self) -> u64 {
        self.node.head().await.unwrap()
    }

    /// All bytes of all files in the data directory.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        collect(self.dir.path(), &mut bytes);
        bytes
    }
}

/// The settings of a data directory, its log on the engine that the tests run on.
pub(crate) fn settings_at(dir: &Path) -> DataSettings {
    DataSettings { log: cangliu_esdb_stand_in::beside(dir), ..DataSettings::at(dir) }
}

pub(crate) fn open(dir: &Path) -> Node {
    let clock = Clock::Fixed("2026-11-21T02:00:00Z".parse().unwrap());
    Node::open_at(&settings_at(dir), clock).unwrap()
}

fn collect(path: &Path, bytes: &mut Vec<u8>) {
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { collect(&path, bytes) } else { bytes.extend(std::fs::read(path).unwrap()) }
    }
}

pub(crate) fn administrator() -> Who {
    person("os", "tester", Role::Administrator, None, Scope::City)
}

pub(crate) fn at(role: Role, institution: InstitutionId) -> Who {
    person("test", "somebody", role, Some(institution), Scope::Institution)
}

fn person(issuer: &str, subject: &str, role: Role, institution: Option<InstitutionId>, scope: Scope) -> Who {
    let grants = vec![Grant { role, institution, scope, post: None, on_behalf_of: None, acts: Vec::new() }];
    Who { issuer: issuer.into(), subject: subject.into(), grants, expires_at: None }
}

/// The folders of sample workbooks: the one in the repository, and where there is one, that of `CANGLIU_SAMPLES`, else
/// `shared/data` beside the checkout. A folder that is named and not there is a failure.
pub(crate) fn samples() -> Vec<PathBuf> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = crates.join("../workbook/tests/data/samples");
    let named = std::env::var_os("CANGLIU_SAMPLES").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let others = named.clone().unwrap_or_else(|| crates.join("../../shared/data"));
    let is_there = others.join("expected.json").is_file();
    assert!(is_there || named.is_none(), "CANGLIU_SAMPLES names {}, which has no expected.json", others.display());
    if !is_there {
        println!("skipped, because {} holds no further sample workbooks", others.display());
    }
    std::iter::once(own).chain(is_there.then_some(others)).collect()
}

pub(crate) fn source(path: &Path) -> Source {
    Source { name: path.file_name().unwrap().to_string_lossy().into(), bytes: std::fs::read(path).unwrap() }
}

/// A workbook written down as text.
pub(crate) fn csv(name: &str, lines: &[&str]) -> Source {
    Source { name: name.into(), bytes: lines.join("\n").into_bytes() }
}
