//! What can be made to go wrong, and on which calls.

use serde::{Deserialize, Serialize};

/// The calls that a fault can strike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// An append, alone or as an item of a batch session.
    Append,
    /// A read that ends.
    Read,
    /// A subscription.
    Subscribe,
    /// A look at the members of the cluster.
    Gossip,
    /// The first call of every client: what the server can do.
    Features,
}

/// One thing that goes wrong. In JSON: `"busy"`, `{"slow": {"delay_ms": 300}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The connection is cut before the call took effect.
    CutBeforeEffect,
    /// The append takes effect and the connection is cut before the answer.
    CutAfterEffect,
    /// The answer is Timeout at once; the append takes effect later.
    LandLate {
        /// How much later.
        delay_ms: u64,
    },
    /// The answer is Timeout, though the append took effect.
    TimeoutAfterEffect,
    /// The answer is Timeout, and the append never takes effect.
    TimeoutWithoutEffect,
    /// The answer is that the server is not ready yet.
    NotReady,
    /// The answer is that the server is too busy.
    Busy,
    /// The member denies being the leader and knows of none.
    NoLeaderInfo,
    /// Another member, the next one that runs, is elected before the call is looked at.
    ChangeLeader,
    /// The append is refused as of a wrong version, though its version is right. Nothing is written.
    ClaimWrongVersion,
    /// The events' ids are first used in another stream, `stand-in-duplicates-<stream>`; then the append goes on.
    DuplicateIds,
    /// The effect is at once and the answer late.
    Slow {
        /// How late.
        delay_ms: u64,
    },
    /// A batch session ends with status OK instead of an answer; the append took effect.
    EndSession,
    /// The connection is cut after that many events.
    BreakAfter {
        /// How many events still arrive.
        events: u64,
    },
    /// A read or subscription ends with status OK after that many events, as if nothing followed.
    EndAfter {
        /// How many events still arrive.
        events: u64,
    },
}

impl Fault {
    /// The calls that a fault strikes when it is armed without saying which.
    pub(super) fn default_call(&self) -> Call {
        match self {
            Self::BreakAfter { .. } => Call::Read,
            Self::EndAfter { .. } => Call::Subscribe,
            Self::CutBeforeEffect
            | Self::CutAfterEffect
            | Self::LandLate { .. }
            | Self::TimeoutAfterEffect
            | Self::TimeoutWithoutEffect
            | Self::NotReady
            | Self::Busy
            | Self::NoLeaderInfo
            | Self::ChangeLeader
            | Self::ClaimWrongVersion
            | Self::DuplicateIds
            | Self::Slow { .. }
            | Self::EndSession => Call::Append,
        }
    }

    /// The calls that it can strike at all.
    pub(super) fn fits(&self, call: Call) -> bool {
        match self {
            Self::CutBeforeEffect | Self::Slow { .. } => true,
            Self::BreakAfter { .. } | Self::EndAfter { .. } => matches!(call, Call::Read | Call::Subscribe),
            Self::NotReady | Self::Busy | Self::NoLeaderInfo | Self::ChangeLeader => {
                matches!(call, Call::Append | Call::Read | Call::Subscribe)
            }
            Self::CutAfterEffect
            | Self::LandLate { .. }
            | Self::TimeoutAfterEffect
            | Self::TimeoutWithoutEffect
            | Self::ClaimWrongVersion
            | Self::DuplicateIds
            | Self::EndSession => call == Call::Append,
        }
    }
}
