//! How a list is read: along the index of its order, or through the rows of its narrowest filter.
//!
//! Walking an index in order finds a page quickly when much matches, and reads on and on when little
//! does; going through a narrow filter reads all its rows and sorts them. Which is cheaper follows
//! from how many assets have each value, which the folds keep (`asset_count`).

use rusqlite::types::Value;
use rusqlite::{Connection, ToSql};

use super::filter::Filter;
use super::predicate::{INSTITUTION, id};
use super::visibility::Visibility;
use super::{Query, SortBy};
use crate::Result;
use crate::column::Numbered;

/// Reading a row out of order and sorting it costs as much as so many steps along an index.
const ROW: f64 = 8.0;
/// The share taken for conditions nobody counts, such as ranges.
const UNCOUNTED: f64 = 0.3;

/// Where the rows of a list come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Source {
    /// Along an index in the order of the list.
    Walk(SortBy),
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
    /// How many rows will match, taking conditions for independent.
    pub(super) estimate: f64,
    /// How many rows match exactly, where the counts alone say so.
    pub(super) exact: Option<i64>,
}

/// What is known of one condition: how many rows it leaves, and how to go through them, if at all.
struct Known {
    rows: i64,
    through: Option<Source>,
}

/// Chooses for a query. `found` is how many rows its search leaves, and whether their keys are at hand.
pub(super) fn plan(db: &Connection, query: &Query, found: Option<(i64, bool)>) -> Result<Plan> {
    let all = counted(db, "all", "")?;
    let mut known = known_of_filter(db, &query.filter)?;
    known.extend(known_of_visibility(db, &query.visibility)?);
    if let Some((rows, keys)) = found {
        known.push(Known { rows, through: keys.then_some(Source::Keys) });
    }
    let uncounted = uncounted(query);
    let share = |rows: i64| (rows as f64 / all.max(1) as f64).clamp(0.0, 1.0);
    let matching = known.iter().map(|one| share(one.rows)).product::<f64>() * UNCOUNTED.powi(uncounted);
    let page = query.window.size as f64 + 1.0;
    let walk = (page / matching.max(f64::MIN_POSITIVE)).min(all as f64) * if found.is_some() { ROW } else { 1.0 };
    let narrowest = known.iter().filter(|one| one.through.is_some()).min_by_key(|one| one.rows);
    let source = match narrowest {
        Some(Known { rows, through: Some(through) }) if *rows as f64 * ROW < walk => through.clone(),
        Some(_) | None => Source::Walk(query.sort.by),
    };
    let exact = match known.as_slice() {
        _ if uncounted > 0 || found.is_some() => None,
        [] => Some(all),
        [only] => Some(only.rows),
        _ => None,
    };
    Ok(Plan { source, estimate: matching * all as f64, exact })
}

fn known_of_filter(db: &Connection, filter: &Filter) -> Result<Vec<Known>> {
    let mut known = Vec::new();
    let mut push = |rows: i64, through: Option<Source>| known.push(Known { rows, through });
    if let Some(owner) = filter.owner {
        push(owned(db, id(owner.0))?, Some(Source::Through("asset_by_owner")));
    }
    for party in [filter.custodian, filter.used_by, filter.claimant, filter.depositor].into_iter().flatten() {
        push(party_to(db, id(party.0))?, Some(Source::Party(id(party.0))));
    }
    if filter.number.is_some() {
        push(1, Some(Source::Through("asset_by_number")));
    }
    if let Some((from, until)) = filter.class_range() {
        let rows = sum(
            db,
            "select sum(count) from asset_count where facet = 'class' and value >= ? and value < ?",
            &[&from, &until],
        )?;
        push(rows, Some(Source::Through("asset_by_class")));
    }
    if let Some(general) = filter.general {
        push(counted(db, "general", &i64::from(general).to_string())?, None);
    }
    if !filter.usage.is_empty() {
        push(any_of(db, "usage", filter.usage.iter().map(|usage| usage.number()))?, None);
    }
    if !filter.condition.is_empty() {
        push(any_of(db, "condition", filter.condition.iter().map(|condition| condition.number()))?, None);
    }
    if !filter.occupation.is_empty() {
        let numbers: Vec<i64> = filter.occupation.iter().map(|kind| kind.number()).collect();
        let through = (!numbers.contains(&0)).then_some(Source::Through("asset_by_occupation"));
        push(any_of(db, "occupation", numbers.into_iter())?, through);
    }
    if let Some(warehouse) = filter.warehouse {
        let rows = sum(
            db,
            "select sum(count) from asset_count
             where facet = 'warehouse' and value = (select cast(key as text) from warehouse where id = ?)",
            &[&id(warehouse.0)],
        )?;
        push(rows, Some(Source::Through("asset_by_warehouse")));
    } else if filter.in_warehouse == Some(true) {
        let rows = sum(db, "select sum(count) from asset_count where facet = 'warehouse'", &[])?;
        push(rows, Some(Source::Through("asset_by_warehouse")));
    }
    if let Some(reach) = filter.reach {
        push(counted(db, "reach", &reach.number().to_string())?, Some(Source::Through("asset_listed")));
    } else if filter.listed_on.is_some() {
        push(listed(db)?, Some(Source::Through("asset_listed")));
    }
    Ok(known)
}

fn known_of_visibility(db: &Connection, visibility: &Visibility) -> Result<Option<Known>> {
    let owners = Some(Source::Through("asset_by_owner"));
    Ok(match visibility {
        Visibility::All | Visibility::City => None,
        Visibility::District(division) => {
            let rows = sum(db, "select sum(assets) from institution where subordinate_to = ?", &[&division.to_string()])?;
            Some(Known { rows, through: owners })
        }
        Visibility::Department(name) => {
            let rows = sum(db, "select sum(assets) from institution where competent_department = ?", &[name])?;
            Some(Known { rows, through: owners })
        }
        Visibility::Institution(institution) => {
            let institution = id(institution.0);
            Some(Known { rows: party_to(db, institution.clone())?, through: Some(Source::Party(institution)) })
        }
        Visibility::WarehousesOf(operator) => {
            let rows = sum(
                db,
                &format!(
                    "select sum(count) from asset_count
                     where facet = 'warehouse'
                       and value in (select cast(key as text) from warehouse where operator = {INSTITUTION})"
                ),
                &[&id(operator.0)],
            )?;
            Some(Known { rows, through: Some(Source::Through("asset_by_warehouse")) })
        }
        Visibility::ListingsFor { .. } | Visibility::Partner { .. } => {
            Some(Known { rows: listed(db)?, through: Some(Source::Through("asset_listed")) })
        }
        // No index goes through a union; its parts are looked at row by row.
        Visibility::AnyOf(scopes) if scopes.iter().any(Visibility::is_everything) => None,
        Visibility::AnyOf(scopes) => {
            let mut rows = 0;
            for scope in scopes {
                rows += known_of_visibility(db, scope)?.map_or(0, |known| known.rows);
            }
            Some(Known { rows, through: None })
        }
    })
}

/// How many conditions there are that nobody counts.
fn uncounted(query: &Query) -> i32 {
    let filter = &query.filter;
    let listing = matches!(query.visibility, Visibility::ListingsFor { .. } | Visibility::Partner { .. });
    let conditions = [
        filter.scheme.is_some(),
        filter.standing.is_some(),
        filter.in_warehouse == Some(false),
        filter.due_by.is_some(),
        filter.acquired_from.is_some(),
        filter.acquired_to.is_some(),
        filter.value_from.is_some(),
        filter.value_to.is_some(),
        filter.listed_on.is_some() || listing,
        filter.after_position.is_some(),
        [filter.custodian, filter.used_by, filter.claimant, filter.depositor].iter().any(Option::is_some),
        matches!(query.visibility, Visibility::AnyOf(_)) && !query.visibility.is_everything(),
        filter.number.is_some(),
        matches!(&query.visibility, Visibility::District(division) if division.to_string().ends_with("00")),
    ];
    i32::try_from(conditions.into_iter().filter(|condition| *condition).count()).unwrap_or(i32::MAX)
}

fn sum(db: &Connection, sql: &str, values: &[&dyn ToSql]) -> Result<i64> {
    Ok(db.prepare_cached(sql)?.query_row(values, |row| row.get::<_, Option<i64>>(0))?.unwrap_or(0))
}

fn counted(db: &Connection, facet: &str, value: &str) -> Result<i64> {
    sum(db, "select sum(count) from asset_count where facet = ? and value = ?", &[&facet, &value])
}

fn any_of(db: &Connection, facet: &str, values: impl Iterator<Item = i64>) -> Result<i64> {
    values.map(|value| counted(db, facet, &value.to_string())).sum()
}

fn listed(db: &Connection) -> Result<i64> {
    sum(db, "select sum(count) from asset_count where facet = 'reach'", &[])
}

fn owned(db: &Connection, institution: Value) -> Result<i64> {
    sum(db, "select sum(assets) from institution where id = ?", &[&institution])
}

fn party_to(db: &Connection, institution: Value) -> Result<i64> {
    // Enough to choose by: beyond some thousands the walk wins anyway.
    let others = format!("select count(*) from (select 1 from asset_party where institution = {INSTITUTION} limit 5000)");
    Ok(sum(db, &others, &[&institution])? + owned(db, institution)?)
}
