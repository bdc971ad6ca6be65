//! How a log is opened.

/// Whether a log is opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Mode {
    /// Takes the data directory's lock; makes the log when there is none.
    #[default]
    ReadWrite,
    /// Reads while another process may write; `verify`, `backup`, `export`.
    ReadOnly,
}

/// When a commit waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Each commit is synced before it is acknowledged: the only setting that keeps the log's promise.
    #[default]
    Full,
    /// Loses acknowledged events with the power. Only there so that the crash test can show that it notices.
    Normal,
    /// As `Normal`, and may damage the file. Only for the crash test and throw-away files.
    Off,
}

impl Synchronous {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
            Self::Off => "off",
        }
    }
}

/// How to open a log. The default is the only one for production writers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// See [`Mode`].
    pub mode: Mode,
    /// See [`Synchronous`].
    pub synchronous: Synchronous,
    /// Pages the WAL grows by before it is copied into the file. Small only where a test wants many checkpoints.
    pub checkpoint_pages: u32,
}

impl Default for Options {
    fn default() -> Self {
        // 16 MiB. Measured with 64 writers: four times that slowed the commits, a quarter copied pages more often for nothing.
        Self { mode: Mode::default(), synchronous: Synchronous::default(), checkpoint_pages: 4_096 }
    }
}

impl Options {
    /// For reading beside a writer.
    #[must_use]
    pub fn read_only() -> Self {
        Self { mode: Mode::ReadOnly, ..Self::default() }
    }
}
