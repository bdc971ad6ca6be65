//! The canonical dump: what two files of views are compared by.

use std::io::Write;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::{Result, ViewError};

/// Writes each table's name and then its rows, ordered by all columns.
///
/// The full-text index is left out: its pages depend on when segments were merged, and its content
/// is that of the table `word`.
pub(super) fn write(db: &Connection, out: &mut dyn Write) -> Result<()> {
    let mut tables = db.prepare(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'word_gram%' order by name",
    )?;
    let names = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    for name in names {
        written(writeln!(out, "# {name}"))?;
        rows(db, &name, out)?;
    }
    Ok(())
}

fn rows(db: &Connection, table: &str, out: &mut dyn Write) -> Result<()> {
    let columns = db.prepare(&format!("select * from {table} limit 0"))?.column_count();
    let order: Vec<String> = (1..=columns).map(|column| column.to_string()).collect();
    let mut statement = db.prepare(&format!("select * from {table} order by {}", order.join(", ")))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let separator = if column == 0 { "" } else { "\t" };
            written(write!(out, "{separator}{}", shown(row.get_ref(column)?)))?;
        }
        written(writeln!(out))?;
    }
    Ok(())
}

fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "~".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

fn written(result: std::io::Result<()>) -> Result<()> {
    result.map_err(|source| ViewError::File { doing: "dumped", source })
}
