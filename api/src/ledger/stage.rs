//! How long each stage of a command takes, for `/metrics`.

use std::time::{Duration, Instant};

/// A stage of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for other commands on the same stream.
    Queue,
    /// Reading the stream.
    Read,
    /// Reading what the decision needs of other streams.
    Facts,
    /// Authorising and deciding.
    Decide,
    /// Until the events are on disk.
    Append,
    /// Until queries show them.
    Visible,
}

impl Stage {
    const fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Read => "read",
            Self::Facts => "facts",
            Self::Decide => "decide",
            Self::Append => "append",
            Self::Visible => "visible",
        }
    }

    /// Notes that the stage took so long.
    pub fn took(self, time: Duration) {
        metrics::histogram!("cangliu_command_stage_seconds", "stage" => self.name()).record(time.as_secs_f64());
    }
}

/// Tells the stages of one command apart.
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }

    /// Ends a stage; the next begins.
    pub(super) fn lap(&mut self, stage: Stage) {
        let now = Instant::now();
        stage.took(now - self.0);
        self.0 = now;
    }
}
