//! What happens when all is well, and what sending back and taking back undo.

use super::*;
use crate::given::given;

#[test]
fn handing_in_numbers_and_freezes_what_was_asked_for() {
    let history = [drafted(), put([card(1, 10), card(2, 11)])];
    let Event::Submitted { submission, number, digest, lines, pieces, original_value, chain: steps, .. } =
        submitted(&history)
    else {
        panic!("it is handed in");
    };
    assert_eq!((submission, number.as_str(), lines, pieces), (1, NUMBER, 2, 8));
    assert_eq!(original_value, Fen::new(80_002));
    assert_eq!((digest.len(), steps), (64, chain()));
    given::<Document>(handed_in())
        .when(Command::RemoveLines { lines: vec![1], on: JUNE })
        .then_rejected(Rejection::LinesFrozen);
}

#[test]
fn the_digest_tells_any_change_of_what_was_asked_for() {
    let base = known(&[drafted(), put([card(1, 10)])]).digest();
    assert_eq!(base, known(&[drafted(), put([card(1, 11)]), put([card(1, 10)])]).digest());
    let described = |terms, title: &str, attachments| Event::Described {
        terms,
        title: title.into(),
        attachments,
        by: applicant(),
        on: MAY,
    };
    let in_place = Terms::Intake { warehouse: id(7), storage: Storage::InPlace };
    let file = Attachment { sha256: "00".into(), title: "情况说明".into() };
    for change in [
        put([card(2, 11)]),
        put([Line { place: Some("3号楼".into()), ..card(1, 10) }]),
        described(intake(), "另一标题", Vec::new()),
        described(in_place, "入仓", Vec::new()),
        described(intake(), "入仓", vec![file]),
    ] {
        assert_ne!(base, known(&[drafted(), put([card(1, 10)]), change.clone()]).digest(), "{change:?}");
    }
}

#[test]
fn a_part_of_a_lot_counts_with_its_share() {
    let part = What::Card { asset: id(10), pieces: Some(Pieces::try_new(1).unwrap()) };
    let history = [drafted(), put([Line { what: part, ..card(1, 10) }])];
    let Event::Submitted { pieces, original_value, .. } = submitted(&history) else { panic!("it is handed in") };
    assert_eq!((pieces, original_value), (1, Fen::new(10_000)));
}

#[test]
fn signed_by_all_it_is_approved_and_with_its_last_line_closed() {
    given::<Document>(handed_in()).with_facts(facts()).when(approve(1, reviewer())).then([approved(1, reviewer())]);
    assert!(matches!(known(&signed_by_all()).phase, Phase::Approved(_)));
    given::<Document>(signed_by_all()).with_facts(facts()).when(end(vec![done(2, 11)])).then([line_done(2, 11)]);
    let mut history = signed_by_all();
    history.push(line_done(2, 11));
    let refuse = Command::RefuseLines { lines: vec![1], reason: note(), by: offices(), on: JUNE };
    let refused = Event::LineRefused { line: 1, reason: note(), by: offices(), on: JUNE };
    given::<Document>(history).when(refuse).then([refused, Event::Closed { on: JUNE }]);
}

#[test]
fn several_lines_end_at_once() {
    let both = end(vec![done(1, 10), done(2, 11)]);
    given::<Document>(signed_by_all()).with_facts(facts()).when(both).then([
        line_done(1, 10),
        line_done(2, 11),
        Event::Closed { on: JUNE },
    ]);
}

#[test]
fn a_joint_step_waits_for_each_signer() {
    let mut both = facts();
    both.asked.chain[0].signers = 2;
    let history = [drafted(), put([card(1, 10)])];
    let handed_in = Document::fold(&history).decide(submit(), &both, JUNE).unwrap();
    let state = Document::fold(history.iter().chain(&handed_in)).evolve(&approved(1, reviewer()));
    let submission = state.known().unwrap().submission().unwrap().clone();
    assert_eq!((submission.present().unwrap().step, submission.signed(1)), (1, 1));
    let second = signer("second", Role::Reviewer, 1);
    let state = state.evolve(&approved(1, second));
    assert_eq!(state.known().unwrap().submission().unwrap().present().unwrap().step, 2);
}

#[test]
fn sent_back_to_the_applicant_the_lines_thaw_and_no_signature_is_left() {
    let correction = Correction { line: Some(1), note: note() };
    let send_back = |to_step| Command::Return {
        submission: 1,
        step: 2,
        to_step,
        corrections: vec![correction.clone()],
        by: offices(),
        on: JUNE,
    };
    let sent_back = |to_step| Event::Returned {
        submission: 1,
        step: 2,
        to_step,
        corrections: vec![correction.clone()],
        by: offices(),
        on: JUNE,
    };
    let mut history = handed_in();
    history.push(approved(1, reviewer()));
    given::<Document>(history.clone()).when(send_back(0)).then([sent_back(0)]);
    given::<Document>(history.clone()).when(send_back(1)).then([sent_back(1)]);
    let to_reviewer = known(&[history.clone(), vec![sent_back(1)]].concat());
    assert_eq!(to_reviewer.submission().unwrap().present().unwrap().step, 1);
    history.push(sent_back(0));
    assert_eq!(known(&history).phase, Phase::Draft { corrections: vec![correction] });
    let again = Document::fold(&history).decide(submit(), &facts(), JUNE).unwrap();
    let [Event::Submitted { submission: 2, number, .. }] = again.as_slice() else { panic!("{again:?}") };
    assert_eq!(number, NUMBER);
    history.extend(again);
    assert_eq!(known(&history).submission().unwrap().signatures, []);
}

#[test]
fn withdrawn_it_is_a_draft_again_and_voided_it_keeps_its_number() {
    let withdraw = Command::Withdraw { reason: note(), by: applicant(), on: JUNE };
    let withdrawn = Event::Withdrawn { submission: 1, reason: note(), by: applicant(), on: JUNE };
    given::<Document>(handed_in()).when(withdraw).then([withdrawn.clone()]);
    let mut history = handed_in();
    history.push(withdrawn);
    let void = Command::Void { reason: note(), by: applicant(), on: JUNE };
    let voided = Event::Voided { reason: note(), by: applicant(), on: JUNE };
    given::<Document>(history.clone()).when(void).then([voided.clone()]);
    history.push(voided);
    let voided = known(&history);
    assert_eq!((voided.number.as_deref(), voided.phase), (Some(NUMBER), Phase::Voided { on: JUNE }));
}

#[test]
fn who_is_asked_to_sign_too_signs_before() {
    let whom = Holder { issuer: "test".into(), subject: "lawyer".into() };
    let ask = Command::AskCountersign {
        submission: 1,
        step: 1,
        whom: whom.clone(),
        reason: note(),
        by: reviewer(),
        on: JUNE,
    };
    let asked = step(3, Role::Reviewer, Authority::Person(whom));
    let asked =
        Event::CountersignAsked { submission: 1, before_step: 1, asked, reason: note(), by: reviewer(), on: JUNE };
    given::<Document>(handed_in()).when(ask).then([asked.clone()]);
    let mut history = handed_in();
    history.push(asked);
    assert_eq!(known(&history).submission().unwrap().present().unwrap().step, 3);
    history.push(approved(3, signer("lawyer", Role::Reviewer, 1)));
    assert_eq!(known(&history).submission().unwrap().present().unwrap().step, 1);
}

#[test]
fn a_step_passed_on_is_signed_by_whom_it_was_passed_to_and_urging_counts_once_a_day() {
    let to = Holder { issuer: "test".into(), subject: "deputy".into() };
    let pass = Command::PassOn { submission: 1, step: 1, to: to.clone(), reason: note(), by: reviewer(), on: JUNE };
    let passed = Event::PassedOn { submission: 1, step: 1, to, reason: note(), by: reviewer(), on: JUNE };
    given::<Document>(handed_in()).when(pass).then([passed.clone()]);
    let mut history = handed_in();
    history.push(passed);
    let deputy = signer("deputy", Role::Reviewer, 1);
    given::<Document>(history.clone()).when(approve(1, deputy.clone())).then([approved(1, deputy)]);
    given::<Document>(history).when(approve(1, reviewer())).then_rejected(Rejection::PassedOnToAnother);
    let urged = Event::Urged { submission: 1, step: 1, by: applicant(), on: JUNE };
    given::<Document>(handed_in()).when(Command::Urge { by: applicant(), on: JUNE }).then([urged]);
}

#[test]
fn a_line_by_class_ends_with_whatever_asset_it_got() {
    let loan = Terms::Loan { from: JUNE, due_on: day(6, 20), purpose: None };
    let chairs = What::Class { class: "A05010301".parse().unwrap(), pieces: Pieces::try_new(200).unwrap() };
    let mut history = vec![
        Event::Drafted {
            document: id(40), unit: unit(), terms: loan, title: "会议".into(), by: applicant(), on: MAY
        },
        put([Line { what: chairs, ..card(1, 0) }]),
    ];
    history.push(submitted(&history));
    history.extend([approved(1, reviewer()), approved(2, offices())]);
    given::<Document>(history)
        .with_facts(facts())
        .when(end(vec![done(1, 77)]))
        .then([line_done(1, 77), Event::Closed { on: JUNE }]);
}
