//! What a figure is made of: rows that add up to one of its sides, and the events behind each row.

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, Object, SimpleObject, Union};
use cangliu_domain::month::Month;
use cangliu_domain::period::Period;
use cangliu_projections::indicators::{
    self, Ask, Definition, ExplainPlace, ExplainRow as Row, ExplainWindow, Explained as What, Part,
};
use cangliu_projections::pool::{ExitKind, Verdict};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::ExplainEvent;
use super::{Ratio, refused};
use crate::error::Error;
use crate::explain::behind;
use crate::graphql::asset::ReallocationKind;
use crate::graphql::desk::Desk;
use crate::graphql::page::{Asked, List, Window, cut, edges};
use crate::graphql::scalar::{Date, Grams, LogPosition, Whole};
use crate::graphql::waste::WasteCategory;

/// Which side of a figure is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Part")]
pub(super) enum ExplanationPart {
    /// What is above the line.
    Numerator,
    /// What is below the line.
    Denominator,
    /// What looks as if it counted, but does not, with the reason. Adds up to nothing.
    LeftOut,
}

/// Rows, and what all rows of the side add up to, read at one position of the log.
pub(super) type Explanation = Connection<String, ExplainRow, ExplanationTotal>;

/// What the rows add up to.
#[derive(SimpleObject)]
pub(super) struct ExplanationTotal {
    /// The side of the figure that all rows together add up to; null for what is left out.
    total: Option<f64>,
    /// The same, exactly.
    exact_total: Option<Ratio>,
    /// Position of the log that rows and total were read at.
    position: LogPosition,
}

/// Where a page begins: a place is of one side only.
#[derive(Serialize, Deserialize)]
struct Mark {
    part: Part,
    place: ExplainPlace,
}

/// A page of the rows of one side.
///
/// # Errors
/// Those of the arguments, of the question and of the views.
pub(super) async fn explanation(
    desk: Desk<'_>,
    definition: &'static Definition,
    ask: Ask,
    part: Part,
    asked: Asked,
) -> Result<Explanation, Error> {
    let window: Window<Mark> = asked.window(desk)?;
    let after = window.from.as_ref().filter(|mark| mark.part == part).map(|mark| mark.place.clone());
    let stretch = ExplainWindow { size: window.rows, after };
    let question = ask.clone();
    let read = move |views: &cangliu_projections::Snapshot<'_>| {
        let figure = definition.figure(views, &question);
        Ok(figure.and_then(|figure| Ok((figure, definition.explain(views, &question, part, &stretch)?))))
    };
    let (figure, page) = desk.read(read).await?.map_err(refused)?;
    let total = match part {
        Part::Numerator => Some(figure.numerator.value),
        Part::Denominator => Some(figure.denominator.value),
        Part::LeftOut => None,
    };
    let fields = ExplanationTotal {
        total: total.map(indicators::Ratio::to_f64),
        exact_total: total.map(Ratio),
        position: LogPosition(desk.node.ledger.position(figure.position)),
    };
    let mut explanation = Connection::with_additional_fields(window.from.is_some(), page.more, fields);
    let measured = figure.measured.unwrap_or(ask.period);
    let rows = page.rows.into_iter().map(|(place, row)| (Mark { part, place }, ExplainRow { row, measured }));
    explanation.edges = edges(desk, rows)?;
    Ok(explanation)
}

/// A row of an explanation.
pub(super) struct ExplainRow {
    row: Row,
    measured: Period,
}

/// A row of an explanation.
#[Object]
impl ExplainRow {
    /// What it adds to the side, in the side's unit.
    async fn amount(&self) -> f64 {
        self.row.amount.to_f64()
    }

    /// The same, exactly.
    async fn exact(&self) -> Ratio {
        Ratio(self.row.amount)
    }

    /// The stream that holds its events.
    async fn subject(&self) -> &str {
        &self.row.stream
    }

    /// What it is.
    async fn what(&self) -> Explained {
        Explained::from(&self.row.what)
    }

    /// The events behind it, each with what it adds; together they add up to the row.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100; 25 without it.")] first: Option<i32>,
        after: Option<String>,
    ) -> Result<List<ExplainEvent>, Error> {
        let desk = Desk::of(ctx)?;
        let window: Window<usize> = Asked::forwards(first, after).window(desk)?;
        let events = behind(desk.node, &self.row, self.measured).await?;
        cut(desk, &window, events.into_iter().map(ExplainEvent::of).collect())
    }
}

/// What a row of an explanation is.
#[derive(Union)]
pub(super) enum Explained {
    Exit(ExplainedExit),
    Stay(ExplainedStay),
    Mass(ExplainedMass),
    Persons(ExplainedPersons),
}

/// A hand-over out of a warehouse.
#[derive(SimpleObject)]
pub(super) struct ExplainedExit {
    /// The asset.
    asset: Uuid,
    /// Out of which warehouse.
    warehouse: Uuid,
    /// Who had brought it.
    depositor: Uuid,
    /// To whom.
    unit: Uuid,
    /// For good or on loan.
    purpose: ReallocationKind,
    /// The day.
    on: Date,
    /// How many pieces.
    pieces: Whole,
    /// Whether it counts, or why not.
    verdict: ExitVerdict,
}

/// Whether a hand-over counts into turnover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Verdict")]
pub(super) enum ExitVerdict {
    /// It does.
    Counts,
    /// No: to the unit that brought it.
    ToDepositor,
    /// No: the same unit gave it back at most 30 days before.
    ShortlyAfterReturn,
    /// No: it is not 通用资产.
    NotGeneral,
    /// No: it is due for scrapping (待报废).
    ScrapDue,
}

/// A stay in a warehouse.
#[derive(SimpleObject)]
pub(super) struct ExplainedStay {
    /// The asset.
    asset: Uuid,
    /// The warehouse.
    warehouse: Uuid,
    /// Who brought it.
    depositor: Uuid,
    /// First day.
    from: Date,
    /// Last day; null while it lasts.
    until: Option<Date>,
    /// How many pieces.
    pieces: Whole,
    /// Days of it in the period.
    days: Whole,
}

/// A category at a point in a month.
#[derive(SimpleObject)]
pub(super) struct ExplainedMass {
    /// The unit.
    institution: Uuid,
    /// The month, such as `2026-11`.
    month: String,
    /// The site.
    premises: Uuid,
    /// Key of the collection point.
    point: String,
    /// The category.
    category: WasteCategory,
    /// The mass on the days that count.
    grams: Grams,
    /// The days that count.
    days: Whole,
}

/// A unit's persons in a month.
#[derive(SimpleObject)]
pub(super) struct ExplainedPersons {
    /// The unit.
    institution: Uuid,
    /// The month, such as `2026-11`.
    month: String,
    /// Persons times days that are covered.
    person_days: Whole,
}

fn text(month: Month) -> String {
    month.to_string()
}

impl From<&What> for Explained {
    fn from(what: &What) -> Self {
        match what {
            What::Exit { asset, warehouse, depositor, unit, kind, on, pieces, verdict } => Self::Exit(ExplainedExit {
                asset: asset.0,
                warehouse: warehouse.0,
                depositor: depositor.0,
                unit: unit.0,
                purpose: match kind {
                    ExitKind::Transfer => ReallocationKind::GratuitousTransfer,
                    ExitKind::Loan => ReallocationKind::Loan,
                },
                on: (*on).into(),
                pieces: Whole(*pieces),
                verdict: (*verdict).into(),
            }),
            What::Stay { asset, warehouse, depositor, from, until, pieces, days } => Self::Stay(ExplainedStay {
                asset: asset.0,
                warehouse: warehouse.0,
                depositor: depositor.0,
                from: (*from).into(),
                until: until.map(Date),
                pieces: Whole(*pieces),
                days: Whole(*days),
            }),
            What::Mass { institution, month, premises, point, category, grams, days } => Self::Mass(ExplainedMass {
                institution: institution.0,
                month: text(*month),
                premises: premises.0,
                point: point.clone(),
                category: (*category).into(),
                grams: Grams(cangliu_domain::grams::Grams::new(*grams)),
                days: Whole::count(days.len()),
            }),
            What::Persons { institution, month, person_days } => Self::Persons(ExplainedPersons {
                institution: institution.0,
                month: text(*month),
                person_days: Whole(*person_days),
            }),
        }
    }
}
