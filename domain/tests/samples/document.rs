//! Documents: each event with all its fields, and without those that may be missing.

use cangliu_domain::asset::{Condition, DisposalMethod};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::basis::OfficialReply;
use cangliu_domain::division::Division;
use cangliu_domain::document::{Attachment, Authority, Correction, Event, Line, Signer, Step, Terms, What};
use cangliu_domain::fen::Fen;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::policy::Pin;
use cangliu_domain::post::{Holder, Role};
use cangliu_domain::warehouse::Storage;

use super::{day, id};

const SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn holder(subject: &str) -> Holder {
    Holder { issuer: "https://login.example.sh.cn".into(), subject: subject.into() }
}

fn signer() -> Signer {
    Signer {
        person: holder("u-1001"),
        role: Role::Reviewer,
        institution: Some(id(1)),
        post: Some(id(2)),
        on_behalf_of: Some(holder("u-1000")),
    }
}

fn bare_signer() -> Signer {
    Signer { institution: None, post: None, on_behalf_of: None, ..signer() }
}

fn scan() -> Attachment {
    Attachment { sha256: SHA256.into(), title: "批复扫描件".into() }
}

fn drafted(terms: Terms) -> Event {
    Event::Drafted { document: id(40), unit: id(1), terms, title: "示例单据".into(), by: signer(), on: day(5, 1) }
}

fn all_terms() -> [Terms; 13] {
    let disposal = |method, receiver| Terms::Disposal { method, receiver };
    [
        Terms::Intake { warehouse: id(7), storage: Storage::Central },
        Terms::Reallocation { purpose: Some(id(90)) },
        Terms::Reallocation { purpose: None },
        Terms::Loan { from: day(6, 1), due_on: day(6, 30), purpose: Some(id(90)) },
        Terms::Loan { from: day(6, 1), due_on: day(6, 30), purpose: None },
        Terms::LoanRenewal { due_on: day(8, 1) },
        Terms::LoanReturn {},
        Terms::Reclaim { reason: id(90) },
        disposal(DisposalMethod::GratuitousTransfer, Some(id(3))),
        disposal(DisposalMethod::Scrapping, None),
        disposal(DisposalMethod::Donation, None),
        disposal(DisposalMethod::Sale, None),
        Terms::StocktakeDifference { campaign: id(60) },
    ]
}

fn lines() -> Vec<Line> {
    let class: AssetClass = "A05010301".parse().expect("a class");
    let pieces = Pieces::try_new(150).expect("pieces");
    vec![
        Line {
            line: 1,
            what: What::Card { asset: id(10), pieces: Some(pieces) },
            condition: Some(Condition::Repairable),
            place: Some("3号楼201".into()),
            note: Some(id(91)),
        },
        Line { line: 2, what: What::Card { asset: id(11), pieces: None }, condition: None, place: None, note: None },
        Line { line: 3, what: What::Class { class, pieces }, condition: None, place: None, note: None },
    ]
}

fn step(step: u32, role: Role, authority: Authority) -> Step {
    Step { step, role, authority, signers: 1, reply_required: step > 2, working_days: 5 }
}

fn chain() -> Vec<Step> {
    vec![
        step(1, Role::Reviewer, Authority::Unit(id(1))),
        step(2, Role::DepartmentApprover, Authority::Department("市教育委员会".into())),
        step(3, Role::OfficesApprover, Authority::Division(Division::SHANGHAI)),
    ]
}

fn submitted(possible_splitting: bool) -> Event {
    Event::Submitted {
        submission: 2,
        number: "RC-310000-2026-000123".into(),
        digest: SHA256.into(),
        lines: 3,
        pieces: 301,
        original_value: Fen::new(1_234_567),
        chain: chain(),
        policies: vec![Pin { division: Division::SHANGHAI, version: Some(4), terms_table: None }],
        possible_splitting,
        by: signer(),
        on: day(5, 6),
    }
}

pub(crate) fn document() -> Vec<Event> {
    let on = day(5, 8);
    let note = id(92);
    let mut events: Vec<Event> = all_terms().into_iter().map(drafted).collect();
    let described = Event::Described {
        terms: Terms::LoanReturn {},
        title: "示例单据".into(),
        attachments: vec![scan()],
        by: signer(),
        on,
    };
    let reply = OfficialReply {
        number: "沪机管〔2026〕12号".into(), issued_on: on, issuer: "市机关事务管理局".into()
    };
    let approved =
        |reply, scan, opinion, by| Event::StepApproved { submission: 2, step: 3, reply, scan, opinion, by, on };
    let corrections = vec![Correction { line: Some(2), note }, Correction { line: None, note }];
    events.extend([
        described,
        Event::LinesPut { lines: lines(), on },
        Event::LinesRemoved { lines: vec![2, 3], on },
        submitted(true),
        submitted(false),
        approved(Some(reply), Some(scan()), Some(note), signer()),
        approved(None, None, None, bare_signer()),
        Event::Returned { submission: 2, step: 3, to_step: 0, corrections, by: signer(), on },
        Event::Withdrawn { submission: 2, reason: note, by: signer(), on },
        Event::PassedOn { submission: 2, step: 3, to: holder("u-1002"), reason: note, by: signer(), on },
        Event::CountersignAsked {
            submission: 2,
            before_step: 3,
            asked: step(4, Role::OfficesApprover, Authority::Person(holder("u-1003"))),
            reason: note,
            by: signer(),
            on,
        },
        Event::Urged { submission: 2, step: 3, by: signer(), on },
        Event::Rejected { submission: 2, step: 3, reason: note, by: signer(), on },
        Event::Voided { reason: note, by: signer(), on },
        Event::LineDone { line: 1, asset: id(10), revision: 7, by: signer(), on },
        Event::LineRefused { line: 2, reason: note, by: signer(), on },
        Event::LineReturned { line: 3, reason: note, by: signer(), on },
        Event::Closed { on },
    ]);
    events
}
