//! A figure for people.

use cangliu_projections::indicators::{Definition, Figure, Ratio, Words};

use super::super::out::Out;
use super::scale::{percent, plain};

/// The figure with its two sides, companions and warnings, a line each.
pub(super) fn figure(definition: &Definition, figure: &Figure, out: &Out) -> Vec<String> {
    let word = |words: Words| out.word(words.zh, words.en);
    let none = || out.word("不适用", "none").to_owned();
    let shown = |ratio: Option<Ratio>| ratio.map_or_else(none, plain);
    let mut lines = vec![
        format!("{} {} ({} v{})", figure.definition_id, word(definition.name), figure.scope, figure.definition_version),
        format!("  {}: {} {}", figure.period, shown(figure.value), word(figure.unit)),
        format!("  {}", word(definition.formula)),
    ];
    for term in [&figure.numerator, &figure.denominator] {
        lines.push(format!("  {}: {} {}", word(term.name), plain(term.value), word(term.unit)));
    }
    let coverage = figure.coverage.map_or_else(none, percent);
    lines.push(format!("  {}: {coverage}", out.word("覆盖率", "coverage")));
    for companion in &figure.companions {
        let (name, unit) = (word(companion.name), word(companion.unit));
        lines.push(format!("  {} {name}: {} {unit}", companion.id, shown(companion.value)));
    }
    lines.extend(
        figure.warnings.iter().map(|warning| format!("  {} {}", warning.code, out.word(&warning.zh, &warning.en))),
    );
    lines
}
