//! Reading: a pool of connections, and one snapshot per question, so that rows, totals and the
//! position belong together.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::search::Codes;
use crate::{Result, ViewError, Views, schema};

/// Connections kept while nobody asks.
const IDLE_MAX: usize = 8;

/// Reads the views. Cheap to clone; usable from any number of threads.
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    file: PathBuf,
    idle: Mutex<Vec<Connection>>,
    codes: Codes,
}

/// The views as they stood at one position.
#[derive(Debug)]
pub struct Snapshot<'c> {
    pub(crate) db: &'c Connection,
    pub(crate) codes: &'c Codes,
    position: u64,
}

impl Snapshot<'_> {
    /// Position of the last event in it.
    #[must_use]
    pub const fn position(&self) -> u64 {
        self.position
    }
}

impl Reader {
    /// Reads the file that `views` grows.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn of(views: &Views) -> Result<Self> {
        Self::open(views.file())
    }

    /// Reads a file of views.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(file: &Path) -> Result<Self> {
        let first = schema::open_reading(file)?;
        let shared = Shared { file: file.to_owned(), idle: Mutex::new(vec![first]), codes: Codes::default() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Answers one question from one snapshot, together with the snapshot's position.
    ///
    /// # Errors
    /// Those of the question, or of the database.
    pub fn with<T, E: From<ViewError>>(
        &self,
        question: impl FnOnce(&Snapshot<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<(T, u64), E> {
        let mut connection = self.connection()?;
        let transaction = begin(&mut connection)?;
        let position = position(&transaction)?;
        let answer = question(&Snapshot { db: &transaction, codes: &self.shared.codes, position });
        transaction.finish().map_err(ViewError::from)?;
        self.give_back(connection);
        answer.map(|answer| (answer, position))
    }

    /// Loads what a search for a fragment of a number needs, so that the first one is as quick as the rest.
    ///
    /// # Errors
    /// Those of the database.
    pub fn warm(&self) -> Result<()> {
        self.with(|snapshot| snapshot.codes.extend(snapshot.db)).map(|((), _)| ())
    }

    fn connection(&self) -> Result<Connection> {
        let kept = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.map_or_else(|| schema::open_reading(&self.shared.file), Ok)
    }

    fn give_back(&self, connection: Connection) {
        let mut idle = self.shared.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MAX {
            idle.push(connection);
        }
    }
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Deferred)?)
}

/// The first read of a transaction: from here on the snapshot stands still.
fn position(db: &Connection) -> Result<u64> {
    let position: i64 = db.prepare_cached("select position from cursor")?.query_row([], |row| row.get(0))?;
    Ok(position.unsigned_abs())
}
