//! Every promise of the port, kept by the adapter for a server: on the stand-in, and on a real server where one is named.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use async_trait::async_trait;
use cangliu_esdb_stand_in::StandIn;
use cangliu_store::contract::LogUnderTest;
use cangliu_store::{EsdbLog, EsdbOptions, EventStore, StoreError};

cangliu_store::contract!(stand_in, ServerUnderTest::stand_in());

struct ServerUnderTest {
    address: String,
    log: Option<Arc<EsdbLog>>,
    _stand_in: Option<StandIn>,
}

impl ServerUnderTest {
    fn stand_in() -> Self {
        let stand_in = StandIn::start().unwrap();
        let address = stand_in.url();
        let log = Some(Arc::new(open(&address, false).unwrap()));
        Self { address, log, _stand_in: Some(stand_in) }
    }
}

fn open(address: &str, read_only: bool) -> Result<EsdbLog, StoreError> {
    let mut options = EsdbOptions::parse(address, None)?;
    options.read_only = read_only;
    EsdbLog::open(&options)
}

#[async_trait]
impl LogUnderTest for ServerUnderTest {
    fn store(&self) -> Arc<dyn EventStore> {
        self.log.clone().unwrap()
    }

    async fn reader(&self) -> Arc<dyn EventStore> {
        Arc::new(open(&self.address, true).unwrap())
    }

    async fn reopen(&mut self) {
        drop(self.log.take());
        self.log = Some(Arc::new(open(&self.address, false).unwrap()));
    }

    async fn second_writer(&self) -> Option<Result<Arc<dyn EventStore>, StoreError>> {
        None
    }

    async fn damage(&self, _position: u64) -> bool {
        false
    }
}
