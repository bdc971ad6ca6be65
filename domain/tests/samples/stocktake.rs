//! Samples of stock-takes and of what is scanned in them.

use cangliu_domain::asset::Condition;
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::count::{self, Scan};
use cangliu_domain::fen::Fen;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::post::Holder;
use cangliu_domain::stocktake::{
    self, BookCard, CountRead, Difference, DifferenceKind, Expected, Found, Member, Movement, MovementKind, Part, Scope,
};

use super::{bare_basis, day, full_basis, id};

fn holder(subject: &str) -> Holder {
    Holder { issuer: "https://id.example".into(), subject: subject.into() }
}

fn digest() -> String {
    "0f".repeat(32)
}

fn expected() -> Expected {
    Expected { assets: 1_200, pieces: 1_340, original_value: Fen::new(81_200_000), digest: digest() }
}

fn card() -> BookCard {
    BookCard {
        number: Some("TY2026-0001".into()),
        name: "会议椅".into(),
        class: AssetClass::parse("A05010301").expect("a class of the table"),
        pieces: Pieces::try_new(10).expect("ten pieces"),
        original_value: Fen::new(120_000),
        place: Some("3 号楼 201".into()),
    }
}

fn differences() -> Vec<Difference> {
    let shortage = Difference {
        difference: id(90),
        kind: DifferenceKind::Shortage,
        asset: Some(id(10)),
        code: None,
        name: None,
        card: Some(card()),
        expected: 10,
        counted: 7,
        place: Some("3 号楼 201".into()),
        photo: None,
        note: None,
    };
    let surplus = Difference {
        difference: id(91),
        kind: DifferenceKind::Surplus,
        asset: None,
        code: Some("QR-77".into()),
        name: Some("投影仪".into()),
        card: None,
        expected: 0,
        counted: 1,
        place: Some("报告厅".into()),
        photo: Some(digest()),
        note: Some(id(70)),
    };
    let bare = BookCard { number: None, place: None, ..card() };
    let mismatch = Difference {
        difference: id(92),
        kind: DifferenceKind::Mismatch,
        asset: Some(id(11)),
        card: Some(bare),
        counted: 10,
        ..shortage.clone()
    };
    vec![shortage, surplus, mismatch]
}

fn movements() -> Vec<Movement> {
    let movement = |n, kind, what: &str| Movement { asset: id(n), kind, revision: 4, what: what.into() };
    vec![
        movement(12, MovementKind::Left, "asset-received"),
        movement(13, MovementKind::Came, "asset-taken-in"),
        movement(14, MovementKind::Changed, "asset-lot-split"),
    ]
}

pub(crate) fn stocktake() -> Vec<stocktake::Event> {
    use stocktake::Event::{Begun, Closed, DifferenceSettled, Planned, RecountAsked, Signed, Stated, TeamSet};
    let planned = |scope| Planned {
        stocktake: id(80),
        scope,
        institution: id(6),
        reference_on: day(6, 30),
        title: "2026 年年中盘点".into(),
        by: holder("li"),
        on: day(6, 1),
    };
    let members = vec![
        Member { person: id(50), holder: Some(holder("zhang")), is_keeper: false },
        Member { person: id(51), holder: None, is_keeper: true },
    ];
    let counts = vec![
        CountRead { team: "a".into(), scans: 1_190, revision: Some(3) },
        CountRead { team: "b".into(), scans: 0, revision: None },
    ];
    let signed = |part, subject| Signed { report: 1, part, signer: holder(subject), on: day(7, 3) };
    vec![
        planned(Scope::Warehouse { warehouse: id(20) }),
        planned(Scope::Unit { unit: id(6) }),
        TeamSet { team: "a".into(), members, places: vec!["A 区".into(), "B 区".into()], on: day(6, 2) },
        Begun { position: 4_711, expected: expected(), on: day(6, 30) },
        RecountAsked { round: 1, assets: [id(10), id(11)].into(), reason: "两组数量不一".into(), on: day(7, 1) },
        Stated {
            report: 1,
            part: 1,
            parts: 1,
            position: 4_900,
            expected: expected(),
            found: Found { things: 1_199, pieces: 1_338 },
            counts,
            differences: differences(),
            movements: movements(),
            on: day(7, 2),
        },
        signed(Part::Counter, "zhang"),
        signed(Part::Supervisor, "chen"),
        signed(Part::Head, "zhao"),
        DifferenceSettled { difference: id(90), under: full_basis(), on: day(7, 9) },
        DifferenceSettled { difference: id(91), under: bare_basis(), on: day(7, 9) },
        Closed { on: day(7, 10) },
    ]
}

pub(crate) fn count() -> Vec<count::Event> {
    let scanned = Scan {
        scan: id(85),
        asset: Some(id(10)),
        code: None,
        at: "2026-07-01T02:03:04.500Z".parse().expect("an instant"),
        place: "3 号楼 201".into(),
        pieces: 7,
        condition: Some(Condition::Repairable),
        name: None,
        photo: Some(digest()),
        note: Some(id(70)),
        round: 1,
    };
    let bare = Scan { scan: id(86), condition: None, photo: None, note: None, round: 0, ..scanned.clone() };
    let unknown = Scan {
        scan: id(87),
        asset: None,
        code: Some("QR-77".into()),
        name: Some("投影仪".into()),
        place: "报告厅".into(),
        pieces: 1,
        round: 0,
        ..scanned.clone()
    };
    vec![count::Event::Recorded { batch: id(84), device: "平板 1".into(), scans: vec![scanned, bare, unknown] }]
}
