//! Documents in the views: where each stands, who sees it, and whose work it is.

use cangliu_domain::division::Division;
use cangliu_domain::document::{Authority, Event, Line, Signer, Step, Terms, What};
use cangliu_domain::document_kind::DocumentKind;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::DocumentId;
use cangliu_domain::post::{Holder, Role};
use cangliu_domain::warehouse::Storage;
use uuid::Uuid;

use super::{Filter, Sight, Stand, Waits, WorkFor};
use crate::testing::{Log, asset_id, day, folds_the_same_in_any_split, unit, warehouse_id};

fn holder(subject: &str) -> Holder {
    Holder { issuer: "https://id.example".into(), subject: subject.into() }
}

fn signer(subject: &str, role: Role) -> Signer {
    Signer { person: holder(subject), role, institution: Some(unit(1)), post: None, on_behalf_of: None }
}

fn document(n: u128) -> DocumentId {
    DocumentId(Uuid::from_u128(0x5000 + n))
}

fn note() -> cangliu_domain::id::NoteId {
    Uuid::from_u128(0x77).into()
}

fn offices() -> Authority {
    Authority::Division(Division::SHANGHAI)
}

/// A document of two lines for unit 1, handed in.
fn handed_in(log: &mut Log, n: u128) {
    let stream = format!("document-{}", document(n));
    let on = day("2026-05-01");
    let by = signer("applicant", Role::AssetManager);
    let terms = Terms::Intake { warehouse: warehouse_id(1), storage: Storage::Central };
    let line = |line: u32| Line {
        line,
        what: What::Card { asset: asset_id(u128::from(line)), pieces: None },
        condition: None,
        place: None,
        note: None,
    };
    let step =
        |step, role, authority| Step { step, role, authority, signers: 1, reply_required: false, working_days: 3 };
    let chain = vec![step(1, Role::Reviewer, Authority::Unit(unit(1))), step(2, Role::OfficesApprover, offices())];
    let drafted =
        Event::Drafted { document: document(n), unit: unit(1), terms, title: "入仓".into(), by: by.clone(), on };
    log.add(&stream, &drafted);
    log.add(&stream, &Event::LinesPut { lines: vec![line(1), line(2)], on });
    let submitted = Event::Submitted {
        submission: 1,
        number: format!("RC-310000-2026-{n:06}"),
        digest: "00".into(),
        lines: 2,
        pieces: 2,
        original_value: Fen::new(123_456),
        chain,
        policies: Vec::new(),
        possible_splitting: false,
        by,
        on: day("2026-05-04"),
    };
    log.add(&stream, &submitted);
}

fn approve(log: &mut Log, n: u128, step: u32, by: Signer) {
    let on = day("2026-05-06");
    let event = Event::StepApproved { submission: 1, step, reply: None, scan: None, opinion: None, by, on };
    log.add(&format!("document-{}", document(n)), &event);
}

fn two() -> Log {
    let mut log = Log::default();
    log.register_unit(1);
    handed_in(&mut log, 1);
    handed_in(&mut log, 2);
    approve(&mut log, 1, 1, signer("reviewer", Role::Reviewer));
    log
}

const EVERYTHING: Sight = Sight {
    all: true,
    units: Vec::new(),
    operators: Vec::new(),
    districts: Vec::new(),
    departments: Vec::new(),
    person: None,
};

fn found(log: &Log, sight: &Sight, filter: &Filter) -> Vec<DocumentId> {
    let page = log.grown().ask(|snapshot| snapshot.documents(sight, filter, None, 10, true));
    assert_eq!(page.total, Some(page.rows.len() as u64));
    page.rows.into_iter().map(|(_, document)| document.id).collect()
}

fn work(work: WorkFor) -> Filter {
    Filter { work: Some(work), ..Filter::default() }
}

#[test]
fn a_document_stands_where_its_events_leave_it() {
    let mut log = two();
    approve(&mut log, 1, 2, signer("offices", Role::OfficesApprover));
    let by = signer("keeper", Role::WarehouseKeeper);
    let on = day("2026-05-10");
    let done = Event::LineDone { line: 1, asset: asset_id(1), revision: 3, by: by.clone(), on };
    log.add(&format!("document-{}", document(1)), &done);
    let shown = log.grown().ask(|snapshot| snapshot.document(document(1))).unwrap();
    assert_eq!((shown.stand, shown.lines, shown.lines_open), (Stand::Approved, 2, 1));
    assert_eq!((shown.kind, shown.pieces, shown.original_value), (DocumentKind::Intake, 2, Fen::new(123_456)));
    assert_eq!(shown.number.as_deref(), Some("RC-310000-2026-000001"));
    log.add(&format!("document-{}", document(1)), &Event::LineRefused { line: 2, reason: note(), by, on });
    log.add(&format!("document-{}", document(1)), &Event::Closed { on });
    let shown = log.grown().ask(|snapshot| snapshot.document(document(1))).unwrap();
    assert_eq!((shown.stand, shown.lines_open), (Stand::Closed, 0));
}

#[test]
fn work_waits_for_those_who_can_sign_the_present_step() {
    let log = two();
    let to_sign = |subject: &str, role, authority| {
        let waits = vec![Waits { role, authority }];
        found(&log, &EVERYTHING, &work(WorkFor::ToSign { person: holder(subject), waits }))
    };
    assert_eq!(to_sign("reviewer", Role::Reviewer, Authority::Unit(unit(1))), [document(2)]);
    assert_eq!(to_sign("offices", Role::OfficesApprover, offices()), [document(1)]);
    assert_eq!(to_sign("other", Role::Reviewer, Authority::Unit(unit(2))), []);
    assert_eq!(to_sign("applicant", Role::Reviewer, Authority::Unit(unit(1))), [], "nobody signs his own");
    assert_eq!(found(&log, &EVERYTHING, &work(WorkFor::Handled(holder("reviewer")))), [document(1)]);
    assert_eq!(found(&log, &EVERYTHING, &work(WorkFor::Started(holder("applicant")))), [document(2), document(1)]);
}

#[test]
fn what_was_passed_on_waits_for_that_person_alone() {
    let mut log = two();
    let passed = Event::PassedOn {
        submission: 1,
        step: 1,
        to: holder("deputy"),
        reason: note(),
        by: signer("reviewer", Role::Reviewer),
        on: day("2026-05-06"),
    };
    log.add(&format!("document-{}", document(2)), &passed);
    let waits = || vec![Waits { role: Role::Reviewer, authority: Authority::Unit(unit(1)) }];
    let of = |subject: &str, waits| work(WorkFor::ToSign { person: holder(subject), waits });
    assert_eq!(found(&log, &EVERYTHING, &of("reviewer", waits())), []);
    assert_eq!(found(&log, &EVERYTHING, &of("deputy", Vec::new())), [document(2)]);
    let deputy = Sight { person: Some(holder("deputy")), ..Sight::default() };
    assert_eq!(found(&log, &deputy, &Filter::default()), [document(2)]);
}

#[test]
fn each_sees_what_is_his_and_lists_are_narrowed() {
    let log = two();
    let of_unit = |n| Sight { units: vec![unit(n)], ..Sight::default() };
    assert_eq!(found(&log, &of_unit(1), &Filter::default()), [document(2), document(1)]);
    assert_eq!(found(&log, &of_unit(2), &Filter::default()), []);
    let department = Sight { departments: vec!["市机管局".into()], ..Sight::default() };
    assert_eq!(found(&log, &department, &Filter::default()).len(), 2);
    let district = Sight { districts: vec![Division::parse("310104").unwrap()], ..Sight::default() };
    assert_eq!(found(&log, &district, &Filter::default()), []);
    let with = |filter| found(&log, &EVERYTHING, &filter);
    assert_eq!(with(Filter { number: Some("RC-310000-2026-000002".into()), ..Filter::default() }), [document(2)]);
    assert_eq!(with(Filter { asset: Some(asset_id(2)), ..Filter::default() }).len(), 2);
    assert_eq!(with(Filter { stand: Some(Stand::Draft), ..Filter::default() }), []);
    assert_eq!(with(Filter { kind: Some(DocumentKind::Loan), ..Filter::default() }), []);
    let page = log.grown().ask(|snapshot| snapshot.documents(&EVERYTHING, &Filter::default(), None, 1, false));
    assert!(page.more);
    let next =
        log.grown().ask(|snapshot| snapshot.documents(&EVERYTHING, &Filter::default(), Some(page.rows[0].0), 1, false));
    assert_eq!((next.rows[0].1.id, next.more), (document(1), false));
}

#[test]
fn what_a_unit_handed_in_before_is_counted_without_this_one() {
    let log = two();
    let before = log
        .grown()
        .ask(|snapshot| snapshot.documents_submitted(unit(1), DocumentKind::Intake, day("2026-05-01"), document(2)));
    assert_eq!(before, [(day("2026-05-04"), Fen::new(123_456))]);
}

#[test]
fn documents_fold_the_same_in_any_split() {
    folds_the_same_in_any_split(&two());
}
