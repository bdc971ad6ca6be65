//! What partners beyond the city see of a listing: no person, no place below the district, no card number.

use cangliu_domain::asset::{Condition, Listing, Registered};
use cangliu_domain::division::Division;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::AssetId;
use cangliu_domain::pieces::Pieces;
use chrono::NaiveDate;

use super::page::{Query, Total, Window};
use super::sort::{Place, Sort};
use super::{Filter, Visibility};
use crate::Result;
use crate::column::{Code, Id};
use crate::reader::Snapshot;

/// A listing as it is exchanged (DOMAIN 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedListing {
    /// Its id with us.
    pub asset: AssetId,
    /// Worldwide name: the publishing platform's division and the asset's id.
    pub uid: String,
    /// Class code of GB/T 14885-2022, where the card's code is of it or maps to it.
    pub class_2022: Option<String>,
    /// Name.
    pub name: String,
    /// Brand.
    pub brand: Option<String>,
    /// Model.
    pub model: Option<String>,
    /// How many.
    pub pieces: Pieces,
    /// Of what (计量单位).
    pub unit: Option<String>,
    /// 成色.
    pub condition: Option<Condition>,
    /// 原值.
    pub original_value: Fen,
    /// 净值.
    pub net_value: Option<Fen>,
    /// 取得日期.
    pub acquired_on: NaiveDate,
    /// 存放区划: of the warehouse.
    pub located_in: Division,
    /// Code of the institution that owns it.
    pub owner_uscc: Option<String>,
    /// Its name.
    pub owner_name: String,
    /// Ways it may be had, and until when.
    pub listing: Listing,
    /// Revision of the asset's latest event.
    pub revision: u64,
    /// Position of the asset's latest event in the log.
    pub position: u64,
}

/// A page of shared listings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedPage {
    /// Rows with their places.
    pub rows: Vec<(Place, SharedListing)>,
    /// Whether more lie beyond it, in the direction asked.
    pub more: bool,
    /// The total, when asked.
    pub total: Option<Total>,
}

impl Snapshot<'_> {
    /// What partners may see on a day: listed for the delta, its window open, free.
    ///
    /// Only class, general, condition and value of the filter are of use to a partner; searching
    /// is by words on the card and by numbers, as for everybody, but shows none of the latter.
    ///
    /// # Errors
    /// Those of the database.
    pub fn shared_listings(
        &self,
        today: NaiveDate,
        filter: &Filter,
        sort: Sort,
        window: &Window,
        count: bool,
    ) -> Result<SharedPage> {
        let query = Query {
            visibility: Visibility::Partner { today },
            filter: filter.clone(),
            search: None,
            sort,
            window: window.clone(),
            count,
        };
        let page = self.assets(&query)?;
        let mut rows = Vec::with_capacity(page.rows.len());
        for (place, asset) in page.rows {
            if let Some(shared) = self.shared(&asset.now, asset.revision, asset.position)? {
                rows.push((place, shared));
            }
        }
        Ok(SharedPage { rows, more: page.more, total: page.total })
    }

    fn shared(&self, now: &Registered, revision: u64, position: u64) -> Result<Option<SharedListing>> {
        let Some((inside, listing)) = now.in_warehouse.as_ref().and_then(|inside| Some((inside, inside.listing?)))
        else {
            return Ok(None);
        };
        let (owner_name, owner_uscc) = self
            .db
            .prepare_cached("select coalesce(name, ''), uscc from institution where id = ?1")?
            .query_row([Id(now.books.owner.0)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let located_in = self
            .db
            .prepare_cached("select located_in from warehouse where id = ?1")?
            .query_row([Id(inside.warehouse.0)], |row| row.get::<_, Code<Division>>(0))?
            .0;
        let card = &now.card;
        Ok(Some(SharedListing {
            asset: now.id,
            uid: format!("{}-{}", located_in.province(), now.id),
            class_2022: card.class.in_2022().map(|class| class.code().to_owned()),
            name: card.name.clone(),
            brand: card.brand.clone(),
            model: card.model.clone(),
            pieces: card.pieces,
            unit: card.unit.clone(),
            condition: now.condition,
            original_value: card.original_value,
            net_value: card.net_value,
            acquired_on: card.acquired_on,
            located_in,
            owner_uscc,
            owner_name,
            listing,
            revision,
            position,
        }))
    }
}
