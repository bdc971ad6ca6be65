//! The chain of steps of a document: which rules apply, which wins, and what is always asked.
//!
//! Each line is looked at by itself. Of the rules for it that its value, or that of the document,
//! reaches, the one with the highest value wins, for each basis; the longest chain of all lines and
//! both bases is the document's. Inside the unit two persons sign whatever the policy says.

use crate::asset_class::AssetClass;
use crate::document_kind::DocumentKind;
use crate::fen::Fen;
use crate::post::Role;

use super::rule::{Across, Effect, Rule, Step, ValueBasis};

/// Working days for a step inside the unit that no policy names.
const UNIT_STEP_WORKING_DAYS: u16 = 3;

/// What a line is worth, and of which class it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LineValue {
    /// The value of all its pieces.
    pub value: Fen,
    /// The class, where it is known.
    pub class: Option<AssetClass>,
}

/// A document, as far as its approval is concerned.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its kind.
    pub kind: DocumentKind,
    /// What comes of it, where it is known.
    pub effect: Option<Effect>,
    /// Between whom things change hands, where they do.
    pub across: Option<Across>,
    /// Its lines.
    pub lines: &'a [LineValue],
}

/// The steps that a document needs.
#[must_use]
pub fn chain(rules: &[Rule], asked: &Asked<'_>) -> Vec<Step> {
    let won = asked.lines.iter().flat_map(|line| {
        // At the same length the document's rule is taken, so it comes last.
        [ValueBasis::Line, ValueBasis::Document].into_iter().filter_map(|basis| winner(rules, asked, line, basis))
    });
    let longest = won.map(|rule| completed(&rule.steps)).max_by_key(|steps| weight(steps));
    longest.unwrap_or_else(|| completed(&[]))
}

/// The lowest value of a rule that the document does not reach by its sum, though it is for the document: what several
/// documents may pass together.
#[must_use]
pub fn next_threshold(rules: &[Rule], asked: &Asked<'_>) -> Option<Fen> {
    let above = rules.iter().filter(|rule| {
        rule.basis == ValueBasis::Document
            && rule.is_for(asked.kind, asked.effect, asked.across)
            && asked.lines.iter().any(|line| rule.is_for_class(line.class.as_ref()))
            && sum(rule, asked) < rule.value_from
    });
    above.map(|rule| rule.value_from).min()
}

/// A rule's steps, and the two of the unit where it does not name them: 复核 before all others, 单位负责人 after it.
#[must_use]
pub(super) fn completed(steps: &[Step]) -> Vec<Step> {
    let mut steps = steps.to_vec();
    let place = |steps: &[Step], role| steps.iter().rposition(|step| step.role == role);
    if place(&steps, Role::Reviewer).is_none() {
        steps.insert(0, Step::inside(Role::Reviewer, UNIT_STEP_WORKING_DAYS));
    }
    if place(&steps, Role::UnitHead).is_none() {
        let after = place(&steps, Role::Reviewer).map_or(0, |at| at + 1);
        steps.insert(after, Step::inside(Role::UnitHead, UNIT_STEP_WORKING_DAYS));
    }
    steps
}

/// How long a chain is: by steps, then by signatures.
fn weight(steps: &[Step]) -> (usize, u32) {
    (steps.len(), steps.iter().map(|step| u32::from(step.signers)).sum())
}

/// The rule that decides on a line by one basis.
fn winner<'a>(rules: &'a [Rule], asked: &Asked<'_>, line: &LineValue, basis: ValueBasis) -> Option<&'a Rule> {
    let reached = |rule: &Rule| match basis {
        ValueBasis::Line => line.value >= rule.value_from,
        ValueBasis::Document => sum(rule, asked) >= rule.value_from,
    };
    let applying = rules.iter().filter(|rule| {
        rule.basis == basis
            && rule.is_for(asked.kind, asked.effect, asked.across)
            && rule.is_for_class(line.class.as_ref())
            && reached(rule)
    });
    applying.max_by_key(|rule| (rule.value_from, weight(&completed(&rule.steps))))
}

/// The value of the lines that a rule is for. A sum beyond all money is all money: it reaches every rule.
fn sum(rule: &Rule, asked: &Asked<'_>) -> Fen {
    let values = asked.lines.iter().filter(|line| rule.is_for_class(line.class.as_ref())).map(|line| line.value);
    Fen::checked_sum(values).unwrap_or(Fen::new(i64::MAX))
}
