//! A stock-take from its plan to its end, and what it refuses.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use strum::VariantNames;

use super::command::{Books, Facts, Findings};
use super::decide::LINES_MAX;
use super::{
    Command, CountRead, Difference, DifferenceKind, Event, Expected, Found, Member, Outcome, Part, Phase, Rejection,
    Scope, Stocktake,
};
use crate::Aggregate;
use crate::basis::Basis;
use crate::fen::Fen;
use crate::given::{day, given, id, refuses};
use crate::id::AssetId;
use crate::post::Holder;

const MAY: NaiveDate = day(5, 1);
const JUNE: NaiveDate = day(6, 1);
const LATER: NaiveDate = day(6, 20);

fn holder(subject: &str) -> Holder {
    Holder { issuer: "https://id.example".into(), subject: subject.into() }
}

fn member(n: u128) -> Member {
    Member { person: id(n), holder: None, is_keeper: false }
}

fn with_account(n: u128, subject: &str) -> Member {
    Member { holder: Some(holder(subject)), ..member(n) }
}

fn plan(title: &str) -> Command {
    Command::Plan {
        stocktake: id(5),
        scope: Scope::Unit { unit: id(1) },
        reference_on: JUNE,
        title: title.into(),
        by: holder("li"),
        on: MAY,
    }
}

fn planned() -> Event {
    Event::Planned {
        stocktake: id(5),
        scope: Scope::Unit { unit: id(1) },
        institution: id(1),
        reference_on: JUNE,
        title: "年中盘点".into(),
        by: holder("li"),
        on: MAY,
    }
}

fn set(team: &str, members: Vec<Member>) -> Command {
    Command::SetTeam { team: team.into(), members, places: vec!["3 号楼".into()], on: MAY }
}

fn members() -> Vec<Member> {
    vec![with_account(50, "zhang"), member(51)]
}

fn team() -> Event {
    Event::TeamSet { team: "a".into(), members: members(), places: vec!["3 号楼".into()], on: MAY }
}

fn expected() -> Expected {
    Expected { assets: 2, pieces: 5, original_value: Fen::new(700), digest: "0f".repeat(32) }
}

fn books() -> Books {
    Books { position: 42, expected: expected() }
}

fn begun() -> Event {
    Event::Begun { position: 42, expected: expected(), on: JUNE }
}

fn ask(assets: &[u128]) -> Command {
    let assets: BTreeSet<AssetId> = assets.iter().map(|n| id(*n)).collect();
    Command::AskRecount { assets, reason: "两组不一致".into(), on: LATER }
}

fn asked() -> Event {
    Event::RecountAsked { round: 1, assets: [id(10)].into(), reason: "两组不一致".into(), on: LATER }
}

fn difference(n: u128) -> Difference {
    Difference {
        difference: id(n),
        kind: DifferenceKind::Shortage,
        asset: Some(id(n)),
        code: None,
        name: None,
        card: None,
        expected: 1,
        counted: 0,
        place: None,
        photo: None,
        note: None,
    }
}

fn findings(differences: Vec<Difference>) -> Facts {
    let counts = vec![CountRead { team: "a".into(), scans: 2, revision: Some(0) }];
    let outcome = Outcome { found: Found { things: 1, pieces: 4 }, differences, ..Outcome::default() };
    Facts { books: Some(books()), findings: Some(Findings { counts, outcome }), ..Facts::default() }
}

fn stated(report: u32, (part, parts): (u32, u32), differences: Vec<Difference>) -> Event {
    Event::Stated {
        report,
        part,
        parts,
        position: 42,
        expected: expected(),
        found: Found { things: 1, pieces: 4 },
        counts: vec![CountRead { team: "a".into(), scans: 2, revision: Some(0) }],
        differences,
        movements: vec![],
        on: LATER,
    }
}

fn sign(part: Part, signer: &str) -> Command {
    Command::Sign { report: 1, part, signer: holder(signer), on: LATER }
}

fn signed(part: Part, signer: &str) -> Event {
    Event::Signed { report: 1, part, signer: holder(signer), on: LATER }
}

fn counting() -> Vec<Event> {
    vec![planned(), team(), begun()]
}

fn reported() -> Vec<Event> {
    [counting(), vec![stated(1, (1, 1), vec![difference(10)])]].concat()
}

fn standing() -> Vec<Event> {
    let signatures = vec![signed(Part::Counter, "zhang"), signed(Part::Supervisor, "chen"), signed(Part::Head, "zhao")];
    [reported(), signatures].concat()
}

fn under() -> Basis {
    Basis { document: id(40), line: None, number: Some("PC-310000-2026-000001".into()), reply: None }
}

fn settle(n: u128) -> Command {
    Command::Settle { difference: id(n), under: under(), on: LATER }
}

fn settled() -> Event {
    Event::DifferenceSettled { difference: id(10), under: under(), on: LATER }
}

fn close() -> Command {
    Command::Close { on: LATER }
}

fn closed() -> Vec<Event> {
    [standing(), vec![settled(), Event::Closed { on: LATER }]].concat()
}

#[test]
fn a_stocktake_is_planned_for_a_scope_that_somebody_answers_for() {
    let facts = Facts { institution: Some(id(1)), ..Facts::default() };
    given::<Stocktake>([]).with_facts(facts).when(plan("年中盘点")).then([planned()]);
}

#[test]
fn a_team_is_set_up_and_may_be_changed_while_it_counts() {
    given::<Stocktake>([planned()]).when(set("a", members())).then([team()]);
    let changed = Command::SetTeam { team: "a".into(), members: members(), places: vec![], on: LATER };
    let event = Event::TeamSet { team: "a".into(), members: members(), places: vec![], on: LATER };
    given::<Stocktake>(counting()).when(changed).then([event]);
}

#[test]
fn counting_begins_with_what_the_books_say() {
    let facts = Facts { books: Some(books()), ..Facts::default() };
    given::<Stocktake>([planned(), team()]).with_facts(facts).when(Command::Begin { on: JUNE }).then([begun()]);
}

#[test]
fn a_report_is_stated_and_a_recount_takes_it_back() {
    let state = Command::State { on: LATER };
    given::<Stocktake>(counting()).with_facts(findings(vec![difference(10)])).when(state.clone()).then([stated(
        1,
        (1, 1),
        vec![difference(10)],
    )]);
    given::<Stocktake>(reported()).when(ask(&[10])).then([asked()]);
    let after = [reported(), vec![signed(Part::Counter, "zhang"), asked()]].concat();
    let campaign = Stocktake::fold(&after);
    assert_eq!(campaign.campaign().map(|known| (known.phase, known.report.is_none())), Some((Phase::Counting, true)));
    given::<Stocktake>(after).with_facts(findings(vec![])).when(state).then([stated(2, (1, 1), vec![])]);
}

#[test]
fn a_long_report_is_several_events_and_one_report() {
    let many: Vec<Difference> = (0..=LINES_MAX as u128).map(difference).collect();
    let (first, last) = many.split_at(LINES_MAX);
    let events = [stated(1, (1, 2), first.to_vec()), stated(1, (2, 2), last.to_vec())];
    given::<Stocktake>(counting())
        .with_facts(findings(many.clone()))
        .when(Command::State { on: LATER })
        .then(events.clone());
    let state = Stocktake::fold(&[counting(), events.to_vec()].concat());
    let report = state.campaign().and_then(|campaign| campaign.report.as_ref()).unwrap();
    assert_eq!((report.differences.clone(), report.open()), (many, LINES_MAX + 1));
}

#[test]
fn three_persons_sign_then_differences_are_settled_then_it_is_closed() {
    given::<Stocktake>(reported()).when(sign(Part::Head, "zhao")).then([signed(Part::Head, "zhao")]);
    given::<Stocktake>(standing()).when(settle(10)).then([settled()]);
    given::<Stocktake>([standing(), vec![settled()]].concat()).when(close()).then([Event::Closed { on: LATER }]);
}

#[test]
fn where_no_counter_has_an_account_whoever_may_signs_for_them() {
    let without = Event::TeamSet { team: "a".into(), members: vec![member(1), member(2)], places: vec![], on: MAY };
    let history = [vec![planned(), without, begun()], vec![stated(1, (1, 1), vec![])]].concat();
    given::<Stocktake>(history).when(sign(Part::Counter, "li")).then([signed(Part::Counter, "li")]);
}

#[test]
fn what_is_lent_out_or_elsewhere_is_not_in_the_scope() {
    use crate::asset::{self, Asset};
    let registered = asset::Event::Registered {
        asset: id(10),
        owner: id(1),
        number: "TY-0001".into(),
        card: crate::asset::CardFacts {
            name: "会议椅".into(),
            class: crate::asset_class::AssetClass::parse("A05010301").unwrap(),
            brand: None,
            model: None,
            serial: None,
            unit: None,
            pieces: crate::pieces::Pieces::ONE,
            value_kind: asset::ValueKind::Original,
            original_value: Fen::new(700),
            net_value: None,
            acquisition: None,
            acquired_on: MAY,
            in_use_on: None,
            usage: asset::Usage::Idle,
            department: None,
            user: None,
            place: None,
            remark: None,
        },
        on: MAY,
        source: None,
    };
    let asset = Asset::fold([&registered]);
    let now = asset.situation().registered().unwrap();
    assert!(Scope::Unit { unit: id(1) }.holds(id(1), now));
    assert!(!Scope::Unit { unit: id(2) }.holds(id(2), now));
    assert!(!Scope::Warehouse { warehouse: id(20) }.holds(id(1), now));
}

#[test]
fn every_refusal_has_its_reason() {
    let known = Facts { institution: Some(id(1)), ..Facts::default() };
    let tomorrow = day(7, 1);
    let late = Command::Close { on: tomorrow };
    let twice = vec![member(50), member(50)];
    let one_account = vec![with_account(50, "zhang"), with_account(51, "zhang")];
    let kept = vec![Member { is_keeper: true, ..member(51) }, with_account(50, "wang")];
    let keepers = Facts { keepers: vec![holder("wang")], ..Facts::default() };
    let mut awaiting = findings(vec![]);
    if let Some(findings) = &mut awaiting.findings {
        findings.outcome.awaiting_recount = vec![id(10), id(11)];
    }
    let mut idle = findings(vec![]);
    if let Some(findings) = &mut idle.findings {
        findings.counts[0].scans = 0;
    }
    let state = || Command::State { on: LATER };
    let unsigned = || [reported(), vec![signed(Part::Counter, "zhang")]].concat();
    let old = Command::Sign { report: 2, part: Part::Head, signer: holder("zhao"), on: LATER };
    let no_reason = Command::AskRecount { assets: [id(10)].into(), reason: " ".into(), on: LATER };
    let begin = |on| Command::Begin { on };
    refuses::<Stocktake>(
        Rejection::VARIANTS,
        [
            (given([]).when(close()), Rejection::StocktakeNotPlanned),
            (given([planned()]).with_facts(known.clone()).when(plan("盘")), Rejection::StocktakeAlreadyPlanned),
            (given([]).when(plan("盘")), Rejection::ScopeUnknown),
            (given([]).with_facts(known.clone()).when(plan(" ")), Rejection::TitleEmpty),
            (given([]).with_facts(known).on(day(4, 1)).when(plan("盘")), Rejection::InFuture { on: MAY }),
            (given(standing()).when(late), Rejection::InFuture { on: tomorrow }),
            (given(counting()).when(set("a", members())), Rejection::BeforeLatestStep { latest_on: JUNE }),
            (given([planned(), team()]).when(begin(MAY)), Rejection::BeforeReferenceDate { reference_on: JUNE }),
            (given([planned()]).when(set("A 1", members())), Rejection::TeamKeyMalformed { team: "A 1".into() }),
            (given([planned()]).when(set("", members())), Rejection::TeamKeyMalformed { team: String::new() }),
            (given([planned()]).when(set("a", vec![member(50)])), Rejection::TooFewCounters),
            (given([planned()]).when(set("a", twice)), Rejection::TooFewCounters),
            (given([planned()]).when(set("a", one_account)), Rejection::TooFewCounters),
            (given([planned()]).with_facts(keepers).when(set("a", kept)), Rejection::OnlyKeepersCount),
            (given([planned()]).when(begin(JUNE)), Rejection::NoTeams),
            (given(counting()).when(begin(JUNE)), Rejection::AlreadyBegun),
            (given([planned(), team()]).when(begin(JUNE)), Rejection::NothingToCount),
            (given([planned()]).when(ask(&[10])), Rejection::NotBegun),
            (given([planned()]).when(state()), Rejection::NotBegun),
            (given(counting()).when(ask(&[])), Rejection::NoAssets),
            (given(counting()).when(no_reason), Rejection::ReasonEmpty),
            (given(counting()).when(state()), Rejection::NothingCounted),
            (given(counting()).with_facts(idle).when(state()), Rejection::NothingCounted),
            (given(counting()).with_facts(awaiting).when(state()), Rejection::RecountOpen { asset: id(10), others: 1 }),
            (given(reported()).with_facts(findings(vec![])).when(state()), Rejection::AlreadyStated),
            (
                given(reported()).when(Command::SetTeam {
                    team: "a".into(),
                    members: members(),
                    places: vec![],
                    on: LATER,
                }),
                Rejection::AlreadyStated,
            ),
            (given(counting()).when(sign(Part::Head, "zhao")), Rejection::NotStated),
            (given(counting()).when(close()), Rejection::NotStated),
            (given(reported()).when(old), Rejection::ReportMoved { report: 1 }),
            (given(unsigned()).when(sign(Part::Counter, "chen")), Rejection::AlreadySigned { part: Part::Counter }),
            (given(unsigned()).when(sign(Part::Head, "zhang")), Rejection::SamePersonSigned),
            (given(reported()).when(sign(Part::Counter, "chen")), Rejection::NotACounter),
            (given(reported()).when(sign(Part::Supervisor, "zhang")), Rejection::CounterSupervises),
            (given(standing()).when(sign(Part::Head, "zhao")), Rejection::ReportSigned),
            (given(standing()).when(ask(&[10])), Rejection::ReportSigned),
            (given(unsigned()).when(settle(10)), Rejection::NotSigned),
            (given(standing()).when(settle(11)), Rejection::NoSuchDifference { difference: id(11) }),
            (given([standing(), vec![settled()]].concat()).when(settle(10)), Rejection::AlreadySettled),
            (given(standing()).when(close()), Rejection::DifferencesOpen { open: 1 }),
            (given(closed()).when(close()), Rejection::StocktakeClosed { on: LATER }),
        ],
    );
}
