//! Samples of what an office goes by: its calendar and its policy.

use cangliu_domain::asset::Condition;
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::calendar::{self, Day, DayKind};
use cangliu_domain::division::Division;
use cangliu_domain::docno::{self, Series};
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::fen::Fen;
use cangliu_domain::need::{self, Answer, Decision, DeclineReason, Match, PriceBasis, Saving};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::policy::{self, Across, Effect, Rule, Step, ValueBasis};
use cangliu_domain::post::Role;
use cangliu_domain::source::Source;
use cangliu_domain::terms::Terms;

use super::{day, id};

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

pub(crate) fn docno() -> Vec<docno::Event> {
    vec![docno::Event::Drawn {
        series: Series::Intake,
        division: Division::SHANGHAI,
        year: 2026,
        document: id(40),
        number: 123,
        on: day(5, 1),
    }]
}

pub(crate) fn need() -> Vec<need::Event> {
    use need::Event::{Answered, Matched, Stated};
    let pieces = |count| Pieces::try_new(count).expect("some pieces");
    let answer = |asset, decision| Answer { asset: id(asset), decision };
    let saving =
        || Saving { basis: PriceBasis::Quotation, unit_price: Fen::new(480_000), source: "询价单2026-3".into() };
    let answered = |answers, policy| Answered {
        answers,
        number: "CX-310000-2026-000001".into(),
        valid_until: day(6, 30),
        by: id(51),
        policy,
        on: day(5, 31),
    };
    let pin = |version, terms_table| policy::Pin { division: Division::SHANGHAI, version, terms_table };
    let some = vec![
        answer(10, Decision::Taken { pieces: pieces(15), saving: Some(saving()) }),
        answer(11, Decision::Declined { reason: DeclineReason::Other, note: Some(id(71)) }),
        answer(12, Decision::Taken { pieces: Pieces::ONE, saving: None }),
        answer(13, Decision::Declined { reason: DeclineReason::Condition, note: None }),
    ];
    let found = Match { asset: id(10), warehouse: id(20), condition: Condition::Serviceable, pieces: pieces(40) };
    vec![
        Stated {
            need: id(80),
            unit: id(1),
            class: AssetClass::parse("A02010105").expect("a class"),
            quantity: pieces(20),
            purpose: id(70),
            by: id(50),
            on: day(5, 30),
        },
        Matched { position: "00000000-0000-0000-0000-0000000000c1:7".into(), matches: vec![found], on: day(5, 30) },
        Matched { position: "00000000-0000-0000-0000-0000000000c1:7".into(), matches: vec![], on: day(5, 30) },
        answered(some, pin(Some(2), None)),
        answered(vec![], pin(None, Some(1))),
    ]
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
