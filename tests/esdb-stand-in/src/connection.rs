//! One connection of a client, which a fault can cut.

use std::future::pending;

use tokio_util::sync::CancellationToken;
use tonic::{Request, Status};

/// The handle that cuts a connection; every request carries that of its own.
#[derive(Debug, Clone)]
pub(crate) struct Connection(CancellationToken);

impl Connection {
    pub(crate) fn new(cut: CancellationToken) -> Self {
        Self(cut)
    }

    /// The connection that a request came on.
    pub(crate) fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        let connection = request.extensions().get::<Self>().cloned();
        connection.ok_or_else(|| Status::internal("the member did not say which connection this is"))
    }

    /// Cuts it; no answer passes any more, so this never returns.
    pub(crate) async fn cut<T>(&self) -> T {
        self.0.cancel();
        pending().await
    }
}
