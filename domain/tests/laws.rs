//! Laws that hold whatever is asked, in whatever order: random errands in a small city, and random
//! ledgers of waste. Histories that make no sense at all are in `nonsense`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod city;

use std::collections::BTreeSet;

use cangliu_domain::Aggregate;
use cangliu_domain::asset::{Asset, Command, Event, Occupation, Purpose, Rejection};
use cangliu_domain::fen::Fen;
use cangliu_domain::grams::Grams;
use cangliu_domain::id::AssetId;
use cangliu_domain::month::Month;
use cangliu_domain::waste::{self, Category, Destination, Entry, Fact, Method, SiteFacts, Waste};
use chrono::NaiveDate;
use city::family::families;
use city::{City, Errand, Stream, errands, is_loan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use strum::EnumCount;

/// Runs errands and holds the laws of a single asset after each.
fn live(errands: &[Errand]) -> City {
    let mut city = City::default();
    for errand in errands {
        let before = city.streams.values().map(|stream| stream.events.len()).sum::<usize>();
        let Some((asset, command, answer)) = city.run(errand) else { continue };
        match answer {
            Ok(()) => {
                tells_one_story(&city.streams[&asset]);
                if let Command::Reverse { revision, .. } = command {
                    leaves_history_without(revision, &city.streams[&asset]);
                }
            }
            Err(_) => {
                let after = city.streams.values().map(|stream| stream.events.len()).sum::<usize>();
                assert_eq!(before, after, "a refusal leaves no event");
            }
        }
    }
    city
}

/// No asset in two places, two reservations or two loans: told from the events alone, and compared
/// with what the aggregate says.
fn tells_one_story(stream: &Stream) {
    let (mut inside, mut reserved, mut under_way, mut lent) = (None, None, None, false);
    let (mut frozen, mut in_repair, mut gone) = (false, false, false);
    let mut latest = None;
    for (_, event) in stream.asset.history() {
        if event.is_step() {
            assert!(latest <= Some(event.on()), "steps happen in order");
            latest = Some(event.on());
        }
        match event {
            Event::LotBegun { carried, .. } => {
                inside = carried.in_warehouse.as_ref().map(|inside| inside.warehouse);
                lent = carried.loan.is_some();
            }
            Event::TakenIn { warehouse, .. } => {
                assert_eq!(inside.replace(*warehouse), None, "in one warehouse at a time");
                assert!(reserved.is_none() && under_way.is_none() && !lent);
            }
            Event::Reserved { reservation, .. } => {
                assert_eq!(reserved.replace(*reservation), None, "reserved once at a time");
                assert!(inside.is_some() && under_way.is_none() && !lent);
            }
            Event::ReservationReleased { reservation, .. } => assert_eq!(reserved.take(), Some(*reservation)),
            Event::Dispatched { reservation, purpose, warehouse, .. } => {
                assert_eq!((reserved.take(), inside), (Some(*reservation), Some(*warehouse)));
                assert_eq!(under_way.replace(*purpose), None, "handed over once at a time");
            }
            Event::Received { .. } => match under_way.take() {
                Some(Purpose::Loan { .. }) => assert!(!std::mem::replace(&mut lent, true), "lent once at a time"),
                Some(Purpose::GratuitousTransfer) => inside = None,
                None => panic!("received what nobody handed over"),
            },
            Event::LoanReturned { .. } => assert!(std::mem::take(&mut lent)),
            Event::LoanRenewed { renewal, .. } => assert!(lent && (1..=2).contains(renewal)),
            Event::Reclaimed { .. } => {
                assert!(inside.take().is_some() && reserved.is_none() && under_way.is_none() && !lent);
            }
            Event::Frozen { .. } => {
                assert!(!frozen && reserved.is_none() && under_way.is_none() && !lent && !in_repair);
                frozen = true;
            }
            Event::Unfrozen { .. } => assert!(std::mem::take(&mut frozen)),
            Event::RepairBegun { .. } => {
                assert!(!in_repair && reserved.is_none() && under_way.is_none() && !lent && !frozen);
                in_repair = true;
            }
            Event::Repaired { .. } => assert!(std::mem::take(&mut in_repair)),
            Event::Disposed { reuse, .. } => {
                assert!(!gone && !reuse && reserved.is_none() && under_way.is_none() && !in_repair);
                (gone, inside, lent, frozen) = (true, None, false, false);
            }
            Event::ProceedsStated { .. } | Event::ProceedsPaid { .. } => assert!(gone),
            Event::Allocated { application, waitlist, .. } => {
                assert!(reserved.is_none() && under_way.is_none() && !lent && !waitlist.contains(application));
            }
            Event::PickupAgreed { reservation, .. } => assert_eq!(reserved, Some(*reservation)),
            Event::ReachWidened { .. } => assert!(inside.is_some() && reserved.is_none()),
            Event::Registered { .. }
            | Event::LotSplit { .. }
            | Event::Listed { .. }
            | Event::Unlisted { .. }
            | Event::LiabilityStated { .. }
            | Event::Compensated { .. }
            | Event::Appraised { .. }
            | Event::CardRefreshed { .. }
            | Event::AppliedFor { .. }
            | Event::ApplicationWithdrawn { .. }
            | Event::BookedIn { .. }
            | Event::BookedOff { .. }
            | Event::VoucherRecorded { .. }
            | Event::Reversed { .. } => {}
        }
    }
    let now = stream.asset.situation().registered().unwrap();
    assert!(now.liability.is_none_or(|open| open.left() > Fen::ZERO), "what is paid is closed, and never overpaid");
    let formers: BTreeSet<_> = now.books.settling.leaving.iter().map(|left| left.owner).collect();
    assert_eq!(formers.len(), now.books.settling.leaving.len(), "one entry per former owner");
    assert!(!formers.contains(&now.books.owner), "nobody is both owner and former owner");
    assert_eq!(now.in_warehouse.as_ref().map(|inside| inside.warehouse), inside);
    match &now.occupation {
        Occupation::Free => {
            assert!(reserved.is_none() && under_way.is_none() && !lent && !frozen && !in_repair && !gone);
        }
        Occupation::Reserved(held) => assert_eq!(Some(held.reservation), reserved),
        Occupation::UnderWay(way) => assert_eq!(Some(way.purpose), under_way),
        Occupation::OnLoan(_) => assert!(lent),
        Occupation::Frozen(_) => assert!(frozen),
        Occupation::InRepair(_) => assert!(in_repair),
        Occupation::Disposed => assert!(gone && now.in_warehouse.is_none()),
    }
}

/// `reverse(x)` is the history without x, and what was kept would be decided the same without it.
fn leaves_history_without(revision: u64, stream: &Stream) {
    let taken_back: BTreeSet<u64> = stream
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Reversed { revision, .. } => Some(*revision),
            _ => None,
        })
        .collect();
    assert!(taken_back.contains(&revision));
    let kept: Vec<(u64, Event)> = (0_u64..)
        .zip(stream.events.iter().cloned())
        .filter(|(at, event)| !taken_back.contains(at) && !matches!(event, Event::Reversed { .. }))
        .collect();
    assert_eq!(stream.asset.history(), kept, "revisions stay");
    let without = Asset::fold(kept.iter().map(|(_, event)| event));
    assert_eq!(stream.asset.situation(), without.situation());
    decided_again(stream);
}

/// Each kept event is what its command would be answered with on the kept history alone.
fn decided_again(stream: &Stream) {
    let mut asset = Asset::default();
    for (revision, event) in stream.asset.history() {
        let asked = &stream.asked[revision];
        let kept = |revision: u64| stream.asset.history().iter().find(|(at, _)| *at == revision);
        if asked.index == 0 {
            let again = asset.decide(asked.command.clone(), &asked.facts, asked.today).unwrap();
            for (index, decided) in (0..).zip(&again) {
                // A later one of several may have been taken back.
                let Some((_, event)) = kept(revision + index) else { break };
                assert_eq!(decided, event, "revision {revision}");
            }
        } else {
            assert!(kept(revision - 1).is_some(), "no later one of several is kept without the one before it");
        }
        asset = asset.evolve(event);
    }
    assert_eq!(asset.situation(), stream.asset.situation());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn an_asset_is_in_one_place_and_a_reversal_is_history_without_the_event(errands in errands(240)) {
        live(&errands);
    }

    #[test]
    fn every_history_replays_to_the_state_it_was_decided_from(errands in errands(240)) {
        for stream in live(&errands).streams.values() {
            prop_assert_eq!(&Asset::fold(&stream.events), &stream.asset);
            decided_again(stream);
        }
    }

    #[test]
    fn pieces_and_fen_of_a_family_never_change(errands in errands(240)) {
        for (root, (whole, sum)) in families(&live(&errands)) {
            prop_assert_eq!(sum, whole, "family of {}", root);
            prop_assert!(sum.1 >= 0 && sum.2.is_none_or(|net| net >= 0));
        }
    }

    #[test]
    fn the_newest_event_can_always_be_taken_back_down_to_the_first_that_is_fixed(errands in errands(160)) {
        let mut city = live(&errands);
        let assets: Vec<AssetId> = city.streams.keys().copied().collect();
        for asset in assets {
            loop {
                let (revision, newest) = city.streams[&asset].asset.history().last().cloned().unwrap();
                let on = city.today();
                let answer = city.ask(asset, &Command::Reverse { revision, reason: "录错".into(), on });
                match newest {
                    Event::Registered { .. } | Event::LotBegun { .. } | Event::LotSplit { .. } => {
                        prop_assert_eq!(answer, Err(Rejection::NotReversible { what: newest.name() }));
                        break;
                    }
                    _ => prop_assert_eq!(answer, Ok(())),
                }
                leaves_history_without(revision, &city.streams[&asset]);
            }
        }
    }

    #[test]
    fn what_is_named_as_a_dependent_is_kept_and_later(errands in errands(160)) {
        let mut city = City::default();
        for errand in &errands {
            let Some((asset, command, answer)) = city.run(errand) else { continue };
            let (Command::Reverse { revision, .. }, Err(Rejection::HasDependents { revisions })) = (command, answer)
            else {
                continue;
            };
            let kept: Vec<u64> = city.streams[&asset].asset.history().iter().map(|(kept, _)| *kept).collect();
            prop_assert!(!revisions.is_empty() && revisions.is_sorted());
            prop_assert!(revisions.iter().all(|later| *later > revision && kept.contains(later)));
        }
    }
}

/// The laws above would hold in a city where nothing happens: here everything does.
#[test]
fn the_errands_reach_every_event_and_both_answers_to_a_reversal() {
    let mut runner = TestRunner::deterministic();
    let (mut happened, mut loans, mut transfers, mut dependents, mut grandchildren) = (BTreeSet::new(), 0, 0, 0, 0);
    let mut lent_parts = 0;
    for _ in 0..100 {
        let errands = errands(240).new_tree(&mut runner).unwrap().current();
        let mut city = City::default();
        for errand in &errands {
            if let Some((_, _, Err(Rejection::HasDependents { .. }))) = city.run(errand) {
                dependents += 1;
            }
        }
        for event in city.streams.values().flat_map(|stream| &stream.events) {
            happened.insert(event.name());
            match event {
                Event::Dispatched { purpose, .. } if is_loan(*purpose) => loans += 1,
                Event::Dispatched { .. } => transfers += 1,
                Event::LotBegun { carried, .. } if carried.loan.is_some() => lent_parts += 1,
                _ => {}
            }
        }
        let parent = |asset| city.facets(asset).and_then(|now| now.parent);
        grandchildren += city.streams.keys().filter(|asset| parent(**asset).and_then(parent).is_some()).count();
    }
    assert_eq!(happened.len(), Event::COUNT, "{happened:?}");
    let often = [loans, transfers, dependents, grandchildren, lent_parts];
    assert!(
        often.iter().all(|times| *times > 10),
        "loans, transfers, dependents, parts of parts, lent parts: {often:?}"
    );
}

/// What somebody writes into the ledger of a point: which entry, which day and length, and what.
fn lines() -> impl Strategy<Value = Vec<(u8, u8, u8, i64)>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), -5..2_000_000_i64), 1..60)
}

fn waste_command(line: (u8, u8, u8, i64)) -> waste::Command {
    let (what, entry, day, grams) = line;
    let entry = city::id(u128::from(entry) % 24);
    let category = Category::ALL[usize::from(what / 8) % 4];
    let method = if day.is_multiple_of(2) { Method::Weighed } else { Method::Estimated };
    let destination = if category == Category::Wet && day.is_multiple_of(3) {
        Destination::TreatedOnSite
    } else {
        Destination::HauledAway
    };
    let fact = match what % 8 {
        0 => Fact::Zero { category },
        1 => Fact::Closed { reason: "暑假".into() },
        2 => return waste::Command::Withdraw { entry, reason: "重复".into() },
        3 | 4 => return waste::Command::Correct { entry, grams: Grams::new(grams), method, reason: "抄错".into() },
        _ => Fact::Weighed { category, grams: Grams::new(grams), method, destination, hauler: None },
    };
    let on = |day: u8| NaiveDate::from_ymd_opt(2026, 6, u32::from(day)).unwrap();
    let first = 1 + day % 28;
    let last = if day > 200 { first + 2 } else { first };
    waste::Command::Record {
        month: Month::of(on(1)),
        entries: vec![Entry { entry, from: on(first), to: on(last), fact }],
    }
}

fn written(lines: Vec<(u8, u8, u8, i64)>) -> (Waste, Vec<waste::Event>) {
    let site = SiteFacts { premises: city::id(1), institution: city::id(2), opened_on: None, closed_on: None };
    let facts = waste::Facts { site: Some(site) };
    let today = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
    let (mut ledger, mut events) = (Waste::default(), Vec::new());
    for line in lines {
        for event in ledger.decide(waste_command(line), &facts, today).unwrap_or_default() {
            ledger = ledger.evolve(&event);
            events.push(event);
        }
    }
    (ledger, events)
}

fn mass(fact: &Fact) -> i64 {
    match fact {
        Fact::Weighed { grams, .. } => grams.get(),
        Fact::Zero { .. } | Fact::Closed { .. } => 0,
    }
}

proptest! {
    #[test]
    fn what_was_recorded_less_what_was_corrected_and_withdrawn_is_what_the_ledger_holds(lines in lines()) {
        let (ledger, events) = written(lines);
        let told: i64 = events
            .iter()
            .map(|event| match event {
                waste::Event::Recorded { fact, .. } => mass(fact),
                waste::Event::Corrected { was, grams, .. } => grams.get() - mass(&was.fact),
                waste::Event::Withdrawn { was, .. } => -mass(&was.fact),
            })
            .sum();
        prop_assert_eq!(ledger.entries().values().map(|entry| mass(&entry.fact)).sum::<i64>(), told);
        prop_assert!(ledger.entries().values().all(|entry| mass(&entry.fact) >= 0));
        prop_assert_eq!(&Waste::fold(&events), &ledger);
    }

    #[test]
    fn no_day_is_both_closed_and_used_nor_both_zero_and_weighed(lines in lines()) {
        let (ledger, _) = written(lines);
        let entries: Vec<&Entry> = ledger.entries().values().collect();
        for (at, a) in entries.iter().enumerate() {
            for b in &entries[at + 1..] {
                let apart = a.to < b.from || b.to < a.from;
                let closed = matches!(a.fact, Fact::Closed { .. }) || matches!(b.fact, Fact::Closed { .. });
                let zero = matches!(a.fact, Fact::Zero { .. }) || matches!(b.fact, Fact::Zero { .. });
                let same = a.fact.category() == b.fact.category();
                prop_assert!(apart || !(closed || zero && same), "{:?} and {:?}", a, b);
            }
        }
    }
}
