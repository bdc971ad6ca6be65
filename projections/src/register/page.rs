//! A page of a list of assets.

use std::collections::BTreeSet;
use std::rc::Rc;

use rusqlite::types::Value;
use rusqlite::{ToSql, params_from_iter};

use super::asset::{Asset, Ids};
use super::plan::{Plan, Source, plan};
use super::predicate::{INSTITUTION, Predicate};
use super::sort::{Direction, Place, Sort, SortBy, SortValue};
use super::table::SELECTED;
use super::{Filter, Row, Visibility};
use crate::Result;
use crate::reader::Snapshot;
use crate::search::{find_words, terms};

/// Longest page.
const SIZE_MAX: usize = 100;
/// Totals are counted up to here, and estimated beyond.
const COUNT_MAX: i64 = 100_000;
/// A search that finds more rows than this is looked for along the list instead of in the index.
const FOUND_MAX: usize = 3_000;

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
        let Some(search) = Search::of(self, query)? else {
            let total = query.count.then_some(Total { count: 0, exact: true });
            return Ok(Page { rows: Vec::new(), more: false, total });
        };
        let plan = plan(self.db, query, search.rows.map(|rows| (rows, search.keys.is_some())))?;
        let condition = query.visibility.predicate().and(query.filter.predicate()).and(search.predicate.clone());
        let total = query.count.then(|| self.total(&plan, &condition, &search)).transpose()?;
        let (keys, more) = self.keys(query, &plan, &condition, &search)?;
        let rows = self.rows(&keys, query.sort.by)?;
        Ok(Page { rows, more, total })
    }

    fn keys(&self, query: &Query, plan: &Plan, condition: &Predicate, search: &Search) -> Result<(Vec<i64>, bool)> {
        let size = query.window.size.min(SIZE_MAX);
        let direction = if query.window.backwards { query.sort.direction.reversed() } else { query.sort.direction };
        let (sql, values) = statement(query, plan, condition, search, direction);
        let mut statement = self.db.prepare_cached(&sql)?;
        let found = statement.query_map(params_from_iter(values.iter()), |row| row.get(0))?;
        let mut keys = found.collect::<rusqlite::Result<Vec<i64>>>()?;
        let more = keys.len() > size;
        keys.truncate(size);
        if query.window.backwards {
            keys.reverse();
        }
        Ok((keys, more))
    }

    fn rows(&self, keys: &[i64], by: SortBy) -> Result<Vec<(Place, Asset)>> {
        let mut statement = self.db.prepare_cached(&format!("select {} from asset a where a.key = ?", *SELECTED))?;
        let mut ids = Ids::of(self.db);
        keys.iter()
            .map(|key| {
                let row = statement.query_row([key], Row::read)?;
                let place = row.place_in(by);
                Ok((place, Asset::of(row, &mut ids)?))
            })
            .collect()
    }

    fn total(&self, plan: &Plan, condition: &Predicate, search: &Search) -> Result<Total> {
        if let Some(exact) = plan.exact {
            return Ok(Total { count: exact.unsigned_abs(), exact: true });
        }
        let (from, mut values) = source(&plan.source, search);
        values.extend(condition.values.iter().map(boxed));
        let sql = format!("select count(*) from (select 1 {from} {} limit {})", condition.sql, COUNT_MAX + 1);
        let counted: i64 =
            self.db.prepare_cached(&sql)?.query_row(params_from_iter(values.iter()), |row| row.get(0))?;
        Ok(if counted <= COUNT_MAX {
            Total { count: counted.unsigned_abs(), exact: true }
        } else {
            // At least what was seen; the estimate takes conditions for independent.
            Total { count: (plan.estimate as u64).max(counted.unsigned_abs()), exact: false }
        })
    }
}

impl Row {
    fn place_in(&self, by: SortBy) -> Place {
        let value = match by {
            SortBy::Number => SortValue::Text(self.number.clone()),
            SortBy::Name => SortValue::Text(self.name.clone()),
            SortBy::AcquiredOn => SortValue::Number(self.acquired_on),
            SortBy::OriginalValue => SortValue::Number(self.original_value),
            SortBy::Position => SortValue::Number(self.position),
            SortBy::DueOn => SortValue::Number(self.due_on),
        };
        Place { value, key: self.key }
    }
}

type Values = Vec<Box<dyn ToSql>>;

fn boxed(value: &Value) -> Box<dyn ToSql> {
    Box::new(value.clone())
}

/// The statement that finds the keys of a page, one more than its size.
pub(super) fn statement(
    query: &Query,
    plan: &Plan,
    condition: &Predicate,
    search: &Search,
    direction: Direction,
) -> (String, Values) {
    let column = query.sort.by.column();
    let (order, behind) = direction.sql();
    let (from, mut values) = source(&plan.source, search);
    values.extend(condition.values.iter().map(boxed));
    let mut sql = format!("select a.key {from} {}", condition.sql);
    if let Some(place) = &query.window.from {
        sql.push_str(&format!(" and (a.{column}, a.key) {behind} (?, ?)"));
        values.push(Box::new(Value::from(&place.value)));
        values.push(Box::new(place.key));
    }
    let limit = query.window.size.min(SIZE_MAX) + 1;
    sql.push_str(&format!(" order by a.{column} {order}, a.key {order} limit {limit}"));
    (sql, values)
}

/// `from … where`, to be followed by the condition.
fn source(source: &Source, search: &Search) -> (String, Values) {
    match source {
        Source::Walk(by) => (format!("from asset a indexed by {} where", by.index()), Vec::new()),
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
            let keys = search.keys.clone().unwrap_or_default();
            ("from asset a not indexed where a.key in rarray(?) and".to_owned(), vec![Box::new(keys)])
        }
    }
}

/// What is known of a search before the list is read.
pub(super) struct Search {
    /// The condition that decides.
    predicate: Predicate,
    /// About how many rows it leaves.
    rows: Option<i64>,
    /// The rows, while they are few.
    keys: Option<Rc<Vec<Value>>>,
}

impl Search {
    /// Looks the words up; `None` when one of them is nowhere.
    pub(super) fn of(snapshot: &Snapshot<'_>, query: &Query) -> Result<Option<Self>> {
        let mut search = Self { predicate: Predicate::always(), rows: None, keys: None };
        for term in query.search.as_deref().map(terms).unwrap_or_default() {
            let (rows, keys) = candidates(snapshot, &term)?;
            if rows == 0 {
                return Ok(None);
            }
            if search.rows.is_none_or(|fewest| rows < fewest) {
                search.rows = Some(rows);
                search.keys = keys.map(|keys| Rc::new(keys.into_iter().map(Value::Integer).collect()));
            }
            search.predicate = search.predicate.and(Predicate::of("instr(a.text, ?) > 0", [Value::Text(term)]));
        }
        Ok(Some(search))
    }
}

/// About how many assets have a term, and which, while they are few.
fn candidates(snapshot: &Snapshot<'_>, term: &str) -> Result<(i64, Option<BTreeSet<i64>>)> {
    let db = snapshot.db;
    let words = find_words(db, term, FOUND_MAX)?;
    let (codes, more_codes) = if words.more { (Vec::new(), true) } else { snapshot.codes.find(db, term, FOUND_MAX)? };
    let rows = words.uses + i64::try_from(codes.len()).unwrap_or(i64::MAX);
    if words.more || more_codes || rows > FOUND_MAX as i64 {
        return Ok((rows.max(FOUND_MAX as i64 + 1), None));
    }
    let mut keys = BTreeSet::new();
    let mut of_word = db.prepare_cached("select asset from asset_word where word = ?1")?;
    for word in words.words {
        for key in of_word.query_map([word], |row| row.get(0))? {
            keys.insert(key?);
        }
    }
    let mut of_code = db.prepare_cached("select asset from asset_code where key = ?1")?;
    for code in codes {
        // A number newer than this snapshot has no row in it.
        for key in of_code.query_map([code], |row| row.get(0))? {
            keys.insert(key?);
        }
    }
    Ok((i64::try_from(keys.len()).unwrap_or(i64::MAX), Some(keys)))
}
