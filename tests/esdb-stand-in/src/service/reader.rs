//! Where the answers of one read go, and where a fault stops them.

use std::time::Duration;

use tokio::sync::mpsc;
use tonic::Status;

use super::read_response::{self, IdShape};
use crate::cluster::{Node, Role};
use crate::connection::Connection;
use crate::faults::{Fault, slowly};
use crate::log::Recorded;
use crate::proto::event_store::client::streams::ReadResp;
use crate::proto::event_store::client::streams::read_resp::Content;
use crate::refusal;

/// How long what was sent may take to leave before its connection is cut.
const LEAVING: Duration = Duration::from_millis(20);

/// One read under way.
pub(super) struct Reader {
    pub(super) node: Node,
    pub(super) shape: IdShape,
    pub(super) connection: Connection,
    pub(super) requires_leader: bool,
    pub(super) sender: mpsc::Sender<Result<ReadResp, Status>>,
    /// The fault that strikes this read after some events.
    pub(super) fault: Option<Fault>,
    pub(super) events: u64,
}

/// Why a read is over before its time.
pub(super) enum Stop {
    /// With status OK, or because nobody listens any more.
    Quietly,
    Refused(Status),
}

impl From<Status> for Stop {
    fn from(status: Status) -> Self {
        Self::Refused(status)
    }
}

impl Reader {
    /// Refuses to read on at a follower where the reader insists on the leader; asked for each page, as on the server.
    pub(super) fn may_read(&self) -> Result<(), Stop> {
        match self.node.role() {
            Role::Follower { leader } if self.requires_leader => Err(refusal::not_leader(leader).into()),
            // Without any leader the server still reads.
            Role::Follower { .. } | Role::Leader | Role::Unknown => Ok(()),
        }
    }

    pub(super) async fn event(&mut self, event: &Recorded) -> Result<(), Stop> {
        self.stop_where_struck().await?;
        self.send(read_response::event(event, self.shape)).await?;
        self.events += 1;
        Ok(())
    }

    pub(super) async fn send(&self, content: Content) -> Result<(), Stop> {
        let sent = self.sender.send(Ok(ReadResp { content: Some(content) })).await;
        sent.map_err(|_| Stop::Quietly)
    }

    /// Stops where a fault wants it; called before each event and where a subscription begins to wait.
    pub(super) async fn stop_where_struck(&self) -> Result<(), Stop> {
        match self.fault {
            Some(Fault::EndAfter { events }) if self.events >= events => Err(Stop::Quietly),
            Some(Fault::BreakAfter { events }) if self.events >= events => {
                slowly(LEAVING).await;
                self.connection.cut().await
            }
            _ => Ok(()),
        }
    }
}
