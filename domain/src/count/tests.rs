//! What a team's count takes in, and what it refuses.

use strum::VariantNames;

use super::{CampaignFacts, Command, Count, Event, Facts, PIECES_MAX, Rejection, SCANS_MAX, Scan, Standing};
use crate::given::{day, given, id, refuses};

fn facts(standing: Standing) -> Facts {
    let campaign = CampaignFacts { institution: id(1), standing, rounds: 1, counters: Vec::new() };
    Facts { campaign: Some(campaign) }
}

fn counting() -> Facts {
    facts(Standing::Counting)
}

fn scan(n: u128) -> Scan {
    Scan {
        scan: id(n),
        asset: Some(id(1_000 + n)),
        code: None,
        at: "2026-06-30T02:00:00Z".parse().unwrap(),
        place: "A-01".into(),
        pieces: 1,
        condition: None,
        name: None,
        photo: None,
        note: None,
        round: 0,
    }
}

fn unknown(n: u128) -> Scan {
    Scan { asset: None, code: Some("无标签投影仪".into()), photo: Some("0f".repeat(32)), ..scan(n) }
}

fn record(scans: impl IntoIterator<Item = Scan>) -> Command {
    Command::Record { batch: id(7), device: "平板 1".into(), scans: scans.into_iter().collect() }
}

fn recorded(scans: impl IntoIterator<Item = Scan>) -> Event {
    Event::Recorded { batch: id(7), device: "平板 1".into(), scans: scans.into_iter().collect() }
}

#[test]
fn a_batch_of_scans_is_taken_in_as_it_was_made() {
    given::<Count>([])
        .with_facts(counting())
        .when(record([scan(1), unknown(2)]))
        .then([recorded([scan(1), unknown(2)])]);
}

#[test]
fn of_a_batch_that_overlaps_an_earlier_one_only_what_is_new_is_taken_in() {
    let again = Scan { note: Some(id(99)), ..scan(1) };
    given::<Count>([recorded([scan(1)])])
        .with_facts(counting())
        .when(record([again, scan(2), scan(2)]))
        .then([recorded([scan(2)])]);
}

#[test]
fn of_a_thing_that_was_looked_for_in_vain_a_scan_says_none() {
    let none = Scan { pieces: 0, round: 1, ..scan(1) };
    given::<Count>([]).with_facts(counting()).when(record([none.clone()])).then([recorded([none])]);
}

#[test]
fn a_device_that_lost_the_answer_learns_that_its_scans_are_there_even_after_the_report() {
    given::<Count>([recorded([scan(1)])])
        .with_facts(facts(Standing::Reported))
        .when(record([scan(1)]))
        .then_rejected(Rejection::ScansAlreadyRecorded);
    given::<Count>([recorded([scan(1)])])
        .with_facts(facts(Standing::Reported))
        .when(record([scan(1), scan(2)]))
        .then_rejected(Rejection::CountClosed);
}

#[test]
fn every_refusal_has_its_reason() {
    let asked = |scan: Scan| given::<Count>([recorded([self::scan(9)])]).with_facts(counting()).when(record([scan]));
    let at_night = "2026-07-02T00:00:00Z".parse().unwrap();
    let many = (0..=SCANS_MAX as u128).map(|n| scan(100 + n));
    let nameless = Command::Record { batch: id(7), device: " ".into(), scans: vec![scan(1)] };
    refuses::<Count>(
        Rejection::VARIANTS,
        [
            (given([]).when(record([scan(1)])), Rejection::TeamUnknown),
            (given([]).with_facts(facts(Standing::Planned)).when(record([scan(1)])), Rejection::CountNotBegun),
            (given([]).with_facts(facts(Standing::Reported)).when(record([scan(1)])), Rejection::CountClosed),
            (given([]).with_facts(counting()).when(record([])), Rejection::NoScans),
            (given([]).with_facts(counting()).when(record(many)), Rejection::TooManyScans { count: SCANS_MAX + 1 }),
            (given([]).with_facts(counting()).when(nameless), Rejection::DeviceEmpty),
            (asked(Scan { asset: None, ..scan(1) }), Rejection::ScanOfNothing { scan: id(1) }),
            (asked(Scan { code: Some("QR-1".into()), ..scan(1) }), Rejection::ScanOfNothing { scan: id(1) }),
            (asked(Scan { code: Some(" ".into()), ..scan(1) }), Rejection::ScanOfNothing { scan: id(1) }),
            (asked(Scan { place: " ".into(), ..scan(1) }), Rejection::PlaceEmpty { scan: id(1) }),
            (
                asked(Scan { pieces: PIECES_MAX + 1, ..scan(1) }),
                Rejection::PiecesImplausible { scan: id(1), pieces: PIECES_MAX + 1 },
            ),
            (asked(Scan { pieces: 0, ..unknown(1) }), Rejection::PiecesImplausible { scan: id(1), pieces: 0 }),
            (asked(Scan { photo: None, ..unknown(1) }), Rejection::PhotoNeeded { scan: id(1) }),
            (asked(Scan { photo: Some("0F".repeat(32)), ..unknown(1) }), Rejection::PhotoMalformed { scan: id(1) }),
            (asked(Scan { round: 2, ..scan(1) }), Rejection::RecountNotAsked { scan: id(1), round: 2 }),
            (asked(Scan { at: at_night, ..scan(1) }), Rejection::InFuture { scan: id(1), day: day(7, 2) }),
            (asked(Scan { pieces: 2, ..scan(9) }), Rejection::ScanIdReused { scan: id(9) }),
            (asked(scan(9)), Rejection::ScansAlreadyRecorded),
        ],
    );
}
