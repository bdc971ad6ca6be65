//! One asset, read.

use std::collections::HashMap;

use cangliu_domain::asset::Registered;
use cangliu_domain::id::{AssetId, InstitutionId, WarehouseId};
use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use uuid::Uuid;

use super::row::IdOf;
use super::table::SELECTED;
use super::{Row, Visibility, predicate};
use crate::Result;
use crate::column::{Id, date};
use crate::reader::Snapshot;
use crate::search::fold;
use crate::views::no_row;

/// An asset as its unreversed history leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its facets, as the domain folds them.
    pub now: Registered,
    /// Revision of its latest event.
    pub revision: u64,
    /// Position of its latest event in the log.
    pub position: u64,
    /// Business date of its first event.
    pub registered_on: NaiveDate,
}

/// Ids by key, each looked up once.
pub(super) struct Ids<'c> {
    db: &'c Connection,
    institutions: HashMap<i64, InstitutionId>,
}

impl<'c> Ids<'c> {
    pub(super) fn of(db: &'c Connection) -> Self {
        Self { db, institutions: HashMap::new() }
    }

    fn id(&self, sql: &str, key: i64) -> rusqlite::Result<Uuid> {
        self.db.prepare_cached(sql)?.query_row([key], |row| row.get::<_, Id>(0)).map(|id| id.0)
    }
}

impl IdOf for Ids<'_> {
    fn institution(&mut self, key: i64) -> rusqlite::Result<InstitutionId> {
        if let Some(id) = self.institutions.get(&key) {
            return Ok(*id);
        }
        let id = InstitutionId(self.id("select id from institution where key = ?1", key)?);
        self.institutions.insert(key, id);
        Ok(id)
    }

    fn warehouse(&mut self, key: i64) -> rusqlite::Result<WarehouseId> {
        self.id("select id from warehouse where key = ?1", key).map(WarehouseId)
    }

    fn asset(&mut self, key: i64) -> rusqlite::Result<AssetId> {
        self.id("select id from asset where key = ?1", key).map(AssetId)
    }
}

impl Asset {
    pub(super) fn of(row: Row, ids: &mut impl IdOf) -> rusqlite::Result<Self> {
        let (revision, position) = (row.revision.unsigned_abs(), row.position.unsigned_abs());
        let registered_on = date(row.registered_on).unwrap_or_default();
        Ok(Self { now: row.registered(ids)?, revision, position, registered_on })
    }
}

impl Snapshot<'_> {
    /// An asset, if it is there and may be seen.
    ///
    /// # Errors
    /// Those of the database.
    pub fn asset(&self, id: AssetId, visibility: &Visibility) -> Result<Option<Asset>> {
        let scope = visibility.predicate();
        let sql = format!("select {} from asset a where a.id = ? and {}", *SELECTED, scope.sql);
        let mut values = vec![predicate::id(id.0)];
        values.extend(scope.values);
        let mut statement = self.db.prepare_cached(&sql)?;
        let row = statement.query_row(params_from_iter(values.iter()), Row::read).map(Some).or_else(no_row)?;
        Ok(row.map(|row| Asset::of(row, &mut Ids::of(self.db))).transpose()?)
    }

    /// Assets that carry or once carried a card number, those that carry it now first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn assets_by_number(&self, number: &str, visibility: &Visibility) -> Result<Vec<Asset>> {
        let scope = visibility.predicate();
        let sql = format!(
            "select distinct {} from asset_code c join asset a on a.key = c.asset
             where c.code = ? and c.kind = 0 and {}
             order by a.number <> ?, a.key
             limit 100",
            *SELECTED, scope.sql
        );
        let mut values = vec![Value::Text(fold(number))];
        values.extend(scope.values);
        values.push(Value::Text(number.to_owned()));
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values.iter()), Row::read)?;
        let mut ids = Ids::of(self.db);
        rows.map(|row| Ok(Asset::of(row?, &mut ids)?)).collect()
    }

    /// The lots split off an asset, oldest first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn lots_of(&self, id: AssetId, visibility: &Visibility) -> Result<Vec<Asset>> {
        let scope = visibility.predicate();
        let sql = format!(
            "select {} from asset p join asset a on a.parent = p.key where p.id = ? and {} order by a.key",
            *SELECTED, scope.sql
        );
        let mut values = vec![predicate::id(id.0)];
        values.extend(scope.values);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values.iter()), Row::read)?;
        let mut ids = Ids::of(self.db);
        rows.map(|row| Ok(Asset::of(row?, &mut ids)?)).collect()
    }
}
