//! The events behind a row of an explanation, each with what it adds. They add up to the row.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use cangliu_domain::event::split_stream;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::institution::{Event as Told, Institution};
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_domain::waste::Waste;
use cangliu_projections::indicators::{self, ExplainRow as Row, Explained};
use cangliu_projections::waste::contributions;
use cangliu_store::Recorded;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::Ratio;
use crate::error::Error;
use crate::graphql::desk::Desk;
use crate::graphql::scalar::{Date, Revision};
use crate::graphql::stream::{business_date, event_at, events_of};

const GRAMS_PER_KG: i128 = 1_000;

/// An event behind a row.
#[derive(SimpleObject)]
pub(super) struct ExplainEvent {
    /// Id of the event.
    id: Uuid,
    /// Stored name of what happened.
    #[graphql(name = "type")]
    kind: String,
    /// Its place in its stream.
    revision: Revision,
    /// Business date, where it has one.
    on: Option<Date>,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
    /// What it adds to the row, in the row's unit; negative where it takes away.
    contribution: f64,
    /// The same, exactly.
    exact: Ratio,
}

impl ExplainEvent {
    fn of(recorded: &Recorded, adds: indicators::Ratio) -> Self {
        Self {
            id: recorded.id,
            kind: recorded.kind.to_string(),
            revision: Revision(recorded.revision),
            on: business_date(recorded).map(Date),
            recorded_at: recorded.recorded_at,
            contribution: adds.to_f64(),
            exact: Ratio(adds),
        }
    }
}

/// The events behind a row, oldest first.
///
/// # Errors
/// When the log or the views cannot be read.
pub(super) async fn events_behind(desk: Desk<'_>, row: &Row, measured: Period) -> Result<Vec<ExplainEvent>, Error> {
    match &row.what {
        Explained::Exit { .. } | Explained::Stay { .. } => of_few(desk, row).await,
        Explained::Mass { category, days, .. } => {
            let Some((_, subject)) = split_stream(&row.stream) else { return Ok(Vec::new()) };
            let events = events_of::<Waste>(desk, subject).await?;
            let entries: Vec<_> = events.iter().map(|(at, event)| (at.revision, at.id, event.clone())).collect();
            let adds: HashMap<u64, i64> =
                contributions(&entries, *category, days).into_iter().map(|adds| (adds.revision, adds.grams)).collect();
            let shown = events.iter().filter_map(|(at, _)| {
                let grams = adds.get(&at.revision)?;
                let kg = indicators::Ratio::new(i128::from(*grams), GRAMS_PER_KG)?;
                Some(ExplainEvent::of(at, kg))
            });
            Ok(shown.collect())
        }
        Explained::Persons { institution, month, .. } => of_persons(desk, *institution, *month, measured).await,
    }
}

/// The first event makes the row; one that ended it adds nothing.
async fn of_few(desk: Desk<'_>, row: &Row) -> Result<Vec<ExplainEvent>, Error> {
    let mut events = Vec::with_capacity(row.revisions.len());
    for (place, revision) in row.revisions.iter().enumerate() {
        if let Some(recorded) = event_at(desk, &row.stream, *revision).await? {
            let adds = if place == 0 { row.amount } else { indicators::Ratio::ZERO };
            events.push(ExplainEvent::of(&recorded, adds));
        }
    }
    Ok(events)
}

/// Each statement of the headcount, with the person-days of the covered days it was in force.
async fn of_persons(
    desk: Desk<'_>,
    unit: InstitutionId,
    month: Month,
    measured: Period,
) -> Result<Vec<ExplainEvent>, Error> {
    let counted = desk.read(move |views| views.waste_month(unit, month)).await?;
    let events = events_of::<Institution>(desk, &unit.to_string()).await?;
    let mut adds: HashMap<u64, i128> = HashMap::new();
    let days = counted.into_iter().flat_map(|month| month.days);
    for day in days.filter(|day| day.counts() && measured.contains(day.day)) {
        if let Some(revision) = in_force(&events, day.day) {
            *adds.entry(revision).or_default() += i128::from(day.heads);
        }
    }
    let shown = events.iter().filter_map(|(at, _)| {
        let person_days = adds.get(&at.revision)?;
        Some(ExplainEvent::of(at, indicators::Ratio::whole(*person_days)))
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
