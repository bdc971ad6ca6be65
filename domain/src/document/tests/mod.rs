//! A document's decisions: right events, staying quiet, and every no.

mod flows;
mod refusals;

use chrono::NaiveDate;

use super::*;
use crate::aggregate::Aggregate;
use crate::asset::{self, Asset, CardFacts, UnitFacts, Usage, ValueKind};
use crate::basis::OfficialReply;
use crate::division::Division;
use crate::fen::Fen;
use crate::given::{day, id};
use crate::id::{AssetId, InstitutionId, NoteId};
use crate::institution::Level;
use crate::pieces::Pieces;
use crate::post::{Holder, Role};
use crate::warehouse::Storage;

const MAY: NaiveDate = day(5, 1);
const JUNE: NaiveDate = day(6, 1);

fn unit() -> InstitutionId {
    id(1)
}

fn note() -> NoteId {
    id(90)
}

fn signer(subject: &str, role: Role, institution: u128) -> Signer {
    Signer {
        person: Holder { issuer: "test".into(), subject: subject.into() },
        role,
        institution: Some(id(institution)),
        post: None,
        on_behalf_of: None,
    }
}

fn applicant() -> Signer {
    signer("applicant", Role::AssetManager, 1)
}

fn reviewer() -> Signer {
    signer("reviewer", Role::Reviewer, 1)
}

fn offices() -> Signer {
    signer("offices", Role::OfficesApprover, 3)
}

fn intake() -> Terms {
    Terms::Intake { warehouse: id(7), storage: Storage::Central }
}

fn card(line: u32, asset: u128) -> Line {
    let what = What::Card { asset: id(asset), pieces: None };
    Line { line, what, condition: None, place: None, note: None }
}

fn drafted() -> Event {
    Event::Drafted { document: id(40), unit: unit(), terms: intake(), title: "入仓".into(), by: applicant(), on: MAY }
}

fn put(lines: impl IntoIterator<Item = Line>) -> Event {
    Event::LinesPut { lines: lines.into_iter().collect(), on: MAY }
}

fn step(step: u32, role: Role, authority: Authority) -> Step {
    Step { step, role, authority, signers: 1, reply_required: false, working_days: 3 }
}

/// 复核 in the unit, then 机管局 with a reply.
fn chain() -> Vec<Step> {
    let offices = step(2, Role::OfficesApprover, Authority::Division(Division::SHANGHAI));
    vec![step(1, Role::Reviewer, Authority::Unit(unit())), Step { reply_required: true, ..offices }]
}

fn registered(asset: u128, owner: u128) -> asset::Registered {
    let card = CardFacts {
        name: "办公桌".into(),
        class: "A05010201".parse().unwrap(),
        brand: None,
        model: None,
        serial: None,
        unit: None,
        pieces: Pieces::try_new(4).unwrap(),
        value_kind: ValueKind::Original,
        original_value: Fen::new(40_001),
        net_value: None,
        acquisition: None,
        acquired_on: day(1, 1),
        in_use_on: None,
        usage: Usage::Idle,
        department: None,
        user: None,
        place: None,
        remark: None,
    };
    let event = asset::Event::Registered {
        asset: id(asset),
        owner: id(owner),
        number: "ZC-1".into(),
        card,
        on: day(1, 2),
        source: None,
    };
    Asset::fold([&event]).situation().registered().unwrap().clone()
}

fn facts() -> Facts {
    let known = UnitFacts {
        institution: unit(),
        level: Level::Municipal,
        competent_department: None,
        subordinate_to: Division::SHANGHAI,
        closed_on: None,
    };
    let assets = [(id::<AssetId>(10), registered(10, 1)), (id(11), registered(11, 1))];
    Facts {
        unit: Some(known),
        warehouse: Some(Place { warehouse: id(7), operator: id(3), open: true }),
        assets: assets.into_iter().collect(),
        asked: Asked { chain: chain(), policies: Vec::new(), possible_splitting: false },
        acts: [(1, id(10), 1), (2, id(11), 1), (1, id(77), 1)].into_iter().collect(),
        operators: std::iter::once(id(3)).collect(),
        files_missing: std::iter::once("ff".to_owned()).collect(),
    }
}

const NUMBER: &str = "RC-310000-2026-000001";

fn submit() -> Command {
    Command::Submit { number: NUMBER.into(), by: applicant(), on: JUNE }
}

/// The event that handing in the history leads to.
fn submitted(history: &[Event]) -> Event {
    let events = Document::fold(history).decide(submit(), &facts(), JUNE).unwrap();
    assert_eq!(events.len(), 1);
    events.into_iter().next().unwrap()
}

fn handed_in() -> Vec<Event> {
    let mut history = vec![drafted(), put([card(1, 10), card(2, 11)])];
    history.push(submitted(&history));
    history
}

fn reply() -> OfficialReply {
    OfficialReply {
        number: "沪机管〔2026〕12号".into(), issued_on: JUNE, issuer: "市机关事务管理局".into()
    }
}

fn approve(step: u32, by: Signer) -> Command {
    let reply = (step == 2).then(reply);
    Command::Approve { submission: 1, step, reply, scan: None, opinion: None, by, on: JUNE }
}

fn approved(step: u32, by: Signer) -> Event {
    let reply = (step == 2).then(reply);
    Event::StepApproved { submission: 1, step, reply, scan: None, opinion: None, by, on: JUNE }
}

fn signed_by_all() -> Vec<Event> {
    let mut history = handed_in();
    history.extend([approved(1, reviewer()), approved(2, offices())]);
    history
}

fn done(line: u32, asset: u128) -> Done {
    Done { line, asset: id(asset), revision: 1 }
}

fn line_done(line: u32, asset: u128) -> Event {
    Event::LineDone { line, asset: id(asset), revision: 1, by: offices(), on: JUNE }
}

fn end(done: Vec<Done>) -> Command {
    Command::EndLines { done, by: offices(), on: JUNE }
}

fn known(history: &[Event]) -> Known {
    Document::fold(history).known().unwrap().clone()
}
