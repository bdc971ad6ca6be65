//! 冲销: what may be taken back, what it leaves, and what stands in the way.

use super::*;

fn reversed(revision: u64, what: &Event) -> Event {
    Event::Reversed {
        revision, what: what.name().into(), effective_on: what.on(), reason: "录错".into(), on: JUNE_20
    }
}

fn dependents(revisions: impl Into<Vec<u64>>) -> Rejection {
    Rejection::HasDependents { revisions: revisions.into() }
}

#[test]
fn the_latest_step_is_taken_back_with_effect_from_its_own_day() {
    after(to_dispatched(LOAN)).when(reverse(4)).then([reversed(4, &dispatched(LOAN))]);
}

#[test]
fn history_without_the_event_is_what_remains() {
    let with = [to_received(TRANSFER), vec![reversed(5, &received()), reversed(4, &dispatched(TRANSFER))]].concat();
    assert_eq!(Asset::fold(&with).situation(), Asset::fold(&to_reserved(TRANSFER)).situation());
}

#[test]
fn later_events_keep_their_revisions() {
    let history = [to_reserved(LOAN), vec![reversed(3, &reserved(LOAN)), reserved(TRANSFER)]].concat();
    let kept: Vec<u64> = Asset::fold(&history).history().iter().map(|(revision, _)| *revision).collect();
    assert_eq!(kept, [0, 1, 2, 5]);
    after(history).when(reverse(5)).then([reversed(5, &reserved(TRANSFER))]);
}

#[test]
fn what_rests_on_an_event_has_to_go_first() {
    after(to_received(LOAN)).when(reverse(1)).then_rejected(dependents([2, 3, 4, 5]));
    after(to_received(LOAN)).when(reverse(2)).then_rejected(dependents([3]));
    after(to_received(LOAN)).when(reverse(4)).then_rejected(dependents([5]));
    after([to_reserved(LOAN), vec![released()]].concat()).when(reverse(3)).then_rejected(dependents([4]));
}

#[test]
fn a_booking_does_not_stand_in_the_way_of_what_it_does_not_rest_on() {
    let with_books = taken_in_as(IntakeMode::WithBooks, Storage::Central, Condition::Serviceable);
    let operators = Event::BookedIn { owner: OPERATOR, number: "CK-1".into(), on: JUNE_20, source: None };
    let mut history = to_received(LOAN);
    history[1] = with_books;
    history.push(operators);
    after(history.clone()).when(reverse(5)).then([reversed(5, &received())]);
    after(history).when(reverse(1)).then_rejected(dependents([2, 3, 4, 5, 6]));
}

#[test]
fn a_booking_rests_on_the_transfer_that_moved_the_books() {
    let history = [to_received(TRANSFER), vec![booked_in(JUNE_20)]].concat();
    after(history.clone()).when(reverse(5)).then_rejected(dependents([6]));
    after(history).when(reverse(6)).then([reversed(6, &booked_in(JUNE_20))]);
}

#[test]
fn a_booking_is_taken_back_though_the_thing_came_in_again_since() {
    let again = Event::TakenIn {
        warehouse: CITY,
        warehouse_revision: 4,
        operator: OPERATOR,
        depositor: BUREAU,
        mode: IntakeMode::CustodyOnly,
        storage: Storage::Central,
        condition: Condition::Serviceable,
        accepted_by: id(50),
        place: None,
        under: under(),
        on: JUNE_20,
    };
    let history = [to_received(TRANSFER), vec![booked_in(JUNE_10), again]].concat();
    after(history.clone()).when(reverse(6)).then([reversed(6, &booked_in(JUNE_10))]);
    after(history).when(reverse(5)).then_rejected(dependents([6, 7]));
}

#[test]
fn ending_a_listing_rests_on_the_return_that_freed_the_asset() {
    let history = [to_returned(Condition::Serviceable), vec![Event::Unlisted { on: JUNE_20 }]].concat();
    after(history).when(reverse(6)).then_rejected(dependents([7]));
}

#[test]
fn a_split_rests_on_everything_before_it() {
    let split = Event::LotSplit {
        lot: PART,
        pieces: pieces(15),
        original_value: Fen::new(375_001),
        net_value: Some(Fen::new(93_750)),
        on: MAY_20,
    };
    let history = [to_listed(), vec![split]].concat();
    after(history.clone()).when(reverse(2)).then_rejected(dependents([3]));
    after(history).when(reverse(1)).then_rejected(dependents([2, 3]));
}

#[test]
fn a_reversal_may_be_of_the_day_itself() {
    let same_day = Command::Reverse { revision: 2, reason: "录错".into(), on: MAY_20 };
    let Event::Reversed { revision, what, effective_on, reason, .. } = reversed(2, &listed()) else { panic!() };
    after(to_listed()).when(same_day).then([Event::Reversed { revision, what, effective_on, reason, on: MAY_20 }]);
}
