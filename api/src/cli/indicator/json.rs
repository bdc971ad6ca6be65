//! Figure and rows for programs: numbers unrounded, as a target is compared with them.

use cangliu_projections::indicators::{Companion, Definition, ExplainRow, Explained, Figure, Ratio, Term};
use serde_json::{Value, json};

use super::Explanation;
use super::event::Behind;

/// The figure, with the rows of the page where it is explained.
pub(super) fn figure(definition: &Definition, figure: &Figure, explained: Option<&Explanation>) -> Value {
    let said = |term: &Term| json!({ "name": term.name.zh, "unit": term.unit.zh });
    let companion = |companion: &Companion| {
        json!({
            "id": companion.id, "name": companion.name.zh, "unit": companion.unit.zh, "value": number(companion.value),
            "numerator": number(Some(companion.numerator)), "denominator": number(Some(companion.denominator)),
        })
    };
    let warnings = figure.warnings.iter().map(|w| json!({ "code": w.code, "zh": w.zh, "en": w.en, "count": w.count }));
    let mut value = json!({
        "definitionId": figure.definition_id,
        "definitionVersion": figure.definition_version,
        "name": definition.name.zh,
        "formula": definition.formula.zh,
        "unit": figure.unit.zh,
        "period": figure.period.to_string(),
        "measured": figure.measured.map(|measured| measured.to_string()),
        "scope": figure.scope.to_string(),
        "value": number(figure.value),
        "numerator": number(Some(figure.numerator.value)),
        "numeratorOf": said(&figure.numerator),
        "denominator": number(Some(figure.denominator.value)),
        "denominatorOf": said(&figure.denominator),
        "coverage": number(figure.coverage),
        "warnings": warnings.collect::<Vec<_>>(),
        "companions": figure.companions.iter().map(companion).collect::<Vec<_>>(),
        "position": figure.position,
    });
    if let Some(explained) = explained {
        value["explain"] = rows(explained);
        value["explainRows"] = json!(explained.all);
    }
    value
}

fn number(ratio: Option<Ratio>) -> Value {
    ratio.map_or(Value::Null, |ratio| json!(ratio.to_f64()))
}

fn rows(explained: &Explanation) -> Value {
    let row = |(place, row): (usize, &ExplainRow)| {
        let mut value = json!({
            "amount": number(Some(row.amount)), "stream": row.stream, "revisions": row.revisions,
            "what": what(&row.what),
        });
        if let Some(events) = explained.events.as_ref().and_then(|events| events.get(place)) {
            value["events"] = events.iter().map(event).collect();
        }
        value
    };
    explained.rows.iter().enumerate().map(row).collect()
}

fn event(behind: &Behind) -> Value {
    json!({
        "id": behind.recorded.id, "type": &*behind.recorded.kind, "revision": behind.recorded.revision,
        "on": behind.on, "recordedAt": behind.recorded.recorded_at, "contribution": number(Some(behind.adds)),
    })
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
            json!({ "row": "persons", "institution": institution, "month": month, "personDays": person_days })
        }
    }
}
