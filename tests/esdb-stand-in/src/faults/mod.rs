//! Faults: what is armed, when it strikes, and how often it did.

mod fault;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};

pub use fault::{Call, Fault};

/// A fault and the calls that it strikes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arming {
    /// What goes wrong.
    pub fault: Fault,
    /// How often.
    pub when: When,
    /// On which calls; appends for most faults, reads for `break_after`, subscriptions for `end_after`.
    #[serde(default)]
    pub on: Option<Call>,
    /// Only on streams whose name begins so. Calls on `$all` and on no stream have the empty name.
    #[serde(default)]
    pub stream_prefix: String,
    /// Only at this member of the cluster.
    #[serde(default)]
    pub member: Option<usize>,
}

/// How often an armed fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// On the next so many calls that match.
    Next(u64),
    /// On each call that matches, with a probability out of a generator with its own seed.
    Chance {
        /// From 0 (never) to 1 (always).
        probability: f64,
        /// The same seed strikes the same calls of the same sequence.
        seed: u64,
    },
}

/// The handle that arms faults; its clones arm the same.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<Board>>);

/// Lets time pass, because a fault wants it.
pub(crate) async fn slowly(delay: Duration) {
    tokio::time::sleep(delay).await;
}

#[derive(Debug, Default)]
struct Board {
    armed: Vec<Armed>,
    struck: Vec<(Fault, u64)>,
    calls: HashMap<Call, u64>,
}

#[derive(Debug)]
struct Armed {
    arming: Arming,
    remaining: u64,
    generator: StdRng,
}

impl Faults {
    /// Strikes the next `times` calls of the fault's usual kind.
    pub fn next(&self, times: u64, fault: Fault) {
        self.usual(fault, When::Next(times));
    }

    /// Strikes calls of the fault's usual kind by chance.
    pub fn with_chance(&self, probability: f64, seed: u64, fault: Fault) {
        self.usual(fault, When::Chance { probability, seed });
    }

    /// Arms a fault. Of several that match a call, the one that was armed first strikes.
    pub fn arm(&self, arming: Arming) {
        let (remaining, seed) = match arming.when {
            When::Next(times) => (times, 0),
            When::Chance { seed, .. } => (0, seed),
        };
        self.board().armed.push(Armed { arming, remaining, generator: StdRng::seed_from_u64(seed) });
    }

    /// Disarms everything; the counts stay.
    pub fn clear(&self) {
        self.board().armed.clear();
    }

    /// How often that fault has struck.
    pub fn struck(&self, fault: &Fault) -> u64 {
        self.board().struck.iter().find(|(known, _)| known == fault).map_or(0, |(_, times)| *times)
    }

    /// Every fault that has struck, and how often.
    pub fn all_struck(&self) -> Vec<(Fault, u64)> {
        self.board().struck.clone()
    }

    /// How many calls of that kind have arrived, struck or not.
    pub fn calls(&self, call: Call) -> u64 {
        self.board().calls.get(&call).copied().unwrap_or(0)
    }

    /// Whether a call is struck, and by what.
    pub(crate) fn strike(&self, call: Call, stream: &str, member: usize) -> Option<Fault> {
        let mut board = self.board();
        *board.calls.entry(call).or_default() += 1;
        let mut armed = board.armed.iter_mut();
        let fault = armed.find_map(|armed| armed.strikes(call, stream, member).then(|| armed.arming.fault.clone()))?;
        board.armed.retain(|armed| armed.remaining > 0 || matches!(armed.arming.when, When::Chance { .. }));
        match board.struck.iter_mut().find(|(known, _)| *known == fault) {
            Some((_, times)) => *times += 1,
            None => board.struck.push((fault.clone(), 1)),
        }
        Some(fault)
    }

    fn usual(&self, fault: Fault, when: When) {
        self.arm(Arming { fault, when, on: None, stream_prefix: String::new(), member: None });
    }

    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    fn strikes(&mut self, call: Call, stream: &str, member: usize) -> bool {
        let Arming { fault, when, on, stream_prefix, member: only } = &self.arming;
        let matches = call == on.unwrap_or_else(|| fault.default_call())
            && fault.fits(call)
            && stream.starts_with(stream_prefix.as_str())
            && only.is_none_or(|only| only == member);
        if !matches {
            return false;
        }
        match when {
            When::Next(_) => {
                let strikes = self.remaining > 0;
                self.remaining = self.remaining.saturating_sub(1);
                strikes
            }
            When::Chance { probability, .. } => self.generator.random_bool(probability.clamp(0.0, 1.0)),
        }
    }
}
