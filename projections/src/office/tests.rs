//! What an office goes by, as last published and as adopted.

use cangliu_domain::asset::Condition;
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::calendar::{self, Day, DayKind};
use cangliu_domain::division::Division;
use cangliu_domain::id::{AssetId, NeedId, NoteId, PersonId};
use cangliu_domain::need::{self, Answer, Decision, DeclineReason, Match};
use cangliu_domain::pieces::Pieces;
use cangliu_domain::policy::{self, Pin};
use cangliu_domain::source::Source;
use cangliu_domain::terms::Terms;

use uuid::Uuid;

use crate::testing::{Log, asset_id, day, folds_the_same_in_any_split, unit, warehouse_id};

fn source() -> Source {
    Source { document: "示例文件".into(), clause: Some("一".into()) }
}

fn published(on: &str, holiday: &str) -> calendar::Event {
    let days = vec![Day { on: day(holiday), kind: DayKind::Holiday, name: "示例节".into() }];
    calendar::Event::Published { year: 2026, source: source(), days, on: day(on) }
}

fn adopted(division: &str, version: u32, from: &str) -> policy::Event {
    policy::Event::Adopted {
        division: division.parse().unwrap(),
        version,
        source: source(),
        from: day(from),
        rules: vec![],
        terms: Terms::TABLE,
        on: day("2026-01-05"),
    }
}

fn log() -> Log {
    let mut log = Log::default();
    log.add("calendar-2026", &published("2025-11-10", "2026-10-01"));
    log.add("calendar-2026", &published("2026-01-05", "2026-10-02"));
    log.add("policy-310000", &adopted("310000", 1, "2026-02-01"));
    log.add("policy-310000", &adopted("310000", 2, "2026-04-01"));
    log.add("policy-310000", &adopted("310000", 3, "2026-03-01"));
    log.add("policy-310101", &adopted("310101", 1, "2026-02-01"));
    need(&mut log, 1);
    need(&mut log, 2);
    log
}

fn need_id(n: u128) -> NeedId {
    NeedId(Uuid::from_u128(0x8000 + n))
}

/// A need of the first unit for which there was one thing, which it declined.
fn need(log: &mut Log, n: u128) {
    let stream = format!("need-{}", need_id(n));
    let by = PersonId(Uuid::from_u128(50));
    let stated = need::Event::Stated {
        need: need_id(n),
        unit: unit(1),
        class: AssetClass::parse("A02010105").unwrap(),
        quantity: Pieces::ONE,
        purpose: NoteId(Uuid::from_u128(70)),
        by,
        on: day("2026-02-01"),
    };
    let (asset, warehouse): (AssetId, _) = (asset_id(1), warehouse_id(1));
    let found = Match { asset, warehouse, condition: Condition::Serviceable, pieces: Pieces::ONE };
    let answer = Answer { asset, decision: Decision::Declined { reason: DeclineReason::Cost, note: None } };
    log.add(&stream, &stated);
    log.add(&stream, &need::Event::Matched { position: "log:7".into(), matches: vec![found], on: day("2026-02-01") });
    log.add(
        &stream,
        &need::Event::Answered {
            answers: vec![answer],
            number: format!("CX-310000-2026-{n:06}"),
            valid_until: day("2026-03-04"),
            by,
            policy: Pin { division: Division::SHANGHAI, version: Some(1), terms_table: None },
            on: day("2026-02-02"),
        },
    );
}

#[test]
fn a_year_is_as_it_was_last_published() {
    let grown = log().grown();
    let year = grown.ask(|snapshot| snapshot.calendar(2026)).unwrap();
    assert_eq!((year.revision, year.published_on, year.days[0].on), (1, day("2026-01-05"), day("2026-10-02")));
    assert_eq!(grown.ask(|snapshot| snapshot.calendar(2027)), None);
    let days = grown.ask(|snapshot| snapshot.working_days());
    assert!(days.is_working_day(day("2026-10-01")) && !days.is_working_day(day("2026-10-02")));
}

#[test]
fn the_latest_version_that_has_begun_counts() {
    let grown = log().grown();
    let on = |day_text: &str| {
        let found = grown.ask(|snapshot| snapshot.policy_on(Division::SHANGHAI, day(day_text)));
        found.map(|version| version.version)
    };
    assert_eq!(on("2026-01-31"), None);
    assert_eq!([on("2026-02-01"), on("2026-03-01"), on("2026-04-01")], [Some(1), Some(3), Some(3)]);
    let all = grown.ask(|snapshot| snapshot.policies(None));
    let of: Vec<_> = all.iter().map(|version| (version.division.to_string(), version.version)).collect();
    let city = |version| ("310000".to_owned(), version);
    assert_eq!(of, [city(3), city(2), city(1), ("310101".to_owned(), 1)]);
    let district = "310101".parse().unwrap();
    assert_eq!(grown.ask(|snapshot| snapshot.policies(Some(district))).len(), 1);
}

#[test]
fn the_needs_of_a_unit_are_listed_the_latest_first() {
    let grown = log().grown();
    let needs = grown.ask(|snapshot| snapshot.needs_of(unit(1)));
    assert_eq!(needs.iter().map(|need| need.id).collect::<Vec<_>>(), [need_id(2), need_id(1)]);
    let sheet = needs[0].answer.clone().unwrap();
    assert_eq!((sheet.number.as_str(), sheet.answers.len(), needs[0].revision), ("CX-310000-2026-000002", 1, 2));
    assert_eq!(grown.ask(|snapshot| snapshot.need(need_id(1))).as_ref(), Some(&needs[1]));
    assert!(grown.ask(|snapshot| snapshot.needs_of(unit(2))).is_empty());
}

#[test]
fn calendars_policies_and_needs_fold_the_same_in_any_split() {
    folds_the_same_in_any_split(&log());
}
