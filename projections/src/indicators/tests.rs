//! What tests of indicators share, and what holds of every definition.

use super::{ALL, Ask, AskError, Companion, Definition, ExplainPage, ExplainRow, ExplainWindow, Figure, Part, Ratio};
use crate::testing::{Grown, Log, day};

pub(super) fn ask_on(grown: &Grown, id: &str, period: &str, scope: &str, today: &str) -> Result<Figure, AskError> {
    let ask = Ask { period: period.parse().unwrap(), scope: scope.parse().unwrap(), today: day(today) };
    grown.reader.with(|snapshot| Definition::of(id)?.figure(snapshot, &ask)).map(|(figure, _)| figure)
}

pub(super) fn figure(log: &Log, id: &str, period: &str, scope: &str) -> Figure {
    ask_on(&log.grown(), id, period, scope, "2030-01-01").unwrap()
}

pub(super) fn ratio(numerator: i128, denominator: i128) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

pub(super) fn companion(figure: &Figure, id: &str) -> Companion {
    figure.companions.iter().find(|companion| companion.id == id).unwrap().clone()
}

pub(super) fn codes(figure: &Figure) -> Vec<&'static str> {
    figure.warnings.iter().map(|warning| warning.code).collect()
}

/// All rows of a side, page by page.
pub(super) fn explained(log: &Log, id: &str, period: &str, scope: &str, part: Part) -> Vec<ExplainRow> {
    let grown = log.grown();
    let ask = Ask { period: period.parse().unwrap(), scope: scope.parse().unwrap(), today: day("2030-01-01") };
    let mut rows = Vec::new();
    let mut after = None;
    loop {
        let window = ExplainWindow { size: 2, after };
        let page: ExplainPage = grown
            .reader
            .with(|snapshot| Definition::of(id)?.explain(snapshot, &ask, part, &window))
            .unwrap_or_else(|error: AskError| panic!("{error}"))
            .0;
        after = page.rows.last().map(|(place, _)| place.clone());
        rows.extend(page.rows.into_iter().map(|(_, row)| row));
        if !page.more {
            return rows;
        }
    }
}

pub(super) fn adds_up(log: &Log, id: &str, period: &str, scope: &str) {
    let figure = figure(log, id, period, scope);
    let sum = |part| explained(log, id, period, scope, part).iter().map(|row| row.amount).sum::<Ratio>();
    assert_eq!(sum(Part::Numerator), figure.numerator.value, "numerator of {id} {period} {scope}");
    assert_eq!(sum(Part::Denominator), figure.denominator.value, "denominator of {id} {period} {scope}");
}

#[test]
fn every_definition_is_found_by_its_id() {
    for definition in ALL {
        assert_eq!(Definition::of(definition.id).unwrap().id, definition.id);
    }
}
