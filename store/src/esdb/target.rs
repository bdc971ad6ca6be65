//! A server that a log is being copied to: its mark, and one append in flight, so that the order is the source's.

use std::sync::Arc;

use super::answer::unavailable;
use super::appender::Appender;
use super::identity::{self, Named};
use super::log::EsdbLog;
use super::options::EsdbOptions;
use crate::append::{Append, Expected};
use crate::error::{AppendError, StoreError};
use crate::identity::LogIdentity;
use crate::migration::{Migrated, MigrationTarget, Moving, NotCopied, Standing};
use crate::port::EventStore;

/// A server as the target of a migration.
pub struct EsdbTarget {
    log: EsdbLog,
    appender: Arc<Appender>,
}

impl EsdbTarget {
    /// The server at an address; asks nobody anything yet.
    ///
    /// # Errors
    /// When no threads can be had for the client.
    pub fn new(options: &EsdbOptions) -> Result<Self, StoreError> {
        let log = EsdbLog::copy(options)?;
        let appender = Arc::clone(log.appender.as_ref().ok_or(StoreError::ReadOnly)?);
        Ok(Self { log, appender })
    }

    /// Waits for what happens on the client's threads.
    fn wait<T: Send + 'static>(
        &self,
        doing: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let runtime = self.log.host.runtime();
        runtime.block_on(runtime.spawn(doing)).map_err(|_| StoreError::Closed)?
    }

    fn named(&self) -> Result<Named, StoreError> {
        let reading = Arc::clone(&self.log.reading);
        self.wait(async move { identity::read(&reading).await })
    }
}

impl MigrationTarget for EsdbTarget {
    fn standing(&self) -> Result<Standing, StoreError> {
        match self.named()? {
            Named::Copying { source, .. } => Ok(Standing::Unfinished { source }),
            Named::Log { migrated, .. } => Ok(migrated.map_or(Standing::Other, Standing::Finished)),
            Named::Nothing => {
                let reading = Arc::clone(&self.log.reading);
                let is_empty = self.wait(async move { reading.is_empty().await })?;
                Ok(if is_empty { Standing::Empty } else { Standing::Other })
            }
        }
    }

    fn begin(&self, source: LogIdentity) -> Result<(), StoreError> {
        let appender = Arc::clone(&self.appender);
        self.wait(async move { identity::begin_migration(&appender, source).await })
    }

    fn log(&self) -> Result<Arc<dyn EventStore>, StoreError> {
        Ok(Arc::new(self.log.clone()))
    }

    fn fill(&self, pages: &mut dyn Iterator<Item = Vec<Moving>>) -> Result<(), NotCopied> {
        let runtime = self.log.host.runtime();
        for page in pages {
            let appender = Arc::clone(&self.appender);
            let position = page.first().map_or(0, |moving| moving.position);
            let put = runtime.spawn(async move {
                for Moving { position, append } in page {
                    put(&appender, append).await.map_err(|source| NotCopied { position, source })?;
                }
                Ok(())
            });
            let unknown = || NotCopied { position, source: AppendError::OutcomeUnknown };
            runtime.block_on(put).map_err(|_| unknown())??;
        }
        Ok(())
    }

    fn end(&self, migrated: &Migrated) -> Result<(), StoreError> {
        let Named::Copying { revision, .. } = self.named()? else {
            return Err(unavailable("ending the migration", None));
        };
        let (appender, begun) = (Arc::clone(&self.appender), migrated.clone());
        self.wait(async move { identity::end_migration(&appender, revision, &begun).await })?;
        match self.named()? {
            Named::Log { migrated: Some(ended), .. } if ended == *migrated => Ok(()),
            // Another one ended the same migration under another name, or it is not known whether this one did.
            _ => Err(unavailable("ending the migration", None)),
        }
    }
}

/// Appends, in halves where the server does not take all of it at once.
async fn put(appender: &Appender, append: Append) -> Result<(), AppendError> {
    let mut waiting = vec![append];
    while let Some(mut append) = waiting.pop() {
        match appender.put(&append).await {
            Err(AppendError::Failed(StoreError::TooLarge { .. })) if append.events.len() > 1 => {
                let middle = append.events.len() / 2;
                let behind = append.expected.first_revision() + middle as u64;
                let events = append.events.split_off(middle);
                let rest = Append { expected: Expected::after(behind.checked_sub(1)), events, ..append.clone() };
                waiting.extend([rest, append]);
            }
            done => done?,
        }
    }
    Ok(())
}
