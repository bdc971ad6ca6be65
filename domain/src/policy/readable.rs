//! Whether rules can be a policy: each by itself, and beside the others.

use super::chain::completed;
use super::rejection::Rejection;
use super::rule::{Rule, Step};
use super::{RULES_MAX, SIGNERS_MAX, STEPS_MAX};
use crate::fen::Fen;
use crate::terms::TERM_DAYS_MAX;

/// Longest class code, in characters: `A` and eight digits.
const CLASS_CHARS_MAX: usize = 9;

/// Looks through the rules.
pub(super) fn readable(rules: &[Rule]) -> Result<(), Rejection> {
    let too_long = |rule: &Rule| !(1..=STEPS_MAX).contains(&rule.steps.len());
    if rules.len() > RULES_MAX || rules.iter().any(too_long) {
        return Err(Rejection::PolicyTooLarge);
    }
    for (index, rule) in rules.iter().enumerate() {
        by_itself(rule, index + 1)?;
    }
    rises(rules)
}

fn by_itself(of: &Rule, rule: usize) -> Result<(), Rejection> {
    if of.acts.is_empty() {
        return Err(Rejection::RuleWithoutActs { rule });
    }
    if of.value_from < Fen::ZERO {
        return Err(Rejection::RuleValueNegative { rule });
    }
    if !of.classes.iter().all(|begins| begins_a_class(begins)) {
        return Err(Rejection::RuleClassMalformed { rule });
    }
    for step in &of.steps {
        if !Step::ROLES.contains(&step.role) {
            return Err(Rejection::RoleDoesNotApprove { rule });
        }
        if !(1..=SIGNERS_MAX).contains(&step.signers) {
            return Err(Rejection::SignersImplausible { rule });
        }
        if !(1..=TERM_DAYS_MAX).contains(&step.working_days) {
            return Err(Rejection::StepDaysImplausible { rule });
        }
    }
    Ok(())
}

/// More value must never lead to a shorter chain, so no rule may ask for fewer steps than one below it.
fn rises(rules: &[Rule]) -> Result<(), Rejection> {
    for (index, rule) in rules.iter().enumerate() {
        let longer = rules.iter().position(|lower| {
            lower.value_from < rule.value_from
                && lower.overlaps(rule)
                && completed(&rule.steps).len() < completed(&lower.steps).len()
        });
        if let Some(than) = longer {
            return Err(Rejection::ChainShrinks { rule: index + 1, than: than + 1 });
        }
    }
    Ok(())
}

/// Whether a code of either edition of GB/T 14885 can begin like this.
fn begins_a_class(begins: &str) -> bool {
    let digits = begins.strip_prefix('A').unwrap_or(begins);
    !digits.is_empty() && begins.len() <= CLASS_CHARS_MAX && digits.bytes().all(|byte| byte.is_ascii_digit())
}
