//! `cangliu indicator`: a figure, and on request the rows and events that add up to it.
//!
//! | file | holds |
//! |---|---|
//! | `told` | the figure for people |
//! | `row` | its rows for people, with names |
//! | `scale` | the unit in which rows add up on the screen |
//! | `event` | the events behind a row |
//! | `json` | figure and rows for programs |

mod event;
mod json;
mod row;
mod scale;
mod told;

use std::process::ExitCode;

use cangliu_domain::period::Period;
use cangliu_projections::indicators::{
    Ask, AskError, Definition, ExplainRow, ExplainWindow, Figure, Part, Ratio, Scope,
};
use cangliu_projections::{Snapshot, ViewError};
use clap::{Args, ValueEnum};

use self::event::Behind;
use super::fault::Fault;
use super::out::Out;
use super::{block_on, data};
use crate::config::DataSettings;

/// Rows of an explanation read at a time.
const PAGE: usize = 100;

#[derive(Debug, Args)]
pub(super) struct IndicatorArgs {
    #[command(flatten)]
    data: DataSettings,
    /// Which: TURNOVER-1 or WASTEPC-1
    id: String,
    /// Over which days: 2026, 2026-H1, 2026-Q3, 2026-09, 2026-09-05 or 2026-01-01..2026-03-31
    #[arg(long, value_name = "PERIOD")]
    period: Period,
    /// Whose: city, subordinate:310101, located:310101, district:310101, system:…, department:…, institution:…, warehouse:…
    #[arg(long, default_value = "city", value_name = "SCOPE")]
    scope: Scope,
    /// Lists the rows that add up to a side of the fraction, or those left out
    #[arg(long, value_enum, num_args = 0..=1, default_missing_value = "numerator", value_name = "PART")]
    explain: Option<Side>,
    /// Lists so many rows; all of them without it
    #[arg(long, value_name = "ROWS", requires = "explain")]
    first: Option<usize>,
    /// Begins behind this row, counted from 1
    #[arg(long, value_name = "ROW", default_value_t = 0, requires = "explain")]
    after: usize,
    /// Lists the events behind each row too
    #[arg(long, requires = "explain")]
    events: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Side {
    Numerator,
    Denominator,
    LeftOut,
}

impl From<Side> for Part {
    fn from(side: Side) -> Self {
        match side {
            Side::Numerator => Self::Numerator,
            Side::Denominator => Self::Denominator,
            Side::LeftOut => Self::LeftOut,
        }
    }
}

/// A side of a figure, explained.
struct Explanation {
    part: Part,
    /// Rows before the page, of all there are.
    before: usize,
    all: usize,
    /// What all rows add up to.
    total: Ratio,
    /// What the rows before the page add up to.
    total_before: Ratio,
    /// The unit in which all of them can be written exactly.
    scale: scale::Scale,
    /// The page.
    rows: Vec<ExplainRow>,
    /// The events behind each row of the page, where they were asked for.
    events: Option<Vec<Vec<Behind>>>,
}

pub(super) fn run(args: IndicatorArgs, out: &Out) -> Result<ExitCode, Fault> {
    let definition = Definition::of(&args.id)?;
    block_on(async {
        let node = data::reading(&args.data).await?;
        let ask = Ask { period: args.period, scope: args.scope, today: node.clock.today() };
        let part = args.explain.map(Part::from);
        let asked = node.reader.with(|snapshot| {
            let answered = answered(definition, snapshot, &ask, part);
            let (figure, rows) = match answered {
                Ok(answered) => answered,
                Err(error) => return Ok::<_, ViewError>(Err(error)),
            };
            let explained = part.map(|part| page(part, rows, args.after, args.first));
            let named = explained.as_ref().map(|explained| row::Names::of(snapshot, &explained.rows)).transpose()?;
            Ok(Ok((figure, explained, named)))
        });
        let (answer, _) = asked?;
        let (figure, mut explained, names) = answer?;
        if let Some(explained) = explained.as_mut().filter(|_| args.events) {
            let mut events = Vec::with_capacity(explained.rows.len());
            for row in &explained.rows {
                events.push(event::behind(&node, row, figure.measured.unwrap_or(ask.period)).await?);
            }
            explained.events = Some(events);
        }
        out.answer(&json::figure(definition, &figure, explained.as_ref()), || {
            let mut lines = told::figure(definition, &figure, out);
            if let (Some(explained), Some(names)) = (&explained, &names) {
                lines.extend(row::told(explained, &figure, names, out));
            }
            lines.join("\n")
        })?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Cuts the page out of all rows.
fn page(part: Part, rows: Vec<ExplainRow>, after: usize, first: Option<usize>) -> Explanation {
    let before = after.min(rows.len());
    let amounts = || rows.iter().map(|row| row.amount);
    let (all, total, scale) = (rows.len(), amounts().sum(), scale::Scale::of(amounts()));
    let total_before = amounts().take(before).sum();
    let rows = rows.into_iter().skip(before).take(first.unwrap_or(usize::MAX)).collect();
    Explanation { part, before, all, total, total_before, scale, rows, events: None }
}

/// Figure and rows from one snapshot, so that they add up.
fn answered(
    definition: &Definition,
    snapshot: &Snapshot<'_>,
    ask: &Ask,
    part: Option<Part>,
) -> Result<(Figure, Vec<ExplainRow>), AskError> {
    let figure = definition.figure(snapshot, ask)?;
    let mut rows = Vec::new();
    let Some(part) = part else { return Ok((figure, rows)) };
    let mut window = ExplainWindow { size: PAGE, after: None };
    loop {
        let page = definition.explain(snapshot, ask, part, &window)?;
        window.after = page.rows.last().map(|(place, _)| place.clone());
        rows.extend(page.rows.into_iter().map(|(_, row)| row));
        if !page.more {
            return Ok((figure, rows));
        }
    }
}
