//! Applications in the order they came, one of which gets it with a reason, while others wait.

use super::*;
use crate::given::Decided;

fn line(line: u32) -> DocumentLine {
    DocumentLine { document: id(60), line }
}

fn to(number: u32) -> Basis {
    Basis { document: id(60), line: Some(number), number: None, reply: None }
}

fn apply(number: u32, count: u32, on: NaiveDate) -> Command {
    Command::ApplyFor { application: line(number), unit: BUREAU, purpose: TRANSFER, pieces: pieces(count), on }
}

fn applied(number: u32) -> Event {
    Event::AppliedFor { application: line(number), unit: BUREAU, purpose: TRANSFER, pieces: pieces(40), on: MAY_20 }
}

fn allocate(number: u32, waitlist: Vec<DocumentLine>, on: NaiveDate) -> Command {
    let until = Some(JUNE_10);
    Command::Allocate { reservation: FIRST, to: to(number), reason: "用途最急".into(), waitlist, until, on }
}

fn allocated(number: u32, waitlist: Vec<DocumentLine>) -> [Event; 2] {
    [
        Event::Allocated {
            application: line(number),
            unit: BUREAU,
            reason: "用途最急".into(),
            called: false,
            waitlist,
            on: JUNE_1,
        },
        reserved_until(FIRST, number, JUNE_1, JUNE_10),
    ]
}

fn reserved_until(reservation: ReservationId, number: u32, on: NaiveDate, until: NaiveDate) -> Event {
    let (unit, purpose, until, under) = (BUREAU, TRANSFER, Some(until), to(number));
    Event::Reserved { reservation, unit, purpose, until, under, terms: TERMS_VERSION, on }
}

fn call(on: NaiveDate) -> Command {
    Command::CallNext { reservation: SECOND, until: Some(day(6, 25)), on }
}

fn called(number: u32, waitlist: Vec<DocumentLine>, on: NaiveDate) -> [Event; 2] {
    [
        Event::Allocated {
            application: line(number),
            unit: BUREAU,
            reason: "候补递补".into(),
            called: true,
            waitlist,
            on,
        },
        reserved_until(SECOND, number, on, day(6, 25)),
    ]
}

fn three() -> Vec<Event> {
    [to_listed(), (1..=3).map(applied).collect()].concat()
}

/// Reserved for the first, the other two waiting.
fn waiting() -> Vec<Event> {
    [three(), allocated(1, vec![line(3), line(2)]).to_vec()].concat()
}

#[test]
fn applications_are_kept_in_the_order_they_came_and_lock_nothing() {
    after(to_listed()).when(apply(1, 40, MAY_20)).then([applied(1)]);
    let now = facets(&three());
    let order: Vec<DocumentLine> = now.queue.applications.iter().map(|on_record| on_record.application).collect();
    assert_eq!((order, now.occupation), (vec![line(1), line(2), line(3)], Occupation::Free));
    after(three()).when(reserve(FIRST, BUREAU, TRANSFER, JUNE_1)).then([reserved(TRANSFER)]);
}

#[test]
fn who_gets_it_has_it_reserved_in_the_same_breath_and_the_others_wait() {
    let waitlist = vec![line(3), line(2)];
    after(three()).when(allocate(1, waitlist.clone(), JUNE_1)).then(allocated(1, waitlist.clone()));
    let now = facets(&waiting());
    assert_eq!((now.queue.waitlist.clone(), now.queue.applications.len()), (waitlist, 2));
    assert_eq!(now.queue.next().unwrap().application, line(3));
}

#[test]
fn without_a_day_of_its_own_a_listing_takes_applications_for_five_working_days() {
    // 2026-05-20 is a Wednesday.
    after(to_listed()).when(apply(1, 40, day(5, 26))).then([Event::AppliedFor {
        application: line(1),
        unit: BUREAU,
        purpose: TRANSFER,
        pieces: pieces(40),
        on: day(5, 26),
    }]);
    after(to_listed())
        .when(apply(1, 40, day(5, 27)))
        .then_rejected(Rejection::ApplicationsClosed { until: day(5, 26) });
}

#[test]
fn a_lapsed_reservation_calls_the_next_who_waits() {
    let [next, kept] = called(3, vec![line(2)], JUNE_20);
    let lapsed = Event::ReservationReleased { reservation: FIRST, reason: "预留逾期".into(), on: JUNE_20 };
    after(waiting()).when(call(JUNE_20)).then([lapsed, next, kept]);
    after(waiting()).when(call(JUNE_10)).then_rejected(Rejection::AlreadyReserved);
}

#[test]
fn a_released_reservation_calls_the_next_who_is_still_on_record() {
    let withdrawn = Event::ApplicationWithdrawn { application: line(3), unit: BUREAU, on: JUNE_1 };
    let released = [waiting(), vec![withdrawn, released()]].concat();
    after(released).when(call(JUNE_10)).then(called(2, vec![], JUNE_10));
}

#[test]
fn first_come_is_allocated_at_once_and_to_the_first() {
    let Event::Listed { reach, transfer, loan, opens_on, closes_on, applications_until, on, .. } = listed() else {
        panic!()
    };
    let first_come =
        Event::Listed { reach, transfer, loan, opens_on, closes_on, applications_until, first_come: true, on };
    let history = [vec![registered(), taken_in(), first_come], (1..=2).map(applied).collect()].concat();
    after(history.clone()).when(allocate(2, vec![], MAY_20)).then_rejected(Rejection::NotFirst);
    after(history.clone()).when(allocate(1, vec![], JUNE_1)).then(allocated(1, vec![]));
}

#[test]
fn a_wider_reach_opens_a_new_window_and_keeps_the_applications() {
    let widen = Command::WidenReach {
        reach: Reach::Delta,
        closes_on: Some(day(7, 20)),
        applications_until: Some(JUNE_20),
        on: JUNE_1,
    };
    let widened = Event::ReachWidened {
        reach: Reach::Delta,
        closes_on: Some(day(7, 20)),
        applications_until: Some(JUNE_20),
        on: JUNE_1,
    };
    after(three()).when(widen).then([widened.clone()]);
    let now = facets(&[three(), vec![widened]].concat());
    let listing = now.in_warehouse.unwrap().listing.unwrap();
    assert_eq!((listing.reach, listing.opens_on, listing.accepts_until()), (Reach::Delta, JUNE_1, JUNE_20));
    assert_eq!(now.queue.applications.len(), 3);
}

#[test]
fn a_pick_up_is_agreed_and_a_hand_over_ends_the_queue() {
    let agree = Command::AgreePickup { reservation: FIRST, pick_up_on: JUNE_10, on: JUNE_1 };
    let agreed = Event::PickupAgreed { reservation: FIRST, pick_up_on: JUNE_10, on: JUNE_1 };
    after(waiting()).when(agree).then([agreed.clone()]);
    let Occupation::Reserved(held) = facets(&[waiting(), vec![agreed]].concat()).occupation else { panic!() };
    assert_eq!(held.pick_up_on, Some(JUNE_10));
    assert!(facets(&[waiting(), vec![dispatched(TRANSFER)]].concat()).queue.is_empty());
}

#[test]
fn an_allocation_is_taken_back_after_its_reservation() {
    after(waiting()).when(reverse(6)).then_rejected(Rejection::HasDependents { revisions: vec![7] });
}

/// Every no about applications and who gets it.
pub(super) fn refusals() -> Vec<(Decided<Asset>, Rejection)> {
    let listed = || after(to_listed());
    let applied = || after(three());
    let withdraw = |number, on| Command::WithdrawApplication { application: line(number), on };
    let pickup = |reservation, pick_up_on| Command::AgreePickup { reservation, pick_up_on, on: JUNE_1 };
    let unreasoned = Command::Allocate {
        reservation: FIRST,
        to: to(1),
        reason: " ".into(),
        waitlist: vec![],
        until: None,
        on: JUNE_1,
    };
    let widen =
        |reach, closes_on, applications_until| Command::WidenReach { reach, closes_on, applications_until, on: JUNE_1 };
    let accepting = |until| Command::List {
        reach: Reach::City,
        transfer: true,
        loan: true,
        opens_on: MAY_20,
        closes_on: Some(JUNE_1),
        applications_until: Some(until),
        first_come: false,
        on: MAY_20,
    };
    let small =
        Event::AppliedFor { application: line(1), unit: BUREAU, purpose: TRANSFER, pieces: pieces(15), on: MAY_20 };
    let short = Command::Allocate {
        reservation: FIRST,
        to: to(1),
        reason: "用途最急".into(),
        waitlist: vec![],
        until: Some(MAY_20),
        on: JUNE_1,
    };
    let outside = |until| Rejection::PickupOutside { from: JUNE_1, until };
    vec![
        (after(vec![registered()]).when(apply(1, 40, MAY_20)), Rejection::NotInWarehouse),
        (listed().when(apply(1, 40, MAY_10)), Rejection::WindowNotOpen { opens_on: MAY_20, closes_on: None }),
        (listed().when(apply(1, 40, TOMORROW)), Rejection::InFuture { on: TOMORROW }),
        (listed().when(apply(1, 40, JUNE_1)), Rejection::ApplicationsClosed { until: day(5, 26) }),
        (listed().when(apply(1, 41, MAY_20)), Rejection::MoreThanThereIs { pieces: 40 }),
        (applied().when(apply(1, 40, MAY_20)), Rejection::AlreadyApplied),
        (applied().when(withdraw(4, JUNE_1)), Rejection::NoSuchApplication),
        (applied().when(withdraw(1, MAY_10)), Rejection::BeforeApplication { on: MAY_20 }),
        (applied().when(allocate(1, vec![], MAY_20)), Rejection::ApplicationsOpen { until: day(5, 26) }),
        (applied().when(allocate(4, vec![], JUNE_1)), Rejection::NoSuchApplication),
        (applied().when(unreasoned), Rejection::FieldEmpty { field: "reason" }),
        (applied().when(short), Rejection::KeptTooShort { until: MAY_20 }),
        (applied().when(allocate(1, vec![line(1)], JUNE_1)), Rejection::CannotWait),
        (applied().when(allocate(1, vec![line(2), line(2)], JUNE_1)), Rejection::CannotWait),
        (applied().when(allocate(1, vec![line(9)], JUNE_1)), Rejection::CannotWait),
        (after(waiting()).when(allocate(2, vec![], JUNE_1)), Rejection::AlreadyReserved),
        (
            after([to_listed(), vec![small]].concat()).when(allocate(1, vec![], JUNE_1)),
            Rejection::SplitFirst { pieces: 15 },
        ),
        (applied().when(call(JUNE_1)), Rejection::NobodyWaits),
        (
            after({
                let listing = Event::Listed {
                    reach: Reach::City,
                    transfer: true,
                    loan: true,
                    opens_on: MAY_20,
                    closes_on: None,
                    applications_until: None,
                    first_come: true,
                    on: MAY_20,
                };
                [vec![registered(), taken_in(), listing], (1..=2).map(super::queue::applied).collect()].concat()
            })
            .when(allocate(2, vec![], JUNE_1)),
            Rejection::NotFirst,
        ),
        (listed().when(pickup(FIRST, JUNE_10)), Rejection::NotReserved),
        (after(waiting()).when(pickup(SECOND, JUNE_10)), Rejection::OtherReservation),
        (after(waiting()).when(pickup(FIRST, MAY_20)), outside(Some(JUNE_10))),
        (after(waiting()).when(pickup(FIRST, JUNE_20)), outside(Some(JUNE_10))),
        (after(to_reserved(LOAN)).when(pickup(FIRST, MAY_20)), outside(None)),
        (listed().when(widen(Reach::Level, None, None)), Rejection::NotWider { reach: Reach::City }),
        (listed().when(widen(Reach::Delta, Some(MAY_20), None)), Rejection::WindowBackwards { closes_on: MAY_20 }),
        (listed().when(widen(Reach::Delta, None, Some(MAY_20))), Rejection::AcceptanceOutside { until: MAY_20 }),
        (after(vec![registered(), taken_in()]).when(widen(Reach::Delta, None, None)), Rejection::NotListed),
        (
            after(vec![registered(), taken_in()]).when(accepting(JUNE_10)),
            Rejection::AcceptanceOutside { until: JUNE_10 },
        ),
    ]
}
