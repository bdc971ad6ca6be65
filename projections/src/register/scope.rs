//! Assets of a stock-take: those it began with, and those that came into its scope since.

use cangliu_domain::id::{AssetId, StocktakeId};

use super::asset::Ids;
use super::row::occupation;
use super::table::SELECTED;
use super::{Asset, Row};
use crate::Result;
use crate::column::Id;
use crate::reader::Snapshot;

impl Snapshot<'_> {
    /// The assets that counting began with, as they stand now, in the order of registration; and whether each was
    /// scanned.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktake_assets(&self, id: StocktakeId) -> Result<Vec<(bool, Asset)>> {
        let sql = format!(
            "select {}, l.scanned from stocktake_asset l join asset a on a.key = l.asset
             where l.stocktake = (select key from stocktake where id = ?1)
             order by l.asset",
            *SELECTED
        );
        let mut ids = Ids::of(self.db);
        let mut statement = self.db.prepare_cached(&sql)?;
        let last = statement.column_count() - 1;
        let rows = statement.query_map([Id(id.0)], |row| Ok((row.get::<_, bool>(last)?, Row::read(row)?)))?;
        rows.map(|row| row.and_then(|(scanned, row)| Ok((scanned, Asset::of(row, &mut ids)?))).map_err(Into::into))
            .collect()
    }

    /// The assets in the scope of a stock-take as it would begin now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktake_scope(&self, id: StocktakeId) -> Result<Vec<Asset>> {
        self.in_scope(id, 0)
    }

    /// The assets that are in the scope now and had an event since counting began.
    ///
    /// # Errors
    /// Those of the database.
    pub fn stocktake_moved(&self, id: StocktakeId, begun_at: u64) -> Result<Vec<Asset>> {
        self.in_scope(id, begun_at)
    }

    fn in_scope(&self, id: StocktakeId, after: u64) -> Result<Vec<Asset>> {
        let sql = format!(
            "select {} from stocktake s join asset a on a.custodian = s.institution
             where s.id = ?1 and (a.warehouse = s.warehouse or s.warehouse is null)
                 and a.occupation <> {} and a.position > ?2
                 and (a.owner = s.institution
                     or a.key in (select asset from asset_party where institution = s.institution))
             order by a.key",
            *SELECTED,
            occupation::UNDER_WAY
        );
        let mut ids = Ids::of(self.db);
        let mut statement = self.db.prepare_cached(&sql)?;
        let rows = statement.query_map((Id(id.0), i64::try_from(after).unwrap_or(i64::MAX)), Row::read)?;
        rows.map(|row| row.and_then(|row| Asset::of(row, &mut ids)).map_err(Into::into)).collect()
    }

    /// The present rows of assets, of those there are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn assets_known(&self, ids: &[AssetId]) -> Result<Vec<Asset>> {
        let sql = format!("select {} from asset a where a.id = ?1", *SELECTED);
        let mut statement = self.db.prepare_cached(&sql)?;
        let mut names = Ids::of(self.db);
        let mut known = Vec::new();
        for id in ids {
            let mut rows = statement.query([Id(id.0)])?;
            if let Some(row) = rows.next()? {
                known.push(Asset::of(Row::read(row)?, &mut names)?);
            }
        }
        Ok(known)
    }
}
