//! Samples of what an office goes by: its calendar and its policy.

use cangliu_domain::calendar::{self, Day, DayKind};
use cangliu_domain::division::Division;
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::fen::Fen;
use cangliu_domain::policy::{self, Across, Effect, Rule, Step, ValueBasis};
use cangliu_domain::post::Role;
use cangliu_domain::source::Source;
use cangliu_domain::terms::Terms;

use super::day;

fn source() -> Source {
    Source { document: "沪机管〔2026〕12号".into(), clause: Some("第五条".into()) }
}

fn bare_source() -> Source {
    Source { document: "示例通知".into(), clause: None }
}

pub(crate) fn calendar() -> Vec<calendar::Event> {
    let day_of = |month, of, kind| Day { on: day(month, of), kind, name: "示例节".into() };
    let days = || vec![day_of(10, 1, DayKind::Holiday), day_of(10, 10, DayKind::Workday)];
    let published = |source| calendar::Event::Published { year: 2026, source, days: days(), on: day(5, 1) };
    vec![published(source()), published(bare_source())]
}

pub(crate) fn policy() -> Vec<policy::Event> {
    let step = |role, signers, reply_required| Step { role, signers, reply_required, working_days: 5 };
    let full = Rule {
        acts: vec![DocumentKind::Disposal, DocumentKind::Reallocation],
        effects: vec![Effect::Sale, Effect::GratuitousTransfer],
        across: vec![Across::AcrossDepartments, Across::AcrossLevels],
        classes: vec!["A0203".into()],
        value_from: Fen::new(5_000_000),
        basis: ValueBasis::Document,
        steps: vec![
            step(Role::Reviewer, 1, false),
            step(Role::UnitHead, 1, false),
            step(Role::DepartmentApprover, 1, false),
            step(Role::OfficesApprover, 2, true),
            step(Role::FinanceApprover, 1, true),
        ],
    };
    let bare = Rule {
        acts: vec![DocumentKind::Intake],
        effects: vec![],
        across: vec![],
        classes: vec![],
        value_from: Fen::ZERO,
        basis: ValueBasis::Line,
        steps: vec![step(Role::OfficesApprover, 1, false)],
    };
    let adopted = |version, source, rules| policy::Event::Adopted {
        division: Division::SHANGHAI,
        version,
        source,
        from: day(6, 1),
        rules,
        terms: Terms { first_come: false, documents_required: true, ..Terms::TABLE },
        on: day(5, 1),
    };
    vec![
        adopted(1, source(), vec![full, bare.clone()]),
        adopted(2, bare_source(), vec![bare]),
        adopted(3, source(), vec![]),
    ]
}
