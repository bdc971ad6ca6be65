//! `cangliu indicator`.

use std::process::ExitCode;

use cangliu_domain::period::Period;
use cangliu_projections::indicators::{
    Ask, AskError, Companion, Definition, ExplainRow, ExplainWindow, Explained, Figure, Part, Ratio, Scope, Term,
};
use cangliu_projections::{Snapshot, ViewError};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::fault::Fault;
use super::out::Out;
use super::{block_on, data};
use crate::config::DataSettings;

/// Rows of an explanation read at a time.
const PAGE: usize = 100;
/// Decimals that a figure is shown with.
const PLACES: u32 = 4;

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

pub(super) fn run(args: IndicatorArgs, out: &Out) -> Result<ExitCode, Fault> {
    let definition = Definition::of(&args.id)?;
    let node = block_on(data::reading(&args.data))?;
    let ask = Ask { period: args.period, scope: args.scope, today: node.clock.today() };
    let part = args.explain.map(Part::from);
    let asked = node.reader.with(|snapshot| Ok::<_, ViewError>(answered(definition, snapshot, &ask, part)));
    let (answer, _) = asked?;
    let (figure, rows) = answer?;
    let mut shown = figure_json(definition, &figure);
    if part.is_some() {
        shown["explain"] = rows.iter().map(row_json).collect();
    }
    out.answer(&shown, || {
        let rows = rows.iter().map(row_told);
        std::iter::once(told(definition, &figure, out)).chain(rows).collect::<Vec<_>>().join("\n")
    })?;
    Ok(ExitCode::SUCCESS)
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

/// A number for programs: unrounded, as a target is compared with it. People are shown four decimals.
fn number(ratio: Option<Ratio>) -> Value {
    ratio.map_or(Value::Null, |ratio| json!(ratio.to_f64()))
}

fn figure_json(definition: &Definition, figure: &Figure) -> Value {
    let said = |term: &Term| json!({ "name": term.name.zh, "unit": term.unit.zh });
    let companion = |companion: &Companion| {
        json!({
            "id": companion.id, "name": companion.name.zh, "unit": companion.unit.zh, "value": number(companion.value),
            "numerator": number(Some(companion.numerator)), "denominator": number(Some(companion.denominator)),
        })
    };
    let warnings = figure.warnings.iter().map(|w| json!({ "code": w.code, "zh": w.zh, "en": w.en, "count": w.count }));
    json!({
        "definition_id": figure.definition_id,
        "definition_version": figure.definition_version,
        "name": definition.name.zh,
        "formula": definition.formula.zh,
        "unit": figure.unit.zh,
        "period": figure.period.to_string(),
        "measured": figure.measured.map(|measured| measured.to_string()),
        "scope": figure.scope.to_string(),
        "value": number(figure.value),
        "numerator": number(Some(figure.numerator.value)),
        "numerator_of": said(&figure.numerator),
        "denominator": number(Some(figure.denominator.value)),
        "denominator_of": said(&figure.denominator),
        "coverage": number(figure.coverage),
        "warnings": warnings.collect::<Vec<_>>(),
        "companions": figure.companions.iter().map(companion).collect::<Vec<_>>(),
        "position": figure.position,
    })
}

fn told(definition: &Definition, figure: &Figure, out: &Out) -> String {
    let is_zh = out.word("zh", "en") == "zh";
    let word = |words: cangliu_projections::indicators::Words| if is_zh { words.zh } else { words.en };
    let shown = |ratio: Option<Ratio>| {
        ratio.map_or_else(|| out.word("不适用", "none").to_owned(), |ratio| ratio.to_decimal_string(PLACES))
    };
    let mut lines = vec![
        format!("{} {} ({} v{})", figure.definition_id, word(definition.name), figure.scope, figure.definition_version),
        format!("  {}: {} {}", figure.period, shown(figure.value), word(figure.unit)),
        format!("  {}", word(definition.formula)),
    ];
    for term in [&figure.numerator, &figure.denominator] {
        lines.push(format!("  {}: {} {}", word(term.name), shown(Some(term.value)), word(term.unit)));
    }
    lines.push(format!("  {}: {}", out.word("覆盖率", "coverage"), shown(figure.coverage)));
    for companion in &figure.companions {
        lines.push(format!(
            "  {} {}: {} {}",
            companion.id,
            word(companion.name),
            shown(companion.value),
            word(companion.unit)
        ));
    }
    lines.extend(figure.warnings.iter().map(|w| format!("  {} {}", w.code, if is_zh { &w.zh } else { &w.en })));
    lines.join("\n")
}

fn row_json(row: &ExplainRow) -> Value {
    json!({ "amount": number(Some(row.amount)), "stream": row.stream, "revisions": row.revisions, "what": what(&row.what) })
}

fn what(explained: &Explained) -> Value {
    match explained {
        Explained::Exit { asset, warehouse, depositor, unit, kind, on, pieces, verdict } => json!({
            "row": "exit", "asset": asset, "warehouse": warehouse, "depositor": depositor, "unit": unit,
            "kind": format!("{kind:?}"), "on": on, "pieces": pieces, "verdict": format!("{verdict:?}"),
        }),
        Explained::Stay { asset, warehouse, depositor, from, until, pieces, days } => json!({
            "row": "stay", "asset": asset, "warehouse": warehouse, "depositor": depositor, "from": from, "until": until,
            "pieces": pieces, "days": days,
        }),
        Explained::Mass { institution, month, premises, point, category, grams, days } => json!({
            "row": "mass", "institution": institution, "month": month, "premises": premises, "point": point,
            "category": category, "grams": grams, "days": days.len(),
        }),
        Explained::Persons { institution, month, person_days } => {
            json!({ "row": "persons", "institution": institution, "month": month, "person_days": person_days })
        }
    }
}

fn row_told(row: &ExplainRow) -> String {
    format!("  {:>16}  {}  {}", row.amount.to_decimal_string(PLACES), row.stream, what(&row.what))
}
