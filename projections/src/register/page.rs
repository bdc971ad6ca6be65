//! A page of a list of assets.

use rusqlite::types::Value;
use rusqlite::{ToSql, params_from_iter};

use super::asset::{Asset, Ids};
use super::found::Found;
use super::plan::{Plan, Source, plan};
use super::predicate::{INSTITUTION, Predicate};
use super::sort::{Direction, Place, Sort};
use super::table::SELECTED;
use super::{Filter, Row, Visibility};
use crate::Result;
use crate::reader::Snapshot;

/// Longest page.
const SIZE_MAX: usize = 100;
/// Totals are counted up to here, and estimated beyond.
const COUNT_MAX: i64 = 100_000;
/// Rows read along a list for a search before all that it finds are collected: so many times as many as
/// a page should take. When hits lie close together in the list's order, and far on, reading on would not end.
const PROBED_TIMES: f64 = 2.0;
/// At least so many rows, and at most.
const PROBED: (f64, f64) = (400.0, 3_000.0);

/// A question for a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What the asker may see.
    pub visibility: Visibility,
    /// What he narrows it by.
    pub filter: Filter,
    /// What he looks for: every word of it must stand somewhere on the card, or within one of its numbers.
    pub search: Option<String>,
    /// In which order.
    pub sort: Sort,
    /// Which stretch.
    pub window: Window,
    /// Whether the total is wanted.
    pub count: bool,
}

/// A stretch of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// How many rows, at most 100.
    pub size: usize,
    /// The place it begins behind, or, going backwards, ends before.
    pub from: Option<Place>,
    /// Whether it lies before that place (or, without one, at the end).
    pub backwards: bool,
}

/// A total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// How many.
    pub count: u64,
    /// Whether that is counted rather than estimated.
    pub exact: bool,
}

/// A page; its rows are in the list's order whichever way it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Rows with their places.
    pub rows: Vec<(Place, Asset)>,
    /// Whether more lie beyond it, in the direction asked.
    pub more: bool,
    /// The total, when asked.
    pub total: Option<Total>,
}

impl Snapshot<'_> {
    /// A page of the register.
    ///
    /// # Errors
    /// Those of the database.
    pub fn assets(&self, query: &Query) -> Result<Page> {
        let Some(found) = Found::of(self, query.search.as_deref())? else {
            let total = query.count.then_some(Total { count: 0, exact: true });
            return Ok(Page { rows: Vec::new(), more: false, total });
        };
        let lists = query
            .visibility
            .parts()
            .into_iter()
            .map(|part| List::of(self, query, part, found.clone()))
            .collect::<Result<Vec<_>>>()?;
        let total = query.count.then(|| total(self, &lists)).transpose()?;
        let mut places = Vec::new();
        for list in &lists {
            places.extend(list.places(self)?);
        }
        if lists.len() > 1 {
            // The first rows of a union are among the first rows of its parts.
            places.sort_unstable();
            places.dedup();
            if query.direction() == Direction::Descending {
                places.reverse();
            }
        }
        let size = query.window.size.min(SIZE_MAX);
        let more = places.len() > size;
        places.truncate(size);
        if query.window.backwards {
            places.reverse();
        }
        Ok(Page { rows: self.rows(places)?, more, total })
    }

    fn rows(&self, places: Vec<Place>) -> Result<Vec<(Place, Asset)>> {
        let mut statement = self.db.prepare_cached(&format!("select {} from asset a where a.key = ?", *SELECTED))?;
        let mut ids = Ids::of(self.db);
        places
            .into_iter()
            .map(|place| {
                let row = statement.query_row([place.key], Row::read)?;
                Ok((place, Asset::of(row, &mut ids)?))
            })
            .collect()
    }
}

impl Query {
    /// The direction in which rows are read.
    fn direction(&self) -> Direction {
        if self.window.backwards { self.sort.direction.reversed() } else { self.sort.direction }
    }
}

/// How many rows the lists hold together, no row twice.
fn total(snapshot: &Snapshot<'_>, lists: &[List<'_>]) -> Result<Total> {
    let estimate: f64 = lists.iter().map(|list| list.plan.estimate).sum();
    let counted = match lists {
        [] => 0,
        [only] if only.plan.exact.is_some() => {
            return Ok(Total { count: only.plan.exact.unwrap_or(0).unsigned_abs(), exact: true });
        }
        [first, ..] if first.found.is_many() => count_hits(snapshot, lists)?,
        _ => count_rows(snapshot, lists)?,
    };
    Ok(if counted <= COUNT_MAX {
        Total { count: counted.unsigned_abs(), exact: true }
    } else {
        // At least what was seen; the estimate takes conditions for independent.
        Total { count: (estimate as u64).max(counted.unsigned_abs()), exact: false }
    })
}

fn count_rows(snapshot: &Snapshot<'_>, lists: &[List<'_>]) -> Result<i64> {
    let (keys, values) = union(lists, |list| list.condition.clone().and(list.found.predicate.clone()));
    let sql = format!("select count(*) from ({keys} limit {})", COUNT_MAX + 1);
    Ok(snapshot.db.prepare_cached(&sql)?.query_row(params_from_iter(values.iter()), |row| row.get(0))?)
}

/// Counts a search with many hits without reading their rows.
fn count_hits(snapshot: &Snapshot<'_>, lists: &[List<'_>]) -> Result<i64> {
    let hits = lists.first().map(|list| list.found.all(snapshot)).transpose()?.unwrap_or_default();
    if lists.iter().any(|list| list.visibility.is_everything() && list.query.filter == Filter::default()) {
        return Ok(hits.count().min(COUNT_MAX + 1));
    }
    let (keys, values) = union(lists, |list| list.condition.clone());
    let mut statement = snapshot.db.prepare_cached(&keys)?;
    let mut rows = statement.query(params_from_iter(values.iter()))?;
    let mut counted = 0;
    while let Some(row) = rows.next()? {
        counted += i64::from(hits.contains(row.get(0)?));
        if counted > COUNT_MAX {
            break;
        }
    }
    Ok(counted)
}

fn union<'q>(lists: &[List<'q>], condition: impl Fn(&List<'q>) -> Predicate) -> Statement {
    let (mut keys, mut all) = (Vec::new(), Vec::new());
    for list in lists {
        let condition = condition(list);
        let (from, values) = list.source(&list.plan.counting);
        keys.push(format!("select a.key {from} {}", condition.sql));
        all.extend(values.into_iter().chain(condition.values.iter().map(boxed)));
    }
    (keys.join(" union "), all)
}

/// A list that was planned.
pub(super) struct List<'q> {
    query: &'q Query,
    visibility: &'q Visibility,
    found: Found,
    pub(super) plan: Plan,
    /// What may be seen, and what it is narrowed by.
    condition: Predicate,
}

/// SQL with its values.
pub(super) type Statement = (String, Vec<Box<dyn ToSql>>);

impl<'q> List<'q> {
    /// Plans a list.
    pub(super) fn of(
        snapshot: &Snapshot<'_>,
        query: &'q Query,
        visibility: &'q Visibility,
        found: Found,
    ) -> Result<Self> {
        let plan = plan(snapshot.db, query, visibility, &found)?;
        let condition = visibility.predicate().and(query.filter.predicate());
        Ok(Self { query, visibility, found, plan, condition })
    }

    /// What may be seen, and what it is narrowed by.
    #[cfg(test)]
    pub(super) fn condition(&self) -> &Predicate {
        &self.condition
    }

    /// The page's places, in the direction asked, one more than its size if there are more.
    fn places(&self, snapshot: &Snapshot<'_>) -> Result<Vec<Place>> {
        let walks = matches!(self.plan.source, Source::Walk(_) | Source::WalkKept(_));
        if walks && !self.found.rows.is_empty() {
            return self.places_along(snapshot);
        }
        let condition = self.condition.clone().and(self.found.predicate.clone());
        let (mut sql, values) = self.ordered("", &condition);
        sql.push_str(&format!(" limit {}", self.limit()));
        let mut statement = snapshot.db.prepare_cached(&sql)?;
        let places = statement.query_map(params_from_iter(values.iter()), place)?;
        Ok(places.collect::<rusqlite::Result<_>>()?)
    }

    /// The same for a search with many hits: rows are looked at along the list; when too few of the
    /// first ones match, all hits are collected, and the list is gone through without its rows.
    fn places_along(&self, snapshot: &Snapshot<'_>) -> Result<Vec<Place>> {
        let (sql, mut values) = self.ordered(&format!(", {}", self.found.predicate.sql), &self.condition);
        let wanted: Vec<Box<dyn ToSql>> = self.found.predicate.values.iter().map(boxed).collect();
        values.splice(0..0, wanted);
        let mut statement = snapshot.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values.iter()))?;
        let mut places = Vec::new();
        for _ in 0..self.probed() {
            let Some(row) = rows.next()? else { return Ok(places) };
            if row.get(2)? {
                places.push(place(row)?);
            }
            if places.len() == self.limit() {
                return Ok(places);
            }
        }
        let hits = self.found.all(snapshot)?;
        let (sql, values) = self.ordered("", &self.condition);
        let mut statement = snapshot.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values.iter()))?;
        places.clear();
        while let Some(row) = rows.next()? {
            if hits.contains(row.get(0)?) {
                places.push(place(row)?);
            }
            if places.len() == self.limit() {
                break;
            }
        }
        Ok(places)
    }

    /// Places behind the page's own that meet a condition, in the direction asked, with more columns.
    pub(super) fn ordered(&self, columns: &str, condition: &Predicate) -> Statement {
        let ((order, behind), column) = (self.query.direction().sql(), self.query.sort.by.column());
        let (from, mut values) = self.source(&self.plan.source);
        values.extend(condition.values.iter().map(boxed));
        let mut sql = format!("select a.key, a.{column}{columns} {from} {}", condition.sql);
        if let Some(place) = &self.query.window.from {
            sql.push_str(&format!(" and (a.{column}, a.key) {behind} (?, ?)"));
            values.push(Box::new(Value::from(&place.value)));
            values.push(Box::new(place.key));
        }
        sql.push_str(&format!(" order by a.{column} {order}, a.key {order}"));
        (sql, values)
    }

    /// `from … where`, to be followed by a condition.
    fn source(&self, source: &Source) -> Statement {
        match source {
            Source::Walk(by) => (format!("from asset a indexed by {} where", by.index()), Vec::new()),
            Source::WalkKept(by) => {
                let index = by.kept_index();
                (format!("from asset a indexed by {index} where a.warehouse is not null and"), Vec::new())
            }
            Source::Through(index) => (format!("from asset a indexed by {index} where"), Vec::new()),
            Source::Party(institution) => (
                format!(
                    "from asset a not indexed
                     where a.key in (
                         select o.key from asset o indexed by asset_by_owner where o.owner = {INSTITUTION}
                         union all
                         select y.asset from asset_party y where y.institution = {INSTITUTION}
                     ) and"
                ),
                vec![boxed(institution), boxed(institution)],
            ),
            Source::Keys => {
                let keys = self.found.keys.clone().unwrap_or_default();
                ("from asset a not indexed where a.key in rarray(?) and".to_owned(), vec![Box::new(keys)])
            }
        }
    }

    /// How many rows are worth reading along the list in search of a page.
    fn probed(&self) -> usize {
        let expected = self.limit() as f64 * self.plan.all / self.plan.estimate.max(1.0);
        (expected * PROBED_TIMES).clamp(PROBED.0, PROBED.1) as usize
    }

    fn limit(&self) -> usize {
        self.query.window.size.min(SIZE_MAX) + 1
    }
}

fn place(row: &rusqlite::Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place { key: row.get(0)?, value: row.get(1)? })
}

fn boxed(value: &Value) -> Box<dyn ToSql> {
    Box::new(value.clone())
}
