//! The events behind a row of an explanation, each with what it adds. They add up to the row.

use std::collections::HashMap;

use cangliu_domain::Aggregate;
use cangliu_domain::event::{DecodeError, decode, split_stream};
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Event as Told, Institution};
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_domain::waste::Waste;
use cangliu_projections::indicators::{ExplainRow, Explained, Ratio};
use cangliu_projections::waste::contributions;
use cangliu_store::{EventStore as _, Recorded};
use chrono::NaiveDate;
use serde_json::Value;

use super::super::fault::Fault;
use crate::node::Node;

const GRAMS_PER_KG: i128 = 1_000;
/// Events read at a time.
const PAGE: usize = 512;

/// An event behind a row.
pub(super) struct Behind {
    /// The event.
    pub(super) recorded: Recorded,
    /// Its business date, where it has one.
    pub(super) on: Option<NaiveDate>,
    /// What it adds to the row; negative where it takes away.
    pub(super) adds: Ratio,
}

impl Behind {
    fn of(recorded: Recorded, adds: Ratio) -> Self {
        let data: Value = serde_json::from_str(&recorded.data).unwrap_or_default();
        let day = |key: &str| data.get(key).and_then(|day| day.as_str()?.parse().ok());
        Self { on: day("on").or_else(|| day("from")), recorded, adds }
    }
}

/// The events behind a row, oldest first.
pub(super) async fn behind(node: &Node, row: &ExplainRow, measured: Period) -> Result<Vec<Behind>, Fault> {
    match &row.what {
        Explained::Exit { .. } | Explained::Stay { .. } => of_few(node, row).await,
        Explained::Mass { category, days, .. } => {
            let Some((_, subject)) = split_stream(&row.stream) else { return Ok(Vec::new()) };
            let events = events_of::<Waste>(node, subject).await?;
            let entries: Vec<_> = events.iter().map(|(at, event)| (at.revision, at.id, event.clone())).collect();
            let adds: HashMap<u64, i64> =
                contributions(&entries, *category, days).into_iter().map(|adds| (adds.revision, adds.grams)).collect();
            let shown = events.into_iter().filter_map(|(at, _)| {
                let kg = Ratio::new(i128::from(*adds.get(&at.revision)?), GRAMS_PER_KG)?;
                Some(Behind::of(at, kg))
            });
            Ok(shown.collect())
        }
        Explained::Persons { institution, month, .. } => of_persons(node, *institution, *month, measured).await,
    }
}

/// The first event makes the row; one that ended it adds nothing.
async fn of_few(node: &Node, row: &ExplainRow) -> Result<Vec<Behind>, Fault> {
    let mut events = Vec::with_capacity(row.revisions.len());
    for (place, revision) in row.revisions.iter().enumerate() {
        let found = node.log.read_stream(&row.stream, *revision, 1).await?;
        let adds = if place == 0 { row.amount } else { Ratio::ZERO };
        events.extend(found.into_iter().map(|recorded| Behind::of(recorded, adds)));
    }
    Ok(events)
}

/// Each statement of the headcount, with the person-days of the covered days it was in force.
async fn of_persons(node: &Node, unit: InstitutionId, month: Month, measured: Period) -> Result<Vec<Behind>, Fault> {
    let (counted, _) = node.reader.with(|views| views.waste_month(unit, month))?;
    let events = events_of::<Institution>(node, &unit.to_string()).await?;
    let mut adds: HashMap<u64, i128> = HashMap::new();
    let days = counted.into_iter().flat_map(|month| month.days);
    for day in days.filter(|day| day.counts() && measured.contains(day.day)) {
        if let Some(revision) = in_force(&events, day.day) {
            *adds.entry(revision).or_default() += i128::from(day.heads);
        }
    }
    let shown = events.into_iter().filter_map(|(at, _)| {
        let person_days = *adds.get(&at.revision)?;
        Some(Behind::of(at, Ratio::whole(person_days)))
    });
    Ok(shown.collect())
}

/// The statement in force on a day: the one that begins latest, and of those the one made last.
fn in_force(events: &[(Recorded, Told)], day: NaiveDate) -> Option<u64> {
    let stated = events.iter().filter_map(|(at, event)| match event {
        Told::HeadcountStated { from, .. } if from.is_none_or(|from| from <= day) => Some((*from, at.revision)),
        _ => None,
    });
    stated.max().map(|(_, revision)| revision)
}

async fn events_of<A: Aggregate>(node: &Node, subject: &str) -> Result<Vec<(Recorded, A::Event)>, Fault> {
    let stream = format!("{}-{subject}", A::CATEGORY);
    let mut events = Vec::new();
    loop {
        let page = node.log.read_stream(&stream, events.len() as u64, PAGE).await?;
        let count = page.len();
        for recorded in page {
            let event =
                decode::<A>(&recorded.kind, recorded.version, &recorded.data).map_err(|error| unreadable(&error))?;
            events.push((recorded, event));
        }
        if count < PAGE {
            return Ok(events);
        }
    }
}

fn unreadable(error: &DecodeError) -> Fault {
    Fault::new("UPGRADE_NEEDED", "日志中有本程序不认识的事件，请升级程序", error.to_string())
}
