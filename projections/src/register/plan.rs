//! How a list is read: along the index of its order, or through the rows of its narrowest filter.
//!
//! Walking an index in order finds a page quickly when much matches, and reads on and on when little
//! does; going through a narrow filter reads all its rows and sorts them. Which is cheaper follows
//! from how many assets have each value, which the folds keep (`asset_count`).

use rusqlite::types::Value;
use rusqlite::{Connection, ToSql};

use super::filter::Filter;
use super::found::Found;
use super::predicate::{INSTITUTION, id};
use super::visibility::Visibility;
use super::{Query, SortBy};
use crate::Result;
use crate::column::Numbered;

/// Reading a row, wherever it lies, costs as much as so many steps along an index.
const ROW: f64 = 25.0;
/// The share taken for conditions nobody counts, such as ranges.
const UNCOUNTED: f64 = 0.3;

/// Rows counted of what an institution is a party to: beyond, a walk wins anyway.
const PARTY_MAX: i64 = 5_000;

/// Where the rows of a list come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// Along the index of all assets in the order of the list.
    Walk(SortBy),
    /// Along the index of what lies in warehouses, in the order of the list.
    WalkKept(SortBy),
    /// Through an index of a filter.
    Through(&'static str),
    /// Through what an institution owns or is a party to.
    Party(Value),
    /// Through keys that a search found.
    Keys,
}

/// The choice, and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub(super) source: Source,
    /// What a total is counted through: the fewest rows.
    pub(super) counting: Source,
    /// How many rows will match, taking conditions for independent.
    pub(super) estimate: f64,
    /// How many rows the list would have without its search or any condition.
    pub(super) all: f64,
    /// How many rows match exactly, where the counts alone say so.
    pub(super) exact: Option<i64>,
}

/// What is known of one condition.
struct Known {
    /// How many rows it leaves.
    rows: i64,
    /// Whether that is so exactly.
    exact: bool,
    /// How to go through these alone, if at all.
    through: Option<Source>,
    /// Which indexes in the order of a list can decide it without the row.
    decided: Decided,
}

/// Which walk has a condition's columns.
#[derive(Clone, Copy, PartialEq)]
enum Decided {
    /// The one along all assets.
    All,
    /// The one along what lies in warehouses; only rows of it can match.
    Kept,
    /// Both.
    Both,
    /// None: the row has to be read.
    Row,
}

/// Chooses for a query with what its search found.
pub(super) fn plan(db: &Connection, query: &Query, visibility: &Visibility, found: &Found) -> Result<Plan> {
    let all = counted(db, "all", "")?;
    let mut known = known_of_filter(db, &query.filter)?;
    known.extend(known_of_visibility(db, visibility)?);
    let rarest = found.rows.iter().min().filter(|_| found.keys.is_some());
    for rows in &found.rows {
        let through = rarest.filter(|rarest| *rarest == rows).map(|_| Source::Keys);
        known.push(Known { rows: *rows, exact: false, through, decided: Decided::Row });
    }
    let (uncounted, undecided) = uncounted(&query.filter, visibility);
    let all_rows = all.max(1) as f64;
    let share = |rows: i64| (rows as f64 / all_rows).clamp(0.0, 1.0);
    let matching = known.iter().map(|one| share(one.rows)).product::<f64>() * UNCOUNTED.powi(uncounted);
    let page = query.window.size as f64 + 1.0;
    // A walk passes so many entries, and reads the row of each that its own columns do not rule out.
    let walk = |reach: f64, decides: &dyn Fn(Decided) -> bool| {
        let entries = (page * reach / all_rows / matching.max(f64::MIN_POSITIVE)).min(reach);
        let (decided, rest): (Vec<&Known>, Vec<&Known>) = known.iter().partition(|one| decides(one.decided));
        let left = decided.iter().map(|one| share(one.rows)).product::<f64>() * all_rows / reach.max(1.0);
        let rows = if rest.is_empty() && !undecided { 0.0 } else { entries * left.min(1.0) * ROW };
        entries + rows
    };
    let mut cheapest =
        (Source::Walk(query.sort.by), walk(all_rows, &|decided| matches!(decided, Decided::All | Decided::Both)));
    if known.iter().any(|one| one.decided == Decided::Kept) {
        let kept = total(db, "warehouse")? as f64;
        let cost = walk(kept, &|decided| matches!(decided, Decided::Kept | Decided::Both));
        if cost < cheapest.1 {
            cheapest = (Source::WalkKept(query.sort.by), cost);
        }
    }
    let narrowest =
        known.iter().filter_map(|one| Some((one.rows, one.through.as_ref()?))).min_by_key(|(rows, _)| *rows);
    if let Some((rows, through)) = narrowest
        && (rows as f64) * ROW < cheapest.1
    {
        cheapest = (through.clone(), rows as f64 * ROW);
    }
    let counting = narrowest.map_or_else(|| cheapest.0.clone(), |(_, through)| through.clone());
    let exact = match known.as_slice() {
        _ if uncounted > 0 || !found.rows.is_empty() => None,
        [] => Some(all),
        [only] => Some(only.rows).filter(|_| only.exact),
        _ => None,
    };
    Ok(Plan { source: cheapest.0, counting, estimate: matching * all_rows, all: all_rows, exact })
}

fn known_of_filter(db: &Connection, filter: &Filter) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    let mut push =
        |rows: i64, through: Option<Source>, decided| known.push(Known { rows, exact: true, through, decided });
    if let Some(owner) = filter.owner {
        push(owned(db, &id(owner.0))?, Some(Source::Through("asset_by_owner")), Decided::Both);
    }
    for party in [filter.custodian, filter.used_by, filter.claimant, filter.depositor].into_iter().flatten() {
        push(party_to(db, &id(party.0))?, Some(Source::Party(id(party.0))), Decided::Row);
    }
    if filter.number.is_some() {
        push(1, Some(Source::Through("asset_by_number")), Decided::Row);
    }
    if let Some((from, until)) = filter.class_range() {
        let sql = "select sum(count) from asset_count where facet = 'class' and value >= ? and value < ?";
        push(sum(db, sql, &[&from, &until])?, Some(Source::Through("asset_by_class")), Decided::Both);
    }
    if let Some(general) = filter.general {
        push(counted(db, "general", &i64::from(general).to_string())?, None, Decided::All);
    }
    if !filter.usage.is_empty() {
        push(any_of(db, "usage", filter.usage.iter().map(|usage| usage.number()))?, None, Decided::All);
    }
    if !filter.condition.is_empty() {
        push(any_of(db, "condition", filter.condition.iter().map(|condition| condition.number()))?, None, Decided::All);
    }
    if !filter.occupation.is_empty() {
        let numbers: Vec<i64> = filter.occupation.iter().map(|kind| kind.number()).collect();
        let rows = any_of(db, "occupation", numbers.iter().copied())?;
        if numbers.contains(&0) {
            push(rows, None, Decided::Both);
        } else {
            push(rows, Some(Source::Through("asset_by_occupation")), Decided::Kept);
        }
    }
    match filter.in_step {
        Some(false) => push(counted(db, "out_of_step", "1")?, Some(Source::Through("asset_out_of_step")), Decided::Row),
        Some(true) => push(counted(db, "all", "")? - counted(db, "out_of_step", "1")?, None, Decided::Row),
        None => {}
    }
    let by_warehouse = Some(Source::Through("asset_by_warehouse"));
    if let Some(warehouse) = filter.warehouse {
        let of = format!("{KEPT_OF} (select cast(key as text) from warehouse where id = ?)");
        push(sum(db, &of, &[&id(warehouse.0)])?, by_warehouse, Decided::Kept);
    } else if filter.in_warehouse == Some(true) {
        push(total(db, "warehouse")?, by_warehouse, Decided::Kept);
    }
    if let Some(reach) = filter.reach {
        push(counted(db, "reach", &reach.number().to_string())?, None, Decided::Kept);
    } else if filter.listed_on.is_some() {
        push(total(db, "reach")?, None, Decided::Kept);
    }
    Ok(known)
}

fn known_of_visibility(db: &Connection, visibility: &Visibility) -> Result<Option<Known>> {
    let of_owners = |rows| {
        Some(Known { rows, exact: true, through: Some(Source::Through("asset_by_owner")), decided: Decided::Both })
    };
    Ok(match visibility {
        Visibility::All | Visibility::City => None,
        Visibility::District(division) => {
            let sql = "select sum(assets) from institution where subordinate_to = ?";
            of_owners(sum(db, sql, &[&division.to_string()])?)
        }
        Visibility::Department(name) => {
            of_owners(sum(db, "select sum(assets) from institution where competent_department = ?", &[name])?)
        }
        Visibility::Institution(institution) => {
            let institution = id(institution.0);
            let rows = party_to(db, &institution)?;
            let exact = rows < PARTY_MAX;
            Some(Known { rows, exact, through: Some(Source::Party(institution)), decided: Decided::All })
        }
        Visibility::WarehousesOf(operator) => {
            let of = format!("{KEPT_OF} (select cast(key as text) from warehouse where operator = {INSTITUTION})");
            let rows = sum(db, &of, &[&id(operator.0)])?;
            Some(Known {
                rows,
                exact: true,
                through: Some(Source::Through("asset_by_warehouse")),
                decided: Decided::Kept,
            })
        }
        Visibility::ListingsFor { .. } | Visibility::Partner { .. } => {
            Some(Known { rows: total(db, "reach")?, exact: false, through: None, decided: Decided::Kept })
        }
        // A union is planned part by part; what is left of it here shows every row.
        Visibility::AnyOf(_) => None,
    })
}

/// How many conditions there are that nobody counts, and whether any of them takes the row to decide.
fn uncounted(filter: &Filter, visibility: &Visibility) -> (i32, bool) {
    let listing = matches!(visibility, Visibility::ListingsFor { .. } | Visibility::Partner { .. });
    let parties = [filter.custodian, filter.used_by, filter.claimant, filter.depositor];
    let narrows = |decided: bool, condition: bool| condition.then_some(decided);
    let conditions = [
        narrows(true, filter.scheme.is_some()),
        narrows(true, filter.listed_on.is_some() || listing),
        narrows(false, filter.standing.is_some()),
        narrows(false, filter.in_warehouse == Some(false)),
        narrows(false, filter.due_by.is_some()),
        narrows(false, filter.acquired_from.is_some()),
        narrows(false, filter.acquired_to.is_some()),
        narrows(false, filter.value_from.is_some()),
        narrows(false, filter.value_to.is_some()),
        narrows(false, filter.after_position.is_some()),
        narrows(false, parties.iter().any(Option::is_some)),
        narrows(false, filter.number.is_some()),
    ];
    let conditions: Vec<bool> = conditions.into_iter().flatten().collect();
    (i32::try_from(conditions.len()).unwrap_or(i32::MAX), conditions.contains(&false))
}

/// Sums what lies in the warehouses whose keys follow.
const KEPT_OF: &str = "select sum(count) from asset_count where facet = 'warehouse' and value in";

fn sum(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<i64> {
    Ok(db.prepare_cached(sql)?.query_row(values, |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0))
}

fn counted(db: &Connection, facet: &str, value: &str) -> Result<i64> {
    sum(db, "select sum(count) from asset_count where facet = ? and value = ?", &[&facet, &value])
}

/// All that have any value of a facet.
fn total(db: &Connection, facet: &str) -> Result<i64> {
    sum(db, "select sum(count) from asset_count where facet = ?", &[&facet])
}

fn any_of(db: &Connection, facet: &str, values: impl Iterator<Item = i64>) -> Result<i64> {
    values.map(|value| counted(db, facet, &value.to_string())).sum()
}

fn owned(db: &Connection, institution: &Value) -> Result<i64> {
    sum(db, "select sum(assets) from institution where id = ?", &[&institution])
}

fn party_to(db: &Connection, institution: &Value) -> Result<i64> {
    let others =
        format!("select count(*) from (select 1 from asset_party where institution = {INSTITUTION} limit {PARTY_MAX})");
    Ok(sum(db, &others, &[&institution])? + owned(db, institution)?)
}
