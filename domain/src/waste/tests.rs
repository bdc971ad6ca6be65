//! The ledger of a point and month, said in sentences.

use strum::VariantNames;

use super::*;
use crate::given::{Given, day, given, id, refuses};
use crate::grams::Grams;

const JUNE_3: NaiveDate = day(6, 3);
const JUNE_9: NaiveDate = day(6, 9);

fn june() -> Month {
    Month::of(JUNE_3)
}

fn site(opened_on: Option<NaiveDate>, closed_on: Option<NaiveDate>) -> Facts {
    Facts { site: Some(SiteFacts { premises: id(1), institution: id(2), opened_on, closed_on }) }
}

/// The ledger of a point that was always there.
fn ledger(history: impl IntoIterator<Item = Event>) -> Given<Waste> {
    given(history).with_facts(site(None, None))
}

fn weighed(category: Category, grams: i64) -> Fact {
    Fact::Weighed {
        category,
        grams: Grams::new(grams),
        method: Method::Weighed,
        destination: Destination::HauledAway,
        hauler: None,
    }
}

fn zero(category: Category) -> Fact {
    Fact::Zero { category }
}

fn closed() -> Fact {
    Fact::Closed { reason: "暑假".into() }
}

fn entry(n: u128, from: NaiveDate, to: NaiveDate, fact: Fact) -> Entry {
    Entry { entry: id(n), from, to, fact }
}

/// An entry of the third of June.
fn third(n: u128, fact: Fact) -> Entry {
    entry(n, JUNE_3, JUNE_3, fact)
}

fn record(entries: impl Into<Vec<Entry>>) -> Command {
    Command::Record { month: june(), entries: entries.into() }
}

fn recorded(Entry { entry, from, to, fact }: Entry) -> Event {
    Event::Recorded { entry, from, to: (to != from).then_some(to), fact }
}

fn correct(n: u128, grams: i64) -> Command {
    Command::Correct { entry: id(n), grams: Grams::new(grams), method: Method::Weighed, reason: "抄错".into() }
}

fn withdraw(n: u128) -> Command {
    Command::Withdraw { entry: id(n), reason: "重复".into() }
}

fn corrected(was: Entry, grams: i64) -> Event {
    Event::Corrected { was, grams: Grams::new(grams), method: Method::Weighed, reason: "抄错".into() }
}

fn withdrawn(was: Entry) -> Event {
    Event::Withdrawn { was, reason: "重复".into() }
}

#[test]
fn a_day_of_four_categories_is_recorded_at_once() {
    let entries: Vec<Entry> = [
        weighed(Category::Dry, 12_000),
        weighed(Category::Wet, 30_000),
        weighed(Category::Recyclable, 4_000),
        zero(Category::Hazardous),
    ]
    .into_iter()
    .zip(1..)
    .map(|(fact, n)| third(n, fact))
    .collect();
    ledger([]).when(record(entries.clone())).then(entries.into_iter().map(recorded));
}

#[test]
fn one_weighing_covers_the_days_since_the_last_collection() {
    let week = || entry(1, JUNE_3, JUNE_9, weighed(Category::Hazardous, 311));
    ledger([]).when(record([week()])).then([Event::Recorded {
        entry: id(1),
        from: JUNE_3,
        to: Some(JUNE_9),
        fact: weighed(Category::Hazardous, 311),
    }]);
    assert_eq!(Waste::fold(&[recorded(week())]).entries()[&id(1)], week());
}

#[test]
fn two_bins_of_one_category_are_two_weighings_of_one_day() {
    let second = || third(2, weighed(Category::Dry, 5_000));
    ledger([recorded(third(1, weighed(Category::Dry, 5_000)))]).when(record([second()])).then([recorded(second())]);
}

#[test]
fn a_zero_of_one_category_says_nothing_of_another() {
    let wet = || third(2, weighed(Category::Wet, 5_000));
    ledger([recorded(third(1, zero(Category::Dry)))]).when(record([wet()])).then([recorded(wet())]);
}

#[test]
fn wet_waste_may_stay_on_the_premises() {
    let treated = || {
        third(
            1,
            Fact::Weighed {
                category: Category::Wet,
                grams: Grams::new(300_000),
                method: Method::Estimated,
                destination: Destination::TreatedOnSite,
                hauler: None,
            },
        )
    };
    ledger([]).when(record([treated()])).then([recorded(treated())]);
}

#[test]
fn a_closure_may_follow_weighings_of_other_days() {
    let holidays = || entry(2, day(6, 10), day(6, 20), closed());
    ledger([recorded(third(1, weighed(Category::Dry, 5_000)))]).when(record([holidays()])).then([recorded(holidays())]);
}

#[test]
fn a_point_is_used_from_the_day_it_opened_to_the_day_before_it_closed() {
    let dry = || third(1, weighed(Category::Dry, 5_000));
    let facts = || site(Some(JUNE_3), Some(day(6, 4)));
    given::<Waste>([]).with_facts(facts()).when(record([dry()])).then([recorded(dry())]);
}

#[test]
fn a_mass_is_corrected_and_corrected_again() {
    let was = || third(1, weighed(Category::Dry, 12_000));
    ledger([recorded(was())]).when(correct(1, 1_200)).then([corrected(was(), 1_200)]);
    let now = third(1, weighed(Category::Dry, 1_200));
    ledger([recorded(was()), corrected(was(), 1_200)]).when(correct(1, 1_250)).then([corrected(now, 1_250)]);
}

#[test]
fn an_estimate_of_the_right_mass_can_become_a_weighing() {
    let Fact::Weighed { category, grams, destination, hauler, .. } = weighed(Category::Dry, 12_000) else { panic!() };
    let estimated = || {
        let hauler = hauler.clone();
        third(1, Fact::Weighed { category, grams, method: Method::Estimated, destination, hauler })
    };
    ledger([recorded(estimated())]).when(correct(1, 12_000)).then([corrected(estimated(), 12_000)]);
}

#[test]
fn an_entry_of_any_kind_is_withdrawn() {
    for fact in [weighed(Category::Dry, 12_000), zero(Category::Wet), closed()] {
        let was = || third(1, fact.clone());
        ledger([recorded(was())]).when(withdraw(1)).then([withdrawn(was())]);
    }
}

#[test]
fn what_a_withdrawn_entry_said_no_longer_stands_in_the_way() {
    let mistake = || third(1, closed());
    let dry = || third(2, weighed(Category::Dry, 12_000));
    ledger([recorded(mistake()), withdrawn(mistake())]).when(record([dry()])).then([recorded(dry())]);
}

#[test]
fn all_entries_of_a_command_are_recorded_or_none() {
    let good = third(1, weighed(Category::Dry, 12_000));
    let bad = third(2, weighed(Category::Dry, 0));
    ledger([]).when(record([good, bad])).then_rejected(Rejection::MassNotPositive);
}

#[test]
fn every_refusal_has_its_reason() {
    let dry = |n| third(n, weighed(Category::Dry, 12_000));
    let after = |fact, second| ledger([recorded(third(1, fact))]).when(record([third(2, second)]));
    let on_site = Fact::Weighed {
        category: Category::Dry,
        grams: Grams::new(1),
        method: Method::Weighed,
        destination: Destination::TreatedOnSite,
        hauler: None,
    };
    let (may_31, july_1) = (day(5, 31), day(7, 1));
    let may = Month::of(may_31);
    refuses::<Waste>(
        Rejection::VARIANTS,
        [
            (given([]).when(record([dry(1)])), Rejection::PointUnknown),
            (
                given([]).with_facts(site(Some(day(6, 4)), None)).when(record([dry(1)])),
                Rejection::PremisesNotOpenThen { day: JUNE_3 },
            ),
            (
                given([]).with_facts(site(None, Some(JUNE_3))).when(record([dry(1)])),
                Rejection::PremisesNotOpenThen { day: JUNE_3 },
            ),
            (ledger([]).when(record([])), Rejection::NoEntries),
            (
                ledger([]).when(record([entry(1, may_31, JUNE_3, closed())])),
                Rejection::OutsideMonth { day: may_31, month: june() },
            ),
            (
                ledger([recorded(dry(1))])
                    .when(Command::Record { month: may, entries: vec![entry(2, may_31, may_31, zero(Category::Dry))] }),
                Rejection::OutsideMonth { day: may_31, month: june() },
            ),
            (ledger([]).when(record([entry(1, JUNE_9, JUNE_3, closed())])), Rejection::RangeBackwards { to: JUNE_3 }),
            (
                ledger([]).on(day(6, 8)).when(record([entry(1, JUNE_3, JUNE_9, closed())])),
                Rejection::InFuture { day: JUNE_9 },
            ),
            (
                ledger([]).when(Command::Record {
                    month: Month::of(july_1),
                    entries: vec![entry(1, july_1, july_1, zero(Category::Dry))],
                }),
                Rejection::InFuture { day: july_1 },
            ),
            (ledger([]).when(record([third(1, weighed(Category::Dry, -1))])), Rejection::MassNotPositive),
            (ledger([recorded(dry(1))]).when(correct(1, 0)), Rejection::MassNotPositive),
            (
                ledger([]).when(record([third(1, weighed(Category::Dry, 1_000_000_001))])),
                Rejection::MassImplausible { grams: 1_000_000_001 },
            ),
            (ledger([]).when(record([dry(1), dry(1)])), Rejection::EntryAlreadyThere { entry: id(1) }),
            (ledger([recorded(dry(1))]).when(record([dry(1)])), Rejection::EntryAlreadyThere { entry: id(1) }),
            (
                ledger([recorded(dry(1)), withdrawn(dry(1))]).when(record([dry(1)])),
                Rejection::EntryAlreadyThere { entry: id(1) },
            ),
            (ledger([]).when(record([third(1, on_site)])), Rejection::OnlyWetTreatedOnSite { category: Category::Dry }),
            (
                after(zero(Category::Dry), zero(Category::Dry)),
                Rejection::ZeroAlreadyConfirmed { category: Category::Dry, day: JUNE_3 },
            ),
            (
                after(zero(Category::Dry), weighed(Category::Dry, 1)),
                Rejection::ZeroAndWeighed { category: Category::Dry, day: JUNE_3 },
            ),
            (
                after(weighed(Category::Dry, 1), zero(Category::Dry)),
                Rejection::ZeroAndWeighed { category: Category::Dry, day: JUNE_3 },
            ),
            (after(closed(), weighed(Category::Dry, 1)), Rejection::ClosedThatDay { day: JUNE_3 }),
            (after(zero(Category::Dry), closed()), Rejection::RecordedThatDay { day: JUNE_3 }),
            (after(weighed(Category::Dry, 1), closed()), Rejection::RecordedThatDay { day: JUNE_3 }),
            (after(closed(), closed()), Rejection::ClosedThatDay { day: JUNE_3 }),
            (ledger([]).when(correct(1, 5)), Rejection::NoSuchEntry { entry: id(1) }),
            (ledger([recorded(dry(1)), withdrawn(dry(1))]).when(withdraw(1)), Rejection::NoSuchEntry { entry: id(1) }),
            (ledger([recorded(third(1, closed()))]).when(correct(1, 5)), Rejection::NotAWeighing),
            (ledger([recorded(dry(1))]).when(correct(1, 12_000)), Rejection::NothingChanges),
            (
                ledger([recorded(dry(1))]).when(Command::Withdraw { entry: id(1), reason: " ".into() }),
                Rejection::ReasonEmpty,
            ),
            (ledger([]).when(record([third(1, Fact::Closed { reason: "\u{3000}".into() })])), Rejection::ReasonEmpty),
        ],
    );
}
