//! Opening a data directory: for writing with its lock, for reading beside a server.

use cangliu_projections::{ViewError, Views};
use cangliu_store::{SqliteLog, StoreError};
use rusqlite::{Connection, OpenFlags};

use super::fault::Fault;
use crate::config::DataSettings;
use crate::node::{Node, NodeError};

/// Opens a node that writes, its views level with the log.
pub(super) async fn writing(data: &DataSettings) -> Result<Node, Fault> {
    let node = Node::open(data)?;
    node.catch_up().await?;
    Ok(node)
}

/// Opens a node to read from. Beside a server its views are read; where nobody keeps them level with the log, this
/// process does so first.
pub(super) async fn reading(data: &DataSettings) -> Result<Node, Fault> {
    exists(data)?;
    match Node::open_read_only(data) {
        Ok(node) if is_level(&node, data).await? => return Ok(node),
        Ok(_) | Err(NodeError::NoViews { .. } | NodeError::Views(_)) => {}
        Err(error) => return Err(error.into()),
    }
    match Node::open(data) {
        Ok(node) => {
            node.catch_up().await?;
            Ok(node)
        }
        // Whoever writes there brings the views level; what they show now is right as of their position.
        Err(NodeError::Store(StoreError::Locked { .. })) => Ok(Node::open_read_only(data)?),
        Err(error) => Err(error.into()),
    }
}

/// Whether the views show all of this very log. After a restore they may remember another epoch of it.
async fn is_level(node: &Node, data: &DataSettings) -> Result<bool, Fault> {
    let file = Views::path(&Node::views_directory(&data.data_dir));
    let identity = node.log.identity();
    let is_of_log =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .and_then(|views| {
                let cursor = "select exists (select 1 from cursor where log = ?1 and epoch = ?2)";
                views.query_row(cursor, (identity.id.as_bytes(), identity.epoch), |row| row.get::<_, bool>(0))
            })
            .map_err(ViewError::from)?;
    Ok(is_of_log && node.ledger.shown.level().position >= node.log.head().await?)
}

/// Reading makes no data where there are none.
pub(super) fn exists(data: &DataSettings) -> Result<(), Fault> {
    // A server says itself that it has no log.
    if data.log.is_some() || SqliteLog::file(&data.data_dir).is_file() {
        return Ok(());
    }
    let shown = data.data_dir.display();
    Err(Fault::usage("NO_DATA", format!("{shown} 中没有数据"), format!("there are no data in {shown}")))
}
