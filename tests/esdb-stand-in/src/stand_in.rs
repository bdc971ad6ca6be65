//! The handle on a running stand-in: its members, its faults, and a look into its log.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use uuid::Uuid;

use crate::cluster::Cluster;
use crate::faults::{Faults, slowly};
use crate::log::{Expected, Log, Proposed, Recorded, metastream_of};
use crate::member::{Member, reserve};

/// The server's default before version 25: a megabyte.
const APPEND_BYTES_MAX: usize = 1024 * 1024;

/// How a stand-in is set up.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the members listen, one address each; port 0 takes a free one. The first member leads.
    pub listen: Vec<SocketAddr>,
    /// The file that keeps the log over a restart; without one it lives as long as the process.
    pub data: Option<PathBuf>,
    /// Whether the members wait for [`StandIn::start_member`] before they listen.
    pub down: bool,
    /// An append with more bytes is refused.
    pub append_bytes_max: usize,
}

/// A cluster in this process, gone with its handle.
#[derive(Debug)]
pub struct StandIn {
    cluster: Arc<Cluster>,
    members: Vec<Member>,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: vec![any_port()], data: None, down: false, append_bytes_max: APPEND_BYTES_MAX }
    }
}

impl Options {
    /// A cluster of that many members on free ports.
    pub fn members(count: usize) -> Self {
        Self { listen: vec![any_port(); count], ..Self::default() }
    }
}

impl StandIn {
    /// Starts a single member on a free port, with its log in memory. Needs a tokio runtime, as all of this does.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start() -> io::Result<Self> {
        Self::start_with(&Options::default())
    }

    /// Starts what the options say.
    ///
    /// # Errors
    /// When a port cannot be had or the data file cannot be read.
    pub fn start_with(options: &Options) -> io::Result<Self> {
        let log = Log::open(options.data.as_deref())?;
        let reserved: Vec<_> = options.listen.iter().map(|address| reserve(*address)).collect::<io::Result<_>>()?;
        let addresses: Vec<_> = reserved.iter().map(|(_, address)| *address).collect();
        let cluster = Arc::new(Cluster::new(log, &addresses, options.append_bytes_max));
        let sockets = reserved.into_iter().map(|(socket, _)| socket);
        let members: Vec<_> =
            sockets.enumerate().map(|(member, socket)| Member::new(&cluster, member, socket)).collect();
        if !options.down {
            members.iter().try_for_each(Member::start)?;
        }
        Ok(Self { cluster, members })
    }

    /// The connection string of the cluster.
    pub fn url(&self) -> String {
        let addresses: Vec<_> = self.cluster.members.iter().map(|member| member.address.to_string()).collect();
        format!("esdb://{}?tls=false", addresses.join(","))
    }

    /// Where a member listens, or will.
    pub fn address(&self, member: usize) -> SocketAddr {
        self.cluster.members[member].address
    }

    /// What can be made to go wrong.
    pub fn faults(&self) -> &Faults {
        &self.cluster.faults
    }

    /// Lets a member listen; nothing happens where it does.
    ///
    /// # Errors
    /// When the port cannot be listened on.
    pub fn start_member(&self, member: usize) -> io::Result<()> {
        self.members[member].start()
    }

    /// Lets a member listen after a time in which nobody reaches it.
    ///
    /// # Errors
    /// When the port cannot be listened on.
    pub async fn start_member_later(&self, member: usize, delay: Duration) -> io::Result<()> {
        slowly(delay).await;
        self.start_member(member)
    }

    /// Cuts all of a member's connections and closes its port. The log stays.
    ///
    /// The member goes on leading, if it did: see [`Self::elect`].
    pub async fn stop_member(&self, member: usize) {
        self.members[member].stop().await;
    }

    /// The member that leads.
    pub fn leader(&self) -> Option<usize> {
        self.cluster.leader()
    }

    /// Makes a member the leader, or none: then every append is answered with "not ready".
    ///
    /// # Errors
    /// When the data file cannot be written.
    pub fn elect(&self, member: Option<usize>) -> io::Result<()> {
        self.cluster.elect(member)
    }

    /// Ends all running subscriptions with status OK.
    pub fn end_subscriptions(&self) {
        self.cluster.end_subscriptions();
    }

    /// Loses the ids that appends without a revision are compared with, as a restart does.
    pub fn forget_recent_ids(&self) {
        self.cluster.log.forget_recent_ids();
    }

    /// Sets `$tb` in the stream's metadata, so that reads of it begin at that revision. Other settings are lost.
    pub fn truncate_before(&self, stream: &str, revision: u64) {
        let event = Proposed {
            id: Uuid::new_v4(),
            event_type: "$metadata".to_owned(),
            is_json: true,
            data: Bytes::from(format!(r#"{{"$tb":{revision}}}"#)),
            metadata: Bytes::new(),
        };
        self.cluster.log.append(&metastream_of(stream), Expected::Any, &[event]);
    }

    /// All events of a stream, those included that no read shows any more.
    pub fn stream(&self, stream: &str) -> Vec<Arc<Recorded>> {
        self.cluster.log.stream(stream, 0)
    }

    /// All events of the log, the system's own (`$…`) included.
    pub fn all(&self) -> Vec<Arc<Recorded>> {
        self.cluster.log.all()
    }

    /// The `authorization` headers that came with requests, each once; `None` for a request without.
    pub fn signed_in_as(&self) -> BTreeSet<Option<String>> {
        self.cluster.callers.signed_in_as()
    }

    /// How many connections are open.
    pub fn connections(&self) -> usize {
        *self.cluster.callers.connections().borrow()
    }

    /// Waits until no more than that many connections are open.
    pub async fn until_connections(&self, at_most: usize) {
        // The cluster, which holds the other end, lives as long as this handle.
        let _ = self.cluster.callers.connections().wait_for(|open| *open <= at_most).await;
    }

    /// Waits until a stream has that many events.
    pub async fn until(&self, stream: &str, events: usize) {
        let mut written = self.cluster.log.watch();
        while self.cluster.log.stream(stream, 0).len() < events {
            if written.changed().await.is_err() {
                return;
            }
        }
    }
}

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}
