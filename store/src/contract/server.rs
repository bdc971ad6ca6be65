//! A log on a server, held to the promises.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::task::block_in_place;

use super::LogUnderTest;
use crate::error::StoreError;
use crate::esdb::{EsdbLog, EsdbOptions};
use crate::port::EventStore;

/// The log on a server. Others may write to it meanwhile, and what a promise wrote stays there.
pub struct OnServer {
    options: EsdbOptions,
    log: Arc<EsdbLog>,
}

impl OnServer {
    /// Opens the log, and begins one where there is none. Needs a runtime of several threads.
    ///
    /// # Errors
    /// As [`EsdbLog::open`].
    pub fn open(options: EsdbOptions) -> Result<Self, StoreError> {
        let log = Arc::new(block_in_place(|| EsdbLog::open(&options))?);
        Ok(Self { options, log })
    }
}

#[async_trait]
impl LogUnderTest for OnServer {
    fn store(&self) -> Arc<dyn EventStore> {
        self.log.clone()
    }

    async fn reader(&self) -> Arc<dyn EventStore> {
        let mut options = self.options.clone();
        options.read_only = true;
        Arc::new(block_in_place(|| EsdbLog::open(&options)).unwrap())
    }

    async fn reopen(&mut self) {
        self.log = Arc::new(block_in_place(|| EsdbLog::open(&self.options)).unwrap());
    }

    async fn second_writer(&self) -> Option<Result<Arc<dyn EventStore>, StoreError>> {
        None
    }

    async fn damage(&self, _position: u64) -> bool {
        false
    }
}
