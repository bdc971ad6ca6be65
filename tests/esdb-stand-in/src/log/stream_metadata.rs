//! The settings of a stream that decide what of it can be read: `$maxCount`, `$maxAge`, `$tb`.

use serde::Deserialize;

use super::recorded::TOMBSTONE;

/// The stream that holds the settings of a stream.
pub(crate) fn metastream_of(stream: &str) -> String {
    format!("$${stream}")
}

/// The stream that a metastream holds the settings of.
pub(crate) fn original_of(stream: &str) -> Option<&str> {
    stream.strip_prefix("$$")
}

/// What a stream's newest `$metadata` event says, as far as reads depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct StreamMetadata {
    #[serde(rename = "$maxCount")]
    pub(crate) max_count: Option<i64>,
    #[serde(rename = "$maxAge")]
    pub(crate) max_age_seconds: Option<i64>,
    #[serde(rename = "$tb")]
    pub(crate) truncate_before: Option<i64>,
}

impl StreamMetadata {
    /// What cannot be read counts as empty, as in `StreamMetadata.TryFromJsonBytes`.
    pub(super) fn read(json: &[u8]) -> Self {
        serde_json::from_slice(json).unwrap_or_default()
    }

    /// Metastreams keep their newest event and have no settings of their own.
    pub(super) fn of_a_metastream() -> Self {
        Self { max_count: Some(1), ..Self::default() }
    }

    pub(crate) fn is_soft_deleted(&self) -> bool {
        self.truncate_before == Some(TOMBSTONE)
    }

    /// The first revision that may be read of a stream with that last one.
    pub(super) fn first_readable(&self, last: i64) -> i64 {
        let by_count = self.max_count.map_or(0, |count| last.saturating_sub(count).saturating_add(1));
        by_count.max(self.truncate_before.unwrap_or(0)).max(0)
    }
}
