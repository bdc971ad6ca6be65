//! What wakes a subscription: something was written, or it is over.

use tokio::sync::{mpsc, watch};
use tonic::Status;

use super::reader::Stop;
use crate::cluster::Node;
use crate::proto::event_store::client::streams::ReadResp;

/// Rings when something was written, or when all subscriptions are to end.
pub(super) struct Bell {
    written: watch::Receiver<u64>,
    ended: watch::Receiver<u64>,
}

impl Bell {
    pub(super) fn new(node: &Node) -> Self {
        Self { written: node.cluster.log.watch(), ended: node.cluster.watch_end() }
    }

    /// Waits for something new; stops when the subscription is over.
    pub(super) async fn wait(&mut self, sender: &mpsc::Sender<Result<ReadResp, Status>>) -> Result<(), Stop> {
        tokio::select! {
            biased;
            _ = self.ended.changed() => Err(Stop::Quietly),
            () = sender.closed() => Err(Stop::Quietly),
            written = self.written.changed() => written.map_err(|_| Stop::Quietly),
        }
    }
}
