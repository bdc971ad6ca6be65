//! The log of a node: in its own directory, or on a server that other nodes write to as well.

use std::sync::Arc;

use cangliu_store::{DataDir, EventStore, Options, SqliteLog, StoreError};

use crate::config::DataSettings;

/// An open log, and what follows from where it is.
pub(crate) struct OpenLog {
    pub(crate) log: Arc<dyn EventStore>,
    /// No other process writes to it: a state kept in memory is the present state.
    pub(super) alone: bool,
    /// Its positions have gaps.
    pub(super) gaps: bool,
    /// The lock on the data directory, where the log does not hold it itself.
    pub(super) held: Option<DataDir>,
}

/// Opens it for writing; the data directory is locked either way, for the views in it have one writer.
pub(super) fn open(settings: &DataSettings) -> Result<OpenLog, StoreError> {
    if let Some(address) = &settings.log {
        let held = DataDir::lock(&settings.data_dir)?;
        return Ok(OpenLog { held: Some(held), ..on_server(address, false)? });
    }
    let log = Arc::new(SqliteLog::open(&settings.data_dir, Options::default())?);
    Ok(OpenLog { log, alone: true, gaps: false, held: None })
}

/// Opens it for reading, beside whoever writes.
pub(crate) fn open_read_only(settings: &DataSettings) -> Result<OpenLog, StoreError> {
    if let Some(address) = &settings.log {
        return on_server(address, true);
    }
    let log = Arc::new(SqliteLog::open(&settings.data_dir, Options::read_only())?);
    Ok(OpenLog { log, alone: false, gaps: false, held: None })
}

#[cfg(feature = "esdb")]
fn on_server(address: &str, read_only: bool) -> Result<OpenLog, StoreError> {
    let mut options = server(address)?;
    options.read_only = read_only;
    let log = Arc::new(cangliu_store::EsdbLog::open(&options)?);
    Ok(OpenLog { log, alone: false, gaps: true, held: None })
}

/// How a server is asked, and as whom.
#[cfg(feature = "esdb")]
pub(crate) fn server(address: &str) -> Result<cangliu_store::EsdbOptions, StoreError> {
    let credentials = DataSettings::log_credentials()?;
    let credentials = credentials.as_ref().map(|(user, password)| (user.as_str(), password.as_str()));
    cangliu_store::EsdbOptions::parse(address, credentials)
}

#[cfg(not(feature = "esdb"))]
fn on_server(_: &str, _: bool) -> Result<OpenLog, StoreError> {
    Err(no_servers())
}

/// What is said of the address of a server by a program that knows none.
#[cfg(not(feature = "esdb"))]
pub(crate) fn no_servers() -> StoreError {
    let reason = "this program was built without the feature esdb".to_owned();
    StoreError::InvalidAddress { address: "--log".to_owned(), reason }
}

/// Waits for the log from a thread that may block, be it a task's or not.
pub(crate) fn wait<T: Send>(asking: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
    std::thread::scope(|threads| {
        let thread = threads.spawn(|| {
            let failed = |source| StoreError::Failed { doing: "starting a thread", source: Arc::new(source) };
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
            runtime.block_on(asking)
        });
        thread.join().map_err(|_| StoreError::Closed)?
    })
}
