//! The weighings of one institution and month, a line per day and point.

use std::collections::BTreeMap;

use cangliu_domain::grams::Grams;
use cangliu_domain::month::Month;
use cangliu_domain::uscc::Uscc;
use cangliu_domain::waste::{Category, Entry as Recorded, Fact, Method, Waste};
use cangliu_projections::directory::Point;
use cangliu_workbook::write::{Table, waste_table};
use cangliu_workbook::{Entry, WasteDay};
use chrono::{Datelike, NaiveDate};

use super::{ExportError, ask, footer, institution};
use crate::ledger::waste_subject;
use crate::node::Node;

/// The weighings of an institution in a month, at all points of all its premises.
///
/// # Errors
/// [`ExportError`].
pub async fn waste(node: &Node, uscc: &Uscc, month: Month) -> Result<Table, ExportError> {
    let (id, name) = institution(node, uscc).await?;
    let premises = ask(node, move |snapshot| snapshot.premises_of(id)).await?;
    let points: Vec<_> =
        premises.iter().flat_map(|site| site.points.iter().map(move |point| (site.id, point))).collect();
    let mut days = Vec::new();
    for (site, point) in &points {
        let subject = waste_subject(*site, &point.key, month);
        let history = node.ledger.load::<Waste>(&subject).await?;
        // With a single point, naming it in every line says nothing.
        let shown = (points.len() > 1).then_some(*point);
        days.extend(lines(history.state.entries().values(), shown));
    }
    Ok(Table { footer: Some(footer(node)), ..waste_table(Some(uscc), &name, month, &days) })
}

/// Entries as lines of days. What covers several days stands on its first, and says so.
fn lines<'a>(entries: impl Iterator<Item = &'a Recorded>, point: Option<&Point>) -> Vec<WasteDay> {
    let mut days: BTreeMap<NaiveDate, WasteDay> = BTreeMap::new();
    for entry in entries {
        let day = days.entry(entry.from).or_insert_with(|| blank(entry.from, point));
        match &entry.fact {
            Fact::Weighed { category, grams, method, hauler, .. } => {
                let cell = cell(day, *category);
                *cell = Some(added(*cell, *grams, *method));
                day.hauler = day.hauler.take().or_else(|| hauler.clone());
            }
            Fact::Zero { category } => {
                cell(day, *category).get_or_insert(Entry::Zero);
            }
            Fact::Closed { reason } => note(day, &format!("停用：{reason}")),
        }
        if entry.to != entry.from {
            note(day, &format!("覆盖至{}日", entry.to.day()));
        }
    }
    days.into_values().collect()
}

fn blank(date: NaiveDate, point: Option<&Point>) -> WasteDay {
    WasteDay {
        row: 0,
        date,
        point: point.map(|point| point.name.clone()),
        dry: None,
        wet: None,
        recyclable: None,
        hazardous: None,
        hauler: None,
        remark: None,
    }
}

fn cell(day: &mut WasteDay, category: Category) -> &mut Option<Entry> {
    match category {
        Category::Dry => &mut day.dry,
        Category::Wet => &mut day.wet,
        Category::Recyclable => &mut day.recyclable,
        Category::Hazardous => &mut day.hazardous,
    }
}

/// Several weighings of a day are one sum; with an estimate in it, the sum is one.
fn added(before: Option<Entry>, grams: Grams, method: Method) -> Entry {
    let sum = before.and_then(Entry::grams).and_then(|before| before.checked_add(grams)).unwrap_or(grams);
    if method == Method::Estimated || matches!(before, Some(Entry::Estimated(_))) {
        Entry::Estimated(sum)
    } else {
        Entry::Weighed(sum)
    }
}

fn note(day: &mut WasteDay, text: &str) {
    let before = day.remark.take().filter(|before| before != text);
    day.remark = Some(before.map_or_else(|| text.to_owned(), |before| format!("{before}；{text}")));
}
