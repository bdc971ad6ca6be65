//! Folds are total: events in any order, of any amounts, with any revisions, and any text in the
//! log. History is not argued with, so nothing here may panic, whatever it says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail")]

mod samples;

use cangliu_domain::account::Account;
use cangliu_domain::asset::{Asset, Command, Event};
use cangliu_domain::blob::Blob;
use cangliu_domain::calendar::Calendar;
use cangliu_domain::card::Card;
use cangliu_domain::count::Count;
use cangliu_domain::docno::Docno;
use cangliu_domain::document::Document;
use cangliu_domain::fen::Fen;
use cangliu_domain::id::AssetId;
use cangliu_domain::institution::Institution;
use cangliu_domain::need::Need;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::policy::Policy;
use cangliu_domain::post::Post;
use cangliu_domain::premises::Premises;
use cangliu_domain::stocktake::Stocktake;
use cangliu_domain::uscc_claim::UsccClaim;
use cangliu_domain::warehouse::Warehouse;
use cangliu_domain::waste::Waste;
use cangliu_domain::{Aggregate, event};
use chrono::NaiveDate;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

fn any_day() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        (2020..2030_i32, 1..=365_u32).prop_map(|(year, day)| NaiveDate::from_yo_opt(year, day).unwrap()),
    ]
}

/// Any event of an asset: the samples, and those that count with the wildest numbers.
fn any_asset_event() -> impl Strategy<Value = Event> {
    let lot = |n: u8| AssetId(Uuid::from_u128(u128::from(n % 12)));
    let split = (any::<u8>(), 1..=u32::MAX, any::<i64>(), any::<Option<i64>>(), any_day()).prop_map(
        move |(n, count, original, net, on)| Event::LotSplit {
            lot: lot(n),
            pieces: Pieces::try_new(count).unwrap(),
            original_value: Fen::new(original),
            net_value: net.map(Fen::new),
            on,
        },
    );
    let reversed = (prop_oneof![0..12_u64, Just(u64::MAX)], any_day()).prop_map(|(revision, on)| Event::Reversed {
        revision,
        what: "asset-dispatched".into(),
        effective_on: on,
        reason: "录错".into(),
        on,
    });
    prop_oneof![6 => select(samples::asset()), 1 => split, 2 => reversed]
}

/// Commands that look at everything an asset remembers.
fn commands(on: NaiveDate) -> Vec<Command> {
    let id = |n: u128| Uuid::from_u128(n);
    let mut commands = vec![
        Command::Unlist { on },
        Command::SplitLot { lot: id(98).into(), pieces: Pieces::ONE, on },
        Command::BeginLot { asset: id(98).into(), parent: id(10).into(), on },
        Command::ReleaseReservation { reservation: id(30).into(), reason: "说明".into(), on },
        Command::BookIn { owner: id(2).into(), number: "1".into(), on, source: None },
        Command::BookOff { owner: id(1).into(), voucher: "1".into(), on, source: None },
        Command::RecordVoucher { owner: id(2).into(), voucher: "1".into(), on, source: None },
        Command::Compensate { amount: Fen::new(1), receipt: None, on },
    ];
    commands.extend([0, 1, 5, u64::MAX].map(|revision| Command::Reverse { revision, reason: "录错".into(), on }));
    commands
}

/// Folds samples in the order of the choices, and asks nothing but that it ends.
fn folds<A: Aggregate>(samples: &[A::Event], choices: &[u8]) -> A {
    A::fold(choices.iter().map(|choice| &samples[usize::from(*choice) % samples.len()]))
}

proptest! {
    #[test]
    fn an_asset_folds_and_answers_whatever_happened(
        events in prop::collection::vec(any_asset_event(), 0..24),
        today in any_day(),
    ) {
        let asset = Asset::fold(&events);
        for command in commands(today) {
            let _ = asset.decide(command, &cangliu_domain::asset::Facts::default(), today);
        }
        for n in 0..12 {
            let _ = asset.split_off(AssetId(Uuid::from_u128(n)));
        }
        prop_assert_eq!(Asset::fold(&events), asset, "twice the same");
    }

    #[test]
    fn a_reversal_of_nothing_changes_nothing(
        events in prop::collection::vec(any_asset_event(), 0..24),
        on in any_day(),
    ) {
        let before = Asset::fold(&events);
        let nothing = Event::Reversed {
            revision: u64::MAX,
            what: "asset-listed".into(),
            effective_on: on,
            reason: "录错".into(),
            on,
        };
        let after = before.clone().evolve(&nothing);
        prop_assert_eq!(after.situation(), before.situation());
        prop_assert_eq!(after.history(), before.history());
    }

    #[test]
    fn every_aggregate_folds_its_events_in_any_order(choices in prop::collection::vec(any::<u8>(), 0..40)) {
        folds::<Calendar>(&samples::calendar(), &choices);
        folds::<Blob>(&samples::blob(), &choices);
        folds::<Card>(&samples::card(), &choices);
        folds::<Docno>(&samples::docno(), &choices);
        folds::<Institution>(&samples::institution(), &choices);
        folds::<Need>(&samples::need(), &choices);
        folds::<Policy>(&samples::policy(), &choices);
        folds::<Account>(&samples::account(), &choices);
        folds::<Post>(&samples::post(), &choices);
        folds::<Premises>(&samples::premises(), &choices);
        folds::<UsccClaim>(&samples::uscc(), &choices);
        folds::<Warehouse>(&samples::warehouse(), &choices);
        folds::<Waste>(&samples::waste(), &choices);
        folds::<Document>(&samples::document(), &choices);
        folds::<Stocktake>(&samples::stocktake(), &choices);
        folds::<Count>(&samples::count(), &choices);
    }

    #[test]
    fn any_text_in_the_log_is_read_or_named(kind in "[a-z-]{0,20}|\\PC{0,8}", version in 0_u16..3, data in "\\PC{0,40}") {
        for category in ["asset", "waste", "institution", "nothing"] {
            prop_assert!(event::Event::decode(category, &kind, version, &data).is_err());
        }
    }
}
