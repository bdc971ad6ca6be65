//! Which log a position belongs to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A log's random id, and its epoch: a restore or a migration starts a new one, for positions then mean other events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LogIdentity {
    /// Random, made with the log.
    pub id: Uuid,
    /// From 1; a higher one after each restore or migration, by how much is chance.
    pub epoch: u32,
}

/// Leaves twenty random bits of twenty-four: some thousand restores fit into an epoch's number.
const EPOCH_STEP_SHIFT: u32 = 4;

impl LogIdentity {
    /// The same log in a later epoch, later by chance's measure, so that of two machines that begin one each begins
    /// another.
    #[must_use]
    pub fn later(self) -> Self {
        let [high, middle, low, ..] = Uuid::new_v4().into_bytes();
        let step = 1 + (u32::from_be_bytes([0, high, middle, low]) >> EPOCH_STEP_SHIFT);
        Self { epoch: self.epoch.saturating_add(step), ..self }
    }

    /// The id that positions of this epoch carry outside: the log's own in the first, another in each later one.
    /// So a position handed out before a restore is known for one, although positions name no epoch.
    #[must_use]
    pub fn shown(self) -> Uuid {
        if self.epoch <= 1 { self.id } else { Uuid::new_v5(&self.id, &self.epoch.to_be_bytes()) }
    }

    /// A position of this epoch, as it leaves the system.
    #[must_use]
    pub fn at(self, position: u64) -> LogPosition {
        LogPosition { log: self.shown(), position }
    }
}

/// A position as it leaves the system: `<logId>:<position>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LogPosition {
    /// See [`LogIdentity::shown`].
    pub log: Uuid,
    /// See [`crate::Recorded::position`].
    pub position: u64,
}

/// The text is not `<logId>:<position>`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a log position (<logId>:<position>)")]
pub struct ParsePositionError {
    /// What was given.
    pub text: String,
}

impl LogPosition {
    /// Reads `<logId>:<position>`.
    ///
    /// # Errors
    /// When the text has another form, including signs, spaces and leading zeros.
    pub fn parse(text: &str) -> Result<Self, ParsePositionError> {
        let refused = || ParsePositionError { text: text.to_owned() };
        let (log, position) = text.split_once(':').ok_or_else(refused)?;
        let parsed = Self {
            log: Uuid::try_parse(log).map_err(|_| refused())?,
            position: position.parse().map_err(|_| refused())?,
        };
        if parsed.to_string() == text { Ok(parsed) } else { Err(refused()) }
    }
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.log, self.position)
    }
}

impl FromStr for LogPosition {
    type Err = ParsePositionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_reads_back_as_it_was_shown() {
        let shown = LogPosition { log: Uuid::from_u128(7), position: 42 };
        assert_eq!(shown.to_string(), "00000000-0000-0000-0000-000000000007:42");
        assert_eq!(shown.to_string().parse(), Ok(shown));
    }

    #[test]
    fn a_position_of_before_a_restore_is_of_another_log() {
        let before = LogIdentity { id: Uuid::from_u128(7), epoch: 1 };
        let [once, twice] = [2, 3].map(|epoch| LogIdentity { epoch, ..before });
        assert_eq!(before.at(42).log, before.id);
        assert!(before.at(42) != once.at(42) && once.at(42) != twice.at(42) && before.at(42) != twice.at(42));
    }

    #[test]
    fn only_the_form_we_show_is_read() {
        let log = Uuid::from_u128(7);
        for text in [
            "",
            "42",
            ":42",
            "x:42",
            &format!("{log}:"),
            &format!("{log}:+4"),
            &format!("{log}:04"),
            &format!("{log}:-1"),
        ] {
            assert!(LogPosition::parse(text).is_err(), "{text}");
        }
    }
}
