//! Where a log is, or is to be: a data directory or a server.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use cangliu_store::migration::MigrationTarget;
use cangliu_store::{DataDir, EventStore, LogIdentity, Options, SqliteLog, SqliteTarget, StoreError};

use super::super::epoch;
use super::MigrateError;

/// What was given: whatever has a scheme is an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A data directory.
    Directory(PathBuf),
    /// A server's address; may hold credentials.
    Server(String),
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Whoever meant an address and mistyped it is told so, and gets no directory of that name; the more so as it may
        // hold a password.
        let is_meant = ["esdb", "kurrentdb", "kurrent", "kdb"]
            .iter()
            .any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| rest.starts_with([':', '/', '+'])));
        let is_address = text.contains("://") || text.contains('@') || is_meant;
        Ok(if is_address { Self::Server(text.to_owned()) } else { Self::Directory(text.into()) })
    }
}

impl Place {
    /// Whether both are the same place, as far as names tell. Of a server under two names its log tells.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Directory(one), Self::Directory(other)) => {
                let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
                whole(one) == whole(other)
            }
            (one, other) => one == other,
        }
    }
}

/// A log to be copied, held so that nobody writes to it where that is in our power.
pub(super) struct Source {
    pub(super) log: Arc<dyn EventStore>,
    /// As it may be shown.
    pub(super) place: String,
    _held: Option<DataDir>,
}

impl Source {
    pub(super) fn open(place: &Place) -> Result<Self, MigrateError> {
        match place {
            Place::Directory(path) => {
                // Locking a directory would make it.
                if !SqliteLog::file(path).is_file() {
                    return Err(MigrateError::NoLog { directory: path.clone() });
                }
                let held = DataDir::lock(path)?;
                let log = Arc::new(SqliteLog::open(path, Options::read_only())?);
                Ok(Self { log, place: path.display().to_string(), _held: Some(held) })
            }
            Place::Server(address) => Ok(source_on_server(address)?),
        }
    }
}

/// Where a log is copied to.
pub(super) enum Target {
    /// A directory, locked.
    Directory { engine: SqliteTarget, path: PathBuf, place: String },
    /// A server.
    #[cfg(feature = "esdb")]
    Server { engine: cangliu_store::EsdbTarget, place: String },
}

impl Target {
    pub(super) fn open(place: &Place) -> Result<Self, MigrateError> {
        match place {
            Place::Directory(path) => {
                let engine = SqliteTarget::new(DataDir::lock(path)?);
                Ok(Self::Directory { engine, path: path.clone(), place: path.display().to_string() })
            }
            Place::Server(address) => Ok(target_on_server(address)?),
        }
    }

    pub(super) fn engine(&self) -> &dyn MigrationTarget {
        match self {
            Self::Directory { engine, .. } => engine,
            #[cfg(feature = "esdb")]
            Self::Server { engine, .. } => engine,
        }
    }

    /// As it may be shown.
    pub(super) fn place(&self) -> &str {
        match self {
            Self::Directory { place, .. } => place,
            #[cfg(feature = "esdb")]
            Self::Server { place, .. } => place,
        }
    }

    /// What the copy of a log is called here: the same log in an epoch that nobody has seen, neither at the source nor
    /// in views left beside the copy.
    pub(super) fn name_for(&self, source: LogIdentity) -> LogIdentity {
        let latest = match self {
            Self::Directory { path, .. } => epoch::latest(path, source),
            #[cfg(feature = "esdb")]
            Self::Server { .. } => source.epoch,
        };
        LogIdentity { epoch: latest, ..source }.later()
    }
}

/// How long a server may be away before a migration gives up; it can be asked for again.
#[cfg(feature = "esdb")]
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(30);

#[cfg(feature = "esdb")]
fn source_on_server(address: &str) -> Result<Source, StoreError> {
    let mut options = crate::node::server(address)?;
    (options.read_only, options.patience) = (true, PATIENCE);
    let log = Arc::new(cangliu_store::EsdbLog::open(&options)?);
    Ok(Source { log, place: options.address().to_owned(), _held: None })
}

#[cfg(feature = "esdb")]
fn target_on_server(address: &str) -> Result<Target, StoreError> {
    let mut options = crate::node::server(address)?;
    options.patience = PATIENCE;
    let engine = cangliu_store::EsdbTarget::new(&options)?;
    Ok(Target::Server { engine, place: options.address().to_owned() })
}

#[cfg(not(feature = "esdb"))]
fn source_on_server(_: &str) -> Result<Source, StoreError> {
    Err(crate::node::no_servers())
}

#[cfg(not(feature = "esdb"))]
fn target_on_server(_: &str) -> Result<Target, StoreError> {
    Err(crate::node::no_servers())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_has_a_scheme_is_an_address() {
        for address in ["esdb://h:2113?tls=false", "esdb+discover://h", "kurrentdb://h", "kdb://h"] {
            assert_eq!(address.parse(), Ok(Place::Server(address.to_owned())));
        }
        assert_eq!("./data".parse(), Ok(Place::Directory("./data".into())));
    }

    #[test]
    fn a_directory_is_the_same_under_two_names() {
        let directory = tempfile::tempdir().unwrap();
        let one = Place::Directory(directory.path().to_owned());
        let other = Place::Directory(directory.path().join("."));
        assert!(one.is_same(&other) && !one.is_same(&Place::Directory("elsewhere".into())));
    }
}
