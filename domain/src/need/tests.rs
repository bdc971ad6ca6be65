//! A need from its statement to its numbered answer.

use strum::VariantNames;

use super::*;
use crate::division::Division;
use crate::given::{TODAY, day, given, id, refuses};
use crate::institution::Level;
use crate::policy::Policy;

const JUNE: NaiveDate = day(6, 1);

fn pieces(count: u32) -> Pieces {
    Pieces::try_new(count).unwrap()
}

fn unit() -> UnitFacts {
    UnitFacts {
        institution: id(1),
        level: Level::Municipal,
        competent_department: None,
        subordinate_to: Division::SHANGHAI,
        closed_on: None,
    }
}

fn matched(asset: u128, count: u32) -> Match {
    Match { asset: id(asset), warehouse: id(20), condition: Condition::Serviceable, pieces: pieces(count) }
}

fn facts() -> Facts {
    Facts {
        unit: Some(unit()),
        matches: vec![matched(10, 40), matched(11, 1)],
        number: Some("CX-310000-2026-000001".into()),
        policy: Some(Policy::default().in_force(Division::SHANGHAI, JUNE)),
    }
}

fn state(on: NaiveDate) -> Command {
    Command::State {
        need: id(80),
        unit: id(1),
        class: AssetClass::parse("A02010105").unwrap(),
        quantity: pieces(15),
        purpose: id(70),
        by: id(50),
        on,
        found: Found { position: "log:7".into(), assets: vec![id(10), id(11)] },
    }
}

fn stated() -> [Event; 2] {
    [
        Event::Stated {
            need: id(80),
            unit: id(1),
            class: AssetClass::parse("A02010105").unwrap(),
            quantity: pieces(15),
            purpose: id(70),
            by: id(50),
            on: JUNE,
        },
        Event::Matched { position: "log:7".into(), matches: facts().matches, on: JUNE },
    ]
}

fn taken(asset: u128, count: u32) -> Answer {
    Answer { asset: id(asset), decision: Decision::Taken { pieces: pieces(count), saving: None } }
}

fn declined(asset: u128, reason: DeclineReason) -> Answer {
    Answer { asset: id(asset), decision: Decision::Declined { reason, note: None } }
}

fn answers() -> Vec<Answer> {
    vec![taken(10, 15), declined(11, DeclineReason::BetterMatch)]
}

fn answer(answers: Vec<Answer>, on: NaiveDate) -> Command {
    Command::Answer { answers, by: id(51), on }
}

fn answered() -> Event {
    Event::Answered {
        answers: answers(),
        number: "CX-310000-2026-000001".into(),
        valid_until: day(7, 2),
        by: id(51),
        policy: facts().policy.unwrap().pin,
        on: day(6, 2),
    }
}

#[test]
fn a_need_is_stated_with_what_there_is_for_it() {
    given::<Need>([]).with_facts(facts()).when(state(JUNE)).then(stated());
}

#[test]
fn what_the_views_showed_is_no_part_of_what_was_asked() {
    let Command::State { need, unit, class, quantity, purpose, by, on, .. } = state(JUNE) else { panic!("stated") };
    let later = Command::State { need, unit, class, quantity, purpose, by, on, found: Found::default() };
    assert_eq!(serde_json::to_string(&later).unwrap(), serde_json::to_string(&state(JUNE)).unwrap());
}

#[test]
fn an_answer_has_a_number_and_is_valid_for_thirty_days() {
    given::<Need>(stated()).with_facts(facts()).when(answer(answers(), day(6, 2))).then([answered()]);
}

#[test]
fn where_there_is_nothing_the_answer_says_so_under_a_number_too() {
    let [stated, _] = stated();
    let nothing = Event::Matched { position: "log:7".into(), matches: vec![], on: JUNE };
    let Event::Answered { number, valid_until, by, policy, on, .. } = answered() else { panic!("answered") };
    let said = Event::Answered { answers: vec![], number, valid_until, by, policy, on };
    given::<Need>([stated, nothing]).with_facts(facts()).when(answer(vec![], day(6, 2))).then([said]);
}

#[test]
fn every_refusal_has_its_reason() {
    let open = || given::<Need>(stated()).with_facts(facts());
    let says = |answers: Vec<Answer>| open().when(answer(answers, day(6, 2)));
    let better = || declined(11, DeclineReason::BetterMatch);
    let priced = |unit_price, source: &str| {
        let saving = Saving { basis: PriceBasis::Quotation, unit_price: Fen::new(unit_price), source: source.into() };
        Answer { asset: id(10), decision: Decision::Taken { pieces: pieces(1), saving: Some(saving) } }
    };
    let closed = Facts { unit: Some(UnitFacts { closed_on: Some(JUNE), ..unit() }), ..facts() };
    let unnumbered = Facts { number: None, ..facts() };
    refuses::<Need>(
        Rejection::VARIANTS,
        [
            (open().when(state(JUNE)), Rejection::NeedAlreadyStated),
            (given([]).when(answer(vec![], JUNE)), Rejection::NeedNotStated),
            (
                given([stated().to_vec(), vec![answered()]].concat()).when(answer(answers(), TODAY)),
                Rejection::NeedAlreadyAnswered { number: "CX-310000-2026-000001".into() },
            ),
            (given([]).when(state(JUNE)), Rejection::InstitutionUnknown),
            (given([]).with_facts(closed).when(state(JUNE)), Rejection::InstitutionClosed { on: JUNE }),
            (given([]).with_facts(facts()).when(state(day(7, 1))), Rejection::InFuture { on: day(7, 1) }),
            (open().when(answer(answers(), day(5, 31))), Rejection::AnsweredBeforeStated { stated_on: JUNE }),
            (says(vec![taken(12, 1)]), Rejection::NotAMatch { asset: id(12) }),
            (says(vec![better(), better()]), Rejection::AnsweredTwice { asset: id(11) }),
            (says(vec![better()]), Rejection::AnswerMissing { asset: id(10) }),
            (says(vec![taken(10, 41), better()]), Rejection::NotSoMany { asset: id(10), pieces: pieces(40) }),
            (says(vec![taken(10, 15), taken(11, 1)]), Rejection::TakenBeyondNeed { quantity: pieces(15) }),
            (says(vec![declined(10, DeclineReason::Other)]), Rejection::NoteMissing { asset: id(10) }),
            (says(vec![priced(0, "询价单")]), Rejection::PriceWithoutBasis { asset: id(10) }),
            (says(vec![priced(1, " ")]), Rejection::PriceWithoutBasis { asset: id(10) }),
            (given(stated()).with_facts(unnumbered).when(answer(answers(), day(6, 2))), Rejection::NumberNotDrawn),
        ],
    );
}
