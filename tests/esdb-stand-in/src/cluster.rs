//! The members of the cluster, who of them leads, and the log and the faults they share.

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;
use uuid::Uuid;

use crate::faults::Faults;
use crate::log::Log;

/// What all members know.
#[derive(Debug)]
pub(crate) struct Cluster {
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) members: Vec<MemberState>,
    /// An append whose events and metadata are larger is refused.
    pub(crate) append_bytes_max: usize,
    leader: Mutex<Option<usize>>,
    /// Counts how often all subscriptions were told to end.
    ended: watch::Sender<u64>,
    pub(crate) callers: Callers,
}

/// Who calls the members.
#[derive(Debug, Default)]
pub(crate) struct Callers {
    connections: watch::Sender<usize>,
    /// The `authorization` headers met, each once.
    signed_in_as: Mutex<BTreeSet<Option<String>>>,
}

impl Callers {
    /// Counts a connection until what it returns is dropped.
    pub(crate) fn enter(&self) -> Visit<'_> {
        self.connections.send_modify(|open| *open += 1);
        Visit(self)
    }

    pub(crate) fn note(&self, authorization: Option<&str>) {
        let mut met = self.signed_in_as.lock().unwrap_or_else(PoisonError::into_inner);
        met.insert(authorization.map(str::to_owned));
    }

    pub(crate) fn connections(&self) -> watch::Receiver<usize> {
        self.connections.subscribe()
    }

    pub(crate) fn signed_in_as(&self) -> BTreeSet<Option<String>> {
        self.signed_in_as.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An open connection.
#[derive(Debug)]
pub(crate) struct Visit<'c>(&'c Callers);

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        self.0.connections.send_modify(|open| *open -= 1);
    }
}

/// What the others know of a member.
#[derive(Debug)]
pub(crate) struct MemberState {
    pub(crate) id: Uuid,
    pub(crate) address: SocketAddr,
    alive: AtomicBool,
}

/// The part a member plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Leader,
    Follower {
        leader: SocketAddr,
    },
    /// No member leads.
    Unknown,
}

impl Cluster {
    /// A cluster of members at these addresses, of which the first leads.
    pub(crate) fn new(log: Log, addresses: &[SocketAddr], append_bytes_max: usize) -> Self {
        let members = addresses
            .iter()
            .map(|address| MemberState { id: Uuid::new_v4(), address: *address, alive: AtomicBool::new(false) })
            .collect();
        Self {
            log,
            faults: Faults::default(),
            members,
            append_bytes_max,
            leader: Mutex::new(Some(0)),
            ended: watch::Sender::new(0),
            callers: Callers::default(),
        }
    }

    pub(crate) fn leader(&self) -> Option<usize> {
        *self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes that member the leader, or none.
    pub(crate) fn elect(&self, member: Option<usize>) -> io::Result<()> {
        let member = member.filter(|member| *member < self.members.len());
        let mut leader = self.leader.lock().unwrap_or_else(PoisonError::into_inner);
        if member.is_some() && *leader != member {
            self.log.begin_epoch()?;
        }
        *leader = member;
        Ok(())
    }

    /// Elects the next member that runs; alone, a member stays the leader.
    pub(crate) fn elect_next(&self) -> io::Result<()> {
        let count = self.members.len();
        let current = self.leader().unwrap_or(0);
        let next = (1..=count).map(|step| (current + step) % count).find(|member| self.members[*member].is_alive());
        self.elect(next.or(Some(current)))
    }

    pub(crate) fn role(&self, member: usize) -> Role {
        match self.leader() {
            Some(leader) if leader == member => Role::Leader,
            Some(leader) => Role::Follower { leader: self.members[leader].address },
            None => Role::Unknown,
        }
    }

    pub(crate) fn end_subscriptions(&self) {
        self.ended.send_modify(|times| *times += 1);
    }

    pub(crate) fn watch_end(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }
}

impl MemberState {
    pub(crate) fn is_alive(&self) -> bool {
        self.alive.load(Ordering::Relaxed)
    }

    pub(crate) fn set_alive(&self, alive: bool) {
        self.alive.store(alive, Ordering::Relaxed);
    }
}

/// One member, as its services see it.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) cluster: Arc<Cluster>,
    pub(crate) member: usize,
}

impl Node {
    pub(crate) fn role(&self) -> Role {
        self.cluster.role(self.member)
    }
}
