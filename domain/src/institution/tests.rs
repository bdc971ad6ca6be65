//! An institution, said in sentences.

use strum::VariantNames;
use uuid::Uuid;

use super::*;
use crate::given::{day, given, refuses};

const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
const COLLEGE: InstitutionId = InstitutionId(Uuid::from_u128(2));
const MAY: NaiveDate = day(5, 1);
const JUNE: NaiveDate = day(6, 1);
const TOMORROW: NaiveDate = day(7, 1);

fn described(name: &str) -> Description {
    Description {
        name: name.into(),
        kind: Kind::LegalPerson,
        level: Level::Municipal,
        system: System::MunicipalEducation,
        competent_department: Some("市教育委员会".into()),
        subordinate_to: Division::SHANGHAI,
        located_in: Division::SHANGHAI,
        floor_area_m2: Some(52_000),
        has_canteen: true,
        evaluated: true,
    }
}

fn register(name: &str, on: NaiveDate) -> Command {
    Command::Register { institution: SCHOOL, description: described(name), established_on: None, on }
}

fn registered() -> Event {
    Event::Registered {
        institution: SCHOOL, description: described("示例师范学院"), established_on: None, on: MAY
    }
}

fn closed() -> Event {
    Event::Closed { on: JUNE, successor: None }
}

fn sound() -> Uscc {
    Uscc::parse("12310000425026417R").unwrap()
}

/// A code whose check characters both fail.
fn unsound() -> Uscc {
    Uscc::parse_overriding("123100004250264171").unwrap().0
}

fn vouched_for(reason: &str) -> Option<CheckOverride> {
    Some(CheckOverride { reason: reason.into(), seen_by: PersonId(Uuid::from_u128(9)) })
}

fn assign(uscc: Uscc, check_override: Option<CheckOverride>) -> Command {
    Command::AssignUscc { uscc, check_override, from: Some(MAY) }
}

fn people(students: u32) -> Headcount {
    Headcount::from([(HeadcountKind::Establishment, 300), (HeadcountKind::Student, students)])
}

#[test]
fn an_institution_enters_the_registry() {
    given::<Institution>([]).when(register("示例师范学院", MAY)).then([registered()]);
}

#[test]
fn it_is_renamed_moved_and_re_subordinated() {
    given::<Institution>([registered()])
        .when(Command::Redescribe { description: described("示例师范大学"), on: JUNE })
        .then([Event::Redescribed { description: described("示例师范大学"), on: JUNE }]);
}

#[test]
fn a_sound_code_needs_nobody_to_vouch_for_it() {
    given::<Institution>([registered()]).when(assign(sound(), None)).then([Event::UsccAssigned {
        uscc: sound(),
        check_override: None,
        from: Some(MAY),
    }]);
}

#[test]
fn a_code_that_fails_its_check_is_taken_on_somebodys_word_and_the_word_is_kept() {
    given::<Institution>([registered()]).when(assign(unsound(), vouched_for("原件已核"))).then([Event::UsccAssigned {
        uscc: unsound(),
        check_override: vouched_for("原件已核"),
        from: Some(MAY),
    }]);
}

#[test]
fn a_headcount_holds_from_its_day_and_another_day_has_another() {
    let stated = |from, students| Event::HeadcountStated { from, headcount: people(students) };
    let state = |from, students| Command::StateHeadcount { from, headcount: people(students) };
    given::<Institution>([registered()]).when(state(None, 4_000)).then([stated(None, 4_000)]);
    given::<Institution>([registered(), stated(None, 4_000)])
        .when(state(Some(JUNE), 4_000))
        .then([stated(Some(JUNE), 4_000)]);
    given::<Institution>([registered(), stated(None, 4_000)]).when(state(None, 3_900)).then([stated(None, 3_900)]);
}

#[test]
fn the_headcounts_of_all_days_are_kept_in_order() {
    let stated = |from, students| Event::HeadcountStated { from, headcount: people(students) };
    let history = [registered(), stated(Some(JUNE), 2), stated(None, 1), stated(Some(MAY), 9), stated(Some(MAY), 3)];
    let institution = Institution::fold(&history);
    let kept: Vec<_> = institution.active().unwrap().headcounts.iter().map(|(from, of)| (*from, of.clone())).collect();
    assert_eq!(kept, [(None, people(1)), (Some(MAY), people(3)), (Some(JUNE), people(2))]);
}

#[test]
fn it_closes_with_a_successor_or_without() {
    for successor in [None, Some(COLLEGE)] {
        given::<Institution>([registered()])
            .when(Command::Close { on: JUNE, successor })
            .then([Event::Closed { on: JUNE, successor }]);
    }
}

#[test]
fn a_closed_institution_is_no_longer_active_and_nothing_opens_it_again() {
    assert_eq!(Institution::fold(&[registered(), closed()]).active(), None);
    let late = Event::HeadcountStated { from: None, headcount: people(1) };
    assert_eq!(Institution::fold(&[registered(), closed(), late]), Institution::fold(&[registered(), closed()]));
}

#[test]
fn every_refusal_has_its_reason() {
    let known = || given([registered()]);
    let redescribe = |name: &str, on| Command::Redescribe { description: described(name), on };
    let coded = Event::UsccAssigned { uscc: sound(), check_override: None, from: None };
    let counted = Event::HeadcountStated { from: None, headcount: people(4_000) };
    let close = |on, successor| Command::Close { on, successor };
    refuses::<Institution>(
        Rejection::VARIANTS,
        [
            (given([]).when(close(JUNE, None)), Rejection::InstitutionNotRegistered),
            (known().when(register("示例师范学院", MAY)), Rejection::InstitutionAlreadyRegistered),
            (given([registered(), closed()]).when(register("又一所", MAY)), Rejection::InstitutionAlreadyRegistered),
            (given([]).when(register(" ", MAY)), Rejection::NameEmpty),
            (known().when(redescribe("", JUNE)), Rejection::NameEmpty),
            (known().when(redescribe("示例师范学院", JUNE)), Rejection::NothingChanges),
            (
                given([registered(), counted]).when(Command::StateHeadcount { from: None, headcount: people(4_000) }),
                Rejection::NothingChanges,
            ),
            (given([registered(), closed()]).when(close(JUNE, None)), Rejection::InstitutionClosed { on: JUNE }),
            (
                given([registered(), coded]).when(assign(sound(), None)),
                Rejection::UsccAlreadyAssigned { uscc: sound() },
            ),
            (known().when(assign(unsound(), None)), Rejection::UsccCheckFails { uscc: unsound() }),
            (known().when(assign(unsound(), vouched_for(" "))), Rejection::ReasonEmpty),
            (
                known().when(Command::StateHeadcount { from: None, headcount: people(1_000_000) }),
                Rejection::HeadcountImplausible { total: 1_000_300 },
            ),
            (known().when(close(JUNE, Some(SCHOOL))), Rejection::OwnSuccessor),
            (given([]).when(register("示例师范学院", TOMORROW)), Rejection::InFuture { on: TOMORROW }),
            (known().when(redescribe("示例师范大学", TOMORROW)), Rejection::InFuture { on: TOMORROW }),
            (known().when(close(TOMORROW, None)), Rejection::InFuture { on: TOMORROW }),
        ],
    );
}
