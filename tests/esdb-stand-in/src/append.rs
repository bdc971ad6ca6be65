//! What becomes of an append at a member: who may write, which fault strikes, what the log says.

use std::net::SocketAddr;
use std::time::Duration;

use crate::cluster::{Node, Role};
use crate::faults::{Call, Fault, slowly};
use crate::log::{Committed, Expected, Proposed};

/// An append as it arrives, alone or in a session.
#[derive(Debug, Clone)]
pub(crate) struct Append {
    pub(crate) stream: String,
    pub(crate) expected: Expected,
    pub(crate) events: Vec<Proposed>,
    pub(crate) requires_leader: bool,
}

/// What the server says, however it is then put into a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Committed(Committed),
    Timeout,
    NotReady,
    TooBusy,
    NotLeader(SocketAddr),
    NoLeaderInfo,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    After(Duration, Outcome),
    CutConnection,
    EndSession,
}

impl From<Outcome> for Reply {
    fn from(outcome: Outcome) -> Self {
        Self::After(Duration::ZERO, outcome)
    }
}

impl Node {
    /// Decides about an append. What takes effect has done so when this returns, unless it lands late.
    pub(crate) fn append(&self, append: &Append) -> Reply {
        if let Some(refusal) = self.refusal(append.requires_leader) {
            return refusal.into();
        }
        let Some(fault) = self.cluster.faults.strike(Call::Append, &append.stream, self.member) else {
            return self.commit(append).into();
        };
        match fault {
            Fault::CutBeforeEffect => Reply::CutConnection,
            Fault::CutAfterEffect => {
                self.commit(append);
                Reply::CutConnection
            }
            Fault::LandLate { delay_ms } => {
                self.land_later(append.clone(), Duration::from_millis(delay_ms));
                Outcome::Timeout.into()
            }
            Fault::TimeoutAfterEffect => {
                self.commit(append);
                Outcome::Timeout.into()
            }
            Fault::TimeoutWithoutEffect => Outcome::Timeout.into(),
            Fault::NotReady => Outcome::NotReady.into(),
            Fault::Busy => Outcome::TooBusy.into(),
            Fault::NoLeaderInfo => Outcome::NoLeaderInfo.into(),
            Fault::ChangeLeader => {
                // Where the election cannot be written down, the member goes on leading.
                let _ = self.cluster.elect_next();
                self.refusal(append.requires_leader).unwrap_or_else(|| self.commit(append)).into()
            }
            Fault::ClaimWrongVersion => {
                let actual = self.cluster.log.last_revision(&append.stream);
                Outcome::Committed(Committed::WrongExpectedVersion { actual }).into()
            }
            Fault::DuplicateIds => {
                let elsewhere = format!("stand-in-duplicates-{}", append.stream);
                self.cluster.log.append(&elsewhere, Expected::Any, &append.events);
                self.commit(append).into()
            }
            Fault::Slow { delay_ms } => Reply::After(Duration::from_millis(delay_ms), self.commit(append)),
            Fault::EndSession => {
                self.commit(append);
                Reply::EndSession
            }
            // These strike reads only.
            Fault::BreakAfter { .. } | Fault::EndAfter { .. } => self.commit(append).into(),
        }
    }

    /// A follower forwards what does not insist on the leader; without a leader nothing is written.
    pub(crate) fn refusal(&self, requires_leader: bool) -> Option<Outcome> {
        match self.role() {
            Role::Leader => None,
            Role::Follower { leader } => requires_leader.then_some(Outcome::NotLeader(leader)),
            Role::Unknown => Some(Outcome::NotReady),
        }
    }

    fn commit(&self, append: &Append) -> Outcome {
        Outcome::Committed(self.cluster.log.append(&append.stream, append.expected, &append.events))
    }

    fn land_later(&self, append: Append, delay: Duration) {
        let node = self.clone();
        tokio::spawn(async move {
            slowly(delay).await;
            node.commit(&append);
        });
    }
}
