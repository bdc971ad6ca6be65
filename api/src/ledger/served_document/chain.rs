//! The chain of approval: what the policies of both sides ask of a document, as steps that somebody can sign.
//!
//! The unit's own division decides by its policy. Where things come from a unit of another division (another level, or
//! another district), that side's authorities sign too, by their own policy (DOMAIN 1.2).

use cangliu_domain::asset::{DisposalMethod, Registered, UnitFacts};
use cangliu_domain::document::{Asked, Authority, Facts, Known, Step, Terms, What};
use cangliu_domain::fen::Fen;
use cangliu_domain::id::InstitutionId;
use cangliu_domain::policy::{
    self, Across, Effect, InForce, LineValue, chain, division_of, next_threshold, possible_splitting,
};
use cangliu_domain::post::Role;
use chrono::{Days, NaiveDate};

use crate::ledger::served_asset::unit;
use crate::ledger::{Ledger, Refused};

/// What the policies ask.
pub(super) async fn asked(ledger: &Ledger, known: &Known, facts: &Facts, on: NaiveDate) -> Result<Asked, Refused> {
    let Some(home) = &facts.unit else { return Ok(Asked::default()) };
    let others = other_sides(ledger, known, facts).await?;
    let lines = values(known, facts);
    let across = others.iter().map(|other| Across::between(home, other)).max();
    let asked = policy::Asked { kind: known.terms.kind(), effect: effect(&known.terms), across, lines: &lines };
    let own = ledger.policy_on(division_of(home), on).await?;
    let mut steps = bound(&chain(&own.rules, &asked), home, true);
    let mut policies = vec![own.pin];
    for other in others.iter().filter(|other| division_of(other) != division_of(home)) {
        let theirs = ledger.policy_on(division_of(other), on).await?;
        if !policies.contains(&theirs.pin) {
            steps.extend(bound(&chain(&theirs.rules, &asked), other, false));
            policies.push(theirs.pin);
        }
    }
    for (number, step) in (1..).zip(&mut steps) {
        step.step = number;
    }
    let possible_splitting = splits(ledger, known, &own, &asked, on).await?;
    Ok(Asked { chain: steps, policies, possible_splitting })
}

/// The policy's steps with who signs them. A step of a 主管部门 falls away for a unit that has none.
fn bound(steps: &[policy::Step], unit: &UnitFacts, with_the_units_own: bool) -> Vec<Step> {
    let bind = |step: &policy::Step| {
        let authority = match step.role {
            Role::Reviewer | Role::UnitHead if with_the_units_own => Authority::Unit(unit.institution),
            Role::DepartmentApprover => Authority::Department(unit.competent_department.clone()?),
            Role::OfficesApprover | Role::FinanceApprover => Authority::Division(division_of(unit)),
            _ => return None,
        };
        Some(Step {
            step: 0,
            role: step.role,
            authority,
            signers: u32::from(step.signers),
            reply_required: step.reply_required,
            working_days: u32::from(step.working_days),
        })
    };
    steps.iter().filter_map(bind).collect()
}

/// The units that things come from or go to, beside the unit of the document.
async fn other_sides(ledger: &Ledger, known: &Known, facts: &Facts) -> Result<Vec<UnitFacts>, Refused> {
    let mut ids: Vec<InstitutionId> = match &known.terms {
        Terms::Reallocation { .. } | Terms::Loan { .. } => facts.assets.values().filter_map(depositor).collect(),
        Terms::Disposal { receiver, .. } => receiver.iter().copied().collect(),
        Terms::Intake { .. }
        | Terms::LoanRenewal { .. }
        | Terms::LoanReturn {}
        | Terms::Reclaim { .. }
        | Terms::StocktakeDifference { .. } => Vec::new(),
    };
    ids.sort_unstable();
    ids.dedup();
    let mut units = Vec::new();
    for id in ids {
        units.extend(unit(ledger, id).await?);
    }
    Ok(units)
}

fn depositor(asset: &Registered) -> Option<InstitutionId> {
    asset.in_warehouse.as_ref().map(|inside| inside.depositor)
}

/// What each line is worth; by class, nobody knows yet.
fn values(known: &Known, facts: &Facts) -> Vec<LineValue> {
    let value = |what: &What| match what {
        What::Class { class, .. } => LineValue { value: Fen::default(), class: Some(class.clone()) },
        What::Card { asset, pieces } => facts.assets.get(asset).map_or_else(
            || LineValue { value: Fen::default(), class: None },
            |asset| {
                let part = pieces.unwrap_or(asset.card.pieces);
                let value = asset.card.original_value.share(part, asset.card.pieces);
                LineValue { value, class: Some(asset.card.class.clone()) }
            },
        ),
    };
    known.lines.values().map(|line| value(&line.what)).collect()
}

/// What comes of it in law.
fn effect(terms: &Terms) -> Option<Effect> {
    match terms {
        Terms::Reallocation { .. } => Some(Effect::GratuitousTransfer),
        Terms::Loan { .. } | Terms::LoanRenewal { .. } | Terms::LoanReturn {} => Some(Effect::Loan),
        Terms::Disposal { method, .. } => Some(match method {
            DisposalMethod::GratuitousTransfer => Effect::GratuitousTransfer,
            DisposalMethod::Donation => Effect::Donation,
            DisposalMethod::Sale => Effect::Sale,
            DisposalMethod::Exchange => Effect::Exchange,
            DisposalMethod::Scrapping => Effect::Scrapping,
            DisposalMethod::LossWriteOff => Effect::LossWriteOff,
        }),
        Terms::Intake { .. } | Terms::Reclaim { .. } | Terms::StocktakeDifference { .. } => None,
    }
}

/// Whether this and what the unit handed in of the kind before pass a limit together that each stays below.
async fn splits(
    ledger: &Ledger,
    known: &Known,
    own: &InForce,
    asked: &policy::Asked<'_>,
    on: NaiveDate,
) -> Result<bool, Refused> {
    let Some(limit) = next_threshold(&own.rules, asked) else { return Ok(false) };
    let window = own.terms.splitting_window_days;
    let since = on.checked_sub_days(Days::new(u64::from(window))).unwrap_or(on);
    let before = ledger.handed_in_before(known.unit, known.terms.kind(), since, known.id).await?;
    let value = Fen::checked_sum(asked.lines.iter().map(|line| line.value)).unwrap_or(Fen::new(i64::MAX));
    Ok(possible_splitting(&before, (on, value), window, limit))
}
