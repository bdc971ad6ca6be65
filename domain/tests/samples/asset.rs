//! Samples of an asset's events.

use cangliu_domain::asset::{
    CardFacts, Carried, Condition, Event, HandOver, InWarehouse, Leaving, LiabilityGround, Listing, Loan, LoanReturn,
    Purpose, Reach, Settling, Source, Usage, ValueKind,
};
use cangliu_domain::asset_class::AssetClass;
use cangliu_domain::fen::Fen;
use cangliu_domain::pieces::Pieces;
use cangliu_domain::warehouse::{IntakeMode, Storage};

use super::{bare_basis, day, full_basis, id};

pub(super) fn pieces(count: u32) -> Pieces {
    Pieces::try_new(count).expect("some pieces")
}

fn bare_card() -> CardFacts {
    CardFacts {
        name: "台式计算机".into(),
        class: AssetClass::parse("2010104").expect("a class of 2010"),
        brand: None,
        model: None,
        serial: None,
        unit: None,
        pieces: Pieces::ONE,
        value_kind: ValueKind::Nominal,
        original_value: Fen::new(100),
        net_value: None,
        acquisition: None,
        acquired_on: day(1, 15),
        in_use_on: None,
        usage: Usage::InUse,
        department: None,
        user: None,
        place: None,
        remark: None,
    }
}

fn full_card() -> CardFacts {
    CardFacts {
        name: "会议椅".into(),
        class: AssetClass::parse("A05010303").expect("a class of 2022"),
        brand: Some("示例牌".into()),
        model: Some("hy-2".into()),
        serial: Some("sn-0001".into()),
        unit: Some("把".into()),
        pieces: pieces(40),
        value_kind: ValueKind::Original,
        original_value: Fen::new(1_000_003),
        net_value: Some(Fen::new(250_001)),
        acquisition: Some("购置".into()),
        in_use_on: Some(day(2, 1)),
        usage: Usage::Idle,
        department: Some("后勤处".into()),
        user: Some(id(53)),
        place: Some("东楼 203".into()),
        remark: Some(id(70)),
        ..bare_card()
    }
}

pub(super) fn source() -> Option<Source> {
    Some(Source { file: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(), row: 7 })
}

fn inside(listing: Option<Listing>) -> InWarehouse {
    InWarehouse {
        warehouse: id(20),
        operator: id(6),
        depositor: id(1),
        mode: IntakeMode::CustodyOnly,
        storage: Storage::Central,
        since: day(5, 10),
        listing,
    }
}

fn carried() -> [Carried; 3] {
    let listing = |closes_on| {
        Some(Listing {
            reach: Reach::City,
            transfer: true,
            loan: false,
            opens_on: day(5, 20),
            closes_on,
            applications_until: None,
            first_come: false,
        })
    };
    let full = Carried {
        owner: id(1),
        number: Some("TY2026-0001".into()),
        card: full_card(),
        condition: Some(Condition::Serviceable),
        place: Some("a-3".into()),
        in_warehouse: Some(inside(listing(Some(day(7, 20))))),
        loan: None,
        settling: Settling::default(),
    };
    let bare = Carried {
        owner: id(1),
        number: None,
        card: bare_card(),
        condition: None,
        place: None,
        in_warehouse: None,
        loan: None,
        settling: Settling::default(),
    };
    let leaving = Leaving { owner: id(1), number: Some("TY2026-0001".into()), since: day(5, 10) };
    let lent = Carried {
        owner: id(6),
        loan: Some(Loan { unit: id(2), due_on: day(9, 1), since: day(6, 10), renewals: 1 }),
        settling: Settling { moved: true, voucher: Some("记-2026-5-0031".into()), leaving: vec![leaving] },
        ..full.clone()
    };
    [full, bare, lent]
}

fn hand_over(paper: Option<&str>) -> HandOver {
    HandOver { handed_by: id(51), taken_by: id(52), signed_on: day(6, 10), paper: paper.map(str::to_owned) }
}

pub(crate) fn asset() -> Vec<Event> {
    [
        books(),
        warehouse(),
        exit(),
        back(),
        loan(),
        super::asset_office::office(),
        super::asset_office::disposal(),
        super::asset_office::queue(),
    ]
    .concat()
}

fn books() -> Vec<Event> {
    let registered = |card, source| Event::Registered {
        asset: id(10),
        owner: id(1),
        number: "TY2026-0001".into(),
        card,
        on: day(5, 1),
        source,
    };
    let split = |net_value| Event::LotSplit {
        lot: id(11),
        pieces: pieces(15),
        original_value: Fen::new(375_001),
        net_value,
        on: day(5, 20),
    };
    let begun = |carried| Event::LotBegun {
        asset: id(11),
        parent: id(10),
        parent_revision: 3,
        carried: Box::new(carried),
        on: day(5, 20),
    };
    let booked = |source| Event::BookedIn { owner: id(2), number: "jg-77".into(), on: day(6, 12), source };
    let [full, bare, lent] = carried();
    let booked_off = |number: Option<&str>, source| Event::BookedOff {
        owner: id(1),
        number: number.map(Into::into),
        voucher: "记-2026-6-0012".into(),
        on: day(6, 12),
        source,
    };
    let voucher =
        |source| Event::VoucherRecorded { owner: id(2), voucher: "记-2026-6-0044".into(), on: day(6, 13), source };
    vec![
        registered(full_card(), source()),
        registered(bare_card(), None),
        split(Some(Fen::new(93_750))),
        split(None),
        begun(full),
        begun(bare),
        begun(lent),
        booked(source()),
        booked(None),
        booked_off(Some("TY2026-0001"), source()),
        booked_off(None, None),
        voucher(source()),
        voucher(None),
    ]
}

fn warehouse() -> Vec<Event> {
    let taken_in = |place, under| Event::TakenIn {
        warehouse: id(20),
        warehouse_revision: 4,
        operator: id(6),
        depositor: id(1),
        mode: IntakeMode::WithBooks,
        storage: Storage::InPlace,
        condition: Condition::Repairable,
        accepted_by: id(50),
        place,
        under,
        on: day(5, 10),
    };
    let listed = |closes_on| Event::Listed {
        reach: Reach::Delta,
        transfer: true,
        loan: true,
        opens_on: day(5, 20),
        closes_on,
        on: day(5, 20),
        applications_until: None,
        first_come: false,
    };
    let taken = Event::Listed {
        reach: Reach::Level,
        transfer: true,
        loan: false,
        opens_on: day(5, 20),
        closes_on: Some(day(7, 20)),
        applications_until: Some(day(5, 27)),
        first_come: true,
        on: day(5, 20),
    };
    let reclaimed = |under| Event::Reclaimed { depositor: id(1), reason: "开学要用".into(), under, on: day(6, 1) };
    vec![
        taken_in(Some("a-3".into()), full_basis()),
        taken_in(None, bare_basis()),
        listed(Some(day(7, 20))),
        listed(None),
        taken,
        Event::Unlisted { on: day(6, 1) },
        reclaimed(full_basis()),
        reclaimed(bare_basis()),
    ]
}

fn exit() -> Vec<Event> {
    let loan = Purpose::Loan { due_on: day(9, 1) };
    let reserved = |purpose, until, under| Event::Reserved {
        reservation: id(30),
        unit: id(2),
        purpose,
        until,
        under,
        terms: 1,
        on: day(6, 1),
    };
    let dispatched = |purpose, hand_over, under| Event::Dispatched {
        reservation: id(30),
        warehouse: id(20),
        depositor: id(1),
        unit: id(2),
        purpose,
        pieces: pieces(40),
        original_value: Fen::new(1_000_003),
        hand_over,
        under,
        on: day(6, 10),
    };
    let received = |place| Event::Received {
        unit: id(2),
        received_by: id(52),
        condition: Condition::Serviceable,
        place,
        on: day(6, 11),
    };
    vec![
        reserved(loan, Some(day(6, 20)), full_basis()),
        reserved(Purpose::GratuitousTransfer, None, bare_basis()),
        Event::ReservationReleased { reservation: id(30), reason: "不需要了".into(), on: day(6, 5) },
        dispatched(loan, hand_over(Some("jj-2026-9")), full_basis()),
        dispatched(Purpose::GratuitousTransfer, hand_over(None), bare_basis()),
        received(Some("5-501".into())),
        received(None),
    ]
}

fn back() -> Vec<Event> {
    let returned = |place: Option<&str>, note| Event::LoanReturned {
        unit: id(2),
        outcome: LoanReturn::NeedsRepair,
        condition: Condition::ScrapDue,
        inspected_by: id(50),
        place: place.map(Into::into),
        note,
        on: day(6, 20),
    };
    let reversed = Event::Reversed {
        revision: 4,
        what: "asset-dispatched".into(),
        effective_on: day(6, 10),
        reason: "录错".into(),
        on: day(6, 21),
    };
    vec![returned(Some("A-02"), Some(id(71))), returned(None, Some(id(71))), returned(None, None), reversed]
}

fn loan() -> Vec<Event> {
    let renewed =
        |under| Event::LoanRenewed { unit: id(2), due_on: day(10, 1), renewal: 1, under, terms: 1, on: day(6, 15) };
    let liable =
        |ground, note| Event::LiabilityStated { unit: id(2), ground, amount: Fen::new(30_000), note, on: day(6, 20) };
    let paid = |receipt: Option<&str>| Event::Compensated {
        unit: id(2),
        amount: Fen::new(10_000),
        receipt: receipt.map(Into::into),
        on: day(6, 25),
    };
    vec![
        renewed(full_basis()),
        renewed(bare_basis()),
        liable(LiabilityGround::Loss, Some(id(72))),
        liable(LiabilityGround::Damage, None),
        paid(Some("票-00017")),
        paid(None),
    ]
}
