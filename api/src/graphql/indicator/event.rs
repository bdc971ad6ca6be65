//! An event behind a row of an explanation.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Ratio;
use crate::explain::Behind;
use crate::graphql::scalar::{Date, Revision};

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
    pub(super) fn of(Behind { recorded, on, adds }: Behind) -> Self {
        Self {
            id: recorded.id,
            kind: recorded.kind.to_string(),
            revision: Revision(recorded.revision),
            on: on.map(Date),
            recorded_at: recorded.recorded_at,
            contribution: adds.to_f64(),
            exact: Ratio(adds),
        }
    }
}
