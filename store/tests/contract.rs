//! Every promise of the port, kept by every adapter.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use cangliu_store::contract::LogUnderTest;
use cangliu_store::{EventStore, Mode, Options, SqliteLog, StoreError};
use tempfile::TempDir;

cangliu_store::contract!(sqlite, SqliteUnderTest::open());

struct SqliteUnderTest {
    directory: TempDir,
    log: Option<Arc<SqliteLog>>,
}

impl SqliteUnderTest {
    fn open() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let log = Some(Arc::new(open(directory.path(), Mode::ReadWrite).unwrap()));
        Self { directory, log }
    }
}

fn open(directory: &Path, mode: Mode) -> Result<SqliteLog, StoreError> {
    SqliteLog::open(directory, Options { mode, ..Options::default() })
}

#[async_trait]
impl LogUnderTest for SqliteUnderTest {
    fn store(&self) -> Arc<dyn EventStore> {
        self.log.clone().unwrap()
    }

    async fn reader(&self) -> Arc<dyn EventStore> {
        Arc::new(open(self.directory.path(), Mode::ReadOnly).unwrap())
    }

    async fn reopen(&mut self) {
        drop(self.log.take());
        self.log = Some(Arc::new(open(self.directory.path(), Mode::ReadWrite).unwrap()));
    }

    async fn second_writer(&self) -> Option<Result<Arc<dyn EventStore>, StoreError>> {
        Some(open(self.directory.path(), Mode::ReadWrite).map(|log| Arc::new(log) as Arc<dyn EventStore>))
    }

    async fn damage(&self, position: u64) -> bool {
        let file = rusqlite::Connection::open(SqliteLog::file(self.directory.path())).unwrap();
        let position = i64::try_from(position).unwrap();
        file.execute("update event set fingerprint = x'00' where position = ?1", [position]).unwrap() == 1
    }
}

#[test]
fn every_promise_is_listed() {
    let sources = [
        include_str!("../src/contract/appending.rs"),
        include_str!("../src/contract/envelope.rs"),
        include_str!("../src/contract/following.rs"),
        include_str!("../src/contract/lasting.rs"),
        include_str!("../src/contract/racing.rs"),
        include_str!("../src/contract/reading.rs"),
        include_str!("../src/contract/repeating.rs"),
    ];
    let mut written: Vec<&str> = sources.iter().flat_map(|source| source.split("\npub async fn ").skip(1)).collect();
    for promise in &mut written {
        *promise = promise.split('(').next().unwrap();
    }
    let mut listed = cangliu_store::contract!(@names).to_vec();
    written.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, written);
}
