//! Every promise of the port, kept by the adapter for a server: on the stand-in, and on a real server where
//! `CANGLIU_TEST_ESDB` names one.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::sync::Arc;

use async_trait::async_trait;
use cangliu_esdb_stand_in::StandIn;
use cangliu_store::contract::{self, LogUnderTest, OnServer};
use cangliu_store::{EsdbOptions, EventStore, StoreError};

cangliu_store::contract!(stand_in, OnStandIn::start());

/// A log on a stand-in of its own.
struct OnStandIn {
    log: OnServer,
    _stand_in: StandIn,
}

impl OnStandIn {
    fn start() -> Self {
        let stand_in = StandIn::start().unwrap();
        let log = OnServer::open(EsdbOptions::parse(&stand_in.url(), None).unwrap()).unwrap();
        Self { log, _stand_in: stand_in }
    }
}

#[async_trait]
impl LogUnderTest for OnStandIn {
    fn store(&self) -> Arc<dyn EventStore> {
        self.log.store()
    }

    async fn reader(&self) -> Arc<dyn EventStore> {
        self.log.reader().await
    }

    async fn reopen(&mut self) {
        self.log.reopen().await;
    }

    async fn second_writer(&self) -> Option<Result<Arc<dyn EventStore>, StoreError>> {
        self.log.second_writer().await
    }

    async fn damage(&self, position: u64) -> bool {
        self.log.damage(position).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promise_is_kept_on_the_server_named() {
    let Ok(address) = std::env::var("CANGLIU_TEST_ESDB") else {
        println!("skipped, because CANGLIU_TEST_ESDB names no server (esdb://user:password@host:2113)");
        return;
    };
    let mut log = OnServer::open(EsdbOptions::parse(&address, None).unwrap()).unwrap();
    for promise in contract::PROMISES {
        contract::keep(promise, &mut log).await;
        println!("kept: {promise}");
    }
}
