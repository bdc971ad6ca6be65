//! Posts: who holds them, who acts for the holder, how long, and what he hands over.

use strum::VariantNames;
use uuid::Uuid;

use super::*;
use crate::given::{TODAY, day, given, refuses};
use crate::id::{AssetId, NoteId, PostId};

const KEEPER: PostId = PostId(Uuid::from_u128(4));
const SCHOOL: InstitutionId = InstitutionId(Uuid::from_u128(1));
const MAY: NaiveDate = day(5, 1);
const JUNE: NaiveDate = day(6, 1);
const MID_MAY: NaiveDate = day(5, 15);
const ACT: DelegationId = DelegationId(Uuid::from_u128(70));
const JULY: NaiveDate = day(7, 1);
const AUGUST: NaiveDate = day(8, 1);
const ACTIVE: Facts = Facts { institution_active: true };

fn open(title: &str) -> Command {
    Command::Open {
        post: KEEPER,
        institution: SCHOOL,
        role: Role::WarehouseKeeper,
        scope: Scope::Institution,
        title: title.into(),
        on: MAY,
    }
}

fn opened() -> Event {
    Event::Opened {
        post: KEEPER,
        institution: SCHOOL,
        role: Role::WarehouseKeeper,
        scope: Scope::Institution,
        title: "仓管员".into(),
        on: MAY,
    }
}

fn person(subject: &str) -> Holder {
    Holder { issuer: "https://id.example".into(), subject: subject.into() }
}

fn assign(subject: &str, from: NaiveDate) -> Command {
    Command::Assign { holder: person(subject), from }
}

fn assigned_to(subject: &str, from: NaiveDate) -> Event {
    Event::Assigned { holder: person(subject), from }
}

#[test]
fn a_post_opens_at_an_active_institution() {
    given::<Post>([]).with_facts(ACTIVE).when(open("仓管员")).then([opened()]);
}

#[test]
fn a_successor_ends_the_present_holder() {
    given::<Post>([opened()]).when(assign("li", MAY)).then([assigned_to("li", MAY)]);
    given::<Post>([opened(), assigned_to("li", MAY)]).when(assign("wang", JUNE)).then([assigned_to("wang", JUNE)]);
}

#[test]
fn the_same_subject_of_another_issuer_is_another_person() {
    let other = Holder { issuer: "https://other.example".into(), subject: "li".into() };
    given::<Post>([opened(), assigned_to("li", MAY)])
        .when(Command::Assign { holder: other.clone(), from: JUNE })
        .then([Event::Assigned { holder: other, from: JUNE }]);
}

#[test]
fn a_held_post_is_vacated_and_held_again() {
    given::<Post>([opened(), assigned_to("li", MAY)])
        .when(Command::Vacate { on: JUNE })
        .then([Event::Vacated { on: JUNE }]);
    given::<Post>([opened(), assigned_to("li", MAY), Event::Vacated { on: JUNE }])
        .when(assign("li", JUNE))
        .then([assigned_to("li", JUNE)]);
}

#[test]
fn a_post_closes_held_or_vacant() {
    given::<Post>([opened()]).when(Command::Close { on: JUNE }).then([Event::Closed { on: JUNE }]);
    given::<Post>([opened(), assigned_to("li", MAY)])
        .when(Command::Close { on: JUNE })
        .then([Event::Closed { on: JUNE }]);
}

fn delegate(subject: &str, from: NaiveDate, to: NaiveDate) -> Delegate {
    let reason = NoteId(Uuid::from_u128(80));
    Delegate { delegation: ACT, delegate: person(subject), from, to, acts: vec![], reason, on: JULY }
}

fn delegation(asked: Delegate) -> Event {
    let Delegate { delegation, delegate, from, to, acts, reason, on } = asked;
    Event::Delegated { delegation, delegate, from, to, acts, reason, on }
}

fn held(more: impl IntoIterator<Item = Event>) -> crate::given::Given<Post> {
    given([opened(), assigned_to("li", MAY)].into_iter().chain(more))
}

#[test]
fn somebody_acts_in_the_holders_place_for_some_days_and_some_acts() {
    let asked = Delegate { acts: vec![Act::Loan, Act::Intake, Act::Loan], ..delegate("wang", JULY, day(7, 31)) };
    let told = Delegate { acts: vec![Act::Intake, Act::Loan], ..asked.clone() };
    held([]).when(Command::Delegate(asked)).then([delegation(told)]);
}

#[test]
fn a_delegation_may_follow_another_and_one_that_was_ended() {
    let first = delegation(delegate("wang", JULY, day(7, 31)));
    let other = DelegationId(Uuid::from_u128(71));
    let next = |from| Delegate { delegation: other, ..delegate("zhao", from, AUGUST) };
    held([first.clone()]).when(Command::Delegate(next(AUGUST))).then([delegation(next(AUGUST))]);
    let ended = Event::DelegationEnded { delegation: ACT, on: day(7, 10) };
    held([first.clone()]).when(Command::EndDelegation { delegation: ACT, on: day(7, 10) }).then([ended.clone()]);
    held([first, ended]).when(Command::Delegate(next(day(7, 10)))).then([delegation(next(day(7, 10)))]);
}

#[test]
fn who_leaves_a_post_ends_what_was_delegated_from_it() {
    let acting = delegation(delegate("wang", JULY, day(7, 31)));
    let left = |event| match held([acting.clone(), event]).state() {
        Post::Open(seat) => seat.delegations.clone(),
        Post::Unopened | Post::Closed { .. } => vec![],
    };
    assert_eq!(left(Event::Vacated { on: JULY }), []);
    assert_eq!(left(assigned_to("zhao", JULY)), []);
    let cut = left(Event::Vacated { on: day(7, 5) });
    assert_eq!(cut.iter().map(|one| one.until).collect::<Vec<_>>(), [day(7, 5)]);
}

#[test]
fn a_post_ends_with_its_contract_and_a_longer_one_replaces_it() {
    let set = |until| Event::TermSet { until, on: MAY };
    held([]).when(Command::SetTerm { until: JULY, on: MAY }).then([set(JULY)]);
    held([set(JULY)]).when(assign("wang", JULY)).then([assigned_to("wang", JULY)]);
    held([set(JULY), set(AUGUST)]).when(assign("wang", AUGUST)).then([assigned_to("wang", AUGUST)]);
}

#[test]
fn a_leaving_holder_hands_over_what_is_open_to_the_next() {
    let many: Vec<AssetId> = (0..600).map(|n| AssetId(Uuid::from_u128(n))).collect();
    let loans = Listed { count: 600, assets: many.clone() };
    let custody = Listed { count: 1, assets: many[..1].to_vec() };
    let open = OpenDuties { loans, custody: custody.clone() };
    let listed = Listed { count: 600, assets: many[..LISTED_MAX].to_vec() };
    held([]).when(Command::HandOverDuties { to: person("wang"), on: JUNE, open }).then([
        Event::DutiesHandedOver {
            by: person("li"),
            to: person("wang"),
            open: OpenDuties { loans: listed, custody },
            on: JUNE,
        },
        assigned_to("wang", JUNE),
    ]);
}

#[test]
fn what_is_open_is_no_part_of_what_was_asked() {
    let asked = |count| {
        let open = OpenDuties { loans: Listed { count, assets: vec![] }, custody: Listed::default() };
        serde_json::to_string(&Command::HandOverDuties { to: person("wang"), on: JUNE, open }).unwrap()
    };
    assert_eq!(asked(1), asked(2));
}

#[test]
fn every_refusal_has_its_reason() {
    let asked = |from, to| Command::Delegate(delegate("wang", from, to));
    let acting = || held([delegation(delegate("wang", JULY, day(7, 31)))]);
    let ended = held([Event::TermSet { until: JULY, on: MAY }]);
    let since_mid_may = || given([opened(), assigned_to("li", MID_MAY)]);
    let vacant = || given([opened(), assigned_to("li", MAY), Event::Vacated { on: JUNE }]);
    let nobody = Holder { issuer: "https://id.example".into(), subject: " ".into() };
    refuses::<Post>(
        Rejection::VARIANTS,
        [
            (given([]).when(open("仓管员")), Rejection::InstitutionNotActive),
            (given([]).with_facts(ACTIVE).when(open(" ")), Rejection::TitleEmpty),
            (given([]).when(assign("li", MAY)), Rejection::PostNotOpen),
            (given([opened()]).with_facts(ACTIVE).when(open("仓管员")), Rejection::PostAlreadyOpen),
            (
                given([opened(), Event::Closed { on: JUNE }]).when(assign("li", JUNE)),
                Rejection::PostClosed { on: JUNE },
            ),
            (since_mid_may().when(assign("li", JUNE)), Rejection::AlreadyHolder { from: MID_MAY }),
            (given([opened()]).when(Command::Vacate { on: JUNE }), Rejection::PostVacant),
            (since_mid_may().when(assign("wang", MAY)), Rejection::BeforePresentHolder { from: MID_MAY }),
            (since_mid_may().when(Command::Vacate { on: MAY }), Rejection::BeforePresentHolder { from: MID_MAY }),
            (since_mid_may().when(Command::Close { on: MAY }), Rejection::BeforePresentHolder { from: MID_MAY }),
            (vacant().when(assign("wang", MID_MAY)), Rejection::BeforeVacancy { since: JUNE }),
            (vacant().when(Command::Close { on: MID_MAY }), Rejection::BeforeVacancy { since: JUNE }),
            (given([opened()]).when(assign("li", day(4, 30))), Rejection::BeforeVacancy { since: MAY }),
            (given([opened()]).when(Command::Assign { holder: nobody, from: MAY }), Rejection::HolderEmpty),
            (held([]).when(Command::Delegate(delegate("li", JULY, JULY))), Rejection::DelegateIsHolder),
            (held([]).when(asked(AUGUST, JULY)), Rejection::DelegationEndsBeforeItBegins),
            (
                held([]).when(asked(JULY, JULY.checked_add_months(chrono::Months::new(12)).unwrap())),
                Rejection::DelegationTooLong,
            ),
            (
                acting().when(Command::Delegate(Delegate {
                    delegation: DelegationId(Uuid::from_u128(71)),
                    ..delegate("zhao", day(7, 31), AUGUST)
                })),
                Rejection::DelegationOverlaps { from: JULY, to: day(7, 31) },
            ),
            (acting().when(asked(AUGUST, AUGUST)), Rejection::DelegationIdTaken),
            (held([]).when(Command::EndDelegation { delegation: ACT, on: JULY }), Rejection::DelegationUnknown),
            (acting().when(Command::EndDelegation { delegation: ACT, on: AUGUST }), Rejection::DelegationOver),
            (acting().when(Command::EndDelegation { delegation: ACT, on: MAY }), Rejection::DayPassed { today: TODAY }),
            (held([]).when(asked(MAY, JULY)), Rejection::DayPassed { today: TODAY }),
            (ended.when(assign("wang", AUGUST)), Rejection::TermOver { until: JULY }),
        ],
    );
}
