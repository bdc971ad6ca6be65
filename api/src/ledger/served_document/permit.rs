//! Who may do what with a document: the unit's asset managers write and hand in, the holders of the present step's post
//! sign, keepers of the warehouse and the unit end the lines.

use cangliu_domain::division::Division;
use cangliu_domain::document::{Authority, Command, Document, Facts, Known, Phase, Signer, Step};
use cangliu_domain::post::{Role, Scope};

use crate::auth::{Grant, Who};
use crate::ledger::Denied;

/// Whether this person may ask this.
pub(super) fn permit(state: &Document, command: &Command, facts: &Facts, who: &Who) -> Result<(), Denied> {
    let Some(by) = signer(command) else { return unsigned(state, who) };
    // The signer is made from the token; another one here would be ours to blame.
    if by.person != who.person() {
        return Err(Denied::Forbidden);
    }
    match (state, command) {
        (Document::Undrafted, Command::Draft { unit, .. }) => {
            if who.holds_at(Role::AssetManager, *unit) {
                Ok(())
            } else {
                Err(Denied::Forbidden)
            }
        }
        (Document::Undrafted, _) => Err(Denied::NotFound),
        (Document::Known(known), command) => {
            if allowed(known, command, facts, who) {
                Ok(())
            } else if knows(known, facts, who) {
                Err(Denied::Forbidden)
            } else {
                Err(Denied::NotFound)
            }
        }
    }
}

/// Entering lines: by the unit's asset managers.
fn unsigned(state: &Document, who: &Who) -> Result<(), Denied> {
    match state.known() {
        Some(known) if who.holds_at(Role::AssetManager, known.unit) => Ok(()),
        Some(known) if who.belongs_to(known.unit) => Err(Denied::Forbidden),
        Some(_) | None => Err(Denied::NotFound),
    }
}

fn allowed(known: &Known, command: &Command, facts: &Facts, who: &Who) -> bool {
    let applicant = who.holds_at(Role::AssetManager, known.unit);
    let keeper = || facts.operators.iter().any(|operator| who.holds_at(Role::WarehouseKeeper, *operator));
    match command {
        Command::Draft { .. }
        | Command::Describe { .. }
        | Command::PutLines { .. }
        | Command::RemoveLines { .. }
        | Command::Submit { .. }
        | Command::Withdraw { .. }
        | Command::Urge { .. }
        | Command::Void { .. } => applicant,
        Command::Approve { step, .. }
        | Command::Return { step, .. }
        | Command::PassOn { step, .. }
        | Command::AskCountersign { step, .. }
        | Command::Reject { step, .. } => may_sign(known, *step, who),
        Command::EndLines { .. } => keeper() || applicant,
        Command::RefuseLines { .. } | Command::ReturnLines { .. } => keeper(),
    }
}

/// Whether one of his grants is for the named step or for the present one: which of them it is now, the rules say.
fn may_sign(known: &Known, step: u32, who: &Who) -> bool {
    let Phase::UnderApproval(submission) = &known.phase else { return false };
    let named = submission.chain.iter().filter(|known| known.step == step);
    let passed_on = submission.passed_on.get(&step).is_some_and(|holder| *holder == who.person());
    passed_on || named.chain(submission.present()).any(|step| signs(step, who))
}

fn signs(step: &Step, who: &Who) -> bool {
    match &step.authority {
        Authority::Person(holder) => *holder == who.person(),
        Authority::Unit(_) | Authority::Department(_) | Authority::Division(_) => {
            who.grants.iter().any(|grant| can_sign(grant, step.role, &step.authority))
        }
    }
}

/// Whether a grant is for a step of this role and authority.
#[must_use]
pub fn can_sign(grant: &Grant, role: Role, authority: &Authority) -> bool {
    // A delegation for some kinds of documents lets read, and nothing else yet.
    !grant.is_limited()
        && grant.role == role
        && match authority {
            Authority::Unit(unit) => grant.institution == Some(*unit),
            Authority::Department(name) => grant.scope == Scope::Department(name.clone()),
            Authority::Division(division) if *division == Division::SHANGHAI => grant.scope == Scope::City,
            Authority::Division(division) => grant.scope == Scope::Subordinate(*division),
            Authority::Person(_) => false,
        }
}

/// Whether he may know that the document exists: drafts are their unit's own.
fn knows(known: &Known, facts: &Facts, who: &Who) -> bool {
    let handed_in = known.number.is_some();
    who.belongs_to(known.unit)
        || (handed_in
            && (who.reads_city()
                || facts.operators.iter().any(|operator| who.belongs_to(*operator))
                || facts.warehouse.is_some_and(|place| who.belongs_to(place.operator))
                || known.submission().is_some_and(|submission| submission.chain.iter().any(|step| signs(step, who)))))
}

/// Who a command says he is.
fn signer(command: &Command) -> Option<&Signer> {
    match command {
        Command::Draft { by, .. }
        | Command::Describe { by, .. }
        | Command::Submit { by, .. }
        | Command::Approve { by, .. }
        | Command::Return { by, .. }
        | Command::Withdraw { by, .. }
        | Command::PassOn { by, .. }
        | Command::AskCountersign { by, .. }
        | Command::Urge { by, .. }
        | Command::Reject { by, .. }
        | Command::Void { by, .. }
        | Command::EndLines { by, .. }
        | Command::RefuseLines { by, .. }
        | Command::ReturnLines { by, .. } => Some(by),
        Command::PutLines { .. } | Command::RemoveLines { .. } => None,
    }
}
