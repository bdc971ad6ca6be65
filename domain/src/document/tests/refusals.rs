//! One row per refusal.

use strum::VariantNames;

use super::*;
use crate::document_kind::DocumentKind;
use crate::given::{Decided, given, refuses};

const JULY: NaiveDate = day(7, 1);

fn draft(unit: u128, terms: Terms, title: &str, on: NaiveDate) -> Command {
    Command::Draft { document: id(40), unit: id(unit), terms, title: title.into(), by: applicant(), on }
}

fn when(history: impl IntoIterator<Item = Event>, command: Command) -> Decided<Document> {
    given(history).with_facts(facts()).when(command)
}

fn put_lines(lines: Vec<Line>) -> Command {
    Command::PutLines { lines, on: MAY }
}

fn begun() -> Vec<Event> {
    vec![drafted(), put([card(1, 10), card(2, 11)])]
}

fn describe(terms: Terms, attachments: Vec<Attachment>) -> Command {
    Command::Describe { terms, title: "入仓".into(), attachments, by: applicant(), on: MAY }
}

fn file(sha256: &str) -> Attachment {
    Attachment { sha256: sha256.into(), title: "附件".into() }
}

fn send_back(to_step: u32, corrections: Vec<Correction>) -> Command {
    Command::Return { submission: 1, step: 1, to_step, corrections, by: reviewer(), on: JUNE }
}

fn pass_on(subject: &str) -> Command {
    let to = Holder { issuer: "test".into(), subject: subject.into() };
    Command::PassOn { submission: 1, step: 1, to, reason: note(), by: reviewer(), on: JUNE }
}

#[test]
fn every_refusal_has_its_reason() {
    let mut rows = drafts();
    rows.extend(submissions());
    rows.extend(signatures());
    rows.extend(lines());
    refuses::<Document>(Rejection::VARIANTS, rows);
}

fn drafts() -> Vec<(Decided<Document>, Rejection)> {
    let mut closed = facts();
    closed.unit.as_mut().unwrap().closed_on = Some(MAY);
    let mut full = facts();
    full.warehouse = Some(Place { warehouse: id(7), operator: id(3), open: false });
    let elsewhere = Terms::Intake { warehouse: id(8), storage: Storage::Central };
    let backwards = Terms::Loan { from: JUNE, due_on: JUNE, purpose: None };
    let class = What::Class { class: "A05010301".parse().unwrap(), pieces: Pieces::try_new(2).unwrap() };
    let many = || (0..51).map(|_| file("00")).collect::<Vec<_>>();
    vec![
        (when([], describe(intake(), Vec::new())), Rejection::DocumentNotDrafted),
        (when([drafted()], draft(1, intake(), "入仓", MAY)), Rejection::DocumentAlreadyDrafted),
        (when([], draft(2, intake(), "入仓", MAY)), Rejection::InstitutionUnknown),
        (given([]).with_facts(closed).when(draft(1, intake(), "入仓", MAY)), Rejection::InstitutionClosed { on: MAY }),
        (when([], draft(1, intake(), " ", MAY)), Rejection::TitleEmpty),
        (when([], draft(1, elsewhere, "入仓", MAY)), Rejection::WarehouseUnknown),
        (given([]).with_facts(full).when(draft(1, intake(), "入仓", MAY)), Rejection::WarehouseClosed),
        (when([], draft(1, backwards, "借用", MAY)), Rejection::DueTooEarly { due_on: JUNE }),
        (when([], draft(1, intake(), "入仓", JULY)), Rejection::InFuture { on: JULY }),
        (
            when(begun(), Command::RemoveLines { lines: vec![1], on: day(4, 1) }),
            Rejection::BeforeLatestEvent { latest: MAY },
        ),
        (
            when(begun(), describe(Terms::LoanReturn {}, Vec::new())),
            Rejection::KindChanged { kind: DocumentKind::Intake },
        ),
        (when(begun(), describe(intake(), many())), Rejection::TooManyFiles { files_max: 50 }),
        (when(begun(), describe(intake(), vec![file("ff")])), Rejection::FileNotUploaded { sha256: "ff".into() }),
        (when(handed_in(), put_lines(vec![card(3, 12)])), Rejection::LinesFrozen),
        (when(begun(), put_lines(Vec::new())), Rejection::NoLines),
        (
            when(begun(), put_lines((1..=501).map(|n| card(n, u128::from(n))).collect())),
            Rejection::TooManyLines { lines_max: 500 },
        ),
        (when(begun(), put_lines(vec![card(2_001, 12)])), Rejection::LineNumberOutside { line: 2_001 }),
        (when(begun(), put_lines(vec![card(3, 12), card(3, 13)])), Rejection::LineTwice { line: 3 }),
        (when(begun(), put_lines(vec![Line { what: class, ..card(3, 0) }])), Rejection::LineNeedsAsset { line: 3 }),
        (when(begun(), put_lines(vec![card(3, 10)])), Rejection::AssetTwice { asset: id(10), line: 3 }),
        (when(begun(), Command::RemoveLines { lines: vec![9], on: MAY }), Rejection::LineUnknown { line: 9 }),
    ]
}

fn submissions() -> Vec<(Decided<Document>, Rejection)> {
    let mut nobody = facts();
    nobody.asked.chain.clear();
    let mut huge = facts();
    huge.assets.values_mut().for_each(|asset| asset.card.original_value = Fen::new(i64::MAX));
    let blank = Command::Submit { number: " ".into(), by: applicant(), on: JUNE };
    let unfit = vec![LineFault { line: 3, why: Unfit::AssetUnknown }];
    vec![
        (when(begun().into_iter().chain([put([card(3, 12)])]), submit()), Rejection::LinesUnfit { faults: unfit }),
        (when(begun(), blank), Rejection::NumberNotDrawn),
        (given(begun()).with_facts(nobody).when(submit()), Rejection::NoApprovers),
        (given(begun()).with_facts(huge).when(submit()), Rejection::ValueTooLarge),
    ]
}

fn signatures() -> Vec<(Decided<Document>, Rejection)> {
    let with = |more: Vec<Event>| handed_in().into_iter().chain(more).collect::<Vec<_>>();
    let half = || with(vec![approved(1, reviewer())]);
    let own = signer("inspector", Role::OfficesApprover, 1);
    let stands_in = Signer { on_behalf_of: Some(applicant().person), ..reviewer() };
    let late = OfficialReply { issued_on: day(6, 2), ..reply() };
    let signed =
        |step, reply, by| Command::Approve { submission: 1, step, reply, scan: None, opinion: None, by, on: JUNE };
    let other = Command::Reject { submission: 2, step: 1, reason: note(), by: reviewer(), on: JUNE };
    let to = Holder { issuer: "test".into(), subject: "deputy".into() };
    let passed = Event::PassedOn { submission: 1, step: 1, to, reason: note(), by: reviewer(), on: JUNE };
    let urge = || Command::Urge { by: applicant(), on: JUNE };
    let urged = Event::Urged { submission: 1, step: 1, by: applicant(), on: JUNE };
    let rejected = Event::Rejected { submission: 1, step: 1, reason: note(), by: reviewer(), on: JUNE };
    let correction = Correction { line: None, note: note() };
    vec![
        (when(begun(), approve(1, reviewer())), Rejection::NotUnderApproval),
        (when(handed_in(), other), Rejection::OtherSubmission { present: 1 }),
        (when(handed_in(), approve(2, offices())), Rejection::NotTheStep { present: 1 }),
        (when(handed_in(), approve(1, applicant())), Rejection::OwnDocument),
        (when(handed_in(), approve(1, stands_in)), Rejection::OwnDocument),
        (when(half(), approve(2, own)), Rejection::OwnUnit),
        (when(half(), approve(2, signer("reviewer", Role::OfficesApprover, 3))), Rejection::SignedBefore { step: 1 }),
        (when(with(vec![passed]), approve(1, reviewer())), Rejection::PassedOnToAnother),
        (when(handed_in(), pass_on(" ")), Rejection::HolderEmpty),
        (when(handed_in(), pass_on("reviewer")), Rejection::ToOneself),
        (when(half(), signed(2, None, offices())), Rejection::ReplyMissing),
        (when(half(), signed(2, Some(late), offices())), Rejection::ReplyAfterSignature { issued_on: day(6, 2) }),
        (when(handed_in(), send_back(0, Vec::new())), Rejection::NoCorrections),
        (when(handed_in(), send_back(2, vec![correction])), Rejection::NotAnEarlierStep { to_step: 2 }),
        (when(with(vec![urged]), urge()), Rejection::UrgedToday),
        (when(with(vec![rejected]), urge()), Rejection::DocumentEnded { on: JUNE }),
    ]
}

fn lines() -> Vec<(Decided<Document>, Rejection)> {
    let one = || signed_by_all().into_iter().chain([line_done(1, 10)]).collect::<Vec<_>>();
    let after = |event: Event| signed_by_all().into_iter().chain([event]).collect::<Vec<_>>();
    let void = Command::Void { reason: note(), by: applicant(), on: JUNE };
    let refused = Event::LineRefused { line: 1, reason: note(), by: offices(), on: JUNE };
    let returned = Event::LineReturned { line: 1, reason: note(), by: offices(), on: JUNE };
    vec![
        (when(handed_in(), end(vec![done(1, 10)])), Rejection::NotApproved),
        (when(one(), void), Rejection::LinesDone),
        (when(one(), end(vec![done(1, 10)])), Rejection::LineDone { line: 1 }),
        (when(after(refused), end(vec![done(1, 10)])), Rejection::LineRefused { line: 1 }),
        (when(after(returned), end(vec![done(1, 10)])), Rejection::LineReturned { line: 1 }),
        (when(one(), end(vec![done(2, 12)])), Rejection::OtherAsset { line: 2 }),
        (given(one()).when(end(vec![done(2, 11)])), Rejection::ActNotFound { line: 2 }),
    ]
}

#[test]
fn each_kind_says_which_assets_it_takes() {
    let mut told = std::collections::BTreeSet::new();
    let mut ask = |kind: DocumentKind, asset: Option<&asset::Registered>, pieces| {
        let what = What::Card { asset: id(10), pieces };
        let no = super::super::fitness::fit(kind, unit(), &what, asset).err();
        told.extend(no.map(Unfit::code));
        no
    };
    let mine = registered(10, 1);
    let theirs = registered(10, 2);
    let five = Pieces::try_new(5).ok();
    assert_eq!(ask(DocumentKind::Intake, Some(&mine), None), None);
    assert_eq!(ask(DocumentKind::Intake, None, None), Some(Unfit::AssetUnknown));
    assert_eq!(ask(DocumentKind::Intake, Some(&mine), five), Some(Unfit::TooFewPieces));
    assert_eq!(ask(DocumentKind::Intake, Some(&theirs), None), Some(Unfit::OwnedByAnother));
    assert_eq!(ask(DocumentKind::Reallocation, Some(&theirs), None), Some(Unfit::NotInWarehouse));
    assert_eq!(ask(DocumentKind::LoanReturn, Some(&mine), None), Some(Unfit::NotOnLoanHere));
    assert_eq!(ask(DocumentKind::Disposal, Some(&mine), None), None);
    let inside = |asset: &asset::Registered, depositor: u128| {
        let mut asset = asset.clone();
        asset.in_warehouse = Some(asset::InWarehouse {
            warehouse: id(7),
            operator: id(3),
            depositor: id(depositor),
            mode: crate::warehouse::IntakeMode::CustodyOnly,
            storage: Storage::Central,
            since: MAY,
            listing: None,
        });
        asset
    };
    let stored = inside(&mine, 1);
    let other = inside(&theirs, 2);
    assert_eq!(ask(DocumentKind::Intake, Some(&stored), None), Some(Unfit::AlreadyInWarehouse));
    assert_eq!(ask(DocumentKind::Reallocation, Some(&stored), None), Some(Unfit::BroughtByThisUnit));
    assert_eq!(ask(DocumentKind::Reallocation, Some(&other), None), Some(Unfit::NotListed));
    assert_eq!(ask(DocumentKind::Reclaim, Some(&stored), None), None);
    assert_eq!(ask(DocumentKind::Reclaim, Some(&other), None), Some(Unfit::BroughtByAnother));
    let mut lent = stored;
    lent.occupation = asset::Occupation::OnLoan(asset::Loan { unit: id(4), due_on: JUNE, since: MAY, renewals: 0 });
    assert_eq!(ask(DocumentKind::Reclaim, Some(&lent), None), Some(Unfit::NotFree));
    assert_eq!(told, Unfit::VARIANTS.iter().copied().collect(), "every reason is given by a row");
}
