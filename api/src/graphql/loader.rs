//! Institutions and warehouses that rows name: those of one level of an answer are read together, in
//! one statement each. The directory is open to everybody in the city, so that nothing here depends
//! on who asks.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Context;
use async_graphql::dataloader::{DataLoader, Loader};
use cangliu_domain::id::{InstitutionId, WarehouseId};
use cangliu_projections::directory::InstitutionFilter;
use cangliu_projections::{Reader, Snapshot, ViewError};
use futures_util::future::BoxFuture;

use super::institution::Institution;
use super::warehouse::Warehouse;
use crate::error::Error;

/// Most names read with one statement.
const NAMES_MAX: usize = 500;

/// Reads what rows name.
pub(super) struct Named {
    reader: Reader,
    /// How often the views were asked.
    #[cfg(test)]
    pub(super) reads: std::sync::atomic::AtomicUsize,
}

/// The loader of a schema. It keeps nothing between two reads.
pub(super) fn loader(reader: Reader) -> DataLoader<Named> {
    let named = Named {
        reader,
        #[cfg(test)]
        reads: std::sync::atomic::AtomicUsize::new(0),
    };
    DataLoader::new(named, tokio::spawn).delay(Duration::ZERO).max_batch_size(NAMES_MAX)
}

/// An institution that a row names; `None` while the views have not seen it.
pub(super) fn institution_named<'a>(
    ctx: &Context<'a>,
    id: InstitutionId,
) -> BoxFuture<'a, Result<Option<Institution>, Error>> {
    named(ctx, id)
}

/// A warehouse that a row names; `None` while the views have not seen it.
pub(super) fn warehouse_named<'a>(
    ctx: &Context<'a>,
    id: WarehouseId,
) -> BoxFuture<'a, Result<Option<Warehouse>, Error>> {
    named(ctx, id)
}

/// Boxed: every field of a type shares one future as large as that of its largest field, and most fields
/// have nothing to wait for.
fn named<'a, Id, Record>(ctx: &Context<'a>, id: Id) -> BoxFuture<'a, Result<Option<Record>, Error>>
where
    Id: Send + Sync + Hash + Eq + Clone + 'static,
    Record: Send + Sync + Clone + 'static,
    Named: Loader<Id, Value = Record, Error = Arc<ViewError>>,
{
    let names = ctx.data::<DataLoader<Named>>().map_err(|_| Error::Internal("the schema has no loader".into()));
    Box::pin(async move { names?.load_one(id).await.map_err(broken) })
}

impl Loader<InstitutionId> for Named {
    type Value = Institution;
    type Error = Arc<ViewError>;

    async fn load(&self, ids: &[InstitutionId]) -> Result<HashMap<InstitutionId, Institution>, Arc<ViewError>> {
        let filter = InstitutionFilter { among: Some(ids.to_vec()), ..InstitutionFilter::default() };
        let count = ids.len();
        let found = self.read(move |views| views.institutions(&filter, None, count, false)).await?;
        Ok(found.rows.into_iter().map(|(_, institution)| (institution.id, Institution(institution))).collect())
    }
}

impl Loader<WarehouseId> for Named {
    type Value = Warehouse;
    type Error = Arc<ViewError>;

    async fn load(&self, _: &[WarehouseId]) -> Result<HashMap<WarehouseId, Warehouse>, Arc<ViewError>> {
        // There are few: all of them cost less than asking for some.
        let found = self.read(|views| views.warehouses()).await?;
        Ok(found.into_iter().map(|warehouse| (warehouse.id, Warehouse(warehouse))).collect())
    }
}

impl Named {
    async fn read<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> cangliu_projections::Result<T> + Send + 'static,
    ) -> Result<T, Arc<ViewError>> {
        #[cfg(test)]
        self.reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let reader = self.reader.clone();
        match tokio::task::spawn_blocking(move || reader.with(question)).await {
            Ok(answer) => answer.map(|(answer, _)| answer).map_err(Arc::new),
            Err(stopped) => Err(Arc::new(ViewError::File { doing: "read", source: std::io::Error::other(stopped) })),
        }
    }
}

fn broken(error: Arc<ViewError>) -> Error {
    Error::Internal(Box::new(error))
}
